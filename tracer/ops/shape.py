"""Operations that move numbers without changing them: rename, split and merge axes, select, slice, stack, join.

A cell of the result is one cell of an input, so explanations look through these rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis, find, names
from tracer.errors import TracerError
from tracer.expression import Call, Expression
from tracer.memory.pool import empty
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, axis_of

_X = {"token": 3, "d_model": 4}
_HEADS = {"head": 2, "token": 3, "d_v": 2}


def as_it_is(symbols: Sequence[Expression], _: Attrs) -> Expression:
    return symbols[0]


def _keep_array(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    return lambda x: x


def _renamed(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    new = attrs["names"]
    return tuple(axis.rename(new[axis.name]) if axis.name in new else axis for axis in inputs[0])


def _rename_working(view: View, index: tuple[int, ...]) -> Expression:
    return view.leaf(0, index)


def _rename_back(r: Any, name: str, g: Any, step: Any) -> Any:
    return r.rename(name, g, names={new: old for old, new in step.attrs["names"].items()})


RENAME = Op(
    name="rename",
    axes=_renamed,
    kernel=_keep_array,
    working=_rename_working,
    formula=as_it_is,
    gradients=(_rename_back,),
    examples=(Example((_X,), {"names": {"token": "key"}}),),
    transparent=True,
)
SAME = Op(
    name="same",
    axes=lambda inputs, _: inputs[0],
    kernel=_keep_array,
    working=_rename_working,
    formula=as_it_is,
    gradients=(lambda r, n, g, s: r.same(n, g),),
    examples=(Example((_X,), {}),),
    transparent=True,
)


def _split_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    place = find(inputs[0], attrs["axis"])
    axis = axis_of(inputs[0], attrs["axis"])
    parts: tuple[Axis, ...] = attrs["into"]
    if axis.size is not None and None not in [part.size for part in parts] and math.prod(p.size or 0 for p in parts) != axis.size:
        raise TracerError("ops.split", axis=axis.name, size=axis.size, parts=" × ".join(f"{p.name} {p.size}" for p in parts))
    return (*inputs[0][:place], *parts, *inputs[0][place + 1 :])


def _split_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    shape = tuple(axis.size or 0 for axis in result)
    return lambda x: x.reshape(shape)


def _split_working(view: View, index: tuple[int, ...]) -> Expression:
    places = view.named(index)
    whole = 0
    for part in view.attrs["into"]:
        whole = whole * (part.size or 0) + places[part.name]
    return view.cell(0, {**places, view.attrs["axis"]: whole})


def _split_back(r: Any, name: str, g: Any, step: Any) -> Any:
    return r.merge(name, g, axes=names(step.attrs["into"]), into=step.attrs["axis"], order=names(step.inputs[0].axes))


_PARTS = (Axis("head", 2), Axis("d_k", 2))
SPLIT = Op(
    name="split",
    axes=_split_axes,
    kernel=_split_kernel,
    working=_split_working,
    formula=as_it_is,
    gradients=(_split_back,),
    examples=(Example((_X,), {"axis": "d_model", "into": _PARTS}),),
    transparent=True,
    slices=True,
)


def _merge_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    parts = [axis_of(inputs[0], name) for name in attrs["axes"]]
    sizes = [part.size for part in parts]
    size = None if None in sizes else math.prod(s or 0 for s in sizes)
    merged = Axis(attrs["into"], size)
    remaining = [axis for axis in inputs[0] if axis.name not in attrs["axes"]]
    order = attrs.get("order")
    if order is None:
        return (*remaining, merged)
    by_name = {axis.name: axis for axis in (*remaining, merged)}
    return tuple(by_name[name] for name in order)


def _merge_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    order = names(inputs[0])
    turn: list[int] = []
    for axis in result:
        turn += [order.index(n) for n in (attrs["axes"] if axis.name == attrs["into"] else (axis.name,))]
    shape = tuple(axis.size or 0 for axis in result)

    def run(x: np.ndarray) -> np.ndarray:
        laid = x.transpose(turn)
        if laid.flags.c_contiguous:
            return laid.reshape(shape)
        merged = empty(shape, x.dtype)
        merged.reshape(laid.shape)[...] = laid
        return merged

    return run


def _merge_working(view: View, index: tuple[int, ...]) -> Expression:
    places = view.named(index)
    rest = places.pop(view.attrs["into"])
    for name in reversed(view.attrs["axes"]):
        rest, places[name] = divmod(rest, axis_of(view.inputs[0], name).size or 1)
    return view.cell(0, places)


def _merge_back(r: Any, name: str, g: Any, step: Any) -> Any:
    axes = step.inputs[0].axes
    parts = tuple(axis_of(axes, n) for n in step.attrs["axes"])
    return r.order(name, r.split(name + ".parts", g, axis=step.attrs["into"], into=parts), names=names(axes))


MERGE = Op(
    name="merge",
    axes=_merge_axes,
    kernel=_merge_kernel,
    by_shape=True,
    working=_merge_working,
    formula=lambda s, attrs: Call("concat", (s[0],)),
    gradients=(_merge_back,),
    source="arXiv 1706.03762, section 3.2.2",
    examples=(Example((_HEADS,), {"axes": ("head", "d_v"), "into": "heads·d_v"}),),
    transparent=True,
)


def _ordered(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    return tuple(axis_of(inputs[0], name) for name in attrs["names"])


def _order_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    turn = [names(inputs[0]).index(name) for name in attrs["names"]]
    return lambda x: x.transpose(turn)


ORDER = Op(
    name="order",
    axes=_ordered,
    kernel=_order_kernel,
    working=lambda view, index: view.cell(0, view.named(index)),
    formula=as_it_is,
    gradients=(lambda r, n, g, s: r.order(n, g, names=names(s.inputs[0].axes)),),
    examples=(Example((_X,), {"names": ("d_model", "token")}),),
    transparent=True,
)

ROWS = (
    RENAME,
    SAME,
    SPLIT,
    MERGE,
    ORDER,
)
