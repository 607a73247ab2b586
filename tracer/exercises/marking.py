"""Marking with errors followed through: a later answer that is right given the pupil's own earlier one is told as such.

The pupil's number takes the place of the right one (an edit), and the run goes on from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracer.document.cell_document import find
from tracer.exercises.key import Entry
from tracer.record.trace import Trace
from tracer.rounding import rounded
from tracer.session import again

VERDICTS = RIGHT, FOLLOWED, WRONG, MISSING = "right", "followed", "wrong", "missing"


@dataclass(frozen=True, slots=True)
class Marked:
    """One blank marked. given: the pupil's number, None where left out. own: what follows from the pupil's earlier numbers."""

    blank: int
    cell: str
    given: float | None
    right: float
    verdict: str
    own: float | None = None


def units(value: float, places: int) -> int:
    """A number in units of its last place asked for, rounded as people do.

    >>> units(0.7145, 3), units(-1.25, 1)
    (715, -13)
    """
    result: int = round(rounded(value, places) * 10**places)
    return result


def close(given: float, right: float, places: int, exact: bool) -> bool:
    """Whether two numbers agree as printed; where the digits before were not rounded, the last one may be off by one."""
    return abs(units(given, places) - units(right, places)) <= (0 if exact else 1)


def mark(entry: Entry, trace: Trace, given: Mapping[int, float]) -> list[Marked]:
    """Every blank of a sheet marked, in the order of the sheet; `trace` is the run the sheet was made from."""
    marked: list[Marked] = []
    edits: list[tuple[str, Any]] = []
    run, stage, strayed = trace, "", False
    for blank, (cell, right) in sorted(entry.answers.items()):
        cell_stage = cell.partition("[")[0]
        if cell_stage != stage:  # numbers of one stage do not follow from one another
            run, stage = again(trace, edits) if strayed else trace, cell_stage
        value = given.get(blank)
        if value is None:
            marked.append(Marked(blank, cell, None, right, MISSING))
            continue
        follows = _value(run, cell)
        verdict = _verdict(value, right, follows, entry)
        strayed = strayed or verdict == WRONG
        edits.append((cell, value))
        marked.append(Marked(blank, cell, value, right, verdict, follows if verdict == FOLLOWED else None))
    return marked


def _verdict(value: float, right: float, follows: float, entry: Entry) -> str:
    if close(value, right, entry.places, entry.exact):
        return RIGHT
    return FOLLOWED if close(value, follows, entry.places, entry.exact) else WRONG


def _value(trace: Trace, cell: str) -> float:
    step, index = find(trace, cell)
    return step.number(index)
