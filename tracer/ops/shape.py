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
from tracer.ops.expression import Call, Expression
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, add_row, axis_of, same

_X = {"token": 3, "d_model": 4}
_HEADS = {"head": 2, "token": 3, "d_v": 2}


def _as_it_is(symbols: Sequence[Expression], _: Attrs) -> Expression:
    return symbols[0]


def _keep_array(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    return lambda x: x


def _renamed(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    new = attrs["names"]
    return tuple(axis.renamed(new[axis.name]) if axis.name in new else axis for axis in inputs[0])


def _rename_working(view: View, index: tuple[int, ...]) -> Expression:
    return view.leaf(0, index)


def _rename_back(r: Any, name: str, g: Any, step: Any) -> Any:
    return r.rename(name, g, names={new: old for old, new in step.attrs["names"].items()})


add_row(
    Op(
        "rename",
        _renamed,
        _keep_array,
        _rename_working,
        _as_it_is,
        (_rename_back,),
        examples=(Example((_X,), {"names": {"token": "key"}}),),
        transparent=True,
    )
)
add_row(
    Op(
        "same", lambda inputs, _: inputs[0], _keep_array, _rename_working, _as_it_is,
        (lambda r, n, g, s: r.same(n, g),), examples=(Example((_X,), {}),), transparent=True,
    )
)  # fmt: skip


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
add_row(
    Op(
        "split",
        _split_axes,
        _split_kernel,
        _split_working,
        _as_it_is,
        (_split_back,),
        examples=(Example((_X,), {"axis": "d_model", "into": _PARTS}),),
        transparent=True,
    )
)


def _merge_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    parts = [axis_of(inputs[0], name) for name in attrs["axes"]]
    sizes = [part.size for part in parts]
    size = None if None in sizes else math.prod(s or 0 for s in sizes)
    merged = Axis(attrs["into"], size)
    kept = [axis for axis in inputs[0] if axis.name not in attrs["axes"]]
    order = attrs.get("order")
    if order is None:
        return (*kept, merged)
    by_name = {axis.name: axis for axis in (*kept, merged)}
    return tuple(by_name[name] for name in order)


def _merge_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    here = names(inputs[0])
    turn: list[int] = []
    for axis in result:
        turn += [here.index(n) for n in (attrs["axes"] if axis.name == attrs["into"] else (axis.name,))]
    shape = tuple(axis.size or 0 for axis in result)
    return lambda x: x.transpose(turn).reshape(shape)


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


add_row(
    Op(
        "merge", _merge_axes, _merge_kernel, _merge_working,
        lambda s, attrs: Call("concat", (s[0],)), (_merge_back,), "arXiv 1706.03762, section 3.2.2",
        (Example((_HEADS,), {"axes": ("head", "d_v"), "into": "heads·d_v"}),), transparent=True,
    )
)  # fmt: skip


def _ordered(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    return tuple(axis_of(inputs[0], name) for name in attrs["names"])


def _order_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    turn = [names(inputs[0]).index(name) for name in attrs["names"]]
    return lambda x: x.transpose(turn)


add_row(
    Op(
        "order", _ordered, _order_kernel, lambda view, index: view.cell(0, view.named(index)), _as_it_is,
        (lambda r, n, g, s: r.order(n, g, names=names(s.inputs[0].axes)),),
        examples=(Example((_X,), {"names": ("d_model", "token")}),), transparent=True,
    )
)  # fmt: skip


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


add_row(
    Op(
        "slice",
        _slice_axes,
        _slice_kernel,
        _slice_working,
        _as_it_is,
        (_slice_back,),
        examples=(Example((_X,), {"axis": "token", "start": 1, "stop": 3}),),
        transparent=True,
    )
)


def _place_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    return tuple(attrs["axis"] if a.name == attrs["axis"].name else a for a in inputs[0])


def _place_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    shape = tuple(a.size or 0 for a in result)
    index = tuple(
        slice(attrs["start"], attrs["start"] + (a.size or 0)) if a.name == attrs["axis"].name else slice(None) for a in inputs[0]
    )

    def run(x: np.ndarray) -> np.ndarray:
        found = np.zeros(shape, x.dtype)
        found[index] = x
        return found

    return run


def _place_working(view: View, index: tuple[int, ...]) -> Expression:
    from tracer.ops.expression import Number

    places = view.named(index)
    name, start = view.attrs["axis"].name, view.attrs["start"]
    places[name] -= start
    inside = 0 <= places[name] < (axis_of(view.inputs[0], name).size or 0)
    return view.cell(0, places) if inside else Number(0.0)


add_row(
    Op(
        "place",
        _place_axes,
        _place_kernel,
        _place_working,
        _as_it_is,
        examples=(Example(({"token": 2, "d_model": 3},), {"axis": Axis("token", 5), "start": 1}),),
    )
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
    one = r.stack(name + ".one", g, axis=Axis(attrs["axis"], 1), order=names(axes))
    return r.place(name, one, axis=axis_of(axes, attrs["axis"]), start=attrs["at"])


add_row(
    Op(
        "select", _select_axes, _select_kernel,
        lambda view, index: view.cell(0, {**view.named(index), view.attrs["axis"]: view.attrs["at"]}),
        _as_it_is, (_select_back,), examples=(Example((_X,), {"axis": "token", "at": 1}),), transparent=True,
    )
)  # fmt: skip


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


add_row(
    Op(
        "stack", _stack_axes, _stack_kernel, _stack_working, lambda s, _: Call("concat", tuple(s)),
        (_EachOf(lambda r, n, g, s, i: r.order(n, r.select(n + ".at", g, axis=s.attrs["axis"].name, at=i), names=names(s.inputs[i].axes))),),
        examples=(Example(({"hidden": 3}, {"hidden": 3}), {"axis": Axis("time", 2)}),), transparent=True, variadic=True,
    )
)  # fmt: skip


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
    start = sum(axis_of(x.axes, axis).size for x in step.inputs[:number])
    part = r.slice(name + ".part", g, axis=axis, start=start, stop=start + axis_of(step.inputs[number].axes, axis).size)
    return r.order(name, part, names=names(step.inputs[number].axes))


add_row(
    Op(
        "join", _join_axes, _join_kernel, _join_working, lambda s, _: Call("concat", tuple(s)), (_EachOf(_join_back),),
        examples=(Example(({"token": 2, "hidden": 3}, {"token": 2, "hidden": 2}), {"axis": "hidden"}),), transparent=True, variadic=True,
    )
)  # fmt: skip


def _total_axes(inputs: Sequence[Axes], _: Attrs) -> Axes:
    return inputs[0]


def _total_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    turns = [[names(axes).index(axis.name) for axis in result] for axes in inputs]

    def run(*arrays: np.ndarray) -> np.ndarray:
        found = arrays[0] + arrays[1].transpose(turns[1])
        for array, turn in zip(arrays[2:], turns[2:], strict=True):
            found += array.transpose(turn)
        return found

    return run


add_row(
    Op(
        "total", _total_axes, _total_kernel,
        lambda view, index: Call("add", tuple(view.cell(number, view.named(index)) for number in range(len(view.inputs)))),
        lambda s, _: Call("add", tuple(s)), (_EachOf(lambda r, n, g, s, i: r.order(n, g, names=names(s.inputs[i].axes))),),
        examples=(Example((_X, _X, _X), {}),), variadic=True,
    )
)  # fmt: skip
