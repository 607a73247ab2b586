"""What each key does in the app: one method a row of `keys.KEYS`, each a command to the cursor and something to show."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from tracer.errors import TracerError
from tracer.language import say
from tracer.render import clipboard
from tracer.stepper import keys, telling
from tracer.stepper.changing import Run, number
from tracer.stepper.cursor import Cursor
from tracer.stepper.grid import Grid
from tracer.stepper.lists import Ask, Choose, Item
from tracer.stepper.place import Place

if TYPE_CHECKING:
    from textual.screen import Screen

    _Screen = Screen[None]
else:
    _Screen = object

COPIES = tuple(f"copy_{what}_{format}" for what in ("table", "working") for format in ("markdown", "latex", "text"))


class Acts(_Screen):
    """The keys of the main screen."""

    cursor: Cursor
    busy = False
    show: Callable[[], None]
    show_cell: Callable[[], None]
    say: Callable[..., None]
    wait_for: Callable[..., None]

    def _do(self, act: Callable[[], Any], told: Callable[[Any], str] | None = None) -> None:
        """Do it and draw; say what it answers, or why it was refused."""
        try:
            result = act()
        except TracerError as error:
            self.say(str(error), True)
        else:
            self.show()
            self.say(told(result) if told is not None else "")

    def _choose(self, title: str, items: Sequence[str], take: Callable[[int], Any], keys: str = "stepper.choose_keys") -> None:
        """Let the reader choose a line, and do `take` with its number."""

        def chosen(at: int | None) -> None:
            if at is not None:
                self._do(partial(take, at))

        self.app.push_screen(Choose(title, [Item(item) for item in items], keys), chosen)

    # Stages

    def action_next(self) -> None:
        self._do(partial(self.cursor.walk, 1))

    def action_previous(self) -> None:
        self._do(partial(self.cursor.walk, -1))

    def action_next_layer(self) -> None:
        self._do(partial(self.cursor.walk_layer, 1))

    def action_previous_layer(self) -> None:
        self._do(partial(self.cursor.walk_layer, -1))

    def action_next_head(self) -> None:
        self._do(partial(self.cursor.turn, 1))

    def action_previous_head(self) -> None:
        self._do(partial(self.cursor.turn, -1))

    def action_next_sentence(self) -> None:
        self._do(partial(self.cursor.turn, 1, "sentence"))

    # The cell

    def _move(self, rows: int = 0, columns: int = 0) -> None:
        self.cursor.move(rows, columns)
        self.show_cell()

    def action_up(self) -> None:
        self._move(-1)

    def action_down(self) -> None:
        self._move(1)

    def action_left(self) -> None:
        self._move(0, -1)

    def action_right(self) -> None:
        self._move(0, 1)

    def action_page_up(self) -> None:
        self._move(-self.query_one(Grid).page)

    def action_page_down(self) -> None:
        self._move(self.query_one(Grid).page)

    def action_row_start(self) -> None:
        self._move(0, -self.cursor.column)

    def action_row_end(self) -> None:
        self._move(0, self.cursor.matrix.values.shape[1])

    def action_table_start(self) -> None:
        self._move(-self.cursor.row)

    def action_table_end(self) -> None:
        self._move(self.cursor.matrix.values.shape[0])

    # Why, and where to

    def action_follow(self) -> None:
        lines = telling.source_lines(self.cursor)
        if len(lines) < 2:
            self._do(self.cursor.follow)  # one way only, or none, which is said
        else:
            self._choose(say("stepper.choose_source", cell=self.cursor.address), lines, self.cursor.follow)

    def action_goes(self) -> None:
        places = self.cursor.readers
        if not places:
            self.say(say("stepper.no_reader", stage=self.cursor.place.stage), True)
            return
        self._places(say("stepper.choose_reader", cell=self.cursor.address), places)

    def _places(self, title: str, places: Sequence[Place]) -> None:
        lines = [telling.cell_line(self.cursor, place) for place in places]
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
        self._choose(title, [telling.hit_line(self.cursor, hit) for hit in hits], lambda at: self.cursor.jump(hits[at].place))

    def action_mark(self) -> None:
        self._do(self.cursor.mark, lambda on: say("stepper.marked" if on else "stepper.unmarked", cell=self.cursor.address))

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
            self._do(lambda: None, lambda _: telling.edit_line(cursor, run))

        def take(text: str) -> None:
            self.wait_for(partial(cursor.edited, number(text)), taken, "stepper.recomputing")

        now = telling.value(cursor)
        self.app.push_screen(Ask(say("stepper.ask_edit", cell=cursor.address, value=now), take, now))

    def action_undo(self) -> None:
        if self.busy:
            self.say(say("stepper.busy"), True)
            return
        self._do(self.cursor.undo, lambda run: telling.undo_line(self.cursor, run))

    def action_changes(self) -> None:
        found = self.cursor.changed
        if not found:
            self.say(say("stepper.nothing_changed"), True)
            return
        lines = [telling.change_line(self.cursor, change) for change in found]
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
                self._do(lambda: telling.guess_line(cursor, guess), str)
            else:
                self._do(cursor.reveal)

        self.app.push_screen(Ask(say("stepper.ask_guess", cell=cursor.address), take))

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
            text = telling.written(block, format, 10000)
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
