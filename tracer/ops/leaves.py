"""Leaf operations: given numbers, parameters, constants, embedding rows, sinusoids, causal masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.expression import Call, Expression, Number, Symbol, call, evaluate
from tracer.ops.arithmetic import scalar_functions
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View


def _no_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    raise AssertionError("a given step holds its numbers already")


def _is_given(view: View, index: tuple[int, ...]) -> Expression:
    return Number(float(view.attrs["array"][index]))


def _outside(name: str) -> Op:
    """The row of numbers that come from outside the model: nothing computes them."""
    return Op(
        name=name,
        axes=lambda _, attrs: attrs["axes"],
        kernel=_no_kernel,
        working=_is_given,
        formula=lambda _, attrs: Symbol(str(attrs.get("symbol", ""))),
    )


GIVEN, PARAMETER = _outside("given"), _outside("parameter")

# A constant carries its own formula (√d_k, with symbols) and its working (√2, with numbers).
CONSTANT = Op(
    name="constant",
    axes=lambda _, attrs: (),
    kernel=lambda inputs, result, attrs: lambda: np.array(evaluate(attrs["value"], scalar_functions()), attrs["dtype"]),
    working=lambda view, _: view.attrs["value"],
    formula=lambda _, attrs: attrs["formula"],
    examples=(Example((), {"value": call("sqrt", 2.0), "formula": call("sqrt", Symbol("d_k")), "dtype": "float64"}),),
    inline=True,
    pointwise=True,
)


FILLED = Op(
    name="filled",
    axes=lambda _, attrs: attrs["axes"],
    kernel=lambda inputs, result, attrs: (
        lambda: np.full(tuple(axis.size or 0 for axis in result), attrs["value"], attrs["dtype"])
    ),
    working=lambda view, _: Number(view.attrs["value"]),
    formula=lambda _, attrs: Number(attrs["value"]),
    examples=(Example((), {"axes": (Axis("hidden", 3),), "value": 0.0, "dtype": "float64"}),),
    pointwise=True,
)


def _lookup_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    return (*attrs["axes"], *inputs[0][1:])


def _lookup_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    rows = np.asarray(attrs["ids"], dtype=np.intp)
    return lambda table: table[rows]


def _lookup_working(view: View, index: tuple[int, ...]) -> Expression:
    lead = len(view.attrs["axes"])
    row: Any = view.attrs["ids"]
    for place in index[:lead]:
        row = row[place]
    return view.leaf(0, (int(row), *index[lead:]))


LOOKUP = Op(
    name="lookup",
    axes=_lookup_axes,
    kernel=_lookup_kernel,
    working=_lookup_working,
    formula=lambda s, attrs: Call("subscript", (s[0], Symbol(attrs.get("by") or attrs["axes"][-1].name))),
    gradients=(lambda r, n, g, s: r.gather(n, g, s.inputs[0], ids=s.attrs["ids"], axes=s.attrs["axes"]),),
    source="arXiv 1706.03762, section 3.4",
    examples=(Example(({"vocab": 5, "d_model": 2},), {"ids": (1, 0, 1), "axes": (Axis("token", 3),)}),),
    slices=True,
)


def _gather_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    rows = np.asarray(attrs["ids"], dtype=np.intp).ravel()
    shape = tuple(axis.size or 0 for axis in result)

    def run(g: np.ndarray, _: np.ndarray) -> np.ndarray:
        gradient = np.zeros(shape, g.dtype)
        np.add.at(gradient, rows, g.reshape(-1, *shape[1:]))
        return gradient

    return run


def _gather_working(view: View, index: tuple[int, ...]) -> Expression:
    rows = np.asarray(view.attrs["ids"])
    places = [tuple(map(int, place)) for place in np.argwhere(rows == index[0])]
    cells = [view.leaf(0, (*place, *index[1:])) for place in places]
    return Call("add", tuple(cells)) if len(cells) > 1 else (cells[0] if cells else Number(0.0))


GATHER = Op(
    name="gather",
    axes=lambda inputs, _: inputs[1],
    kernel=_gather_kernel,
    working=_gather_working,
    formula=lambda s, attrs: Call("sum_over", (Symbol(attrs["axes"][-1].name), s[0])),
    examples=(
        Example(({"token": 3, "d_model": 2}, {"vocab": 5, "d_model": 2}), {"ids": (1, 0, 1), "axes": (Axis("token", 3),)}),
    ),
)


def _causal_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    queries, keys = (axis.size or 0 for axis in result)

    def run() -> np.ndarray:
        far = np.arange(queries)[:, None] + attrs["start"] - np.arange(keys)[None, :]
        allowed = (far >= 0) & (far < attrs["window"]) if attrs["window"] else far >= 0
        result: np.ndarray = allowed.astype(attrs["dtype"])
        return result

    return run


def _causal_working(view: View, index: tuple[int, ...]) -> Expression:
    far = index[0] + view.attrs["start"] - index[1]
    return Number(float(far >= 0 and not (view.attrs["window"] and far >= view.attrs["window"])))


_CAUSAL: dict[str, Any] = {"axes": (Axis("query", 3), Axis("key", 3)), "start": 0, "window": None, "dtype": "float64"}
CAUSAL = Op(
    name="causal",
    axes=lambda _, attrs: attrs["axes"],
    kernel=_causal_kernel,
    working=_causal_working,
    formula=lambda _, attrs: Call("text", (Symbol("key ≤ query"),)),
    source="arXiv 1706.03762, section 3.2.3",
    examples=(Example((), _CAUSAL), Example((), {**_CAUSAL, "window": 2})),
)


def _band_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    queries, keys = (axis.size or 0 for axis in result)

    def run() -> np.ndarray:
        far = np.arange(queries)[:, None] + attrs["start"] - np.arange(keys)[None, :]
        result: np.ndarray = (np.abs(far) < attrs["window"]).astype(attrs["dtype"])
        return result

    return run


# A window that reaches as far ahead as back, as in encoders.
BAND = Op(
    name="band",
    axes=lambda _, attrs: attrs["axes"],
    kernel=_band_kernel,
    working=lambda view, index: Number(float(abs(index[0] + view.attrs["start"] - index[1]) < view.attrs["window"])),
    formula=lambda _, attrs: Call("text", (Symbol(f"|query − key| < {attrs['window']}"),)),
    source="arXiv 2004.05150, section 3.1",
    examples=(Example((), {**_CAUSAL, "window": 2}),),
)


def _one_hot_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    result: Axes = attrs["axes"]
    return result


def smooth_targets(axes: Axes, ids: Any, smoothing: float, dtype: str, pad: int | None = None) -> np.ndarray:
    """Target distributions: 1 − ε + ε/K on the label, ε/K elsewhere (PyTorch's label smoothing, over all K classes).

    pad: a class that is never an answer: 1 − ε on the label, ε/(K − 2) on the others but this one, and rows that have it as their
    label are 0 (The Annotated Transformer's LabelSmoothing).
    """
    classes = axes[-1].size or 0
    rows = np.maximum(np.asarray(ids, dtype=np.intp), 0)
    share = smoothing / classes if pad is None else smoothing / max(classes - 2, 1)
    result = np.full((*rows.shape, classes), share, dtype)
    np.put_along_axis(result, rows[..., None], 1.0 - smoothing + (share if pad is None else 0.0), axis=-1)
    if pad is not None:
        result[..., pad] = 0.0
        result[rows == pad] = 0.0
    return result


def _one_hot_working(view: View, index: tuple[int, ...]) -> Expression:
    label: Any = view.attrs["ids"]
    for place in index[:-1]:
        label = label[place]
    label = max(int(label), 0)
    smoothing, classes, pad = view.attrs["smoothing"], float(view.axes[-1].size or 1), view.attrs.get("pad")
    if pad is not None and pad in (label, index[-1]):
        return Number(0.0)
    if not smoothing:
        return Number(float(label == index[-1]))
    share = call("divide", Number(smoothing), classes if pad is None else call("subtract", classes, 2.0))
    if label != index[-1]:
        return share
    rest = call("subtract", 1.0, Number(smoothing))
    return call("add", rest, share) if pad is None else rest


def _one_hot_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    return lambda: smooth_targets(result, attrs["ids"], attrs["smoothing"], attrs["dtype"], attrs.get("pad"))


_ONE_HOT: dict[str, Any] = {"axes": (Axis("token", 3), Axis("vocab", 4)), "ids": (1, 0, 3), "smoothing": 0.1, "dtype": "float64"}


ONE_HOT = Op(
    name="one_hot",
    axes=_one_hot_axes,
    kernel=_one_hot_kernel,
    working=_one_hot_working,
    formula=lambda _, attrs: Symbol("y"),
    source="arXiv 1706.03762, section 5.4; PyTorch nn.CrossEntropyLoss; The Annotated Transformer, LabelSmoothing",
    examples=(Example((), _ONE_HOT), Example((), {**_ONE_HOT, "pad": 0})),
)

ROWS = (
    GIVEN,
    PARAMETER,
    CONSTANT,
    FILLED,
    LOOKUP,
    GATHER,
    CAUSAL,
    BAND,
    ONE_HOT,
)
