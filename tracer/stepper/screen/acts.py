"""What the keys that ask, change and show do: one method a row of `keys.KEYS`, each a command to the cursor."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from tracer.errors import TracerError
from tracer.language import say
from tracer.render import clipboard
from tracer.stepper import sentences
from tracer.stepper.screen import keys
from tracer.stepper.screen.lists import Ask, Choose, Item
from tracer.stepper.screen.moves import Moves
from tracer.stepper.state.edits import Run, number
from tracer.stepper.state.place import Place

COPIES = tuple(f"copy_{what}_{format}" for what in ("table", "working") for format in ("markdown", "latex", "text"))


class Acts(Moves):
    """The keys that ask, change and show."""

    busy = False
    wait_for: Callable[..., None]

    def _choose(self, title: str, items: Sequence[str], take: Callable[[int], Any], keys: str = "stepper.choose_keys") -> None:
        """Let the reader choose a line, and do `take` with its number."""

        def chosen(at: int | None) -> None:
            if at is not None:
                self._do(partial(take, at))

        self.app.push_screen(Choose(title, [Item(item) for item in items], keys), chosen)

    @property
    def _here(self) -> str:
        """The cell under the cursor, as short as is clear."""
        return sentences.name(self.cursor, self.cursor.place)

    # Why, and where to

    def action_follow(self) -> None:
        lines = sentences.source_lines(self.cursor)
        if len(lines) < 2:
            self._do(self.cursor.follow)  # one way only, or none, which is said
        else:
            self._choose(say("stepper.choose_source", cell=self._here), lines, self.cursor.follow)

    def action_goes(self) -> None:
        places = self.cursor.readers
        if not places:
            self.say(say("stepper.no_reader", stage=self.cursor.place.stage), True)
            return
        self._places(say("stepper.choose_reader", cell=self._here), places)

    def _places(self, title: str, places: Sequence[Place]) -> None:
        lines = [sentences.cell_line(self.cursor, place) for place in places]
        self._choose(title, lines, lambda at: self.cursor.jump(places[at]))

    def action_back(self) -> None:
        self._do(self.cursor.back)

    def action_forward(self) -> None:
        self._do(self.cursor.forward)

    def action_jump(self) -> None:
        self.app.push_screen(Ask(say("stepper.ask_jump"), self.cursor.go), lambda done: self._do(lambda: None) if done else None)

    def action_search(self) -> None:
        def take(text: str) -> None:
            if not text.strip():
                raise TracerError("stepper.search_empty")
            self.wait_for(partial(self.cursor.search, text), lambda _: self.action_hits(), "stepper.searching")

        self.app.push_screen(Ask(say("stepper.ask_search"), take))

    def action_hits(self) -> None:
        hits = self.cursor.hits
        if not hits:
            self.action_search()
            return
        self.say("")
        title = say("stepper.choose_hit", count=len(hits))
        self._choose(title, [sentences.hit_line(self.cursor, hit) for hit in hits], lambda at: self.cursor.jump(hits[at].place))

    def action_mark(self) -> None:
        self._do(self.cursor.mark, lambda on: say("stepper.marked" if on else "stepper.unmarked", cell=self._here))

    def action_bookmarks(self) -> None:
        if not self.cursor.bookmarks:
            self.say(say("stepper.no_bookmark"), True)
            return
        self._places(say("stepper.choose_bookmark"), list(self.cursor.bookmarks))

    # Changing

    def action_edit(self) -> None:
        cursor = self.cursor
        if cursor.is_hidden():
            self.say(say("stepper.hidden_edit"), True)
            return

        def taken(run: Run) -> None:
            cursor.take(run)
            self._do(lambda: None, lambda _: sentences.edit_line(cursor, run))

        def take(text: str) -> None:
            self.wait_for(partial(cursor.edited, number(text)), taken, "stepper.recomputing")

        now = sentences.value_of(cursor)
        self.app.push_screen(Ask(say("stepper.ask_edit", cell=self._here, value=now), take, now))

    def action_undo(self) -> None:
        if self.busy:
            self.say(say("stepper.busy"), True)
            return
        self._do(self.cursor.undo, lambda run: sentences.undo_line(self.cursor, run))

    def action_changes(self) -> None:
        found = self.cursor.changed
        if not found:
            self.say(say("stepper.nothing_changed"), True)
            return
        lines = [sentences.change_line(self.cursor, change) for change in found]
        self._choose(say("stepper.choose_change"), lines, lambda at: self.cursor.jump(found[at].place))

    # Predict first

    def action_hide(self) -> None:
        self._do(self.cursor.hide, lambda hidden: say("stepper.hiding" if hidden else "stepper.showing"))

    def action_reveal(self) -> None:
        cursor = self.cursor
        if not cursor.is_hidden():
            self.action_next()
            return

        def take(text: str) -> None:
            if text.strip():
                guess = number(text)
                self._do(lambda: sentences.guess_line(cursor, guess), str)
            else:
                self._do(cursor.reveal)

        self.app.push_screen(Ask(say("stepper.ask_guess", cell=self._here), take))

    def action_reveal_all(self) -> None:
        if not self.cursor.hiding:
            self.say(say("stepper.nothing_hidden"), True)
            return
        self._do(partial(self.cursor.reveal, True))

    # How it is shown

    def action_more(self) -> None:
        self._do(partial(self.cursor.finer, 1), lambda count: say("stepper.decimals", count=count))

    def action_fewer(self) -> None:
        self._do(partial(self.cursor.finer, -1), lambda count: say("stepper.decimals", count=count))

    def action_details(self) -> None:
        self._do(self.cursor.show_details, lambda on: say("stepper.details_on" if on else "stepper.details_off"))

    def action_language(self) -> None:
        self._do(self.cursor.speak, lambda _: say("stepper.speaks"))

    def action_zoom(self) -> None:
        self.toggle_class("zoomed")
        self.call_after_refresh(self.show)

    def action_copy(self) -> None:
        def take(at: int) -> None:
            _, what, format = COPIES[at].split("_")
            block = self.cursor.matrix if what == "table" else self.cursor.working
            text = sentences.written(block, format, 10000)
            told = clipboard.copy(text, os.environ, lambda: _Through(self.app.copy_to_clipboard, text))
            self.call_after_refresh(self.say, told)

        self._choose(say("stepper.choose_copy"), [say(f"stepper.{one}") for one in COPIES], take)

    def action_help(self) -> None:
        def take(at: int) -> None:
            self.call_after_refresh(getattr(self, f"action_{keys.KEYS[at].action}"))

        self._choose(say("stepper.title_keys"), keys.help_lines(), take, "stepper.help_keys")

    def action_quit(self) -> None:
        self.app.exit()


class _Through(BytesIO):
    """What would go to the terminal, handed on by the app instead: written past it, it could cut a drawing in two."""

    def __init__(self, copy: Callable[[str], None], text: str) -> None:
        super().__init__()
        self._copy, self._text = copy, text

    def close(self) -> None:
        if self.getvalue():
            self._copy(self._text)
        super().close()
