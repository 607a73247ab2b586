"""Marking with errors followed through: a later answer that is right given the pupil's own earlier one is told as such.

The pupil's number takes the place of the right one (an edit), and the run goes on from there. The self-marking page marks the
same way (`render/live/marking.js`); tests/render/live/test_marking.py holds the two together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from tracer.document.cell_document import find
from tracer.exercises.answers import Answer
from tracer.exercises.key import Entry
from tracer.exercises.written_number import Written
from tracer.frozen import Frozen
from tracer.record.trace import Trace
from tracer.rounding import units
from tracer.session import again

VERDICTS = RIGHT, FOLLOWED, WRONG, MISSING, UNREADABLE = "right", "followed", "wrong", "missing", "unreadable"
MOST_CARRIED = 1e15  # a larger number drowns what it is added to: what follows would rest on the order of the additions
NOTHING = Answer("", Written())
Explain = Callable[[Trace, str, Answer], tuple[str, ...]]
"""What may have led to a wrong answer: of (the run as the pupil had it, the cell, the answer)."""


class Marked(Frozen):
    """One blank marked. answer: what the pupil wrote. own: what follows from the pupil's earlier numbers, where that is another.

    causes: what makes a wrong number just like this one: names of `mistakes.MISTAKES`, or one of `causes.SLIPS`.
    """

    blank: int
    cell: str
    answer: Answer
    right: float
    verdict: str
    points: float
    own: float | None = None
    causes: tuple[str, ...] = ()


def close(given: float, right: float, places: int, exact: bool) -> bool:
    """Whether two numbers agree as printed; where the digits before were not rounded, the last one may be off by one."""
    if not (math.isfinite(given) and math.isfinite(right)):
        return False
    return abs(units(given, places) - units(right, places)) <= (0 if exact else 1)


def mark(entry: Entry, trace: Trace, given: Mapping[int, Answer], explain: Explain | None = None) -> list[Marked]:
    """Every blank of a sheet marked, in the order of the sheet; `trace` is the run the sheet was made from."""
    marked: list[Marked] = []
    edits: list[tuple[str, Any]] = []
    run, stage, strayed = trace, "", False
    for blank, (cell, right) in sorted(entry.answers.items()):
        cell_stage = cell.partition("[")[0]
        if cell_stage != stage:  # numbers of one stage do not follow from one another
            run, stage = again(trace, edits) if strayed else trace, cell_stage
        answer = given.get(blank, NOTHING)
        value = answer.number.value
        follows = _value(run, cell) if cell else right
        verdict = _verdict(answer.number, right, follows, entry)
        if value is not None and cell and abs(value) < MOST_CARRIED:
            strayed = strayed or verdict == WRONG
            edits.append((cell, value))
        own = follows if verdict == FOLLOWED or (verdict == WRONG and not close(follows, right, entry.places, True)) else None
        causes = explain(run, cell, answer) if explain is not None and cell and verdict == WRONG else ()
        marked.append(Marked(blank, cell, answer, right, verdict, _points(entry, blank, verdict), own, causes))
    return marked


def _verdict(number: Written, right: float, follows: float, entry: Entry) -> str:
    if number.value is None:
        return UNREADABLE if number.problem else MISSING
    if close(number.value, right, entry.places, entry.exact):
        return RIGHT
    return FOLLOWED if close(number.value, follows, entry.places, entry.exact) else WRONG


def _points(entry: Entry, blank: int, verdict: str) -> float:
    share = {RIGHT: 1.0, FOLLOWED: entry.follow_on}.get(verdict, 0.0)
    return share * entry.points_of(blank)


def _value(trace: Trace, cell: str) -> float:
    step, index = find(trace, cell)
    return step.number(index)
