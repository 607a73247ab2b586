"""Operations that gather along an axis: sum, mean, variance, softmax, and the largest value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from tracer.axes import names
from tracer.expression import Call, Expression, Symbol, call, total
from tracer.memory.pool import empty
from tracer.ops.arithmetic import squares_summed, sum_over
from tracer.ops.linear import order_axes
from tracer.ops.noise import NOISE, of_sizes
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, axis_of


def gathered_over(attrs: Attrs) -> tuple[str, ...]:
    over = attrs["over"]
    return (over,) if isinstance(over, str) else tuple(over)


def _less(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    over = gathered_over(attrs)
    for name in over:
        axis_of(inputs[0], name)
    return order_axes([axis for axis in inputs[0] if axis.name not in over], attrs.get("order"))


def _count(axes: Axes, attrs: Attrs) -> int:
    return math.prod(axis_of(axes, name).size or 0 for name in gathered_over(attrs))


def along(axes: Axes, attrs: Attrs) -> tuple[int, ...]:
    order = names(axes)
    return tuple(order.index(name) for name in gathered_over(attrs))


def _gathered(view: View, index: tuple[int, ...], number: int = 0) -> list[Expression]:
    """The cells of an input along the axes gathered over, the result's axes fixed."""
    places, over = view.named(index), gathered_over(view.attrs)
    sizes = [axis_of(view.inputs[number], name).size or 0 for name in over]
    return [view.cell(number, {**places, **dict(zip(over, at, strict=True))}) for at in product(*map(range, sizes))]


def _sum_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    at, left = along(inputs[0], attrs), [n for n in names(inputs[0]) if n not in gathered_over(attrs)]
    turn = [left.index(axis.name) for axis in result]
    if turn == sorted(turn):
        return lambda a: sum_over(a, at)
    return lambda a: sum_over(a, at).transpose(turn)


def big_sum(symbol: Expression, attrs: Attrs) -> Expression:
    return Call("sum_over", (Symbol(", ".join(gathered_over(attrs))), symbol))


_X = {"token": 3, "d_model": 4}

SUM = Op(
    name="sum",
    axes=_less,
    kernel=_sum_kernel,
    by_shape=True,
    working=lambda view, index: total(_gathered(view, index)),
    formula=lambda s, attrs: big_sum(s[0], attrs),
    gradients=(lambda r, n, g, s: r.spread(n, g, s.inputs[0]),),
    examples=(Example((_X,), {"over": "token"}), Example((_X,), {"over": ("token", "d_model")})),
    terms=of_sizes(_sum_kernel),
)


def _mean_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    summed, count = _sum_kernel(inputs, result, attrs), _count(inputs[0], attrs)
    return lambda a: summed(a) / a.dtype.type(count)


MEAN = Op(
    name="mean",
    axes=_less,
    kernel=_mean_kernel,
    by_shape=True,
    working=lambda view, index: call("divide", total(_gathered(view, index)), float(_count(view.inputs[0], view.attrs))),
    formula=lambda s, attrs: Call("apply", (Symbol("mean"), s[0])),
    gradients=(
        lambda r, n, g, s: r.spread(n, r.times(n + ".share", g, factor=1.0 / _count(s.inputs[0].axes, s.attrs)), s.inputs[0]),
    ),
    source="arXiv 1607.06450, equation 3",
    examples=(Example((_X,), {"over": "d_model"}), Example((_X,), {"over": "token"})),
    terms=of_sizes(_mean_kernel),
)


def _variance_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    at, count = along(inputs[0], attrs), _count(inputs[0], attrs) - attrs["ddof"]
    beside = tuple(1 if place in at else axis.size or 0 for place, axis in enumerate(inputs[0]))
    is_last = at == (len(beside) - 1,)

    def run(x: np.ndarray, mean: np.ndarray) -> np.ndarray:
        centred = np.subtract(x, mean.reshape(beside), out=empty(x.shape, x.dtype))
        squares = squares_summed(centred) if is_last else sum_over(np.square(centred), at)
        result: np.ndarray = squares / x.dtype.type(count)
        return result

    return run


def _variance_terms(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    """A square of rounding is rounding twice over: 1e-12 of the numbers, squared."""
    squares = _variance_kernel(inputs, result, attrs)
    return lambda x, mean: NOISE * squares(np.abs(x), -np.abs(mean))


def _variance_working(view: View, index: tuple[int, ...]) -> Expression:
    mean = view.cell(1, view.named(index))
    squares = [call("square", call("subtract", x, mean)) for x in _gathered(view, index)]
    return call("divide", total(squares), float(_count(view.inputs[0], view.attrs) - view.attrs["ddof"]))


def _variance_formula(symbols: Sequence[Expression], attrs: Attrs) -> Expression:
    below = call("subtract", Symbol("n"), 1.0) if attrs["ddof"] else Symbol("n")
    return Call("divide", (big_sum(call("square", call("subtract", symbols[0], symbols[1])), attrs), below))


def _variance_gradient(r: Any, name: str, g: Any, step: Any) -> Any:
    x, mean = step.inputs
    share = 2.0 / (_count(x.axes, step.attrs) - step.attrs["ddof"])
    return r.multiply(name, r.times(name + ".share", r.subtract(name + ".centred", x, mean), factor=share), g)


def _variance_by_mean(r: Any, name: str, g: Any, step: Any) -> Any:
    """Zero but for rounding where the mean is the mean of x; kept, so that any other centre is right too."""
    whole = r.negate(name + ".negative", _variance_gradient(r, name + ".each", g, step))
    return r.sum(name, whole, over=gathered_over(step.attrs), order=names(step.inputs[1].axes))


VARIANCE = Op(
    name="variance",
    axes=lambda inputs, attrs: _less(inputs[:1], attrs),
    kernel=_variance_kernel,
    by_shape=True,
    working=_variance_working,
    formula=_variance_formula,
    gradients=(_variance_gradient, _variance_by_mean),
    source="arXiv 1607.06450, equation 3",
    examples=(
        Example((_X, {"token": 3}), {"over": "d_model", "ddof": 0}),
        Example((_X, {"token": 3}), {"over": "d_model", "ddof": 1}),
    ),
    terms=_variance_terms,
)


def _mean_square_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    at, count = along(inputs[0], attrs), _count(inputs[0], attrs)
    return lambda x: sum_over(np.square(x, out=empty(x.shape, x.dtype)), at) / x.dtype.type(count)


MEAN_SQUARE = Op(
    name="mean_square",
    axes=_less,
    kernel=_mean_square_kernel,
    by_shape=True,
    working=lambda view, index: call(
        "divide", total([call("square", x) for x in _gathered(view, index)]), float(_count(view.inputs[0], view.attrs))
    ),
    formula=lambda s, attrs: Call("apply", (Symbol("mean"), call("square", s[0]))),
    gradients=(
        lambda r, n, g, s: r.multiply(n, r.times(n + ".share", s.inputs[0], factor=2.0 / _count(s.inputs[0].axes, s.attrs)), g),
    ),
    source="RMSNorm, arXiv 1910.07467, equation 4",
    examples=(Example((_X,), {"over": "d_model"}),),
)


def spread_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    return inputs[1]


def _spread_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    order = names(inputs[0])
    shape = tuple((axis.size or 0) if axis.name in order else 1 for axis in result)
    turn = [order.index(axis.name) for axis in result if axis.name in order]
    full = tuple(axis.size or 0 for axis in result)
    return lambda g, like: np.broadcast_to(g.transpose(turn).reshape(shape), full)


SPREAD = Op(
    name="spread",
    axes=spread_axes,
    kernel=_spread_kernel,
    working=lambda view, index: view.cell(0, view.named(index)),
    formula=lambda s, attrs: s[0],
    gradients=(
        lambda r, n, g, s: r.sum(
            n, g, over=tuple(a for a in names(g.axes) if a not in names(s.inputs[0].axes)), order=names(s.inputs[0].axes)
        ),
        None,
    ),
    examples=(Example(({"token": 3}, _X), {}),),
    transparent=True,
)

ROWS = (
    SUM,
    MEAN,
    VARIANCE,
    MEAN_SQUARE,
    SPREAD,
)
