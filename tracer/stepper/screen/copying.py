"""The table or the working on the clipboard, in a format of the reader's choice."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from tracer.errors import TracerError
from tracer.language import say
from tracer.render import clipboard
from tracer.stepper import sentences

if TYPE_CHECKING:
    from tracer.stepper.screen.main import Main

COPIES = tuple(f"copy_{what}_{format}" for what in ("table", "working") for format in ("markdown", "latex", "text"))


def copy(screen: Main) -> None:
    """Let the reader choose, then copy. Raises TracerError where the numbers are still to be predicted."""
    if screen.cursor.stage_is_hidden():
        raise TracerError("stepper.hidden_copy")

    def take(at: int) -> None:
        _, what, format = COPIES[at].split("_")
        block = screen.cursor.matrix if what == "table" else sentences.unpredicted(screen.cursor, screen.cursor.working)

        def copied(text: str) -> None:
            screen.say(clipboard.copy(text, os.environ, lambda: _Through(screen.app.copy_to_clipboard, text)))

        screen.wait_for(partial(sentences.render_block, block, format, 10000), copied, "stepper.copying")

    screen.choose(say("stepper.choose_copy"), [say(f"stepper.{name}") for name in COPIES], take)


class _Through(BytesIO):
    """What would go to the terminal, handed on by the app instead: written past it, it could cut a drawing in two."""

    def __init__(self, copy: Callable[[str], None], text: str) -> None:
        super().__init__()
        self._copy, self._text = copy, text

    def close(self) -> None:
        if self.getvalue():
            self._copy(self._text)
        super().close()
