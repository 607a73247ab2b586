"""Somebody's arrays beside a trace: which stage each of them is, how that is known, and the array in the stage's own axes.

Names come first (our addresses, the map a user gives, a checkpoint's own names, patterns of other programs), then numbers: of
the stages and layouts a name allows, the one whose numbers agree. Where none agrees, the same place in another layer decides,
and then the likeliest by name. An array without a known name is a stage only if its numbers are.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tracer.axes import Axis, describe, match_places
from tracer.comparison.beside import Beside, set_aside
from tracer.comparison.foreign_names import meaning, template
from tracer.comparison.layouts import TOKENS, Layout, layouts
from tracer.comparison.stage_index import StageIndex, Target, TensorPlace
from tracer.comparison.tolerance import Tolerance
from tracer.errors import TracerError
from tracer.record.precision import Precision, stored_precision
from tracer.record.step import Step
from tracer.record.trace import Trace

_MASKED = -9e3  # a score as low as this is one that a mask set: −1e4, −1e9, the smallest number of a precision
_LEAST, _ALIKE = (
    4,
    0.05,
)  # numbers an array needs to be known by its values; how near, of the largest, it must be to be taken by likeness
_COARSE = Tolerance(2e-3, 1e-7)  # to tell stages apart, not to judge them
_CACHES = re.compile("past|cache|logits")  # which hold the last tokens only: of a window, or the one that is read out
Labels = Mapping[tuple[str, str], Sequence[str]]
ADDRESS, MAP, NAME, VALUE, LAYER, LIKENESS = "address", "map", "name", "value", "layer", "likeness"


@dataclass(frozen=True, slots=True)
class Match:
    """One array, or some columns of one, and what it was taken for.

    name: in the file. stage: our address, "" where it was left out. how: one of the words above. columns: of an array that holds
    several stages side by side, what it is as the table shows it. layout: their axes where they are not ours, "" where they
    are. notes: changes of numbers (masked places, padding), as keys of messages. array: in the stage's own axes. places: of
    axes that it holds only some places of, which. reason: why it was left out, a key of `compare.left_…`; about: what the sentence
    names. is_further: whether an array before it was taken for the same stage.
    """

    name: str
    stage: str = ""
    how: str = ""
    columns: str = ""
    layout: str = ""
    notes: tuple[str, ...] = ()
    array: np.ndarray | None = None
    places: Mapping[str, np.ndarray] = field(default_factory=dict)
    reason: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    is_further: bool = False

    @property
    def shown_name(self) -> str:
        return self.name + self.columns


@dataclass(frozen=True)
class Alignment:
    """All arrays of a file, each matched or left out; and the trace they are compared with.

    steps: the stages, parameters and derived quantities of the trace by name. precisions: how exactly each array is known.
    beside: ids and masks that stood beside the arrays.
    """

    matches: tuple[Match, ...]
    steps: Mapping[str, Step]
    trace: Trace
    precisions: Mapping[str, Precision]
    beside: Beside

    @property
    def compared(self) -> list[Match]:
        """What can be compared, in the order of the run, parameters first."""
        order = {name: place for place, name in enumerate(self.steps)}
        matches = sorted((match for match in self.matches if match.array is not None), key=lambda match: order[match.stage])
        return [
            replace(match, is_further=at > 0 and matches[at - 1].stage == match.stage) for at, match in enumerate(matches)
        ]

    @property
    def left_out(self) -> list[Match]:
        return [match for match in self.matches if match.array is None]

    @property
    def theirs(self) -> dict[str, np.ndarray]:
        """Stage → their array in the trace's layout: the first of those taken for it; only what the trace records itself."""
        result: dict[str, np.ndarray] = {}
        for match in self.compared:
            if match.array is not None and match.stage in self.trace and not match.places:
                result.setdefault(match.stage, match.array)
        return result


@dataclass(slots=True)
class _Reading:
    """One way to read an array: as these targets in this layout."""

    target: Target
    layout: Layout
    array: np.ndarray
    distance: float
    notes: tuple[str, ...] = ()
    places: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(slots=True)
class _Item:
    """One array under consideration, or the part of it that one target takes.

    readings: the ways to read it, the likeliest first. named: whether its name led to them.
    """

    name: str
    array: np.ndarray
    columns: str
    readings: list[_Reading]
    how: str
    chosen: _Reading | None = None


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
    aligner = _Aligner(index, mapped, beside.padding, labels or {})
    arrays = {name: beside.arrays.get(name, array) for name, array in arrays.items() if name in beside.arrays or name in mapped}
    matches: list[Match] = []
    items: list[_Item] = []
    for name, array in arrays.items():
        refused = _refusal(name, array)
        if refused is not None:
            matches.append(refused)
            continue
        items += aligner.items(name, np.asarray(array))
    aligner.choose(items)
    matches += [aligner.match(item) for item in items]
    place = {name: at for at, name in enumerate(arrays)}
    matches.sort(key=lambda match: place[match.name])
    known = {name: stored_precision(array) for name, array in arrays.items()} | dict(precisions or {})
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
        return Match(name, reason="kind", about={"kind": "text" if array.dtype.kind in "US" else array.dtype.name})
    if not array.size:
        return Match(name, reason="empty")
    return None


class _Aligner:
    def __init__(
        self, index: StageIndex, mapped: Mapping[str, Sequence[str]], padding: Mapping[int, np.ndarray], labels: Labels
    ) -> None:
        self.index, self.mapped, self.padding, self.labels = index, mapped, padding, labels
        self.layouts: dict[str, Counter[str]] = {}

    def items(self, name: str, array: np.ndarray) -> list[_Item]:
        """The array as one item, or one for each of the stages or layers that stand side by side in it."""
        how, groups = self._groups(name)
        for group in groups:
            if len(group) == 1 and not group[0].parts:
                continue
            items = self._side_by_side(name, array, group, groups)
            if items:
                return items
        stacked = self._stacked(name, array, groups)
        if stacked:
            return stacked
        targets = [group[0] for group in groups if len(group) == 1]
        readings = [reading for target in targets for reading in self.readings(array, target)]
        if not _CACHES.search(name) and not self.labels:
            readings = [reading for reading in readings if not reading.places or reading.distance <= _COARSE.rtol]
        if how == NAME and _is_element(name):
            readings = [reading for reading in readings if reading.distance <= _COARSE.rtol]
        if not readings and how == NAME:
            how = VALUE
        return [_Item(name, array, "", readings, how)]

    def _groups(self, name: str) -> tuple[str, list[tuple[Target, ...]]]:
        if name in self.mapped:
            return MAP, [(Target(stage),) for stage in self.mapped[name]]
        trace = self.index.trace
        if name in trace or name in self.index.steps:
            return ADDRESS, [(Target(name),)]
        try:
            return ADDRESS, [(Target(trace[name].name),)]
        except TracerError:
            return NAME, self.index.targets(name)

    def _side_by_side(
        self, name: str, array: np.ndarray, group: Sequence[Target], groups: Sequence[Sequence[Target]]
    ) -> list[_Item]:
        """One item for each stage of a fused projection; empty where the array has another width."""
        result = []
        for target in group:
            alternatives = [other[target.part] for other in groups if len(other) > target.part]
            readings = []
            for other in alternatives:
                for part, columns in self._columns(array, other):
                    readings += [replace_target(reading, other) for reading in self.readings(part, other, True)]
            if not readings:
                return []
            end = target.name.rpartition(".")[2]
            result.append(_Item(name, array, f" ({end})", readings, NAME))
        return result

    def _columns(self, array: np.ndarray, target: Target) -> Iterator[tuple[np.ndarray, str]]:
        """The part of a fused array that is one target's: as the checkpoint says, or else one beside the other or head by head."""
        if target.place is not None and target.whole_tensor:
            try:
                yield np.asarray(target.place.of(array)), ""
            except (ValueError, IndexError):
                return
            return
        width = array.shape[-1] if array.ndim else 0
        if target.place is not None:
            try:
                columns = target.place.columns(width)
            except (ValueError, IndexError):
                return
            yield array[..., columns], ""
            return
        steps = [self.index.steps[name] for name in target.parts]
        widths = [
            int(np.prod([axis.size or 0 for axis in step.axes if axis.name not in TOKENS + ("sentence",)])) for step in steps
        ]
        if sum(widths) == width:
            start = sum(widths[: target.part])
            yield array[..., start : start + widths[target.part]], ""
            heads = next((axis.size for axis in steps[0].axes if axis.name == "head"), None)
            if heads and len(set(widths)) == 1 and len(widths) == 3:
                whole = array.reshape(*array.shape[:-1], heads, 3, -1)
                yield whole[..., target.part, :].reshape(*array.shape[:-1], -1), "head by head"
        elif array.ndim > 2 and 3 in array.shape:  # (3, …) or (…, 3, heads, d_k): PyTorch's unflattened qkv
            yield np.moveaxis(array, array.shape.index(3), 0)[target.part], ""

    def _stacked(self, name: str, array: np.ndarray, groups: Sequence[Sequence[Target]]) -> list[_Item]:
        """An array of all layers, the layers along its first axis."""
        meant = meaning(name)
        if meant is None or meant.layer is not None or array.ndim < 2 or name in self.mapped:
            return []
        from tracer.comparison.foreign_names import STREAM

        counts = {stack: layers + (STREAM in meant.endings) for stack, layers in self.index.layers.items()}
        stacks = [stack for stack, count in counts.items() if array.shape[0] == count and count > 1]
        stacks = [stack for stack in stacks if not meant.stack or stack == meant.stack] or stacks
        if not stacks or (STREAM not in meant.endings and any(self.readings(array, group[0]) for group in groups)):
            return []
        kind = {"layer": None, "at": 0, "stack": stacks[0]}
        result = []
        for at in range(array.shape[0]):
            one = replace(meant, **({**kind, "at": at} if STREAM in meant.endings else {**kind, "layer": at}))  # type: ignore[arg-type]
            readings = [reading for group in self.index._of_meaning(one) for reading in self.readings(array[at], group[0])]
            result.append(_Item(name, array[at], f"[{at}]", readings, NAME))
        return result if any(item.readings for item in result) else []

    def readings(self, array: np.ndarray, target: Target, part: bool = False) -> list[_Reading]:
        """Every layout in which an array can be this target, and how far its numbers then lie apart."""
        if target.place is not None and target.whole_tensor and not part:
            try:
                array = np.asarray(target.place.of(array))
            except (ValueError, IndexError):
                return []
        step = self.index.steps.get(target.name)
        if step is None or step.array is None:
            return []
        array = _table(array, step)
        heads = self.index.heads(target.name)
        result = []
        for padded, keep in self._paddings(step):
            for layout in layouts(array.shape, step.axes, heads, padded):
                result.append(self._reading(array, step, target, layout, keep))
            if result:
                return result
        for places in self._some_places(array, step):
            axes = [Axis(axis.name, len(places[axis.name])) if axis.name in places else axis for axis in step.axes]
            for layout in layouts(array.shape, axes, heads, {}):
                result.append(self._reading(array, step, target, layout, {}, places))
        return result

    def _some_places(self, array: np.ndarray, step: Step) -> Iterator[dict[str, np.ndarray]]:
        """Axes of which the array holds only some places: those whose labels stand beside it, or the last tokens (of a cache)."""
        cut = {
            axis.name: np.array([ours for ours, _ in match_places(axis, Axis(axis.name, len(held), held), True) or ()], np.intp)
            for axis in step.axes
            if (held := self.labels.get((step.name, axis.name))) is not None
        }
        if cut:
            yield cut
            return
        token = next((axis for axis in step.axes if axis.name == "token"), None)
        rest = math.prod(axis.size or 0 for axis in step.axes if axis.name != "token")
        count = array.size // rest if rest else 0
        if token is not None and len(step.axes) > 1 and 0 < count < (token.size or 0) and count * rest == array.size:
            yield {"token": np.arange((token.size or 0) - count, token.size or 0)}

    def _paddings(self, step: Step) -> Iterator[tuple[dict[str, int], dict[str, np.ndarray]]]:
        """No padding; then the padded lengths that are known of texts as long as this stage's."""
        yield {}, {}
        for length, keep in self.padding.items():
            padded = {axis.name: length for axis in step.axes if axis.name in TOKENS and axis.size == len(keep)}
            if padded:
                yield padded, dict.fromkeys(padded, keep)

    def _reading(
        self,
        array: np.ndarray,
        step: Step,
        target: Target,
        layout: Layout,
        keep: Mapping[str, np.ndarray],
        places: Mapping[str, np.ndarray] | None = None,
    ) -> _Reading:
        chosen = [(places or {}).get(axis.name, np.arange(axis.size or 0)) for axis in step.axes]
        ours = step.values[np.ix_(*chosen)] if places else step.values
        axes = [Axis(axis.name, len(at)) for axis, at in zip(step.axes, chosen, strict=True)]
        theirs = np.asarray(layout.read(array, axes, keep), float)
        theirs, notes = unmasked(step.name, ours, theirs)
        if keep:
            notes = (*notes, "padding")
        plus = getattr(target.place, "plus", 0.0) if target.whole_tensor else 0.0
        return _Reading(target, layout, theirs + plus if plus else theirs, distance(ours, theirs + plus), notes, places or {})

    def choose(self, items: Sequence[_Item]) -> None:
        """Decide for each item: first those whose numbers agree, then the others by what those have told."""
        for item in items:
            item.chosen = next((reading for reading in item.readings if reading.distance <= _COARSE.rtol), None)
            if item.chosen is None and item.how == VALUE:
                item.chosen = self._by_value(item)
        self._learn(items)
        for item in items:
            if item.chosen is None:
                self._by_layer(item) or self._likeliest(item)

    def _by_value(self, item: _Item) -> _Reading | None:
        """The stage that holds these numbers; None where no stage does, or too few numbers are there to tell."""
        if item.array.size < _LEAST or np.ptp(item.array.astype(float)) == 0:
            return None
        for name in self.index.in_layer(meaning(item.name)):
            for reading in self.readings(item.array, Target(name)):
                if reading.distance <= _COARSE.rtol:
                    return reading
        return None

    def _learn(self, items: Sequence[_Item]) -> None:
        """What names with another layer's number, and stages with the same ending, were taken for."""
        self.by_template: dict[str, tuple[str, str]] = {}
        for item in items:
            if item.chosen is None:
                continue
            stage = item.chosen.target.name
            self.by_template.setdefault(template(item.name) + item.columns, (_end(stage), str(item.chosen.layout)))
            self.layouts.setdefault(_end(stage), Counter())[str(item.chosen.layout)] += 1

    def _by_layer(self, item: _Item) -> bool:
        """Take an array for what the same name is in another layer."""
        known = self.by_template.get(template(item.name) + item.columns)
        if known is None:
            return False
        end, layout = known
        meant = meaning(item.name)
        readings = item.readings or [
            reading
            for name in self.index.in_layer(meant)
            if _end(name) == end and (meant is not None and meant.layer is not None)
            for reading in self.readings(item.array, Target(name))
        ]
        same = [reading for reading in readings if _end(reading.target.name) == end]
        if not same:
            return False
        item.chosen = next((reading for reading in same if str(reading.layout) == layout), same[0])
        if item.how == VALUE:
            item.how = LAYER
        return True

    def _likeliest(self, item: _Item) -> bool:
        """The first stage its name may mean, in the layout that other stages of its kind have; or one it is nearly equal to."""
        if item.readings:
            first = item.readings[0].target.name
            of_first = [reading for reading in item.readings if reading.target.name == first]
            common = self.layouts.get(_end(first), Counter())
            item.chosen = max(of_first, key=lambda reading: common[str(reading.layout)])
            return True
        if item.how != VALUE or item.array.size < _LEAST or np.ptp(item.array.astype(float)) == 0:
            return False
        near = sorted(
            (reading for name in self.index.in_layer(meaning(item.name)) for reading in self.readings(item.array, Target(name))),
            key=lambda reading: reading.distance,
        )
        if near and near[0].distance < _ALIKE:
            item.chosen, item.how = near[0], LIKENESS
            return True
        return False

    def match(self, item: _Item) -> Match:
        """The decision as it is told."""
        chosen = item.chosen
        if chosen is None:
            return self._unmatched(item)
        step = self.index.steps[chosen.target.name]
        ambiguous = len({str(reading.layout) for reading in item.readings if reading.target.name == chosen.target.name}) > 1
        natural = chosen.layout.natural and item.array.ndim <= len(step.axes) + 1
        layout = "" if natural and not ambiguous else str(chosen.layout)
        if chosen.target.whole_tensor and not chosen.target.parts:
            layout = ""
        notes = chosen.notes
        if ambiguous:
            notes = (*notes, "by_value" if chosen.distance <= _COARSE.rtol else "by_custom")
        if chosen.layout.repeated > 1:
            notes = (*notes, "repeated")
        return Match(item.name, step.name, item.how, item.columns, layout, notes, chosen.array, chosen.places)

    def _unmatched(self, item: _Item) -> Match:
        _, groups = self._groups(item.name)
        shape = " × ".join(map(str, item.array.shape)) or "1"
        named = [target for group in groups for target in group if target.name in self.index.steps]
        if named:
            axes: Sequence[Axis] = self.index.steps[named[0].name].axes
            return Match(
                item.name, named[0].name, item.how, item.columns, reason="shape", about={"shape": shape, "axes": describe(axes)}
            )
        return Match(item.name, reason="unknown", about={"shape": shape})


def _is_element(name: str) -> bool:
    """Whether a name is of a further output of a module: weights, biases and caches, in an order that differs among modules."""
    meant = meaning(name)
    return meant is not None and meant.element > 0


def replace_target(reading: _Reading, target: Target) -> _Reading:
    """The same reading, of a part of a fused array."""
    return replace(reading, target=target)


def distance(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest difference, of the largest number; infinite where one is finite and the other is not."""
    from tracer.comparison.tolerance import gap, largest_finite

    size = max(largest_finite(ours), largest_finite(theirs))
    apart = float(gap(ours, theirs).max(initial=0.0))
    return apart / size if size else apart


def unmasked(name: str, ours: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Scores that a mask made very small, as our mask leaves them; and the note that says so."""
    if name.rpartition(".")[2] not in ("masked", "biased", "capped", "position_bias"):
        return theirs, ()
    hidden = (theirs <= _MASKED) & (ours <= _MASKED) & (ours != theirs)
    if not hidden.any():
        return theirs, ()
    return np.where(hidden, ours, theirs), ("masked",)


def _table(array: np.ndarray, step: Step) -> np.ndarray:
    """A table of cosines or sines that stands twice, once for each half of the columns, as it stands once."""
    pairs = step.axes[-1].size or 0 if step.axes and step.axes[-1].name == "pair" else 0
    if not pairs or not array.ndim or array.shape[-1] != 2 * pairs:
        return array
    halves = array[..., :pairs]
    if np.array_equal(halves, array[..., pairs:]):
        return halves
    return array[..., ::2] if np.array_equal(array[..., ::2], array[..., 1::2]) else array


def _end(stage: str) -> str:
    """A stage's address without its layer."""
    return template(stage)


def as_step(match: Match, alignment: Alignment) -> Step:
    """Their array as a step with our axes, for the comparison."""
    ours = alignment.steps[match.stage]
    assert match.array is not None
    about = {"axes": ours.axes, "array": match.array, "precision": alignment.precisions[match.name]}
    return Step(match.stage, "given", (), about, ours.axes, match.array, ours.level)
