"""Keys and files of answers become a marked document: one row a pupil, what the class got wrong, and each pupil's answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from tracer.exercises.answers import read_answers
from tracer.exercises.causes import SLIPS
from tracer.exercises.class_marks import ClassMarks, Pupil, mark_class
from tracer.exercises.key import Entry, read_key
from tracer.exercises.marking import FOLLOWED, UNREADABLE, VERDICTS, Marked
from tracer.exercises.scheme import points_text, rule
from tracer.language import current, say
from tracer.rounding import show

if TYPE_CHECKING:
    from tracer.document.blocks import Block, Document, Table
    from tracer.record.trace import Trace

FORMAT = "ttrace-marks/1"


def marked_document(
    key: str,
    answers: Sequence[str],
    traced: Callable[[Sequence[str]], Trace],
    each: bool = False,
    progress: Callable[[int], AbstractContextManager[Callable[[int], None]]] = lambda count: nullcontext(lambda done: None),
) -> tuple[Document, bool]:
    """(every pupil marked, whether all of it is right). `traced` makes the trace of the words that a sheet was made with.

    each: every pupil's answers one by one, as for a single pupil. progress: of how many scripts, told how many are done. Raises
    TracerError where nothing can be marked.
    """
    from tracer.document.blocks import Document
    from tracer.files.text import read_text

    entries = read_key(read_text(key), key)
    given = read_answers(answers, [entry.name for entry in entries])
    with progress(len(given.scripts)) as report:
        marks = mark_class(entries, given, traced, report)
    lists = (_unread(marks), _wrong_values(marks), _causes(marks), _outcomes(marks), _remarks(marks))
    notes = [sentence for sentences in lists for sentence in sentences]  # what has no table, for CSV
    return Document("", lambda: _blocks(marks, each), {"json": marks_data(marks), "notes": notes}), marks.all_right


def _blocks(marks: ClassMarks, each: bool) -> Iterator[Block]:
    from tracer.document.blocks import Heading, Note, Prose

    several = len(marks.pupils) > 1
    if several:
        yield Heading(1, say("marking.title", count=len(marks.pupils)))
    entry = marks.pupils[0].entry
    yield Prose(_rule(entry))
    if several:
        yield _pupils(marks)
        yield from _class(marks)
    yield from _list("unread", _unread(marks))
    for pupil in marks.pupils if each or not several else ():
        yield from _pupil(pupil)
    for remark in _remarks(marks):
        yield Note(remark)


def _rule(entry: Entry) -> str:
    """How a sheet is marked."""
    points = [entry.points_of(blank) for blank in entry.answers]
    if entry.designs:
        return say("design.rule", points=points_text(sum(points)))
    return rule(points, entry.follow_on, entry.places, entry.exact)


def _remarks(marks: ClassMarks) -> list[str]:
    absent = [say("exercises.no_answers_of", names=list(marks.absent))] if marks.absent else []
    return [*marks.remarks, *absent]


def _table(columns: Sequence[str], rows: Sequence[Sequence[str | float]], places: Sequence[int] = (), caption: str = "") -> Table:
    from tracer.document.blocks import Table

    heads = [say(f"marking.column_{name}") for name in columns]
    return Table(heads, rows, places or (0,) * len(heads), caption)


def _pupils(marks: ClassMarks) -> Table:
    """One row a pupil."""
    places = 0 if all(pupil.points.is_integer() and pupil.of.is_integer() for pupil in marks.pupils) else 2
    sheets = ["sheet"] if len({pupil.entry.code for pupil in marks.pupils}) > 1 and not marks.entries[0].name else []
    columns = ["name", *sheets, "points", "of", *VERDICTS, "first"]
    rows: list[Sequence[str | float]] = []
    for pupil in marks.pupils:
        first = pupil.first_mistake
        counts = [pupil.count(verdict) for verdict in VERDICTS]
        code = [pupil.entry.code] if sheets else []
        rows.append([pupil.name, *code, pupil.points, pupil.of, *counts, "–" if first is None else f"({first.blank})"])
    return _table(columns, rows, [0] * (1 + len(sheets)) + [places, places] + [0] * (len(VERDICTS) + 1))


def _class(marks: ClassMarks) -> Iterator[Block]:
    """What the class got wrong: by blank, by value, by mistake."""
    from tracer.document.blocks import Heading, Prose

    yield Heading(2, say("marking.by_blank"))
    yield _table(["blank", *VERDICTS], [[f"({blank})", *counts.values()] for blank, counts in marks.blanks])
    if marks.hardest is not None:
        counts = dict(marks.blanks)[marks.hardest]
        missed = marks.missed[marks.hardest]
        cell = _cell(marks, marks.hardest)
        yield Prose(say("marking.hardest", blank=marks.hardest, cell=cell, count=missed, of=sum(counts.values())))
    yield from _list("wrong_values", _wrong_values(marks))
    yield from _list("causes", _causes(marks))
    yield from _list("outcomes", _outcomes(marks))


def _list(title: str, sentences: Sequence[str]) -> Iterator[Block]:
    from tracer.document.blocks import Heading, Points

    if sentences:
        yield Heading(2, say(f"marking.{title}"))
        yield Points([("•", sentence, 0) for sentence in sentences])


def _cell(marks: ClassMarks, blank: int) -> str:
    """The address behind a blank; where the sheets differ in it, the stage."""
    cells = {pupil.entry.answers[blank][0] for pupil in marks.pupils if blank in pupil.entry.answers}
    stages = sorted({cell.partition("[")[0] for cell in cells})
    return cells.pop() if len(cells) == 1 else " / ".join(stages)


def _wrong_values(marks: ClassMarks) -> list[str]:
    return [_wrong_value(value.blank, value.entry, value.pupils) for value in marks.wrong_values]


def _wrong_value(blank: Marked, entry: Entry, pupils: Sequence[str]) -> str:
    values = {"written": blank.answer.text, "right": show(blank.right, entry.places)}
    sentence = say("marking.wrong_value", blank=blank.blank, count=len(pupils), names=list(pupils), **values)
    return _joined([sentence, *map(cause_sentence, blank.causes)])


def _causes(marks: ClassMarks) -> list[str]:
    return [
        say("marking.behind", cause=cause_sentence(cause), count=len(pupils), names=list(pupils))
        for cause, pupils in marks.causes
    ]


def _outcomes(marks: ClassMarks) -> list[str]:
    """What the matrices do of those who did not get all of them right."""
    return [
        say("design.of_pupil", name=pupil.name, outcome=outcome)
        for pupil in marks.pupils
        if not pupil.all_right
        for outcome in pupil.outcomes
    ]


def _joined(sentences: Sequence[str]) -> str:
    """Sentences as one paragraph."""
    return ("" if current() == "zh" else " ").join(sentences)


def cause_sentence(cause: str) -> str:
    """What led to a wrong number, as a sentence."""
    return say(f"marking.slip_{cause}" if cause in SLIPS else f"exercises.mistake_{cause}")


def _unread(marks: ClassMarks) -> list[str]:
    """What could not be marked, rows first, then cells."""
    rows = [str(refused.problem) for refused in marks.refused]
    for pupil in marks.pupils:
        where = {"file": pupil.script.file, "name": pupil.name}
        rows += [
            say(
                f"marking.cell_{blank.answer.number.problem}",
                row=blank.answer.row,
                blank=blank.blank,
                text=blank.answer.text,
                **where,
            )
            for blank in pupil.marked
            if blank.verdict == UNREADABLE
        ]
        last = max(pupil.entry.answers)
        rows += [
            say("marking.cell_unasked", row=answer.row, blank=blank, text=answer.text, last=last, **where)
            for blank, answer in pupil.unasked
        ]
    return rows


def _pupil(pupil: Pupil) -> Iterator[Block]:
    """One pupil's answers, and what led to the first own mistake."""
    from tracer.document.blocks import Heading, Prose

    entry, script = pupil.entry, pupil.script
    named = entry.name or script.name
    yield Heading(2, say("exercises.marked_title", name=named) if named else say("exercises.marked_nobody", code=entry.code))
    counts = {verdict: pupil.count(verdict) for verdict in VERDICTS}
    yield Prose(
        say("marking.marked", count=len(pupil.marked), points=points_text(pupil.points), of=points_text(pupil.of), **counts)
    )
    columns, places = ["blank", "cell", "given", "right", "verdict", "points"], (0, 0, entry.places, entry.places, 0, 2)
    rows = [_row(entry, blank) for blank in pupil.marked]
    shown = [at for at, column in enumerate(columns) if column != "right" or not entry.designs]  # other numbers do as well
    yield _table([columns[at] for at in shown], [[row[at] for at in shown] for row in rows], [places[at] for at in shown])
    yield from map(Prose, pupil.outcomes)
    first = pupil.first_mistake
    if first is not None and first.causes:
        yield Prose(_joined([say("marking.first", blank=first.blank), *map(cause_sentence, first.causes)]))


def _row(entry: Entry, blank: Marked) -> tuple[str | float, ...]:
    own_text = show(blank.own, entry.places) if blank.own is not None else ""
    verdict = say(f"exercises.verdict_{blank.verdict}", **({"own": own_text} if blank.verdict == FOLLOWED else {}))
    value = blank.answer.number.value
    given = value if value is not None else blank.answer.text or "–"
    return str(blank.blank), blank.cell, given, blank.right, verdict, points_text(blank.points)


def marks_data(marks: ClassMarks) -> dict[str, Any]:
    """The marks as plain data: `ttrace worksheet mark --format json`."""
    return {
        "format": FORMAT,
        "pupils": [_pupil_data(pupil) for pupil in marks.pupils],
        "not_marked": [
            {"file": refused.script.file, "row": refused.script.row, "name": refused.script.name, "reason": str(refused.problem)}
            for refused in marks.refused
        ],
        "absent": list(marks.absent),
        "blanks": [{"blank": blank, **counts} for blank, counts in marks.blanks],
        "hardest": marks.hardest,
        "wrong_values": [
            {
                "blank": value.blank.blank,
                "given": value.blank.answer.number.value,
                "causes": list(value.blank.causes),
                "names": list(value.pupils),
            }
            for value in marks.wrong_values
        ],
        "causes": [{"cause": cause, "names": list(names)} for cause, names in marks.causes],
        "notes": list(marks.remarks),
    }


def _pupil_data(pupil: Pupil) -> dict[str, Any]:
    first = pupil.first_mistake
    return {
        "sheet": pupil.entry.code,
        "name": pupil.name,
        "file": pupil.script.file,
        "row": pupil.script.row,
        "points": pupil.points,
        "of": pupil.of,
        **{verdict: pupil.count(verdict) for verdict in VERDICTS},
        "first_mistake": None if first is None else first.blank,
        "causes": [] if first is None else list(first.causes),
        **({"outcomes": list(pupil.outcomes)} if pupil.outcomes else {}),
        "answers": [
            {
                "blank": blank.blank,
                "cell": blank.cell,
                "text": blank.answer.text,
                "given": blank.answer.number.value,
                "right": blank.right,
                "verdict": blank.verdict,
                "points": blank.points,
                "own": blank.own,
                "problem": blank.answer.number.problem,
                "causes": list(blank.causes),
            }
            for blank in pupil.marked
        ],
    }
