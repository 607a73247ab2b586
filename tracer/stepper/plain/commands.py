"""What each word of the plain stepper does, once: `help` is made from this table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from tracer.errors import TracerError
from tracer.frozen import Frozen
from tracer.full_width import half_width_value, split_edit
from tracer.language import listed, say
from tracer.sanitize import sanitize
from tracer.stepper import sentences
from tracer.stepper.plain.talk import Talk
from tracer.stepper.state.edits import number
from tracer.stepper.state.place import Place

Act = Callable[[Talk, str], None]
_COPIES = ("markdown", "latex", "text")
_FEW = 3  # of the cells that read a number, of each stage


class Command(Frozen):
    """words: the word and its short forms. act: what it does with what follows it. example: what must follow; more: it may."""

    words: tuple[str, ...]
    act: Act
    example: str = ""
    more: bool = False

    @property
    def name(self) -> str:
        return self.words[0]


def command(line: str) -> tuple[Act, str]:
    """Parse a line into (action, argument). Raises TracerError for an unknown word, or a missing or extra argument."""
    word, _, rest = line.partition(" ")
    if not word:
        return _next, ""
    for candidate in COMMANDS:
        if word.lower() in candidate.words:
            if candidate.example and not rest.strip():
                raise TracerError("stepper.needs", word=candidate.name, example=f"{candidate.name} {candidate.example}")
            if rest.strip() and not candidate.example and not candidate.more:
                raise TracerError("stepper.alone", word=candidate.name)
            return candidate.act, rest.strip()
    raise TracerError.near("stepper.unknown", word, [entry.name for entry in COMMANDS])


def _next(talk: Talk, _: str) -> None:
    talk.cursor.walk(1)
    talk.show_stage()


def _previous(talk: Talk, _: str) -> None:
    talk.cursor.walk(-1)
    talk.show_stage()


def _layer(talk: Talk, rest: str) -> None:
    talk.cursor.walk_layer(_whole(rest or "1"))
    talk.show_stage()


def _sentence(talk: Talk, _: str) -> None:
    talk.cursor.turn(1, "sentence")
    talk.show_cell()


def _up(talk: Talk, _: str) -> None:
    talk.cursor.move(-1)
    talk.show_cell()


def _down(talk: Talk, _: str) -> None:
    talk.cursor.move(1)
    talk.show_cell()


def _left(talk: Talk, _: str) -> None:
    talk.cursor.move(0, -1)
    talk.show_cell()


def _right(talk: Talk, _: str) -> None:
    talk.cursor.move(0, 1)
    talk.show_cell()


def _where(talk: Talk, _: str) -> None:
    talk.prose(sentences.place_line(talk.cursor))
    talk.print(sentences.cell_line(talk.cursor, talk.cursor.place).strip())


def _stage(talk: Talk, rest: str) -> None:
    talk.go(rest)
    talk.show_stage()


def _cell(talk: Talk, rest: str) -> None:
    talk.go(rest)
    talk.show_cell()


def _why(talk: Talk, rest: str) -> None:
    """Of the cell at hand, or of one that is named."""
    if rest:
        talk.go(rest)
    talk.show_cell()
    if lines := sentences.source_lines(talk.cursor):
        talk.prose(sentences.edited_line(talk.cursor) or say("document.inputs"))
        talk.numbered(lines)


def _follow(talk: Talk, rest: str) -> None:
    edited = sentences.edited_line(talk.cursor)
    talk.cursor.follow(_whole(rest or "1") - 1)
    if edited:
        talk.prose(edited)
    talk.show_cell()


def _back(talk: Talk, _: str) -> None:
    talk.cursor.back()
    talk.show_cell()


def _forward(talk: Talk, _: str) -> None:
    talk.cursor.forward()
    talk.show_cell()


def _goes(talk: Talk, rest: str) -> None:
    talk.cursor.check_readers()
    readings = talk.cursor.readers
    if rest and rest.lower() != "all":
        _listed(talk, [Place(reading.stage, reading.index) for reading in readings], rest)
        return
    talk.prose(sentences.readers_line(talk.cursor))
    lines, number = sentences.reader_lines(talk.cursor), 0
    for _, group in groupby(readings, lambda reading: reading.stage):
        count = len(list(group))
        shown = count if rest or count <= _FEW + 1 else _FEW
        talk.numbered(lines[number : number + shown], number + 1)
        if shown < count:
            talk.print("     " + say("stepper.more_readers", count=count - shown))
        number += count


def _listed(talk: Talk, places: Sequence[Place], rest: str) -> None:
    """The places with their numbers, or the one whose number follows."""
    if not rest:
        talk.numbered([sentences.cell_line(talk.cursor, place) for place in places])
        return
    at = _whole(rest)
    if not 1 <= at <= len(places):
        raise TracerError("stepper.line_range", number=at, last=len(places))
    talk.cursor.jump(places[at - 1])
    talk.show_cell()


def _head(talk: Talk, rest: str) -> None:
    at = _whole(rest)
    talk.cursor.head(at)
    talk.cursor.selection = talk.cursor.selection.replace(heads=(at,))
    talk.show_stage()


def _search(talk: Talk, rest: str) -> None:
    hits = talk.cursor.search(rest)
    talk.numbered([sentences.hit_line(talk.cursor, hit) for hit in hits])


def _hit(talk: Talk, rest: str) -> None:
    if not talk.cursor.hits:
        raise TracerError("stepper.no_hits")
    _listed(talk, [hit.place for hit in talk.cursor.hits], rest)


def _mark(talk: Talk, _: str) -> None:
    marked = talk.cursor.mark()
    talk.prose(say("stepper.marked" if marked else "stepper.unmarked", cell=sentences.name(talk.cursor, talk.cursor.place)))


def _bookmarks(talk: Talk, rest: str) -> None:
    if not talk.cursor.bookmarks:
        raise TracerError("stepper.no_bookmark_yet")
    _listed(talk, talk.cursor.bookmarks, rest)


def _set(talk: Talk, rest: str) -> None:
    """`scores[0, it, street]=3`, or a number alone for the cell at hand."""
    cell, value = split_edit(rest)
    new = number(value if cell else half_width_value(rest))
    if cell:
        talk.go(cell)
    if talk.cursor.is_hidden():
        raise TracerError("stepper.hidden_edit")
    if talk.cursor.holds(new):
        talk.prose(sentences.already_line(talk.cursor))
        return
    run = talk.cursor.set(new)
    talk.prose(sentences.edit_line(talk.cursor, run))


def _undo(talk: Talk, _: str) -> None:
    talk.prose(sentences.undo_line(talk.cursor, talk.cursor.undo()))


def _changes(talk: Talk, rest: str) -> None:
    changes = talk.cursor.changed
    if not changes:
        raise TracerError("stepper.nothing_changed")
    if rest:
        _listed(talk, [change.place for change in changes], rest)
    else:
        talk.numbered([sentences.change_line(talk.cursor, change) for change in changes])


def _hide(talk: Talk, _: str) -> None:
    talk.prose(say("stepper.hiding" if talk.cursor.hide() else "stepper.showing"))


def _predict(talk: Talk, rest: str) -> None:
    """A number predicts the cell at hand; without one, results hide or show again."""
    (_guess if rest else _hide)(talk, rest)


def _copy(talk: Talk, rest: str) -> None:
    """The table and the working, to be copied from the lines."""
    format = rest.lower()
    if format not in _COPIES:
        raise TracerError("stepper.copy_format", word=rest, known=list(_COPIES))
    cursor = talk.cursor
    if cursor.stage_is_hidden():
        raise TracerError("stepper.hidden_copy")
    for block in (cursor.matrix, sentences.unpredicted(cursor, cursor.working)):
        talk.print(sentences.render_block(block, format, 10000))


def _reveal(talk: Talk, _: str) -> None:
    talk.cursor.reveal_stage()
    talk.show_stage()


def _guess(talk: Talk, rest: str) -> None:
    talk.prose(sentences.guess_line(talk.cursor, number(rest)))


def _decimals(talk: Talk, rest: str) -> None:
    talk.cursor.show_decimals(_whole(rest))
    talk.show_stage()


def _details(talk: Talk, _: str) -> None:
    talk.prose(say("stepper.details_on" if talk.cursor.show_details() else "stepper.details_off"))


def _language(talk: Talk, _: str) -> None:
    talk.cursor.speak()
    talk.prose(say("stepper.speaks"))


def _list(talk: Talk, _: str) -> None:
    current = talk.cursor.place.stage
    talk.numbered([sanitize(name) + ("  ←" if name == current else "") for name in talk.cursor.stages])


def _show(talk: Talk, _: str) -> None:
    talk.show_stage()


def _help(talk: Talk, _: str) -> None:
    for entry in COMMANDS:
        example = f"{entry.name} {entry.example}" if entry.example else listed(entry.words)
        talk.prose_beside(example, say(f"stepper.word_{entry.name}"))


def _quit(talk: Talk, _: str) -> None:
    talk.ended = True


def _whole(text: str) -> int:
    value = number(text)
    if value != value or value in (float("inf"), float("-inf")) or value != int(value):
        raise TracerError("stepper.no_whole", text=text)
    return int(value)


COMMANDS = (
    Command(("next", "n"), _next),
    Command(("previous", "p"), _previous),
    Command(("stage", "goto", "g"), _stage, "softmax"),
    Command(("layer",), _layer, more=True),
    Command(("where",), _where),
    Command(("cell",), _cell, "scores[0, 0, 1]"),
    Command(("up",), _up),
    Command(("down",), _down),
    Command(("left",), _left),
    Command(("right",), _right),
    Command(("why",), _why, more=True),
    Command(("follow",), _follow, more=True),
    Command(("goes",), _goes, more=True),
    Command(("back", "b"), _back),
    Command(("forward", "f"), _forward),
    Command(("head",), _head, "1"),
    Command(("sentence",), _sentence),
    Command(("search", "find", "/"), _search, "0.88"),
    Command(("hit",), _hit, more=True),
    Command(("mark", "m"), _mark),
    Command(("bookmarks",), _bookmarks, more=True),
    Command(("set", "edit", "e"), _set, "scores[0, 0, 1]=3"),
    Command(("undo", "u"), _undo),
    Command(("changes",), _changes, more=True),
    Command(("hide",), _hide),
    Command(("predict",), _predict, more=True),
    Command(("guess",), _guess, "0.5"),
    Command(("reveal",), _reveal),
    Command(("decimals",), _decimals, "6"),
    Command(("details",), _details),
    Command(("copy",), _copy, "markdown"),
    Command(("language",), _language),
    Command(("show",), _show),
    Command(("list", "l"), _list),
    Command(("help", "h", "?"), _help),
    Command(("quit", "q", "exit"), _quit),
)
