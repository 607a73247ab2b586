"""Slicing: a range or one position of an axis, and its gradient (the part among zeros)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis, names
from tracer.errors import TracerError
from tracer.expression import Expression, Number
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, axis_of
from tracer.ops.shape import as_it_is

_X = {"token": 3, "d_model": 4}


def _cut(axis: Axis, start: int, stop: int) -> Axis:
    if axis.size is not None and not 0 <= start < stop <= axis.size:
        raise TracerError("ops.position", position=max(start, stop - 1), axis=axis.name, size=axis.size, last=axis.size - 1)
    return Axis(axis.name, stop - start, axis.labels[start:stop] if axis.labelled else None)


def _slice_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    axis_of(inputs[0], attrs["axis"])
    return tuple(_cut(a, attrs["start"], attrs["stop"]) if a.name == attrs["axis"] else a for a in inputs[0])


def _slice_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    index = tuple(slice(attrs["start"], attrs["stop"]) if a.name == attrs["axis"] else slice(None) for a in inputs[0])
    return lambda x: x[index]


def _slice_working(view: View, index: tuple[int, ...]) -> Expression:
    places = view.named(index)
    places[view.attrs["axis"]] += view.attrs["start"]
    return view.cell(0, places)


def _slice_back(r: Any, name: str, g: Any, step: Any) -> Any:
    return r.place(name, g, axis=axis_of(step.inputs[0].axes, step.attrs["axis"]), start=step.attrs["start"])


SLICE = Op(
    name="slice",
    axes=_slice_axes,
    kernel=_slice_kernel,
    working=_slice_working,
    formula=as_it_is,
    gradients=(_slice_back,),
    examples=(Example((_X,), {"axis": "token", "start": 1, "stop": 3}),),
    transparent=True,
)


def _place_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    return tuple(attrs["axis"] if a.name == attrs["axis"].name else a for a in inputs[0])


def _place_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    shape = tuple(a.size or 0 for a in result)
    index = tuple(
        slice(attrs["start"], attrs["start"] + (a.size or 0)) if a.name == attrs["axis"].name else slice(None) for a in inputs[0]
    )

    def run(x: np.ndarray) -> np.ndarray:
        placed = np.zeros(shape, x.dtype)
        placed[index] = x
        return placed

    return run


def _place_working(view: View, index: tuple[int, ...]) -> Expression:
    places = view.named(index)
    name, start = view.attrs["axis"].name, view.attrs["start"]
    places[name] -= start
    inside = 0 <= places[name] < (axis_of(view.inputs[0], name).size or 0)
    return view.cell(0, places) if inside else Number(0.0)


PLACE = Op(
    name="place",
    axes=_place_axes,
    kernel=_place_kernel,
    working=_place_working,
    formula=as_it_is,
    examples=(Example(({"token": 2, "d_model": 3},), {"axis": Axis("token", 5), "start": 1}),),
)


def _select_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    axis = axis_of(inputs[0], attrs["axis"])
    if axis.size is not None and not 0 <= attrs["at"] < axis.size:
        raise TracerError("ops.position", position=attrs["at"], axis=axis.name, size=axis.size, last=axis.size - 1)
    return tuple(a for a in inputs[0] if a.name != attrs["axis"])


def _select_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    index = tuple(attrs["at"] if a.name == attrs["axis"] else slice(None) for a in inputs[0])
    return lambda x: x[index]


def _select_back(r: Any, name: str, g: Any, step: Any) -> Any:
    axes, attrs = step.inputs[0].axes, step.attrs
    unsqueezed = r.stack(name + ".one", g, axis=Axis(attrs["axis"], 1), order=names(axes))
    return r.place(name, unsqueezed, axis=axis_of(axes, attrs["axis"]), start=attrs["at"])


SELECT = Op(
    name="select",
    axes=_select_axes,
    kernel=_select_kernel,
    working=lambda view, index: view.cell(0, {**view.named(index), view.attrs["axis"]: view.attrs["at"]}),
    formula=as_it_is,
    gradients=(_select_back,),
    examples=(Example((_X,), {"axis": "token", "at": 1}),),
    transparent=True,
)

ROWS = (
    SLICE,
    PLACE,
    SELECT,
)
