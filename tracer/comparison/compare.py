"""Compare two traces, or a trace and arrays, stage by stage and cell by cell: where they differ first and by how much.

Axes of the same size are compared position by position; where two sentences differ in length, their tokens are aligned
(the same word with the same word) and only the aligned places are compared. What has no counterpart is named: two runs of
which one reads more are not equal.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tracer.axes import TEXTS, Axis, describe, match_places
from tracer.comparison.beside import TextDifference, tokens_told
from tracer.comparison.matches import ADDRESS, MAP, Alignment, Match
from tracer.comparison.tolerance import Tolerance, gap
from tracer.ops.ties import first_largest
from tracer.record.precision import Precision, precision_of, rounding
from tracer.record.step import Step
from tracer.record.trace import Trace

Index = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StageDifference:
    """The comparison of one stage that both traces have.

    first, second: the values at the aligned places. differs: True where they differ beyond the tolerance. largest: the largest
    difference. rounding: what rounding alone may leave (see `record.precision`). places: for each axis, the positions in the
    first trace that were compared (all where None). reason: why it cannot be compared (the two shapes), or "". alone: the labels
    that only the first and only the second has. match: where the second side is somebody's array, which and how it was read.
    """

    step: Step
    other: Step | None
    first: np.ndarray
    second: np.ndarray
    differs: np.ndarray
    largest: float
    places: Sequence[np.ndarray] = ()
    reason: str = ""
    alone: tuple[Sequence[str], Sequence[str]] = ((), ())
    rounding: float = 0.0
    match: Match | None = None

    @property
    def count(self) -> int:
        return int(self.differs.sum())

    @property
    def cell(self) -> Index:
        """Index (in the first trace's stage) of the first cell that differs."""
        at = np.argwhere(self.differs)[0]
        return tuple(int(self.places[axis][place]) if self.places else int(place) for axis, place in enumerate(at))

    @property
    def pair(self) -> tuple[float, float]:
        at = tuple(np.argwhere(self.differs)[0])
        return float(self.first[at]), float(self.second[at])


@dataclass
class Comparison:
    """All stages that both traces have, in order, and the names of stages that only one has.

    missed: those of the names that should have been compared, so that the traces are not equal without them: all of two runs or
    two files; beside a run, which has more than a file need hold, those of the file.
    tolerance: up to which a difference counts as none; None: what rounding may leave, stage by stage. precision: the coarser of
    both sides', over all stages. left_out: arrays that could not be compared. texts: lists of ids that differ.
    row: which of several texts in the arrays was compared, and of how many. unread: lists beside the arrays that are no stages.
    """

    stages: list[StageDifference] = field(default_factory=list)
    only_first: list[str] = field(default_factory=list)
    only_second: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    tolerance: float | None = None
    left_out: list[Match] = field(default_factory=list)
    texts: list[TextDifference] = field(default_factory=list)
    row: tuple[int, int] | None = None
    unread: list[str] = field(default_factory=list)

    @property
    def precision(self) -> Precision:
        return precision_of(step for stage in self.stages for step in (stage.step, stage.other) if step is not None)

    @property
    def rule(self) -> Tolerance:
        """Up to what a difference counts as none: the tolerance asked for, or what the precision of both sides leaves."""
        known = self.precision
        if self.tolerance is not None:
            return Tolerance(0.0, self.tolerance)
        digits = 0.0 if known.digits is None else 5.0 * 10.0**-known.digits
        return Tolerance(known.relative + digits, 0.0 if known.decimals is None else 0.5 * 10.0**-known.decimals)

    @property
    def parted(self) -> StageDifference | None:
        """The first stage that differs."""
        return next((stage for stage in self.stages if stage.reason or stage.count), None)

    @property
    def most(self) -> StageDifference | None:
        """The stage whose numbers differ most; of ties the first. None where none differs."""
        apart = [stage for stage in self.stages if stage.count]
        return apart[int(first_largest(np.array([stage.largest for stage in apart])))] if apart else None

    @property
    def parameters(self) -> list[StageDifference]:
        """The parameters that differ."""
        return [stage for stage in self.stages if stage.step.op == "parameter" and (stage.reason or stage.count)]

    @property
    def alone(self) -> tuple[list[str], list[str]]:
        """Tokens (or vocabulary words) that only the first and only the second trace has, without repeats."""
        first, second = ([label for stage in self.stages for label in stage.alone[side]] for side in (0, 1))
        return list(dict.fromkeys(first)), list(dict.fromkeys(second))

    @property
    def told(self) -> bool:
        """Whether there is a result: some numbers were compared, or shapes differ."""
        return bool(self.texts) or any(stage.reason or stage.first.size for stage in self.stages)

    @property
    def equal(self) -> bool:
        whole = not any(self.alone) and not self.missed and not self.left_out and not self.texts
        return self.told and self.parted is None and whole


def compare(
    first: Trace,
    second: Trace,
    tolerance: float | None = None,
    wanted: Callable[[str], bool] | None = None,
    rows: Callable[[Axis], Sequence[int] | None] | None = None,
) -> Comparison:
    """Compare two traces: the stages both runs show, or everything that a file holds, parameters first; of these those that
    `wanted` says, or all.

    tolerance: the largest difference that counts as none; None: what rounding may leave, by the precision of both sides and the
    size of a stage's numbers. rows: the positions of an axis of the first trace that are compared, or None for all of them.
    """
    result = Comparison(tolerance=tolerance)
    ours, theirs = first.every, second.every
    offered = [[name for name in _offered(side) if wanted is None or wanted(name)] for side in (first, second)]
    either = {*offered[0], *offered[1]}
    for name, step in ours.items():
        if name in either and name in theirs:
            result.stages.append(_difference(step, theirs[name], tolerance, rows))
    result.only_first = [name for name in offered[0] if name not in theirs]
    result.only_second = [name for name in offered[1] if name not in ours]
    mixed = (first.request is None) != (second.request is None)
    for side, names in ((first, result.only_first), (second, result.only_second)):
        if not mixed or side.request is None:
            result.missed += names
    return result


def compare_arrays(
    alignment: Alignment,
    tolerance: float | None = None,
    wanted: Callable[[str], bool] | None = None,
    rows: Callable[[Axis], Sequence[int] | None] | None = None,
) -> Comparison:
    """Compare a trace with somebody's arrays: everything that was given, each array with what it was taken for.

    The options are those of `compare`. Several arrays may be of one stage.
    """
    result = Comparison(tolerance=tolerance)
    for match in alignment.compared:
        if wanted is None or wanted(match.stage):
            difference = _difference(alignment.steps[match.stage], alignment.step(match), tolerance, rows, match.places)
            result.stages.append(replace(difference, match=match))
    compared = {stage.step.name for stage in result.stages}
    shown = [step.name for step in alignment.trace.shown if wanted is None or wanted(step.name)]
    result.only_first = [name for name in shown if name not in compared]
    beside, parted = alignment.beside, result.parted
    result.texts, result.row, result.unread = list(beside.texts), beside.row, beside.unread
    if parted is not None and parted.match is not None and parted.match.array is not None and not result.texts:
        told = tokens_told(parted.match.shown_name, parted.step, parted.match.array)
        result.texts += [told] if told is not None else []
    result.left_out = [
        match for match in alignment.left_out if wanted is None or (match.how in (ADDRESS, MAP) and wanted(match.stage))
    ]
    return result


def _offered(trace: Trace) -> list[str]:
    """What one side brings to a comparison: of a run the stages it shows, of a file everything it holds."""
    return [step.name for step in trace.shown] if trace.request is not None else list(trace.every)


def _difference(
    step: Step,
    other: Step,
    tolerance: float | None,
    rows: Callable[[Axis], Sequence[int] | None] | None,
    held: Mapping[str, np.ndarray] | None = None,
) -> StageDifference:
    """held: of axes that the other holds only some places of, which they are."""
    wholes: list[Mapping[str, int]] = [side.attrs.get("cut", {}) for side in (step, other)]
    some = {*wholes[0], *wholes[1]}
    aligned = _held(step.axes, held) if held else alignment(step.axes, other.axes, some) if _of_one(step, other, wholes) else None
    if aligned is None:
        reason = f"{describe(step.axes)} / {describe(other.axes)}"
        nothing = np.zeros(0)
        return StageDifference(step, other, nothing, nothing, nothing.astype(bool), np.inf, (), reason)
    ours, theirs = aligned
    alone: tuple[list[str], list[str]] = ([], [])
    for at, axis in enumerate(step.axes):
        wanted_rows = None if rows is None else rows(axis)
        if wanted_rows is None and (axis.name in some or held):
            continue  # what a file holds only some places of is not missed elsewhere
        if wanted_rows is None:
            alone[0].extend(_alone(axis, ours[at]))
            alone[1].extend(_alone(other.axes[at], theirs[at]))
        else:  # what was not asked about is not missed
            is_wanted = np.isin(ours[at], wanted_rows)
            ours[at], theirs[at] = ours[at][is_wanted], theirs[at][is_wanted]
    first = step.values[np.ix_(*ours)] if ours else step.values
    second = other.values[np.ix_(*theirs)] if theirs else other.values
    apart, least = gap(first, second), rounding(step, other)
    differs = apart > (least if tolerance is None else tolerance)
    return StageDifference(step, other, first, second, differs, float(apart.max(initial=0.0)), ours, "", alone, least)


def _held(axes: Sequence[Axis], held: Mapping[str, np.ndarray]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The places to compare, and where they stand in an array that holds just these."""
    ours = [held.get(axis.name, np.arange(axis.size or 0)) for axis in axes]
    return ours, [np.arange(len(places)) for places in ours]


def _alone(axis: Axis, aligned: np.ndarray) -> list[str]:
    """The labels at the places that have no counterpart in the other trace."""
    size = axis.size or 0
    return [] if len(aligned) == size else [axis.labels[place] for place in sorted(set(range(size)) - set(aligned.tolist()))]


def _of_one(step: Step, other: Step, wholes: Sequence[Mapping[str, int]]) -> bool:
    """Whether axes that hold some places are of wholes of the same size; texts may be longer or shorter."""
    first, second = (
        {**{axis.name: axis.size for axis in side.axes}, **cut} for side, cut in zip((step, other), wholes, strict=True)
    )
    some = ({*wholes[0], *wholes[1]} & first.keys() & second.keys()).difference(TEXTS)
    return all(first[name] == second[name] for name in some)


def alignment(
    first: Sequence[Axis], second: Sequence[Axis], some: Collection[str] = ()
) -> tuple[list[np.ndarray], list[np.ndarray]] | None:
    """For each axis the positions to compare in each trace; None where the stages' axes do not match.

    some: the axes that hold some of their places in one of the traces, told by their labels.
    """
    if len(first) != len(second):
        return None
    ours, theirs = [], []
    for a, b in zip(first, second, strict=True):
        pairs = match_places(a, b, a.name in some)
        if pairs is None:
            return None
        ours.append(np.array([place for place, _ in pairs], dtype=np.intp))
        theirs.append(np.array([two for _, two in pairs], dtype=np.intp))
    return ours, theirs
