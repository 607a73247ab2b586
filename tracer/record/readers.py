"""Where one number goes: every cell of the next stages that is computed from it, and how much each would change without it.

A cell reads a number where NaN in its place makes the cell NaN: the stages that read it, and the details between, are computed
once more with NaN there, and once with 0, which tells how strong each reading is. Nothing else of the run is computed again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from tracer.frozen import Frozen
from tracer.ops.ties import largest_positions
from tracer.record.step import SHOWN, Step

Index = tuple[int, ...]
_ORDINARY = 0.5  # in place of numbers that are infinite or undefined already
_RANKED = 100  # the strongest, in order of strength; the rest follow in order of place


class Reading(Frozen):
    """A cell that reads a number. effect: by how much it changes where that number is 0 instead."""

    stage: str
    index: Index
    effect: float


class Readers:
    """Which steps of a run read which; made once a trace. every: its steps and parameters by name."""

    def __init__(self, every: Mapping[str, Step]) -> None:
        self._every = every
        self._by_source: dict[str, list[Step]] = defaultdict(list)
        for step in every.values():
            for source in dict.fromkeys(operand.name for operand in step.inputs):
                self._by_source[source].append(step)
        self._rows = dict(_rows(every.values()))  # a recurrent step's name -> its stage, axis and place there

    def of(self, stage: str, index: Index) -> list[Reading]:
        """Every cell that reads the number at `index`: stages in the order of the run, in each the strongest reading first."""
        places = self._same_number(stage, index)
        between, ends = self._downstream(places)
        broken, without = (self._computed(places, between, ends, value) for value in (np.nan, 0.0))
        ordinary = {name: self._every[name].values for name in ends}
        if not all(np.isfinite(values).all() for values in ordinary.values()):  # what is undefined already shows no reader
            broken, ordinary = (self._computed(places, between, ends, value, _finite) for value in (np.nan, _ORDINARY))
        readings: dict[str, list[tuple[Index, float]]] = defaultdict(list)
        for name in ends:
            for at in _became_nan(ordinary[name], broken[name]):
                effect = _effect(float(self._every[name].values[at]), float(without[name][at]))
                self._noted(readings, name, at, effect)
        order = {name: number for number, name in enumerate(self._every)}
        return [reading for name in sorted(readings, key=order.__getitem__) for reading in _strongest_first(name, readings[name])]

    def stages(self, stage: str) -> list[str]:
        """The stages that read a stage, in the order of the run."""
        places = self._same_number(stage, None)
        ends = self._downstream(places)[1]
        shown = {self._rows[name][0] if name in self._rows else name for name in ends}
        return [name for name in self._every if name in shown]

    def _same_number(self, stage: str, index: Index | None) -> dict[str, Index]:
        """The steps that hold the stage's number, and where: the stage, and of a recurrent one also the row of its time step."""
        result = {stage: index or ()}
        for row, (name, along, at) in self._rows.items():
            if name == stage and (index is None or index[along] == at):
                result[row] = (*index[:along], *index[along + 1 :]) if index is not None else ()
        return result

    def _downstream(self, places: Iterable[str]) -> tuple[set[str], list[str]]:
        """(details that are computed from these steps, the stages and rows where the way ends)."""
        between: set[str] = set()
        ends: dict[str, None] = {}
        waiting, start = list(places), set(places)
        while waiting:
            for step in self._by_source[waiting.pop()]:
                if step.name in start or step.name in between or step.name in ends:
                    continue
                if step.level == SHOWN or step.name in self._rows:
                    ends[step.name] = None
                else:
                    between.add(step.name)
                    waiting.append(step.name)
        return between, list(ends)

    def _computed(
        self,
        places: Mapping[str, Index],
        between: set[str],
        ends: Iterable[str],
        value: float,
        read: Callable[[Step], np.ndarray] = lambda step: step.values,
    ) -> dict[str, np.ndarray]:
        """The ends with `value` as the number, all else as `read` gives it."""
        arrays: dict[str, np.ndarray] = {}
        for name, index in places.items():
            array = read(self._every[name])
            arrays[name] = array.astype(array.dtype if array.dtype.kind == "f" else "float64")
            arrays[name][index] = value
        for name in ends:
            waiting = [self._every[name]]
            while waiting:
                step = waiting[-1]
                unknown = [operand for operand in step.inputs if operand.name in between and operand.name not in arrays]
                if not unknown:
                    inside = [operand.name in between or operand.name in places for operand in step.inputs]
                    inputs = [
                        arrays[operand.name] if at else read(operand) for operand, at in zip(step.inputs, inside, strict=True)
                    ]
                    arrays[step.name] = _again(step, inputs)
                    waiting.pop()
                waiting += unknown
        return arrays

    def _noted(self, readings: dict[str, list[tuple[Index, float]]], name: str, index: Index, effect: float) -> None:
        """A reading, of a recurrent step at its place in the stage."""
        if name in self._rows:
            name, along, at = self._rows[name]
            index = (*index[:along], at, *index[along:])
        readings[name].append((index, effect))


def _rows(every: Iterable[Step]) -> Iterable[tuple[str, tuple[str, int, int]]]:
    """Each time step's row of the recurrent stages: its name, and its stage, the place of the time axis and where on it."""
    known = {step.name for step in every}
    for step in every:
        if step.level == SHOWN and step.computed.op == "stack":
            along = [axis.name for axis in step.axes].index(step.computed.attrs["axis"].name)
            for at, row in enumerate(step.computed.inputs):
                for name in (row.name, row.name.removesuffix(".computed")):
                    if name in known:
                        yield name, (step.name, along, at)


def _again(step: Step, inputs: Iterable[np.ndarray]) -> np.ndarray:
    """The step's numbers from other inputs."""
    with np.errstate(all="ignore"):
        return np.asarray(step.row.kernel([operand.axes for operand in step.inputs], step.axes, step.attrs)(*inputs))


def _finite(step: Step) -> np.ndarray:
    """The step's numbers, an ordinary one for each that is infinite or undefined."""
    return np.where(np.isfinite(step.values), step.values, step.values.dtype.type(_ORDINARY))


def _effect(value: float, without: float) -> float:
    """How far a number moves: not at all where it is undefined before and after."""
    difference = abs(without - value)
    if difference == difference:
        return difference
    return 0.0 if without == value or (without != without and value != value) else np.inf


def _became_nan(values: np.ndarray, broken: np.ndarray) -> list[Index]:
    if broken.shape != values.shape or broken.dtype.kind != "f":
        return []
    return [place for place in map(tuple, np.argwhere(np.isnan(broken)).tolist()) if not np.isnan(values[place])]


def _strongest_first(stage: str, cells: list[tuple[Index, float]]) -> list[Reading]:
    order = largest_positions(np.array([effect for _, effect in cells]), _RANKED)
    order += sorted(set(range(len(cells))) - set(order))
    return [Reading(stage, *cells[at]) for at in order]
