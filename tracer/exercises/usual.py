"""The usual wrong answers to a sheet: what each known mistake makes of its blanks, from the numbers that the sheet gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from tracer.errors import TracerError
from tracer.exercises.blanks import Question, Sheet
from tracer.exercises.mistakes import MISTAKES, make_mistake
from tracer.frozen import Frozen
from tracer.rounding import rounded


class UsualMistake(Frozen):
    """name: of `mistakes.MISTAKES`. answers: the blanks it makes wrong, each with the number that comes out."""

    name: str
    answers: tuple[tuple[Question, float], ...]


def usual_mistakes(sheet: Sheet, names: Iterable[str] = tuple(MISTAKES)) -> list[UsualMistake]:
    """The mistakes of these names that show in the blanks and not in what is given, which a pupil takes as it is printed."""
    trials = (_answers(sheet, name) for name in names)
    return [UsualMistake(name, answers) for name, answers in zip(names, trials, strict=True) if answers]


def mistakes_of_class(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """The mistakes that can be made in sheets of one class, found in the first: the others ask for the same of other numbers."""
    return tuple(mistake.name for mistake in usual_mistakes(sheets[0])) if sheets else ()


def _answers(sheet: Sheet, name: str) -> tuple[tuple[Question, float], ...]:
    try:
        wrong = make_mistake(sheet.trace, name)
    except TracerError:  # a setting that this model does not have, or a size that it cannot have
        return ()
    if wrong is None:
        return ()
    every = wrong.every
    if any(
        given not in every or not np.array_equal(every[given].values, sheet.trace.every[given].values) for given in sheet.given
    ):
        return ()
    result = []
    for blank in sheet.blanks:
        step = every.get(blank.stage)
        if step is None or step.values.shape != sheet.trace.every[blank.stage].values.shape:
            continue
        value = step.number(blank.index)
        if np.isfinite(value) and rounded(value, sheet.places) != rounded(blank.value, sheet.places):
            result.append((blank, value))
    return tuple(result)
