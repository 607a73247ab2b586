"""Somebody's arrays beside a trace: which stage each of them is, how that is known, and the array in the stage's own axes.

Names come first (our addresses, the map a user gives, a checkpoint's own names, patterns of other programs), then numbers: of
the stages and layouts a name allows, the one whose numbers agree. Where none agrees, the same place in another layer decides,
and then the likeliest by name. An array without a known name is a stage only if its numbers are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracer.axes import Axis, describe
from tracer.comparison.beside import set_aside
from tracer.comparison.foreign_names import STREAM, layer_told, meaning, template
from tracer.comparison.matches import ADDRESS, LAYER, LIKENESS, MAP, NAME, VALUE, Alignment, Match
from tracer.comparison.readings import Labels, Reader, Reading
from tracer.comparison.stage_index import StageIndex, Target, TensorPlace
from tracer.errors import TracerError
from tracer.record.precision import Precision, stored_precision
from tracer.record.trace import Trace

_SAME, _NEAR, _ALIKE = 1e-5, 2e-3, 0.05  # of the largest number: the same numbers; certainly this stage; likely this stage
_LEAST = 4  # numbers that an array must have to be known by them
_OURS = re.compile(r"(?:generate|pass|grad|after|adam|step)\.")  # addresses that only some runs have: further passes, gradients
_HOLD_THE_LAST = re.compile("past|cache|logits")  # names of what may hold the last tokens only: of a window, or the one read out


@dataclass(slots=True)
class _Item:
    """One array, or the part of it that one stage takes. readings: the likeliest first. how: what the readings follow from."""

    name: str
    array: np.ndarray
    part: str
    readings: list[Reading]
    how: str
    chosen: Reading | None = None

    @property
    def place(self) -> str:
        """What the item is in every layer."""
        return template(self.name) + self.part

    @property
    def tells(self) -> bool:
        """Whether its numbers can tell which stage it is: enough of them, and not all the same."""
        return self.array.size >= _LEAST and bool((self.array != self.array.flat[0]).any())


def align(
    arrays: Mapping[str, np.ndarray],
    trace: Trace,
    names: Mapping[str, str] | None = None,
    places: Mapping[str, TensorPlace] | None = None,
    precisions: Mapping[str, Precision] | None = None,
    labels: Labels | None = None,
) -> Alignment:
    """Match every array with a stage or parameter of the trace, or say why not; ids and masks are set aside.

    names: our address → their name, which overrides everything. places: our parameter → the checkpoint's tensor. precisions: of
    arrays whose numbers are known less exactly than their format could hold. labels: of axes, (stage, axis), that an array holds
    only some places of. Raises TracerError for a name in `names` that no stage or no array has.
    """
    index = StageIndex(trace, places or {})
    mapped = _resolved(names or {}, arrays, trace)
    beside = set_aside({name: array for name, array in arrays.items() if name not in mapped}, trace)
    given = {name: beside.arrays.get(name, array) for name, array in arrays.items() if name in beside.arrays or name in mapped}
    aligner = _Aligner(Reader(index, beside.padding, labels or {}), mapped)
    refused = {name: match for name, array in given.items() if (match := _refusal(name, array)) is not None}
    items = [item for name, array in given.items() if name not in refused for item in aligner.items(name, np.asarray(array))]
    aligner.choose(items)
    order = {name: place for place, name in enumerate(given)}
    matches = sorted((*refused.values(), *map(aligner.match, items)), key=lambda match: order[match.name])
    known = {name: stored_precision(array) for name, array in given.items()} | dict(precisions or {})
    return Alignment(tuple(matches), index.steps, trace, known, beside)


def _resolved(names: Mapping[str, str], arrays: Mapping[str, np.ndarray], trace: Trace) -> dict[str, list[str]]:
    """Their name → our full addresses."""
    result: dict[str, list[str]] = {}
    for ours, theirs in names.items():
        stage = trace[ours].name
        if theirs not in arrays:
            raise TracerError.near("files.no_array", theirs, arrays)
        result.setdefault(theirs, []).append(stage)
    return result


def _refusal(name: str, array: np.ndarray) -> Match | None:
    """An array that holds no numbers to compare."""
    if array.dtype.kind not in "fiub":
        return Match(name, reason="kind", about={"kind": array.dtype.name})
    return None if array.size else Match(name, reason="empty")


class _Aligner:
    """Decides for all arrays of a file together: what some of them are tells of others."""

    def __init__(self, reader: Reader, mapped: Mapping[str, Sequence[str]]) -> None:
        self.reader, self.index, self.mapped = reader, reader.index, mapped
        self.by_place: dict[str, tuple[str, str]] = {}  # an item's place → stage without its layer, layout
        self.layouts: dict[str, Counter[str]] = {}  # of each stage without its layer, how often each layout was met

    def items(self, name: str, array: np.ndarray) -> list[_Item]:
        """The array as one item, or one for each of the stages or layers that it holds."""
        how, groups = self._groups(name)
        fused = self._fused(name, array, groups)
        if fused:
            return fused
        readings = [reading for group in groups if len(group) == 1 for reading in self._readings(name, array, group[0])]
        meant = meaning(name) if how == NAME else None
        if how == NAME and not any(not reading.places for reading in readings):
            stacked = list(self._stacked(name, array))
            if any(item.readings for item in stacked):
                return stacked
        if meant is not None and meant.element and len({reading.target.name for reading in readings}) > 1:
            # further outputs of modules stand in an order that differs among them, so that only numbers tell
            readings = [reading for reading in readings if reading.distance <= _NEAR]
        return [_Item(name, array, "", readings, VALUE if how == NAME and not readings else how)]

    def _readings(self, name: str, array: np.ndarray, target: Target) -> list[Reading]:
        """The ways to read an array as a target; as some of its tokens only where its name, or the numbers, say so."""
        readings = self.reader.readings(array, target)
        if _HOLD_THE_LAST.search(name) or self.reader.labels:
            return readings
        return [reading for reading in readings if not reading.places or reading.distance <= _NEAR]

    def _groups(self, name: str) -> tuple[str, list[tuple[Target, ...]]]:
        """How a name is known, and what it may mean."""
        if name in self.mapped:
            return MAP, [(Target(stage),) for stage in self.mapped[name]]
        address = self.index.address(name)
        if _OURS.match(name) and not address:
            return ADDRESS, []
        return (ADDRESS, [(Target(address),)]) if address else (NAME, self.index.targets(name))

    def _fused(self, name: str, array: np.ndarray, groups: Sequence[Sequence[Target]]) -> list[_Item]:
        """An item for each stage of a fused projection; none where the array is no such, or has another width."""
        several = [group for group in groups if len(group) > 1]
        result = []
        for at in range(len(several[0]) if several else 0):
            targets = [group[at] for group in several if len(group) > at]
            readings = [reading for target in targets for reading in self._readings(name, array, target)]
            if not readings:
                return []
            result.append(_Item(name, array, f" ({targets[0].name.rpartition('.')[2]})", readings, NAME))
        return result

    def _stacked(self, name: str, array: np.ndarray) -> Iterator[_Item]:
        """Items of an array that holds all layers along its first axis."""
        meant = meaning(name)
        if meant is None or meant.layer is not None or array.ndim < 2:
            return
        is_stream = STREAM in meant.endings
        stacks = [stack for stack, layers in self.index.layers.items() if len(array) == layers + is_stream and layers > 1]
        stack = meant.stack if meant.stack in stacks else next(iter(stacks), "")
        for at in range(len(array)) if stacks else ():
            one = replace(meant, stack=stack, at=at) if is_stream else replace(meant, stack=stack, layer=at)
            groups = self.index.of_meaning(one)
            readings = [reading for group in groups for reading in self.reader.readings(array[at], group[0])]
            yield _Item(name, array[at], f"[{at}]", readings, NAME)

    def choose(self, items: Sequence[_Item]) -> None:
        """Decide for each item: first those whose numbers agree, then the others by what those have told."""
        for item in items:
            item.chosen = _agreeing(item.readings)
            if item.chosen is None and item.how == VALUE and item.tells:
                item.chosen = _agreeing(self._all_readings(item))
        self._learn(items)
        for item in items:
            item.chosen = item.chosen or self._by_layer(item) or self._likeliest(item)

    def _all_readings(self, item: _Item) -> Iterator[Reading]:
        """Every stage it can be by its shape; of the layer that its name tells, where it tells one."""
        for name in self.index.in_layer(layer_told(item.name)):
            yield from self.reader.readings(item.array, Target(name))

    def _learn(self, items: Sequence[_Item]) -> None:
        """What names with another layer's number, and stages with the same ending, were taken for."""
        for item in items:
            if item.chosen is not None:
                stage, layout = template(item.chosen.target.name), str(item.chosen.layout)
                self.by_place.setdefault(item.place, (stage, layout))
                self.layouts.setdefault(stage, Counter())[layout] += 1

    def _by_layer(self, item: _Item) -> Reading | None:
        """What the same name is in another layer."""
        stage, layout = self.by_place.get(item.place, ("", ""))
        in_layer = stage and layer_told(item.name).layer is not None
        known = item.readings or (self._all_readings(item) if in_layer else ())
        same = [reading for reading in known if template(reading.target.name) == stage]
        if same and item.how == VALUE:
            item.how = LAYER
        return next((reading for reading in same if str(reading.layout) == layout), same[0] if same else None)

    def _likeliest(self, item: _Item) -> Reading | None:
        """The first stage its name may mean, in the layout that others of its kind have; or the one it is nearly equal to."""
        if item.readings:
            first = item.readings[0].target.name
            usual = self.layouts.get(template(first), Counter())
            return max((one for one in item.readings if one.target.name == first), key=lambda one: usual[str(one.layout)])
        if item.how != VALUE or not item.tells:
            return None
        nearest = min(self._all_readings(item), key=lambda reading: reading.distance, default=None)
        if nearest is None or nearest.distance > _ALIKE:
            return None
        item.how = LIKENESS
        return nearest

    def match(self, item: _Item) -> Match:
        """The decision as it is told."""
        chosen = item.chosen
        if chosen is None:
            return self._unmatched(item)
        layouts = {str(one.layout) for one in item.readings if one.target.name == chosen.target.name}
        agrees = chosen.distance <= _NEAR
        is_ours = chosen.layout.natural and (agrees or item.how == ADDRESS)
        notes = chosen.notes
        if len(layouts) > 1 and not is_ours:
            notes = (*notes, "by_value" if agrees else "by_custom")
        is_tensor = chosen.target.place is not None and chosen.target.is_tensor
        layout = "" if chosen.layout.natural or is_tensor else str(chosen.layout)
        return Match(item.name, chosen.target.name, item.how, item.part, layout, notes, chosen.array, chosen.places)

    def _unmatched(self, item: _Item) -> Match:
        """Why an array is no stage: what its name means has another shape, or may be several stages, or is unknown."""
        _, groups = self._groups(item.name)
        targets = [target for group in groups for target in group if target.name in self.index.steps]
        about: dict[str, str | list[str]] = {"shape": " × ".join(map(str, item.array.shape)) or "1"}
        fitting = [target.name for target in targets if self._readings(item.name, item.array, target)]
        if fitting:
            names = list(dict.fromkeys(fitting))
            return Match(item.name, fitting[0], item.how, item.part, reason="several", about={**about, "stages": names})
        if targets:
            axes: Sequence[Axis] = self.index.steps[targets[0].name].axes
            told = {**about, "axes": describe(axes)}
            return Match(item.name, targets[0].name, item.how, item.part, reason="shape", about=told)
        return Match(item.name, reason="own" if _OURS.match(item.name) else "unknown", about=about)


def _agreeing(readings: Iterator[Reading] | Sequence[Reading]) -> Reading | None:
    """The first reading with the stage's own numbers; or else the first that is certainly the stage."""
    near = None
    for reading in readings:
        if reading.distance <= _SAME:
            return reading
        near = near or (reading if reading.distance <= _NEAR else None)
    return near
