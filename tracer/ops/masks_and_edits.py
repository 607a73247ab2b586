"""Operations that put other numbers in place: masks, edits, rounding in paper mode, dropout, filters for sampling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.expression import Call, Expression, Number, Symbol, call, evaluate
from tracer.memory.pool import empty
from tracer.ops.cache_blocks import Quotient
from tracer.ops.halves import to_half
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, aligner, axis_of, same
from tracer.ops.ties import TIE, largest_positions

_ROWS = {"head": 2, "query": 3, "key": 4}


def _first_with(inputs: Sequence[Axes], _: Attrs) -> Axes:
    """The first input's axes; those of the second must be among them, of the same sizes."""
    for axis in inputs[1]:
        same(axis_of(inputs[0], axis.name), axis)
    return inputs[0]


def _allowed(view: View, index: tuple[int, ...]) -> bool:
    """Whether the mask lets a cell stand; the mask may be a product written out, as of padding and what comes later."""
    return bool(evaluate(view.cell(1, view.named(index))))


def _mask_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    move, shape = aligner(inputs[1], result), tuple(axis.size or 0 for axis in result)

    def run(x: np.ndarray | Quotient, allowed: np.ndarray) -> np.ndarray:
        hidden = (allowed if move is None else move(allowed)) == 0
        masked = empty(shape, x.dtype)
        if isinstance(x, Quotient):
            x.divide(x.above, masked)
        else:
            np.copyto(masked, x)
        np.copyto(masked, attrs["fill"], where=hidden)
        return masked

    return run


MASK = Op(
    name="mask",
    axes=_first_with,
    kernel=_mask_kernel,
    working=lambda view, index: view.cell(0, view.named(index)) if _allowed(view, index) else Number(float(view.attrs["fill"])),
    formula=lambda s, attrs: Call("apply", (Symbol("mask"), s[0])),
    gradients=(lambda r, n, g, s: r.mask(n, g, s.inputs[1], fill=0.0), None),
    source="arXiv 1706.03762, section 3.2.3",
    examples=(Example((_ROWS, {"query": 3, "key": 4}), {"fill": -7.0}, low=0.5),),
    divides=True,
)


def _window_padding_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    *leading, key = inputs[0]
    return (*leading, attrs["query"], key)


def _window_padding_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    queries, keys = (axis.size or 0 for axis in result[-2:])

    def run(real: np.ndarray) -> np.ndarray:
        itself = np.arange(queries)[:, None] + attrs["start"] == np.arange(keys)[None, :]
        return np.where(itself, real.dtype.type(1), real[..., None, :])

    return run


def _window_padding_working(view: View, index: tuple[int, ...]) -> Expression:
    if index[-2] + view.attrs["start"] == index[-1]:
        return Number(1.0)
    return view.leaf(0, (*index[:-2], index[-1]))


# Which keys a window may show: tokens (1) and no padding (0), but each query itself, since padding may see nothing else.
WINDOW_PADDING = Op(
    name="window_padding",
    axes=_window_padding_axes,
    kernel=_window_padding_kernel,
    working=_window_padding_working,
    formula=lambda s, _: Call("apply", (Symbol("max"), s[0], Call("text", (Symbol("key = query"),)))),
    examples=(
        Example(({"sentence": 2, "key": 3},), {"query": Axis("query", 3), "start": 0}, low=0.0, high=1.0),
        Example(({"key": 4},), {"query": Axis("query", 2), "start": 2}, low=0.0, high=1.0),
    ),
)


def _edit_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    def run(x: np.ndarray) -> np.ndarray:
        edited = np.array(x)
        for index, values in attrs["changes"]:
            edited[index] = values
        return edited

    return run


def edited_cells(axes: Axes, changes: Sequence[tuple[Any, Any]]) -> np.ndarray:
    """Boolean array of the stage's shape, True in cells that an edit set."""
    result = np.zeros(tuple(axis.size or 0 for axis in axes), bool)
    for index, _ in changes:
        result[index] = True
    return result


def _edit_working(view: View, index: tuple[int, ...]) -> Expression:
    value: Expression = view.leaf(0, index)
    for place, values in view.attrs["changes"]:
        marked = np.zeros(tuple(axis.size or 0 for axis in view.axes), bool)
        marked[place] = True
        if marked[index]:
            filled = np.zeros(marked.shape)
            filled[place] = values
            value = Number(float(filled[index]))
    return value


def _edit_gradient(r: Any, name: str, g: Any, step: Any) -> Any:
    """An edited cell no longer depends on what came before it."""
    unedited = r.given(
        name + ".kept", (~edited_cells(step.axes, step.attrs["changes"])).astype(g.array.dtype), step.axes, level=2
    )
    return r.multiply(name, g, unedited)


EDIT = Op(
    name="edit",
    axes=lambda inputs, _: inputs[0],
    kernel=_edit_kernel,
    working=_edit_working,
    formula=lambda s, _: s[0],
    gradients=(_edit_gradient,),
    examples=(Example((_ROWS,), {"changes": (((0, 1, 2), 3.0), ((1, 0), (1.0, 2.0, 3.0, 4.0)))}),),
    transparent=True,
)


_PREPARED = 12  # decimals and significant digits


def round_half_away(x: np.ndarray, places: int) -> np.ndarray:
    """Round to min(12 decimals, 12 significant digits), then to `places`, halves away from zero, as `rounding` prints."""
    size = np.abs(x)
    decimals = np.minimum(_PREPARED, _PREPARED - 1 - np.floor(np.log10(np.maximum(size, 0.5))))
    number, unit = np.rint(size * 10.0**decimals), 10.0 ** (decimals - places)
    coarse = np.floor((number + unit / 2) / unit) / 10.0**places
    result: np.ndarray = np.sign(x) * np.where(unit < 1, number / 10.0**decimals, coarse)
    return result


def _round_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    """To `places` decimals, as on paper, or to a number of `dtype`, which has half as many bits."""
    if "dtype" in attrs:
        return lambda x: to_half(x, attrs["dtype"])

    def run(x: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            result: np.ndarray = np.where(np.isfinite(x), round_half_away(x, attrs["places"]), x) + x.dtype.type(0)
            return result

    return run


def _round_working(view: View, index: tuple[int, ...]) -> Expression:
    return Number(float(_round_kernel((), (), view.attrs)(np.array(evaluate(view.leaf(0, index))))))


ROUND = Op(
    name="round",
    axes=lambda inputs, _: inputs[0],
    kernel=_round_kernel,
    working=_round_working,
    formula=lambda s, _: s[0],
    gradients=(lambda r, n, g, s: r.same(n, g),),
    transparent=True,
)

# Dropout: arXiv 1207.0580, with the scaling by 1/(1−p) of "inverted" dropout, as PyTorch does. The mask is drawn by the
# session's seeded source and comes in as an input, so that it is a recorded number like any other.
DROPOUT = Op(
    name="dropout",
    axes=_first_with,
    kernel=lambda inputs, result, attrs: lambda x, mask: x * mask / x.dtype.type(1.0 - attrs["rate"]),
    working=lambda view, index: call(
        "divide",
        call("multiply", view.leaf(0, index), view.leaf(1, index)),
        call("subtract", 1.0, Number(view.attrs["rate"])),
    ),
    formula=lambda s, attrs: call("divide", Call("elementwise", (s[0], s[1])), call("subtract", 1.0, Symbol("p"))),
    gradients=(lambda r, n, g, s: r.dropout(n, g, s.inputs[1], rate=s.attrs["rate"]), None),
    source="arXiv 1207.0580",
    pointwise=True,
    examples=(Example((_ROWS, _ROWS), {"rate": 0.25}),),
)


def kept_by_rank(x: np.ndarray, top_k: int | None, top_p: float | None) -> np.ndarray:
    """1 for candidates of top-k and top-p sampling along the last axis, else 0."""
    order = np.empty(x.shape, np.intp)
    for row in np.ndindex(x.shape[:-1]):
        order[row] = largest_positions(x[row])
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(x.shape[-1]), axis=-1)
    if top_k is not None:
        return ranks < top_k
    sorted_sums = np.cumsum(np.take_along_axis(x, order, axis=-1), axis=-1)
    before = np.concatenate([np.zeros_like(sorted_sums[..., :1]), sorted_sums[..., :-1]], axis=-1)
    enough = (top_p or 1.0) * (1 - TIE)  # 0.3 + 0.3 reaches 0.6, whatever its last bit says
    return np.take_along_axis(before < enough, ranks, axis=-1)


def _filter_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    top_k, top_p = attrs.get("top_k"), attrs.get("top_p")
    return lambda x: np.where(kept_by_rank(x, top_k, top_p), x, x.dtype.type(attrs["fill"]))


def _filter_working(view: View, index: tuple[int, ...]) -> Expression:
    row = [view.leaf(0, (*index[:-1], place)) for place in range(view.axes[-1].size or 0)]
    values = np.array([evaluate(leaf) for leaf in row])
    is_kept = kept_by_rank(values, view.attrs.get("top_k"), view.attrs.get("top_p"))[index[-1]]
    return row[index[-1]] if is_kept else Number(float(view.attrs["fill"]))


KEEP_LARGEST = Op(
    name="keep_largest",
    axes=lambda inputs, attrs: (axis_of(inputs[0], inputs[0][-1].name), inputs[0])[1],
    kernel=_filter_kernel,
    working=_filter_working,
    formula=lambda s, attrs: Call("apply", (Symbol("top-k" if attrs.get("top_k") is not None else "top-p"), s[0])),
    source="top-k: arXiv 1805.04833; top-p: arXiv 1904.09751",
    examples=(
        Example(({"token": 2, "vocab": 5},), {"top_k": 2, "fill": -1e9}),
        Example(({"token": 2, "vocab": 5},), {"top_p": 0.6, "fill": 0.0}, low=0.0, high=0.4),
    ),
)


def _choice_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    return lambda x: kept_by_rank(x, attrs["count"], None).astype(x.dtype)


def _choice_working(view: View, index: tuple[int, ...]) -> Expression:
    row = [view.leaf(0, (*index[:-1], place)) for place in range(view.axes[-1].size or 0)]
    values = np.array([evaluate(leaf) for leaf in row])
    return Number(float(kept_by_rank(values, view.attrs["count"], None)[index[-1]]))


# 1 for the `count` largest of each row, 0 for the others: a router's choice of experts. No gradient flows through a choice.
CHOOSE_LARGEST = Op(
    name="choose_largest",
    axes=lambda inputs, attrs: (axis_of(inputs[0], inputs[0][-1].name), inputs[0])[1],
    kernel=_choice_kernel,
    working=_choice_working,
    formula=lambda s, attrs: Call("apply", (Symbol("top-k"), s[0])),
    gradients=(None,),
    source="arXiv 1701.06538, section 2.1",
    examples=(Example(({"token": 3, "expert": 4},), {"count": 2}),),
)

ROWS = (
    MASK,
    WINDOW_PADDING,
    EDIT,
    ROUND,
    DROPOUT,
    KEEP_LARGEST,
    CHOOSE_LARGEST,
)
