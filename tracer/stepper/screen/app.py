"""The full-screen stepper as an app around its one screen."""

from __future__ import annotations

import gc

from textual.app import App
from textual.events import Key
from textual.screen import Screen

from tracer.stepper.screen.actions import ACTIONS
from tracer.stepper.screen.lists import Ask, Choose
from tracer.stepper.screen.main import Main
from tracer.stepper.state.cursor import Cursor


class Stepper(App[None]):
    """The app around the one screen. Colours are the terminal's own, so that 16 of them, or none, are enough."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    SCREENS = {"choose": Choose, "ask": Ask}

    def __init__(self, cursor: Cursor) -> None:
        super().__init__(ansi_color=True)
        self.cursor = cursor

    def get_default_screen(self) -> Screen[None]:
        return Main(self.cursor, ACTIONS)

    def on_key(self, event: Key) -> None:
        """A key sent in one go with the one that asks a question has reached the screen below it: it is for the question."""
        if isinstance(self.screen, Ask):
            self.screen.type(event)

    @property
    def failure(self) -> Exception | None:
        """What ended the app though nobody quit; None where nothing did."""
        return self._exception

    def _fatal_error(self) -> None:
        """End without Textual's own traceback: `open_app` hands the error to the command line, which says it in a sentence."""
        self._close_messages_no_wait()


def open_app(cursor: Cursor) -> None:
    """Open the app on a cursor; returns when the reader quits. Raises what ended the app where nobody did."""
    app = Stepper(cursor)
    gc.freeze()  # run and program stay until the reader quits: looked through for garbage they hold a key up for 35 ms
    try:
        app.run()
    finally:
        gc.unfreeze()
    if app.failure is not None:
        raise app.failure
