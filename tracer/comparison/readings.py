"""The ways in which an array can be read as a stage, and how far its numbers then lie from the stage's."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tracer.axes import Axis, match_places
from tracer.comparison.layouts import TOKENS, Layout, layouts
from tracer.comparison.stage_index import StageIndex, Target
from tracer.comparison.tolerance import gap
from tracer.ops.noise import largest_finite
from tracer.record.step import Step

Labels = Mapping[tuple[str, str], Sequence[str]]
_MASKED = -9e3  # a score as low as this is one that a mask set: −1e4, −1e9, the smallest number of a precision
_SCORES = ("masked", "biased", "capped", "position_bias")
_THREE = 3  # q, k and v


@dataclass(slots=True)
class Reading:
    """An array read as a target in a layout. array: in the stage's axes. distance: the largest difference, of the largest number.

    notes: how numbers were read, as keys of messages. places: of axes that the array holds only some places of, which.
    """

    target: Target
    layout: Layout
    array: np.ndarray
    distance: float
    notes: tuple[str, ...] = ()
    places: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Reader:
    """Reads arrays as stages of a trace.

    padding: of a padded length, which places hold tokens. labels: of axes, (stage, axis), that an array holds some places of.
    """

    index: StageIndex
    padding: Mapping[int, np.ndarray]
    labels: Labels

    def readings(self, array: np.ndarray, target: Target) -> list[Reading]:
        """Every layout in which the array, or the part of it that is the target's, can be the target; ours first."""
        step = self.index.steps.get(target.name)
        if step is None or step.array is None:
            return []
        return [reading for part in self._parts(array, target) for reading in self._of_part(_table(part, step), step, target)]

    def _parts(self, array: np.ndarray, target: Target) -> Iterator[np.ndarray]:
        """What of the array is the target's: all of it; columns; or a parameter as the checkpoint stores it."""
        try:
            if target.place is not None and target.is_tensor:
                yield np.asarray(target.place.of(array))
            elif not target.parts:
                yield array
            elif target.place is not None:
                yield array[..., target.place.columns(array.shape[-1] if array.ndim else 0)]
            else:
                yield from self._side_by_side(array, target)
        except (ValueError, IndexError):
            return  # another size than the checkpoint's tensor

    def _side_by_side(self, array: np.ndarray, target: Target) -> Iterator[np.ndarray]:
        """A part of a fused projection: beside the others; head by head; or along an axis of three."""
        steps = [self.index.steps[name] for name in target.parts]
        if steps[0].op == "parameter" and array.ndim == 2:  # a matrix for all three, out × in or in × out
            columns = [step.axes[-1].size or 0 for step in steps]
            start = sum(columns[: target.part])
            if sum(columns) in array.shape:
                whole = array if array.shape[-1] == sum(columns) else array.T
                yield whole[:, start : start + columns[target.part]]
            return
        widths = [math.prod(axis.size or 0 for axis in step.axes if axis.name not in (*TOKENS, "sentence")) for step in steps]
        if array.ndim and array.shape[-1] == sum(widths):
            start = sum(widths[: target.part])
            yield array[..., start : start + widths[target.part]]
            heads = next((axis.size for axis in steps[0].axes if axis.name == "head"), None)
            if heads and len(set(widths)) == 1:
                by_head = array.reshape(*array.shape[:-1], heads, len(widths), -1)
                yield by_head[..., target.part, :].reshape(*array.shape[:-1], -1)
        elif array.ndim > 2 and _THREE in array.shape and len(steps) == _THREE:
            yield np.moveaxis(array, array.shape.index(_THREE), 0)[target.part]

    def _of_part(self, array: np.ndarray, step: Step, target: Target) -> list[Reading]:
        heads = self.index.heads(target.name)
        for padded, keep in self._paddings(step):
            known = layouts(array.shape, step.axes, heads, padded)
            if known:
                return [self._reading(array, step, target, layout, keep, {}) for layout in known]
        result = []
        for places in self._some_places(array, step):
            axes = [Axis(axis.name, len(places[axis.name])) if axis.name in places else axis for axis in step.axes]
            for layout in layouts(array.shape, axes, heads, {}):
                result.append(self._reading(array, step, target, layout, {}, places))
        return result

    def _paddings(self, step: Step) -> Iterator[tuple[dict[str, int], dict[str, np.ndarray]]]:
        """No padding; then the padded lengths that are known of texts as long as this stage's."""
        yield {}, {}
        for length, keep in self.padding.items():
            padded = {axis.name: length for axis in step.axes if axis.name in TOKENS and axis.size == len(keep)}
            if padded:
                yield padded, dict.fromkeys(padded, keep)

    def _some_places(self, array: np.ndarray, step: Step) -> Iterator[dict[str, np.ndarray]]:
        """Axes of which the array holds only some places: those whose labels stand beside it, or the last tokens (of a cache)."""
        held = {axis: self.labels[step.name, axis.name] for axis in step.axes if (step.name, axis.name) in self.labels}
        if held:
            pairs = {axis.name: match_places(axis, Axis(axis.name, len(labels), labels), True) for axis, labels in held.items()}
            yield {name: np.array([ours for ours, _ in known or ()], np.intp) for name, known in pairs.items()}
            return
        token = next((axis.size or 0 for axis in step.axes if axis.name == "token"), 0)
        rest = math.prod(axis.size or 0 for axis in step.axes if axis.name != "token")
        count = array.size // rest if rest else 0
        if len(step.axes) > 1 and 0 < count < token and count * rest == array.size:
            yield {"token": np.arange(token - count, token)}

    def _reading(
        self,
        array: np.ndarray,
        step: Step,
        target: Target,
        layout: Layout,
        keep: Mapping[str, np.ndarray],
        places: Mapping[str, np.ndarray],
    ) -> Reading:
        chosen = [places.get(axis.name, np.arange(axis.size or 0)) for axis in step.axes]
        ours = step.values[np.ix_(*chosen)] if places else step.values
        axes = [Axis(axis.name, len(at)) for axis, at in zip(step.axes, chosen, strict=True)]
        theirs = np.asarray(layout.read(array, axes, keep), float)
        if target.is_tensor and target.place is not None and target.place.plus:
            theirs = theirs + target.place.plus
        theirs, notes = unmasked(step.name, ours, theirs)
        if keep:
            notes = (*notes, "padding")
        if layout.repeated > 1:
            notes = (*notes, "repeated")
        return Reading(target, layout, theirs, distance(ours, theirs), notes, places)


def distance(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest difference, of the largest number; infinite where one is finite and the other is not."""
    size = max(largest_finite(ours), largest_finite(theirs))
    apart = float(gap(ours, theirs).max(initial=0.0))
    return apart / size if size else apart


def unmasked(name: str, ours: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Scores that a mask made very small on both sides, as our mask leaves them; and the note that says so."""
    if name.rpartition(".")[2] not in _SCORES:
        return theirs, ()
    hidden = (theirs <= _MASKED) & (ours <= _MASKED) & (ours != theirs)
    return (np.where(hidden, ours, theirs), ("masked",)) if hidden.any() else (theirs, ())


def _table(array: np.ndarray, step: Step) -> np.ndarray:
    """A table of cosines or sines that stands twice, once for each half of the columns, as it stands once."""
    pairs = step.axes[-1].size or 0 if step.axes and step.axes[-1].name == "pair" else 0
    if not pairs or not array.ndim or array.shape[-1] != 2 * pairs:
        return array
    halves = array[..., :pairs]
    if np.array_equal(halves, array[..., pairs:]):
        return halves
    return array[..., ::2] if np.array_equal(array[..., ::2], array[..., 1::2]) else array
