"""A trace with one mistake in it: which one the seed decides; a reader finds the first wrong number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from tracer.address import cell as cell_address
from tracer.axes import describe
from tracer.comparison.compare import StageDifference, compare
from tracer.document.blocks import Block, Document, Formula, Heading, Note, Prose
from tracer.document.cell_document import find
from tracer.document.matrices import matrices
from tracer.document.numbers import places_of
from tracer.document.selection import Selection
from tracer.document.stage_names import stage_heading, stage_name
from tracer.document.symbols import formula, has_formula, symbol
from tracer.document.trace_document import text_of
from tracer.document.working import working
from tracer.errors import Inapplicable, TracerError
from tracer.exercises.mistakes import MISTAKES, make_mistake
from tracer.language import say
from tracer.record.settle import settle
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import significant

_LEAST = 1e-3  # a difference a reader can see


@dataclass(frozen=True, slots=True)
class Puzzle:
    """right, wrong: the two runs. mistake: its name. parted: the first stage whose numbers differ so that it can be seen."""

    right: Trace
    wrong: Trace
    mistake: str
    parted: StageDifference

    @property
    def cell(self) -> str:
        """The first wrong number."""
        return cell_address(self.parted.step.name, self.parted.step.axes, self.parted.cell)


def puzzle(trace: Trace, seed: int) -> Puzzle:
    """Hide one of the mistakes that show in this run. Raises TracerError where none does."""
    names = sorted(MISTAKES, key=lambda name: sha256(f"{seed}:{name}".encode()).digest())
    for name in names:
        result = hide(trace, name)
        if result is not None:
            return result
    raise TracerError("exercises.no_mistake")


def hide(trace: Trace, name: str) -> Puzzle | None:
    """A run with this mistake in it; None where the run has no place for it, or nobody could see it."""
    try:
        wrong = make_mistake(trace, name)
    except Inapplicable:  # a setting that this model does not have
        return None
    if wrong is None or any(np.isnan(step.values).any() for step in wrong.shown):
        return None
    differing = [stage for stage in compare(trace, wrong, _LEAST).stages if stage.reason or stage.count]
    if not differing or differing[0].reason:
        return None
    return Puzzle(trace, wrong, name, _earliest(differing))


def _earliest(differing: Sequence[StageDifference]) -> StageDifference:
    """The first stage in order; of a recurrent layer's, whose every time step goes through all of them, the first in time."""
    first = differing[0]
    if "time" not in [axis.name for axis in first.step.axes]:
        return first
    layer = first.step.name.rpartition(".")[0]
    same = [stage for stage in differing if stage.step.name.rpartition(".")[0] == layer and not stage.reason]
    return min(same, key=_time)


def _time(stage: StageDifference) -> int:
    return stage.cell[[axis.name for axis in stage.step.axes].index("time")]


def puzzle_document(puzzle: Puzzle) -> Document:
    """The wrong run's numbers under the right run's formulas, with every matrix that is needed to check them."""

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("exercises.puzzle_title", text=text_of(puzzle.right)))
        yield Prose(say("exercises.puzzle_task"))
        yield from worked_blocks(puzzle)
        yield Note(say("exercises.puzzle_reveal"))

    return Document(say("exercises.puzzle_title", text=""), blocks)


def worked_blocks(puzzle: Puzzle, most_places: int | None = None) -> Iterator[Block]:
    """The wrong run, stage by stage, with the formulas and parameters of the right one. most_places: decimals at most."""
    shown: set[str] = set()
    for step in puzzle.wrong.shown:
        right = puzzle.right.steps.get(step.name, step)
        for behind in _parameters(right, puzzle.right):
            if behind.name not in shown:
                shown.add(behind.name)
                yield stage_heading(behind.name)
                yield from _tables(behind, most_places)
        yield stage_heading(step.name, addressed=False)
        yield Formula(formula(right), symbol(step.name) if has_formula(right) else "", step.name, describe(step.axes))
        yield from _tables(step, most_places)


def _parameters(step: Step, trace: Trace) -> Iterator[Step]:
    """The parameters a stage reads; tables of words are looked up, not computed with."""
    waiting = list(step.computed.inputs)
    while waiting:
        ancestor = waiting.pop(0)
        if ancestor.name in trace.parameters:
            if not ancestor.name.endswith(("embedding.W_E",)):
                yield ancestor
        elif ancestor.level > 1:
            waiting.extend(ancestor.inputs)


def _tables(step: Step, most_places: int | None) -> Iterator[Block]:
    """A stage's numbers without the mark of an edit, which would give the place away."""
    places = places_of(settle(step))
    places = places if most_places is None else min(places, most_places)
    for block in matrices(step, Selection(everything=True), places, None, []):
        yield block.replace(edited=None)


def reveal_document(puzzle: Puzzle) -> Document:
    """Which mistake it was, the first wrong number, what it should be, and how each came about."""

    def blocks() -> Iterator[Block]:
        right, wrong = puzzle.parted.pair
        yield Heading(1, say("exercises.reveal_title"))
        yield Prose(say(f"exercises.mistake_{puzzle.mistake}"))
        yield Prose(say("exercises.reveal_cell", cell=puzzle.cell, wrong=significant(wrong, 6), right=significant(right, 6)))
        yield Heading(2, say("exercises.reveal_right"))
        yield working(puzzle.parted.step, puzzle.parted.cell)
        yield Heading(2, say("exercises.reveal_wrong"))
        other = puzzle.wrong.steps[puzzle.parted.step.name]
        if other.op == "edit":
            yield Prose(say("exercises.reveal_replaced"))
        else:
            yield working(other, puzzle.parted.cell)

    right_value, wrong_value = puzzle.parted.pair
    facts = {"mistake": puzzle.mistake, "cell": puzzle.cell, "right": right_value, "wrong": wrong_value}
    return Document(say("exercises.reveal_title"), blocks, {"json": facts})


HINTS = 3


def hint(puzzle: Puzzle, number: int) -> str:
    """One of `HINTS` hints, from 1: three stages one of which is the first wrong one, that stage, the first wrong number."""
    if number == 1:
        order = [step.name for step in puzzle.wrong.shown]
        start = min(max(order.index(puzzle.parted.step.name) - 1, 0), max(len(order) - 3, 0))
        return say("exercises.hint_1", stages=list(map(stage_name, order[start : start + 3])))
    return say(f"exercises.hint_{number}", stage=stage_name(puzzle.parted.step.name), cell=puzzle.cell)


def judge_guess(puzzle: Puzzle, guess: str) -> tuple[bool, str]:
    """(whether the cell is wrong while everything before its stage is right, the sentence that says so).

    Raises TracerError for a cell the run does not have.
    """
    step, index = find(puzzle.wrong, guess)
    order = [shown.name for shown in puzzle.wrong.shown]
    stage = puzzle.parted.step.name
    address = cell_address(step.name, step.axes, index)
    if step.name == stage:
        right = bool(puzzle.parted.differs[index])
        return right, say("exercises.guess_right" if right else "exercises.guess_stage", cell=address)
    later = step.name in order and order.index(step.name) > order.index(stage)
    return False, say("exercises.guess_late" if later else "exercises.guess_early", cell=address)
