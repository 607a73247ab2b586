"""What each key does: one function a row of `keys.KEYS`, each a command to the screen's cursor; `ACTIONS` has them by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tracer.errors import TracerError
from tracer.language import say
from tracer.stepper import sentences
from tracer.stepper.screen import keys
from tracer.stepper.screen.copying import copy
from tracer.stepper.screen.grid import Grid
from tracer.stepper.state.edits import Run, number
from tracer.stepper.state.place import Place
from tracer.stepper.when_read import WhenRead

if TYPE_CHECKING:
    from tracer.stepper.screen.main import Main

QUICK = 1_000_000  # numbers of the stages that read a cell, up to which finding them takes no longer than a key may


def _here(screen: Main) -> str:
    """The cell under the cursor, as short as is clear."""
    return sentences.name(screen.cursor, screen.cursor.place)


# Stages


def _next(screen: Main) -> None:
    screen.do(partial(screen.cursor.walk, 1))


def _previous(screen: Main) -> None:
    screen.do(partial(screen.cursor.walk, -1))


def _next_layer(screen: Main) -> None:
    screen.do(partial(screen.cursor.walk_layer, 1))


def _previous_layer(screen: Main) -> None:
    screen.do(partial(screen.cursor.walk_layer, -1))


def _next_head(screen: Main) -> None:
    screen.do(partial(screen.cursor.turn, 1))


def _previous_head(screen: Main) -> None:
    screen.do(partial(screen.cursor.turn, -1))


def _next_sentence(screen: Main) -> None:
    screen.do(partial(screen.cursor.turn, 1, "sentence"))


# The cell


def _move(screen: Main, rows: int = 0, columns: int = 0) -> None:
    screen.cursor.move(rows, columns)
    screen.show_cell()


def _up(screen: Main) -> None:
    _move(screen, -1)


def _down(screen: Main) -> None:
    _move(screen, 1)


def _left(screen: Main) -> None:
    _move(screen, 0, -1)


def _right(screen: Main) -> None:
    _move(screen, 0, 1)


def _page_up(screen: Main) -> None:
    _move(screen, -screen.query_one(Grid).page)


def _page_down(screen: Main) -> None:
    _move(screen, screen.query_one(Grid).page)


def _row_start(screen: Main) -> None:
    _move(screen, 0, -screen.cursor.column)


def _row_end(screen: Main) -> None:
    _move(screen, 0, screen.cursor.matrix.values.shape[1])


def _table_start(screen: Main) -> None:
    _move(screen, -screen.cursor.row)


def _table_end(screen: Main) -> None:
    _move(screen, screen.cursor.matrix.values.shape[0])


# Why, and where to


def _follow(screen: Main) -> None:
    lines, edited = sentences.source_lines(screen.cursor), sentences.edited_line(screen.cursor)
    if len(lines) < 2 and not edited:
        screen.do(screen.cursor.follow)  # one way only, or none, which is said
    else:
        screen.choose(edited or say("stepper.choose_source", cell=_here(screen)), lines, screen.cursor.follow)


def _goes(screen: Main) -> None:
    cursor = screen.cursor

    def work() -> tuple[str, Sequence[str]]:
        cursor.check_readers()
        return sentences.readers_line(cursor), sentences.reader_lines(cursor)

    def choose(title: str, lines: Sequence[str]) -> None:
        readers = cursor.readers
        screen.choose(title, lines, lambda at: cursor.jump(Place(readers[at].stage, readers[at].index)))

    if cursor.effort_of_readers > QUICK:
        screen.wait_for(work, lambda answer: choose(*answer), "stepper.searching")
    else:
        choose(*work())


def _places(screen: Main, title: str, places: Sequence[Place]) -> None:
    screen.choose(title, WhenRead(places, partial(sentences.cell_line, screen.cursor)), lambda at: screen.cursor.jump(places[at]))


def _back(screen: Main) -> None:
    screen.do(screen.cursor.back)


def _forward(screen: Main) -> None:
    screen.do(screen.cursor.forward)


def _jump(screen: Main) -> None:
    def take(text: str) -> None:
        screen.cursor.go(text)
        screen.do(lambda: None)

    screen.ask(say("stepper.ask_jump"), take)


def _search(screen: Main) -> None:
    def take(text: str) -> None:
        if not text.strip():
            raise TracerError("stepper.search_empty")
        screen.wait_for(partial(screen.cursor.search, text), lambda _: _hits(screen), "stepper.searching")

    screen.ask(say("stepper.ask_search"), take)


def _hits(screen: Main) -> None:
    hits = screen.cursor.hits
    if not hits:
        _search(screen)
        return
    screen.say("")
    lines = WhenRead(hits, partial(sentences.hit_line, screen.cursor))
    screen.choose(say("stepper.choose_hit", count=len(hits)), lines, lambda at: screen.cursor.jump(hits[at].place))


def _mark(screen: Main) -> None:
    screen.do(screen.cursor.mark, lambda on: say("stepper.marked" if on else "stepper.unmarked", cell=_here(screen)))


def _bookmarks(screen: Main) -> None:
    if not screen.cursor.bookmarks:
        raise TracerError("stepper.no_bookmark")
    _places(screen, say("stepper.choose_bookmark"), list(screen.cursor.bookmarks))


# Changing


def _edit(screen: Main) -> None:
    cursor = screen.cursor
    if cursor.is_hidden():
        raise TracerError("stepper.hidden_edit")

    def taken(run: Run) -> None:
        screen.close_list()
        cursor.take(run)
        screen.do(lambda: None, lambda _: sentences.edit_line(cursor, run))

    def take(text: str) -> None:
        value = number(text)
        if cursor.holds(value):
            screen.say(sentences.already_line(cursor))
        else:
            screen.wait_for(partial(cursor.edited, value), taken, "stepper.recomputing")

    question = say("stepper.ask_edit", cell=_here(screen), value=sentences.value_of(cursor))
    screen.ask(question, take, cursor.exact)


def _undo(screen: Main) -> None:
    if screen.busy:
        raise TracerError("stepper.busy")
    screen.do(screen.cursor.undo, lambda run: sentences.undo_line(screen.cursor, run))


def _changes(screen: Main) -> None:
    changes = screen.cursor.changed
    if not changes:
        raise TracerError("stepper.nothing_changed")
    lines = WhenRead(changes, partial(sentences.change_line, screen.cursor))
    screen.choose(say("stepper.choose_change"), lines, lambda at: screen.cursor.jump(changes[at].place))


# Predict first


def _hide(screen: Main) -> None:
    screen.do(screen.cursor.hide, lambda hidden: say("stepper.hiding" if hidden else "stepper.showing"))


def _reveal(screen: Main) -> None:
    cursor = screen.cursor
    if not cursor.is_hidden():
        _next(screen)
        return

    def take(text: str) -> None:
        if text.strip():
            guess = number(text)
            screen.do(lambda: sentences.guess_line(cursor, guess), str)
        else:
            screen.do(cursor.reveal)

    screen.ask(say("stepper.ask_guess", cell=_here(screen)), take)


def _reveal_all(screen: Main) -> None:
    if not screen.cursor.hiding:
        raise TracerError("stepper.nothing_hidden")
    screen.do(screen.cursor.reveal_stage)


# How it is shown


def _more(screen: Main) -> None:
    screen.do(partial(screen.cursor.finer, 1), lambda count: say("stepper.decimals", count=count))


def _fewer(screen: Main) -> None:
    screen.do(partial(screen.cursor.finer, -1), lambda count: say("stepper.decimals", count=count))


def _details(screen: Main) -> None:
    screen.do(screen.cursor.show_details, lambda on: say("stepper.details_on" if on else "stepper.details_off"))


def _language(screen: Main) -> None:
    screen.do(screen.cursor.speak, lambda _: say("stepper.speaks"))


def _zoom(screen: Main) -> None:
    screen.toggle_class("zoomed")
    screen.call_after_refresh(screen.show)


def _help(screen: Main) -> None:
    def take(at: int) -> None:
        screen.call_after_refresh(screen.action_act, keys.KEYS[at].action)

    screen.choose(say("stepper.title_keys"), keys.help_lines(), take, "stepper.help_keys")


def _quit(screen: Main) -> None:
    screen.app.exit()


ACTIONS: dict[str, Callable[[Main], None]] = {
    "next": _next,
    "previous": _previous,
    "next_layer": _next_layer,
    "previous_layer": _previous_layer,
    "next_head": _next_head,
    "previous_head": _previous_head,
    "next_sentence": _next_sentence,
    "up": _up,
    "down": _down,
    "left": _left,
    "right": _right,
    "page_up": _page_up,
    "page_down": _page_down,
    "row_start": _row_start,
    "row_end": _row_end,
    "table_start": _table_start,
    "table_end": _table_end,
    "follow": _follow,
    "goes": _goes,
    "back": _back,
    "forward": _forward,
    "jump": _jump,
    "search": _search,
    "hits": _hits,
    "mark": _mark,
    "bookmarks": _bookmarks,
    "edit": _edit,
    "undo": _undo,
    "changes": _changes,
    "hide": _hide,
    "reveal": _reveal,
    "reveal_all": _reveal_all,
    "more": _more,
    "fewer": _fewer,
    "details": _details,
    "language": _language,
    "zoom": _zoom,
    "copy": copy,
    "help": _help,
    "quit": _quit,
}
