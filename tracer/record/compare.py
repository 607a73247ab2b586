"""Two traces, stage by stage and cell by cell: where they part, and by how much.

Axes of the same size are compared position by position; where two sentences differ in length, their tokens are aligned
(the same word with the same word) and only the aligned places are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tracer.axes import Axis, described
from tracer.record.step import Step
from tracer.record.trace import Trace

Index = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StageDifference:
    """One stage of both traces.

    first, second: the values at the aligned places. differs: True where they differ beyond the tolerance. largest: the largest
    difference. places: for each axis, the positions in the first trace that were compared (all where None).
    reason: why it cannot be compared (the two shapes), or "".
    """

    step: Step
    other: Step | None
    first: np.ndarray
    second: np.ndarray
    differs: np.ndarray
    largest: float
    places: Sequence[np.ndarray] = ()
    reason: str = ""

    @property
    def count(self) -> int:
        return int(self.differs.sum())

    @property
    def cell(self) -> Index:
        """The first cell that differs, as an index of the first trace's stage."""
        at = np.argwhere(self.differs)[0]
        return tuple(int(self.places[axis][place]) if self.places else int(place) for axis, place in enumerate(at))

    @property
    def pair(self) -> tuple[float, float]:
        at = tuple(np.argwhere(self.differs)[0])
        return float(self.first[at]), float(self.second[at])


@dataclass
class Comparison:
    """Every stage both traces have, in order, and the names only one has."""

    stages: list[StageDifference] = field(default_factory=list)
    only_first: list[str] = field(default_factory=list)
    only_second: list[str] = field(default_factory=list)

    @property
    def parted(self) -> StageDifference | None:
        """The first stage at which they part."""
        return next((stage for stage in self.stages if stage.reason or stage.count), None)

    @property
    def equal(self) -> bool:
        return self.parted is None


def gap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """|a − b|, 0 where both are the same infinity or both undefined, infinite where only one is."""
    with np.errstate(invalid="ignore"):
        difference = np.abs(np.asarray(first, float) - np.asarray(second, float))
    same = (first == second) | (np.isnan(first) & np.isnan(second))
    return np.where(same, 0.0, np.where(np.isnan(difference), np.inf, difference))


def compare(first: Trace, second: Trace, tolerance: float = 0.0, wanted: Callable[[str], bool] | None = None) -> Comparison:
    """Compare the shown stages of two traces (those `wanted` says, or all)."""
    result = Comparison()
    others = {step.name: step for step in second.steps.values()}
    for step in first.shown:
        if wanted is not None and not wanted(step.name):
            continue
        other = others.get(step.name)
        if other is None:
            result.only_first.append(step.name)
        else:
            result.stages.append(_difference(step, other, tolerance))
    here = set(first.steps)
    result.only_second = [step.name for step in second.shown if step.name not in here and (wanted is None or wanted(step.name))]
    return result


def _difference(step: Step, other: Step, tolerance: float) -> StageDifference:
    aligned = alignment(step.axes, other.axes)
    if aligned is None:
        reason = f"{described(step.axes)} / {described(other.axes)}"
        nothing = np.zeros(0)
        return StageDifference(step, other, nothing, nothing, nothing.astype(bool), np.inf, (), reason)
    mine, theirs = aligned
    first = step.values[np.ix_(*mine)] if mine else step.values
    second = other.values[np.ix_(*theirs)] if theirs else other.values
    apart = gap(first, second)
    return StageDifference(step, other, first, second, apart > tolerance, float(apart.max(initial=0.0)), mine)


def alignment(first: Sequence[Axis], second: Sequence[Axis]) -> tuple[list[np.ndarray], list[np.ndarray]] | None:
    """For each axis the positions to compare, in each trace; None where the stages have no common form."""
    if len(first) != len(second):
        return None
    mine, theirs = [], []
    for a, b in zip(first, second, strict=True):
        pairs = matched(a, b)
        if pairs is None:
            return None
        mine.append(np.array([one for one, _ in pairs], dtype=np.intp))
        theirs.append(np.array([two for _, two in pairs], dtype=np.intp))
    return mine, theirs


def matched(first: Axis, second: Axis) -> list[tuple[int, int]] | None:
    """The places of two axes that belong together: the same positions, or the same tokens in order."""
    if first.size == second.size:
        return [(place, place) for place in range(first.size or 0)]
    if not (first.labelled and second.labelled) or first.name != second.name:
        return None
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, first.labels, second.labels, autojunk=False).get_matching_blocks()
    return [(block.a + at, block.b + at) for block in blocks for at in range(block.size)]
