"""Hints for a sheet, to be read one at a time: for each stage that is asked for, or each kind of problem."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tracer.document.blocks import Block, Formula, Heading, Prose
from tracer.document.stage_names import stage_name
from tracer.document.working import working
from tracer.exercises.blanks import Question, Sheet
from tracer.exercises.open_cells import joined_rows
from tracer.frozen import Frozen
from tracer.language import say
from tracer.record.step import Step
from tracer.rounding import fixed, rounded

_LADDER = (1, 2, 5)  # times powers of ten: what an answer is told to lie between
_COARSEST, _FINEST = 12, -12


class Hints(Frozen):
    """about: what they are for. steps: the first hint, the second … each its blocks."""

    about: str
    steps: tuple[tuple[Block, ...], ...]


def hints_of(sheet: Sheet) -> list[Hints]:
    """The hints of a sheet, in the order of its questions; of a stage they are about its first blank."""
    if not sheet.problems:
        first = {blank.stage: blank for blank in reversed(sheet.blanks)}
        return [_stage_hints(sheet, sheet.trace.every[stage], first[stage]) for stage in sheet.asked if stage in first]
    number = 1
    result = []
    for problem in sheet.problems:
        if problem.hints:
            steps = tuple((Prose(sentence),) for sentence in problem.hints)
            result.append(Hints(say("hints.from_blank", number=number), steps))
        number += len(problem.answers)
    return result


def _stage_hints(sheet: Sheet, step: Step, blank: Question) -> Hints:
    """Where to look, the formula of this cell, and between which numbers it lies."""
    worked = working(step, blank.index, sheet.places)
    joined = joined_rows(sheet.trace.every)
    read = (address.partition("[")[0] for address, _ in worked.inputs)
    stages = [stage_name(name) for name in dict.fromkeys(joined[name].stage if name in joined else name for name in read)]
    low, high = between(blank.value, sheet.places)
    steps: list[tuple[Block, ...]] = [(Prose(say("hints.where", number=blank.number, stages=stages)),)] if stages else []
    if worked.formula is not None:
        steps.append((Formula(worked.formula, worked.label),))
    steps.append((Prose(say("hints.between", number=blank.number, low=low, high=high)),))
    return Hints(stage_name(step.name), tuple(steps))


def between(value: float, places: int) -> tuple[str, str]:
    """Two numbers of 1, 2, 5, 10, 20 … that a number as printed lies between, further from 0 and nearer; neither is the number.

    >>> between(-6.0, 2), between(0.73, 2), between(5.0, 1), between(0.0, 2)
    (('-10', '-5'), ('0.5', '1'), ('2', '10'), ('-0.01', '0.01'))
    """
    size = abs(rounded(value, places))
    if size == 0:
        unit = fixed(10.0**-places, places)
        return f"-{unit}", unit
    decimals = max(0, places) + 1
    rungs = [step * 10.0**power for power in range(_FINEST, _COARSEST + 1) for step in _LADDER]
    below = max((rung for rung in rungs if rung < size and not math.isclose(rung, size)), default=0.0)
    above = min((rung for rung in rungs if rung > size and not math.isclose(rung, size)), default=math.inf)
    near, far = (_plain(rung, decimals) for rung in (below, above))
    return (near, far) if value > 0 else (f"-{far}", f"-{near}")


def _plain(rung: float, decimals: int) -> str:
    text = fixed(rung, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def hint_blocks(sheet: Sheet) -> Iterator[Block]:
    """The hints of a sheet for paper: all first ones, then all second ones, so that nobody reads one too many."""
    groups = hints_of(sheet)
    yield Heading(2, say("hints.title"))
    yield Prose(say("hints.use"))
    for level in range(max((len(hints.steps) for hints in groups), default=0)):
        yield Heading(3, say("hints.level", number=level + 1))
        for hints in groups:
            if level < len(hints.steps):
                yield from _labelled(hints.about, hints.steps[level])


def _labelled(about: str, blocks: Sequence[Block]) -> Iterator[Block]:
    first, *rest = blocks
    if isinstance(first, Prose):
        yield Prose(say("hints.labelled", about=about, hint=first.text))
    else:
        yield Prose(say("hints.label", about=about))
        yield first
    yield from rest
