"""A key and a file of answers become a marked document; the runs behind the sheets are made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tracer.errors import TracerError
from tracer.exercises.answers import Answer, read_answers
from tracer.exercises.key import Entry, read_key
from tracer.exercises.marking import FOLLOWED, RIGHT, VERDICTS, Marked, close, mark
from tracer.language import say
from tracer.rounding import show

if TYPE_CHECKING:
    from tracer.document.blocks import Block, Document
    from tracer.record.trace import Trace


def marked_document(key: str, answers: str, traced: Callable[[Sequence[str]], Trace]) -> tuple[Document, bool]:
    """(every pupil's sheet marked, whether all of it is right). `traced` makes the trace of the words that a sheet was made with.

    Raises TracerError with row and column of what cannot be read.
    """
    from tracer.document.blocks import Document
    from tracer.files.text import read_text

    entries = read_key(read_text(key), key)
    given = _by_sheet(entries, read_answers(read_text(answers), answers), answers)
    sheets = [(entry, mark(entry, _run(entry, traced(entry.run)), given[entry.code])) for entry in entries if entry.code in given]
    left = [entry.name or entry.code for entry in entries if entry.code not in given]
    right = all(blank.verdict == RIGHT for _, marked in sheets for blank in marked)
    return Document("", lambda: _blocks(sheets, left), {"json": _json(sheets)}), right


def _by_sheet(entries: Sequence[Entry], answers: Sequence[Answer], file: str) -> dict[str, dict[int, float]]:
    """The answers of each sheet, by its code."""
    result: dict[str, dict[int, float]] = {}
    for answer in answers:
        entry = _entry(entries, answer, file)
        if answer.blank not in entry.answers:
            last = max(entry.answers)
            raise TracerError(
                "exercises.unknown_blank", file=file, row=answer.row, code=entry.code, last=last, blank=answer.blank
            )
        result.setdefault(entry.code, {})[answer.blank] = answer.value
    return result


def _entry(entries: Sequence[Entry], answer: Answer, file: str) -> Entry:
    """The sheet an answer belongs to: by name, by code, or the only one."""
    where = {"file": file, "row": answer.row}
    named = [entry for entry in entries if answer.name and entry.name == answer.name]
    coded = [entry for entry in entries if answer.sheet and entry.code == answer.sheet]
    if answer.sheet and not coded:
        raise TracerError("exercises.other_sheet", sheet=answer.sheet, code=entries[0].code, **where)
    if coded:
        return coded[0]
    if named:
        return named[0]
    if len(entries) == 1 and (not answer.name or not entries[0].name):
        return entries[0]
    if not answer.name:
        raise TracerError("exercises.which_sheet", count=len(entries), **where)
    raise TracerError.near("exercises.unknown_name", answer.name, [entry.name for entry in entries if entry.name], **where)


def _run(entry: Entry, trace: Trace) -> Trace:
    """The run, if it still makes the numbers of the key."""
    for cell, old in entry.answers.values():
        new = trace.cell(cell)
        if not close(new, old, entry.places, exact=False):
            raise TracerError("exercises.key_changed", code=entry.code, cell=cell, old=f"{old:.6g}", new=f"{new:.6g}")
    return trace


def _blocks(sheets: Sequence[tuple[Entry, Sequence[Marked]]], left: Sequence[str]) -> Iterator[Block]:
    from tracer.document.blocks import Heading, Note, Prose, Table

    heads = [say(f"exercises.column_{name}") for name in ("blank", "cell", "given", "right", "verdict")]
    for entry, marked in sheets:
        title = say("exercises.marked_title", name=entry.name) if entry.name else say("exercises.marked_nobody", code=entry.code)
        yield Heading(2, title)
        yield Prose(say("exercises.marked", count=len(marked), **_counts(marked)))
        yield Table(heads, [_row(entry, blank) for blank in marked], (0, 0, entry.places, entry.places, 0))
    if left:
        yield Note(say("exercises.no_answers_of", names=list(left)))


def _row(entry: Entry, blank: Marked) -> tuple[str | float, ...]:
    own_text = show(blank.own, entry.places) if blank.own is not None else ""
    verdict = say(f"exercises.verdict_{blank.verdict}", **({"own": own_text} if blank.verdict == FOLLOWED else {}))
    return str(blank.blank), blank.cell, "–" if blank.given is None else blank.given, blank.right, verdict


def _counts(marked: Sequence[Marked]) -> Mapping[str, int]:
    return {verdict: sum(blank.verdict == verdict for blank in marked) for verdict in VERDICTS}


def _json(sheets: Sequence[tuple[Entry, Sequence[Marked]]]) -> list[dict[str, object]]:
    return [
        {
            "sheet": entry.code,
            "name": entry.name,
            **_counts(marked),
            "answers": [
                {
                    "blank": blank.blank,
                    "cell": blank.cell,
                    "given": blank.given,
                    "right": blank.right,
                    "verdict": blank.verdict,
                    "own": blank.own,
                }
                for blank in marked
            ],
        }
        for entry, marked in sheets
    ]
