"""Relative position bias (T5, arXiv 1910.10683, section 2.1; ALiBi, arXiv 2108.12409) and repeated key/value heads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis, names
from tracer.expression import Call, Expression, Number, Symbol
from tracer.ops.halves import to_half
from tracer.ops.noise import of_sizes
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, axis_of


def bucket(far: int, both: bool, buckets: int, furthest: int) -> int:
    """Bucket number of the distance from query to key: one bucket each for near keys, logarithmic buckets for far ones.

    both: whether keys after the query have rows of their own (an encoder). Logarithms are taken in float32, as the
    reference does: at the edges of a bucket the last bit decides.
    """
    first = 0
    if both:
        buckets //= 2
        first, far = (buckets if far > 0 else 0), abs(far)
    else:
        far = -min(far, 0)
    exact = buckets // 2
    if far < exact:
        return first + far
    if not exact or furthest <= exact:
        return first + buckets - 1
    single = np.float32
    part = np.log(single(far) / single(exact)) / single(math.log(furthest / exact)) * single(buckets - exact)
    return first + min(exact + int(part), buckets - 1)


def bucket_rows(attrs: Attrs) -> np.ndarray:
    """(query, key) → row of the table."""
    queries, keys = (axis.size or 0 for axis in attrs["axes"])
    start, kind = attrs["start"], (attrs["both"], attrs["buckets"], attrs["furthest"])
    of = np.array([bucket(far, *kind) for far in range(-(start + queries), keys + 1)], np.intp)
    far = np.arange(keys)[None, :] - (np.arange(queries)[:, None] + start)
    result: np.ndarray = of[far + start + queries]
    return result


def _bias_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    return (axis_of(inputs[0], "head"), *attrs["axes"])


def _bias_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    rows = bucket_rows(attrs)
    return lambda table: np.ascontiguousarray(table[rows].transpose(2, 0, 1))


def _bias_working(view: View, index: tuple[int, ...]) -> Expression:
    head, query, key = index
    attrs = view.attrs
    row = bucket(key - (query + attrs["start"]), attrs["both"], attrs["buckets"], attrs["furthest"])
    return view.leaf(0, (row, head))


def _bias_back_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    rows = bucket_rows(attrs)

    def run(g: np.ndarray, table: np.ndarray) -> np.ndarray:
        gradient = np.zeros(table.shape, g.dtype)
        np.add.at(gradient, rows, g.transpose(1, 2, 0))
        return gradient

    return run


def _bias_back_working(view: View, index: tuple[int, ...]) -> Expression:
    row, head = index
    cells = [view.leaf(0, (head, *map(int, place))) for place in np.argwhere(bucket_rows(view.attrs) == row)]
    return Call("add", tuple(cells)) if len(cells) > 1 else (cells[0] if cells else Number(0.0))


_TABLE = {"bucket": 8, "head": 2}
_BIAS: dict[str, Any] = {"axes": (Axis("query", 3), Axis("key", 5)), "start": 1, "both": True, "buckets": 8, "furthest": 16}
RELATIVE_BIAS = Op(
    name="relative_bias",
    axes=_bias_axes,
    kernel=_bias_kernel,
    working=_bias_working,
    formula=lambda s, _: Call("subscript", (s[0], Symbol("key − query"))),
    gradients=(lambda r, n, g, s: r.relative_bias_sum(n, g, s.inputs[0], **s.attrs),),
    source="arXiv 1910.10683, section 2.1",
    examples=(Example((_TABLE,), _BIAS), Example((_TABLE,), {**_BIAS, "both": False})),
    transparent=True,
)
RELATIVE_BIAS_SUM = Op(
    name="relative_bias_sum",
    axes=lambda inputs, _: inputs[1],
    kernel=_bias_back_kernel,
    working=_bias_back_working,
    formula=lambda s, _: Call("sum_over", (Symbol("query, key"), s[0])),
    examples=(Example(({"head": 2, "query": 3, "key": 5}, _TABLE), _BIAS),),
    terms=of_sizes(_bias_back_kernel),
)


def alibi_slopes(heads: int, strongest: float = 8.0) -> list[float]:
    """The slope m of each head: 2^(−8/n), 2^(−16/n) … (arXiv 2108.12409, section 3).

    Where n is no power of two, those of the power below, then every other one of the power above. strongest: the exponent of
    the last head's slope (`alibi_bias_max` of MPT).
    """
    below = 1 << (heads.bit_length() - 1)
    slopes = [2.0 ** (-strongest * (head + 1) / below) for head in range(below)]
    between = [2.0 ** (-strongest * (2 * head + 1) / (2 * below)) for head in range(heads - below)]
    return slopes + between


def _alibi_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    heads, queries, keys = (axis.size or 0 for axis in result)
    slopes = np.array(alibi_slopes(heads, attrs["strongest"]))
    distance = np.abs(np.arange(queries)[:, None] + attrs["start"] - np.arange(keys)[None, :])
    return lambda: (-slopes[:, None, None] * distance).astype(attrs["dtype"])


def _alibi_working(view: View, index: tuple[int, ...]) -> Expression:
    head, query, key = index
    slope = alibi_slopes(view.axes[0].size or 0, view.attrs["strongest"])[head]
    return Call("multiply", (Number(-slope), Number(float(abs(query + view.attrs["start"] - key)))))


_ALIBI: dict[str, Any] = {
    "axes": (Axis("head", 6), Axis("query", 3), Axis("key", 5)),
    "start": 2,
    "strongest": 8.0,
    "dtype": "float64",
}
ALIBI = Op(
    name="alibi",
    axes=lambda _, attrs: attrs["axes"],
    kernel=_alibi_kernel,
    working=_alibi_working,
    formula=lambda _, attrs: Call("multiply", (Symbol("−m"), Symbol("|query − key|"))),
    source="arXiv 2108.12409, section 3",
    examples=(Example((), _ALIBI), Example((), {**_ALIBI, "strongest": 4.0, "start": 0})),
)


def _falcon_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    heads, keys = (axis.size or 0 for axis in result)
    slopes = to_half(np.array(alibi_slopes(heads)), "bfloat16")
    return lambda: to_half(slopes[:, None] * np.arange(keys), "bfloat16").astype(attrs["dtype"])


def _falcon_working(view: View, index: tuple[int, ...]) -> Expression:
    return Number(float(_falcon_kernel((), view.axes, view.attrs)()[index]))


# Falcon's form: m times the key's position, where ALiBi has −m times the distance, which differs by one number a query; slope
# and product are rounded to bfloat16, so that the weights differ a little too.
FALCON_ALIBI = Op(
    name="falcon_alibi",
    axes=lambda _, attrs: attrs["axes"],
    kernel=_falcon_kernel,
    working=_falcon_working,
    formula=lambda _, attrs: Call("multiply", (Symbol("m"), Symbol("key"))),
    source="arXiv 2108.12409, section 3; tiiuae/falcon-rw-1b, build_alibi_tensor",
    examples=(Example((), {"axes": (Axis("head", 6), Axis("key", 5)), "dtype": "float64"}),),
)


def _repeat_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    axis_of(inputs[0], attrs["axis"])
    return tuple(attrs["into"] if axis.name == attrs["axis"] else axis for axis in inputs[0])


def _each(attrs: Attrs, axes: Axes) -> int:
    return (attrs["into"].size or 0) // (axis_of(axes, attrs["axis"]).size or 1)


def _repeat_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    along, repeats = names(inputs[0]).index(attrs["axis"]), _each(attrs, inputs[0])
    return lambda x: np.repeat(x, repeats, axis=along)


def _repeat_working(view: View, index: tuple[int, ...]) -> Expression:
    places = view.named(index)
    places[view.attrs["axis"]] = places.pop(view.attrs["into"].name) // _each(view.attrs, view.inputs[0])
    return view.cell(0, places)


def _repeat_back(r: Any, name: str, g: Any, step: Any) -> Any:
    """Every head that read a shared one sends its part back."""
    axes, attrs = step.inputs[0].axes, step.attrs
    parts = (axis_of(axes, attrs["axis"]), Axis("group", _each(attrs, axes)))
    grouped = r.split(name + ".groups", g, axis=attrs["into"].name, into=parts)
    return r.sum(name, grouped, over="group", order=names(axes))


REPEAT = Op(
    name="repeat",
    axes=_repeat_axes,
    kernel=_repeat_kernel,
    working=_repeat_working,
    formula=lambda s, _: s[0],
    gradients=(_repeat_back,),
    source="arXiv 2305.13245",
    examples=(Example(({"kv_head": 2, "key": 3, "d_k": 2},), {"axis": "kv_head", "into": Axis("head", 4)}),),
    transparent=True,
)

ROWS = (
    RELATIVE_BIAS,
    RELATIVE_BIAS_SUM,
    ALIBI,
    FALCON_ALIBI,
    REPEAT,
)
