"""The `Op` row: result axes, kernel, one-cell working, gradient, formula, source, examples.

A row knows axes and arrays, never steps or traces; gradients are written over a recorder, so that they are traced too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis, names
from tracer.errors import TracerError
from tracer.expression import Expression
from tracer.frozen import Frozen

Axes = tuple[Axis, ...]
Attrs = Mapping[str, Any]
Kernel = Callable[..., np.ndarray]  # kernel(*arrays) -> array
Gradient = Callable[..., Any]  # gradient(recorder, name, g, step) -> step


class View:
    """A step as a `working` function reads it: its axes, its inputs' axes, attributes, one leaf for each input cell.

    `leaf(i, index)` gives the `Cell` of input number `i` at `index` (positions in the order of that input's axes).
    """

    __slots__ = ("attrs", "axes", "inputs", "leaf")

    def __init__(self, axes: Axes, inputs: Sequence[Axes], attrs: Attrs, leaf: Callable[[int, tuple[int, ...]], Expression]):
        self.axes, self.inputs, self.attrs, self.leaf = axes, inputs, attrs, leaf

    def named(self, index: Sequence[int]) -> dict[str, int]:
        """Axis name → position of the result index."""
        return dict(zip(names(self.axes), index, strict=True))

    def cell(self, number: int, places: Mapping[str, int]) -> Expression:
        """The leaf of input `number` at these positions (axis name → position)."""
        return self.leaf(number, tuple([places[axis.name] for axis in self.inputs[number]]))


class Example(Frozen):
    """Test data for a row: random inputs with these axes (name → size), attributes and value range."""

    inputs: Sequence[Mapping[str, int]]
    attrs: Mapping[str, Any]
    low: float = -2.0
    high: float = 2.0


class Op(Frozen):
    """One operation.

    axes(inputs' axes, attrs) -> result axes; raises TracerError where they do not fit.
    kernel(inputs' axes, result axes, attrs) -> a function of the inputs' arrays; that of a division may give a `Quotient`.
    working(view, index) -> the expression of one cell, whose value is the cell.
    gradients: one rule an input (None: no gradient flows there), each `rule(recorder, name, g, step) -> step`.
    formula(inputs' symbols, attrs) -> the whole result in the paper's symbols.
    broadcasts: a result axis that an input lacks is summed away after its gradient rule.
    transparent: a cell is one cell of an input, unchanged; explanations look through it.
    inline: a detail step (level 2) of this op is written out inside the working that reads it.
    pointwise: a cell is one and the same expression of the inputs' cells at its place, whatever the place.
    by_shape: the kernel depends on the names and sizes of the axes and on the attributes alone, not on labels, so that one is
    made for all texts of a length.
    slices: the kernel takes a stored table as it is and reads only the rows or slices it needs.
    divides: the kernel takes a `Quotient` (`ops.cache_blocks`) as it is and divides on the way; others get its array.
    terms(inputs' axes, result axes, attrs) -> a function of the inputs' arrays: how large the numbers are that a cell adds up,
    by which its rounding is told from a result (`ops.noise`); None where nothing can cancel.
    """

    name: str
    axes: Callable[[Sequence[Axes], Attrs], Axes]
    kernel: Callable[[Sequence[Axes], Axes, Attrs], Kernel]
    working: Callable[[View, tuple[int, ...]], Expression]
    formula: Callable[[Sequence[Expression], Attrs], Expression]
    gradients: tuple[Gradient | None, ...] = ()
    source: str = ""
    examples: tuple[Example, ...] = ()
    broadcasts: bool = False
    transparent: bool = False
    inline: bool = False
    variadic: bool = False
    pointwise: bool = False
    by_shape: bool = False
    slices: bool = False
    divides: bool = False
    terms: Callable[[Sequence[Axes], Axes, Attrs], Kernel] | None = None


def axis_of(axes: Axes, name: str) -> Axis:
    """The axis called `name`. Raises TracerError that lists the existing axes."""
    for axis in axes:
        if axis.name == name:
            return axis
    raise TracerError("ops.no_axis", axis=name, axes=list(names(axes)) or "–")


def same(first: Axis, second: Axis) -> Axis:
    """The axis that two inputs share. Raises TracerError for different sizes."""
    if not first.fits(second):
        raise TracerError("ops.sizes", axis=first.name, first=first.size, second=second.size)
    if first.size is None or (not first.labelled and second.labelled):
        return second
    return first


def unite_axes(inputs: Sequence[Axes]) -> Axes:
    """Result axes of broadcast inputs: those of the input with most axes, then the others' extra axes."""
    longest = inputs[0]
    for axes in inputs[1:]:
        longest = axes if len(axes) > len(longest) else longest
    result = list(longest)
    places = {axis.name: place for place, axis in enumerate(result)}
    for axes in inputs:
        for axis in axes:
            if axis.name in places:
                place = places[axis.name]
                if result[place] is not axis:
                    result[place] = same(result[place], axis)
            else:
                places[axis.name] = len(result)
                result.append(axis)
    return tuple(result)


def aligner(axes: Axes, target: Axes) -> Callable[[np.ndarray], np.ndarray] | None:
    """A function that transposes and reshapes an array with `axes` to broadcast against `target`; None where none is needed."""
    order = [place for name in names(target) for place, axis in enumerate(axes) if axis.name == name]
    wanted = [slice(None) if any(axis.name == name for axis in axes) else None for name in names(target)]
    while wanted and wanted[0] is None:
        wanted.pop(0)
    index = tuple(wanted)
    moved = order != sorted(order)
    if not moved and None not in index:
        return None
    return lambda array: (array.transpose(order) if moved else array)[index]
