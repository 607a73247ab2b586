"""Several inputs as one: stack along a new axis, join along an old one, and the sum of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis, names
from tracer.expression import Call, Expression
from tracer.ops.noise import of_sizes
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, axis_of, same

_X = {"token": 3, "d_model": 4}


def _stack_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    first: Axis = attrs["axis"]
    shared = [same(a, b) for a, b in zip(inputs[0], inputs[-1], strict=True)]
    order = attrs.get("order")
    if order is None:
        return (first, *shared)
    by_name = {axis.name: axis for axis in (first, *shared)}
    return tuple(by_name[name] for name in order)


def _stack_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    along = names(result).index(attrs["axis"].name)
    rest = [n for n in names(result) if n != attrs["axis"].name]
    turns = [[names(axes).index(n) for n in rest] for axes in inputs]
    return lambda *arrays: np.stack([a.transpose(t) for a, t in zip(arrays, turns, strict=True)], axis=along)


def _stack_working(view: View, index: tuple[int, ...]) -> Expression:
    places = view.named(index)
    return view.cell(places[view.attrs["axis"].name], places)


class _EachOf:
    """Gradients of a variadic row: one rule for input number i."""

    def __init__(self, rule: Any) -> None:
        self.rule = rule

    def __call__(self, r: Any, name: str, g: Any, step: Any, number: int = 0) -> Any:
        return self.rule(r, name, g, step, number)


STACK = Op(
    name="stack",
    axes=_stack_axes,
    kernel=_stack_kernel,
    working=_stack_working,
    formula=lambda s, _: Call("concat", tuple(s)),
    gradients=(
        _EachOf(
            lambda r, n, g, s, i: r.order(
                n, r.select(n + ".at", g, axis=s.attrs["axis"].name, at=i), names=names(s.inputs[i].axes)
            )
        ),
    ),
    examples=(Example(({"hidden": 3}, {"hidden": 3}), {"axis": Axis("time", 2)}),),
    transparent=True,
    variadic=True,
)


def _join_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    name = attrs["axis"]
    parts = [axis_of(axes, name) for axes in inputs]
    sizes = [part.size for part in parts]
    size = None if None in sizes else sum(s or 0 for s in sizes)
    labels = [label for part in parts for label in part.labels] if all(part.labelled for part in parts) else None
    joined = Axis(name, size, labels)
    return tuple(joined if axis.name == name else axis for axis in inputs[0])


def _join_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    along = names(result).index(attrs["axis"])
    turns = [[names(axes).index(axis.name) for axis in result] for axes in inputs]
    return lambda *arrays: np.concatenate([a.transpose(t) for a, t in zip(arrays, turns, strict=True)], axis=along)


def _join_working(view: View, index: tuple[int, ...]) -> Expression:
    places, name = view.named(index), view.attrs["axis"]
    for number, axes in enumerate(view.inputs):
        size = axis_of(axes, name).size or 0
        if places[name] < size:
            return view.cell(number, places)
        places[name] -= size
    raise IndexError(index)


def _join_back(r: Any, name: str, g: Any, step: Any, number: int) -> Any:
    axis = step.attrs["axis"]
    sizes = [axis_of(operand.axes, axis).size or 0 for operand in step.inputs]
    start = sum(sizes[:number])
    part = r.slice(name + ".part", g, axis=axis, start=start, stop=start + sizes[number])
    return r.order(name, part, names=names(step.inputs[number].axes))


JOIN = Op(
    name="join",
    axes=_join_axes,
    kernel=_join_kernel,
    working=_join_working,
    formula=lambda s, _: Call("concat", tuple(s)),
    gradients=(_EachOf(_join_back),),
    examples=(Example(({"token": 2, "hidden": 3}, {"token": 2, "hidden": 2}), {"axis": "hidden"}),),
    transparent=True,
    variadic=True,
)


def _total_axes(inputs: Sequence[Axes], _: Attrs) -> Axes:
    return inputs[0]


def _total_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    turns = [[names(axes).index(axis.name) for axis in result] for axes in inputs]

    def run(*arrays: np.ndarray) -> np.ndarray:
        total: np.ndarray = arrays[0] + arrays[1].transpose(turns[1])
        for array, turn in zip(arrays[2:], turns[2:], strict=True):
            total += array.transpose(turn)
        return total

    return run


TOTAL = Op(
    name="total",
    axes=_total_axes,
    kernel=_total_kernel,
    working=lambda view, index: Call("add", tuple(view.cell(number, view.named(index)) for number in range(len(view.inputs)))),
    formula=lambda s, _: Call("add", tuple(s)),
    gradients=(_EachOf(lambda r, n, g, s, i: r.order(n, g, names=names(s.inputs[i].axes))),),
    examples=(Example((_X, _X, _X), {}),),
    variadic=True,
    pointwise=True,
    terms=of_sizes(_total_kernel),
)

ROWS = (
    STACK,
    JOIN,
    TOTAL,
)
