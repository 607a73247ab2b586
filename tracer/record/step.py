"""One recorded operation: name, inputs, attributes, axes and result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from tracer.axes import Axis
from tracer.ops import OPS, Op
from tracer.record.show import Shown

SHOWN, DETAIL, AGAIN = 1, 2, 3  # shown by default; means, constants, renamings; a stage of a pass computed all over again


class Stored(Protocol):
    """A table kept in its file's compact format (half precision) and converted on read, in part or whole."""

    half: str
    """"bfloat16" or "float16", where every number is one of these; else ""."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """The run's."""

    def read(self) -> np.ndarray:
        """The whole table in the run's dtype."""

    def __getitem__(self, index: Any) -> np.ndarray: ...

    def largest(self) -> float:
        """The largest absolute value; nothing is converted."""


class Step(Shown):
    """A recorded operation; model pages pass steps on as handles.

    name: its address. op: the row's name. inputs: the steps it read. axes: one `Axis` a dimension of `array`.
    held: the values, or a stored table or a quotient that is read when asked for. level: 1 shown by default, 2 with --detail.
    half: "bfloat16" or "float16" where the run rounds to it.
    """

    __slots__ = ("attrs", "axes", "half", "held", "inputs", "level", "name", "op", "settled")

    def __init__(
        self,
        name: str,
        op: str,
        inputs: tuple[Step, ...],
        attrs: Mapping[str, Any],
        axes: tuple[Axis, ...],
        array: Any,
        level: int,
    ) -> None:
        self.name = name
        self.op = op
        self.inputs = inputs
        self.attrs = attrs
        self.axes = axes
        self.held = array
        self.level = level
        self.half = ""
        self.settled: np.ndarray | None = None  # what `record.settle.settled` found, once it was asked

    @property
    def array(self) -> np.ndarray | None:
        """The values, or None in a dry run. A half-precision parameter is converted on each access."""
        held: np.ndarray | Stored | None = self.held
        return held if held is None or isinstance(held, (np.ndarray, np.generic)) else held.read()

    @property
    def row(self) -> Op:
        return OPS[self.op]

    @property
    def computed(self) -> Step:
        """The step before an edit or paper-mode rounding replaced its numbers; the step itself without either."""
        step = self
        while step.op in ("edit", "round") and step.inputs:
            step = step.inputs[0]
        return step

    @property
    def values(self) -> np.ndarray:
        """The values as an array; asserts that the step was computed, not only planned."""
        array = self.array
        assert array is not None, self.name
        return array

    @property
    def stored(self) -> np.ndarray | Stored:
        """The values as they are held: where a few are needed, and the table may be in half precision."""
        held: np.ndarray | Stored | None = self.held
        assert held is not None, self.name
        return held

    def number(self, index: tuple[int, ...]) -> float:
        """The value of one cell; of a table in half precision nothing else is converted."""
        return float(self.stored[index])

    @property
    def edited(self) -> np.ndarray | None:
        """True in cells that an edit set, seen through paper-mode rounding; None without edits."""
        from tracer.ops.masks_and_edits import edited_cells

        step = self.inputs[0] if self.op == "round" else self
        if step.op == "edit":
            return edited_cells(step.axes, step.attrs["changes"])
        return np.ones(self.stored.shape, bool) if step.attrs.get("edited") else None

    def __getitem__(self, places: Any) -> Any:
        """Part of the values, by axis order: `step[0, "it"]` is head 0, query it; a cell is a float, anything else an array.

        A place is a position, a slice of positions, a label of the axis (`"the#2"` for its second), or a list of both. Raises
        TracerError for a label or position that the axis has not.
        """
        from tracer.record.places import part

        return part(self.name, self.axes, self.held, places if isinstance(places, tuple) else (places,))

    def sel(self, **places: Any) -> Any:
        """Part of the values, by axis name: `step.sel(head=0, query="it")`. Places as in `step[…]`; other axes stay whole."""
        from tracer.record.places import part_by_name

        return part_by_name(self.name, self.axes, self.held, places)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """The values, for `numpy.asarray(step)`."""
        values = self.values
        if dtype is None or values.dtype == dtype:
            return values.copy() if copy else values
        if copy is False:
            raise ValueError(f"{values.dtype} becomes {dtype} only in a copy")  # as NumPy's protocol asks
        return values.astype(dtype)

    __iter__ = None  # rows of numbers are `for row in step.array`

    def size(self, axis: str) -> int | None:
        """Number of positions on the axis called `axis`; None where unknown. Raises KeyError for an absent axis."""
        for own_axis in self.axes:
            if isinstance(axis, str) and own_axis.name == axis:
                return own_axis.size
        raise KeyError(axis)

    def __repr__(self) -> str:
        from tracer.axes import describe

        return f"<Step {self.name}: {self.op}, {describe(self.axes)}>"

    __str__ = __repr__
