"""Marking a matrix by what it does: the run goes on with the pupil's numbers, and each row is right where its word does as asked.

The self-marking page marks the same way (`render/live/design.js`); tests/render/live/test_marking.py holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping

from tracer.exercises.answers import Answer
from tracer.exercises.designs import Head, Outcome, measure
from tracer.exercises.key import Entry
from tracer.exercises.marking import MISSING, NOTHING, RIGHT, UNREADABLE, WRONG, Marked
from tracer.exercises.written_number import Written

MOST_WRITTEN = 1e6  # a larger number drowns what it is added to


def mark_design(entry: Entry, head: Head, given: Mapping[int, Answer]) -> tuple[list[Marked], list[Outcome]]:
    """Every blank of a sheet marked, and what came out for each design of which anything was written.

    head: of the run that the sheet was made from. A blank is right where what is asked holds for the word of its row; an empty or
    unreadable one counts as 0 in a matrix of which anything was written.
    """
    marked: list[Marked] = []
    outcomes: list[Outcome] = []
    for name in dict.fromkeys(entry.designs.values()):
        blanks = [blank for blank in entry.answers if entry.designs.get(blank) == name]
        answers = {blank: _within(given.get(blank, NOTHING)) for blank in blanks}
        outcome = None
        if any(answer.text for answer in answers.values()):
            numbers = {entry.answers[blank][0]: answer.number.value or 0.0 for blank, answer in answers.items()}
            outcome = measure(head.edited(numbers), name)
            outcomes.append(outcome)
        marked += [_marked(entry, blank, answer, outcome, head) for blank, answer in answers.items()]
    return marked, outcomes


def holds(entry: Entry, head: Head) -> bool:
    """Whether the key's own numbers still do what the sheet asks for."""
    solution = {blank: Answer(repr(right), Written(right)) for blank, (_, right) in entry.answers.items()}
    return all(blank.verdict == RIGHT for blank in mark_design(entry, head, solution)[0])


def _within(answer: Answer) -> Answer:
    """The answer, or the same as unreadable where its number is too large to be computed with."""
    value = answer.number.value
    return answer if value is None or abs(value) <= MOST_WRITTEN else answer.replace(number=Written(problem="not_finite"))


def _marked(entry: Entry, blank: int, answer: Answer, outcome: Outcome | None, head: Head) -> Marked:
    cell, right = entry.answers[blank]
    if answer.number.problem:
        verdict = UNREADABLE
    elif outcome is None:
        verdict = MISSING
    else:
        verdict = RIGHT if outcome.rows[head.row_of(cell)] else WRONG
    return Marked(blank, cell, answer, right, verdict, entry.points_of(blank) if verdict == RIGHT else 0.0)
