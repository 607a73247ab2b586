"""Edits: replace a stage, a parameter, a row or a cell, then continue the run."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tracer.address import Address, Selector, locate
from tracer.axes import Axis, describe, shape
from tracer.errors import TracerError
from tracer.frozen import Frozen

_TOKENS = ("token", "query", "key")
_TIME_STEP = r"\.t([0-9]{1,9})(\.[^.]+)$"  # compiled only where a run has edits


def is_row(stage: str) -> bool:
    """Whether a stage is one time step of a recurrent stage, as `recurrent.0.t3.h` of `recurrent.0.h`."""
    return re.search(_TIME_STEP, stage) is not None


def time_of_row(stage: str) -> int | None:
    """Which time step such a stage is, 3 of `recurrent.0.t3.h`; None for any other."""
    match = re.search(_TIME_STEP, stage)
    return int(match.group(1)) if match else None


class Edit(Frozen):
    """New numbers for a place. `address.stage`: full stage or parameter name; `values`: nested numbers."""

    address: Address
    values: Any

    @property
    def whole(self) -> bool:
        return not self.address.selectors


class Edits:
    """The edits of a run, grouped by stage."""

    def __init__(self, edits: Iterable[Edit] = ()) -> None:
        self.by_stage: dict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            self.by_stage[edit.address.stage].append(edit)

    def __contains__(self, stage: str) -> bool:
        return stage in self.by_stage or bool(self.by_stage and self._in_time(stage))

    def __bool__(self) -> bool:
        return bool(self.by_stage)

    def _in_time(self, stage: str) -> tuple[str, int] | None:
        """A recurrent step `recurrent.0.t3.h` is row 3 of the stage `recurrent.0.h`, where a reader edits it."""
        match = re.search(_TIME_STEP, stage)
        if match:
            whole = stage[: match.start()] + match.group(2)
            if whole in self.by_stage:
                return whole, int(match.group(1))
        return None

    def changes(self, stage: str, axes: Sequence[Axis], dtype: str, time: Axis | None = None) -> list[tuple[Any, np.ndarray]]:
        """(index, values) pairs for a stage with these axes, in the order given; `time`: the axis recurrent steps are rows of."""
        if stage in self.by_stage:
            return [_change(edit, axes, dtype) for edit in self.by_stage[stage]]
        in_time = self._in_time(stage)
        if in_time is None:
            return []
        whole, at = in_time
        place = 1 if axes[0].name == "sentence" else 0
        every = (*axes[:place], time or Axis("time", None), *axes[place:])
        stage_changes = [_at_time(_change(edit, every, dtype), place, at) for edit in self.by_stage[whole]]
        return [change for change in stage_changes if change is not None]

    def sets(self, stage: str) -> bool:
        """Whether an edit sets the whole stage, by its name or (before names are resolved) an ending of it."""
        parts = stage.split(".")
        return any(self.whole(".".join(parts[start:])) for start in range(len(parts)))

    def whole(self, stage: str) -> Edit | None:
        """The last edit that sets the whole stage; earlier numbers of the stage are then not needed."""
        return next((edit for edit in reversed(self.by_stage.get(stage, [])) if edit.whole), None)

    def after(self, whole: Edit, axes: Sequence[Axis], dtype: str) -> list[tuple[Any, np.ndarray]]:
        """Changes to a stage that were given after the edit that set it whole."""
        edits = self.by_stage[whole.address.stage]
        place = next(at for at, edit in enumerate(edits) if edit is whole)
        return [_change(edit, axes, dtype) for edit in edits[place + 1 :]]


def given_shape(values: Any, where: str) -> tuple[int, ...]:
    """The shape of nested numbers. Raises TracerError where lists are of unequal length."""
    try:
        return np.shape(values)
    except ValueError as reason:
        raise TracerError("record.not_numbers", where=where) from reason


def numbers(values: Any, dtype: str, where: str) -> np.ndarray:
    """Nested numbers as an array; `"inf"`, `"-inf"`, `"nan"` as in JSON. Raises TracerError for ragged or non-numeric input."""
    try:
        return np.array(_numeric(values), dtype=dtype)
    except (TypeError, ValueError, OverflowError, RecursionError) as reason:
        raise TracerError("record.not_numbers", where=where) from reason


def _numeric(values: Any) -> Any:
    """The values with nothing among them that NumPy would take for a number though it is none: true, null, "3"."""
    if isinstance(values, (list, tuple)):
        return [_numeric(value) for value in values]
    if values is None or isinstance(values, (bool, str)) and values not in ("inf", "-inf", "nan"):
        raise TypeError(values)
    return values


def _change(edit: Edit, axes: Sequence[Axis], dtype: str) -> tuple[Any, np.ndarray]:
    stage = edit.address.stage
    values = numbers(edit.values, dtype, stage)
    index = _index(edit.address, axes, values)
    wanted = tuple(size for size, at in zip(shape(axes), index, strict=True) if isinstance(at, slice))
    known = all(axis.size is not None for axis in axes)
    if edit.whole and values.ndim and (1,) * (len(axes) - values.ndim) + values.shape == wanted:
        values = values.reshape(wanted)  # a single head or sentence may be left out
    if known and values.shape != wanted and values.size != 1:
        raise TracerError("record.edit_shape", where=stage, given=" × ".join(map(str, values.shape)) or "()", axes=describe(axes))
    return index, values.reshape(()) if known and values.shape != wanted else values


def _index(address: Address, axes: Sequence[Axis], values: np.ndarray) -> tuple[Any, ...]:
    """Where the values go. A row goes to a row: `scores[0, 0] = [112, 96]` is head 0, query 0, though one head may be
    left out.
    """
    if not address.selectors:
        return (slice(None),) * len(axes)
    if values.ndim and len(address.selectors) + values.ndim == len(axes):
        return locate(address.replace(selectors=(*address.selectors, *(Selector() for _ in values.shape))), axes)
    return locate(address, axes)


def _at_time(change: tuple[Any, np.ndarray], place: int, time: int) -> tuple[Any, np.ndarray] | None:
    """What a change of a whole recurrent stage means for one of its time steps; None where it is about others."""
    index, values = change
    rest = (*index[:place], *index[place + 1 :])
    if not isinstance(index[place], slice):
        return (rest, values) if index[place] == time else None
    along = sum(isinstance(entry, slice) for entry in index[:place])
    return rest, values if values.ndim == 0 else np.take(values, time, axis=along)


def axes_of_whole(edit: Edit, axes: Sequence[Axis], dtype: str) -> tuple[tuple[Axis, ...], np.ndarray]:
    """Axes and values of a stage that is set whole; unknown sizes are taken from the values.

    Nothing before the stage was computed, so tokens only label it: it may hold fewer rows (one query of two tokens) or, as the
    keys of another text, more.
    """
    values = numbers(edit.values, dtype, edit.address.stage)
    missing = len(axes) - values.ndim
    if missing > 0 and all(axis.size in (None, 1) for axis in axes[:missing]):
        values = values.reshape((1,) * missing + values.shape)  # a single head or sentence may be left out
    fits = values.ndim == len(axes) and all(
        a.size in (None, n) or a.name in _TOKENS for a, n in zip(axes, values.shape, strict=True)
    )
    if not fits:
        raise TracerError(
            "record.edit_shape",
            where=edit.address.stage,
            given=" × ".join(map(str, np.shape(edit.values))) or "()",
            axes=describe(axes),
        )
    return tuple(_sized(axis, size) for axis, size in zip(axes, values.shape, strict=True)), values


def _sized(axis: Axis, size: int) -> Axis:
    if axis.size == size:
        return axis
    return Axis(axis.name, size, axis.labels[:size] if axis.labelled and size < len(axis.labels) else None)
