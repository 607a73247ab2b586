"""Vectors of distances, and their products with the queries or keys that lie so far apart (DeBERTa, arXiv 2006.03654)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis, names
from tracer.expression import Call, Expression, Number, Symbol, total
from tracer.ops.linear import CONTRACT
from tracer.ops.noise import of_sizes
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, axis_of


def signed_bucket(far: int, span: int, furthest: int | None) -> int:
    """δ of a distance from key to query, between −span and span − 1; negative where the key comes later.

    furthest: distances above span / 2 share logarithmic buckets, and this one (less 1) has the last; None: each has its own.
    Logarithms are rounded to float32, as the reference does: at the edges of a bucket the last bit decides.
    """
    if furthest is not None and abs(far) > (exact := span // 2):
        ratio = _log32(np.float32(abs(far)) / np.float32(exact)) / _log32(np.float32((furthest - 1) / exact))
        far = int(math.copysign(math.ceil(ratio * np.float32(exact - 1)) + exact, far))
    return min(max(far, -span), span - 1)


def _log32(x: np.float32) -> np.float32:
    return np.float32(math.log(float(x)))


def first_row(attrs: Attrs) -> int:
    """The row of the table of distances that a text of so many tokens begins to read at."""
    span: int = attrs["span"]
    return span + signed_bucket(1 - attrs["tokens"], span, attrs["furthest"])


def distance_rows(attrs: Attrs) -> np.ndarray:
    """(query, key) → place on the axis of distances, which begins at the last key of the first query."""
    queries, keys = (axis.size or 0 for axis in attrs["axes"])
    of = np.array([signed_bucket(far, attrs["span"], attrs["furthest"]) for far in range(1 - keys, queries)], np.intp)
    far = np.arange(queries)[:, None] - np.arange(keys)[None, :]
    result: np.ndarray = of[far + keys - 1] - of[0]
    return result


def _near_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    deltas = [signed_bucket(far, attrs["span"], attrs["furthest"]) for far in (1 - attrs["tokens"], attrs["tokens"] - 1)]
    labels = tuple(map(str, range(deltas[0], deltas[1] + 1)))
    return (Axis("distance", len(labels), labels), *inputs[0][1:])


def _near_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    start = first_row(attrs)
    return lambda table: table[start : start + (result[0].size or 0)]


def _near_back(r: Any, name: str, g: Any, step: Any) -> Any:
    """The rows among zeros."""
    table, start = step.inputs[0].axes[0], first_row(step.attrs)
    rows = r.rename(f"{name}.rows", g, names={"distance": table.name}, level=2)
    return r.place(name, rows, axis=table, start=start)


DISTANCES = Op(
    name="distances",
    axes=_near_axes,
    kernel=_near_kernel,
    working=lambda view, index: view.leaf(0, (index[0] + first_row(view.attrs), *index[1:])),
    formula=lambda s, _: Call("subscript", (s[0], Symbol("δ"))),
    gradients=(_near_back,),
    source="arXiv 2006.03654, equation 3",
    examples=(
        Example(({"row": 8, "d_model": 2},), {"tokens": 3, "span": 4, "furthest": None}),
        Example(({"row": 8, "d_model": 2},), {"tokens": 7, "span": 4, "furthest": 6}),
    ),
    transparent=True,
)


def _each(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    """The axes of the product of every row with every distance's."""
    return (*inputs[0][:-2], axis_of(inputs[0], attrs["own"]), axis_of(inputs[1], "distance"))


def _product_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    CONTRACT.axes(inputs, attrs)
    return (*_each(inputs, attrs)[:-2], *attrs["axes"])


def _product_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    rows, turned = distance_rows(attrs), attrs["own"] == "key"
    own = rows.T if turned else rows
    multiply = CONTRACT.kernel(inputs, _each(inputs, attrs), attrs)

    def run(x: np.ndarray, far: np.ndarray) -> np.ndarray:
        each = multiply(x, far)
        picked = np.take_along_axis(each, np.broadcast_to(own, (*each.shape[:-2], *own.shape)), axis=-1)
        return np.ascontiguousarray(picked.swapaxes(-1, -2)) if turned else picked

    return run


def _product_working(view: View, index: tuple[int, ...]) -> Expression:
    span, furthest, keys = view.attrs["span"], view.attrs["furthest"], view.axes[-1].size or 0
    row = signed_bucket(index[-2] - index[-1], span, furthest) - signed_bucket(1 - keys, span, furthest)
    places = {**view.named(index), "distance": row}
    width = axis_of(view.inputs[0], view.attrs["over"]).size or 0
    pairs = [{**places, view.attrs["over"]: at} for at in range(width)]
    return total([Call("multiply", (view.cell(0, at), view.cell(1, at))) for at in pairs])


def _toward(mine: int, other: int) -> Any:
    """The gradient of the product with every distance, summed against the other factor."""

    def rule(r: Any, name: str, g: Any, step: Any) -> Any:
        me, it = step.inputs[mine], step.inputs[other]
        attrs = {key: step.attrs[key] for key in ("axes", "own", "span", "furthest")}
        each = r.at_distance_sum(f"{name}.each", g, *step.inputs, **attrs)
        over = tuple(axis.name for axis in each.axes if axis.name not in names(me.axes))
        return r.contract(name, each, it, over=over, order=names(me.axes))

    return rule


def _back_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    rows, turned = distance_rows(attrs), attrs["own"] == "key"
    shape = tuple(axis.size or 0 for axis in result)

    def run(g: np.ndarray, *_: np.ndarray) -> np.ndarray:
        gradient = np.zeros(shape, g.dtype)
        for query, key in np.ndindex(rows.shape):
            gradient[..., key if turned else query, rows[query, key]] += g[..., query, key]
        return gradient

    return run


def _back_working(view: View, index: tuple[int, ...]) -> Expression:
    rows, turned = distance_rows(view.attrs), view.attrs["own"] == "key"
    pairs = [(query, key) for query, key in np.ndindex(rows.shape) if (key if turned else query) == index[-2]]
    cells = [view.leaf(0, (*index[:-2], *pair)) for pair in pairs if rows[pair] == index[-1]]
    return Call("add", tuple(cells)) if len(cells) > 1 else (cells[0] if cells else Number(0.0))


_PAIRS: dict[str, Any] = {"axes": (Axis("query", 5), Axis("key", 5)), "own": "query", "span": 4, "furthest": 6}
_OF_QUERIES = ({"head": 2, "query": 5, "d_k": 2}, {"head": 2, "distance": 7, "d_k": 2})
_OF_KEYS = ({"sentence": 2, "head": 1, "key": 5, "d_k": 3}, {"head": 1, "distance": 9, "d_k": 3})
DISTANCE_PRODUCT = Op(
    name="distance_product",
    axes=_product_axes,
    kernel=_product_kernel,
    working=_product_working,
    formula=lambda s, _: Call("product", (s[0], Call("transpose", (s[1],)))),
    gradients=(_toward(0, 1), _toward(1, 0)),
    source="arXiv 2006.03654, equation 4",
    examples=(
        Example(_OF_QUERIES, {**_PAIRS, "over": "d_k"}),
        Example(_OF_KEYS, {**_PAIRS, "over": "d_k", "own": "key", "span": 6, "furthest": None}),
    ),
    terms=of_sizes(_product_kernel),
)
AT_DISTANCE_SUM = Op(
    name="at_distance_sum",
    axes=lambda inputs, attrs: _each(inputs[1:], attrs),
    kernel=_back_kernel,
    working=_back_working,
    formula=lambda s, attrs: Call("sum_over", (Symbol("key" if attrs["own"] == "query" else "query"), s[0])),
    examples=(Example(({"head": 2, "query": 5, "key": 5}, *_OF_QUERIES), _PAIRS),),
    terms=of_sizes(_back_kernel),
)

ROWS = (DISTANCES, DISTANCE_PRODUCT, AT_DISTANCE_SUM)
