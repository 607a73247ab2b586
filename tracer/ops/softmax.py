"""Softmax, log-softmax and normalisation by a sum (arXiv 1706.03762, equation 1); the row maximum is subtracted first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from tracer.expression import Call, Cell, Expression, Symbol, call, total
from tracer.memory.pool import empty
from tracer.ops.arithmetic import exp, is_exact, log, sum_over
from tracer.ops.cache_blocks import Quotient, in_pieces
from tracer.ops.reductions import along, big_sum, gathered_over
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, axis_of
from tracer.ops.ties import first_largest

_LEAST, _MOST = 1e-10, 1e30  # of a row's sum of e^x: its shares lose nothing but what is below 1e-27 of the row
# Numbers from which rows are computed together, and how many are in exact training: stored parameters rest on both.
_MANY, _EXACT_PIECE = 1 << 15, 1 << 17


def _softmax_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    at = along(inputs[0], attrs)[0]
    if at == len(inputs[0]) - 1:
        return _softmax_by_rows
    return lambda x: _softmax_along(at, np.asarray(x), empty(x.shape, x.dtype))


def _softmax_by_rows(x: np.ndarray | Quotient) -> np.ndarray:
    if isinstance(x, Quotient) and not is_exact():
        return in_pieces(partial(_softmax_of_quotients, x.divide), x.above, row=x.shape[-1])
    return in_pieces(_softmax_of_rows, np.asarray(x), row=x.shape[-1], most=_EXACT_PIECE if is_exact() else None)


def _softmax_of_quotients(divide: Callable[..., np.ndarray], above: np.ndarray, result: np.ndarray) -> None:
    """The same of quotients, which are divided where the result will stand, and once more where the short way does not do."""
    if not _shares_at_once(divide(above, result), result):
        _softmax_along(-1, divide(above, result), result)


def _softmax_along(at: int, x: np.ndarray, result: np.ndarray) -> np.ndarray:
    np.subtract(x, np.maximum.reduce(x, axis=at, keepdims=True), out=result)
    exp(result, out=result)
    result /= sum_over(result, at, keepdims=True)
    return result


def _softmax_of_rows(x: np.ndarray, result: np.ndarray) -> None:
    if not _shares_at_once(x, result):
        _softmax_along(-1, x, result)


def _shares_at_once(x: np.ndarray, result: np.ndarray) -> bool:
    """Of many rows: half the passes where no power comes near what the format can hold, and no row is all but 0.

    x may be the result itself. Returns whether the result is done; else it holds powers that are of no use.
    """
    if x.size < _MANY:
        return False
    near_zero = np.subtract(x, x.max(), out=result) if is_exact() else x
    with np.errstate(over="ignore"):
        exp(near_zero, out=result)
        total = sum_over(result, -1, keepdims=True)
    if not (total.min() > _LEAST and total.max() < _MOST):
        return False
    result /= total
    return True


def _row_and_place(view: View, index: tuple[int, ...]) -> tuple[list[Expression], int]:
    places, over = view.named(index), gathered_over(view.attrs)[0]
    size = axis_of(view.inputs[0], over).size or 0
    return [view.cell(0, {**places, over: at}) for at in range(size)], places[over]


def largest(row: Sequence[Expression]) -> Expression:
    """The leaf with the largest value, of ties the first: softmax subtracts it, so a working names it.

    Leaves without values (symbols of a formula that holds for any numbers) give their maximum.
    """
    known = [leaf for leaf in row if isinstance(leaf, Cell) and leaf.value == leaf.value]
    if known:
        return known[int(first_largest(np.array([leaf.value for leaf in known])))]
    return row[0] if any(isinstance(leaf, Cell) for leaf in row) else Call("max", tuple(row))


def _softmax_working(view: View, index: tuple[int, ...]) -> Expression:
    row, place = _row_and_place(view, index)
    top = largest(row)
    powers = [call("exp", call("subtract", x, top)) for x in row]
    return call("divide", powers[place], total(powers))


def _softmax_gradient(r: Any, name: str, g: Any, step: Any) -> Any:
    over = gathered_over(step.attrs)[0]
    summed = r.sum(name + ".sum", r.multiply(name + ".product", g, step), over=over)
    return r.multiply(name, r.subtract(name + ".centred", g, summed), step)


_ROWS = {"head": 2, "query": 3, "key": 4}
_KEEP: Callable[[Sequence[Axes], Attrs], Axes] = lambda inputs, attrs: (axis_of(inputs[0], gathered_over(attrs)[0]), inputs[0])[1]  # noqa: E731

SOFTMAX = Op(
    name="softmax",
    axes=_KEEP,
    kernel=_softmax_kernel,
    by_shape=True,
    working=_softmax_working,
    formula=lambda s, attrs: Call("apply", (Symbol("softmax"), s[0])),
    gradients=(_softmax_gradient,),
    divides=True,
    source="arXiv 1706.03762, equation 1",
    examples=(Example((_ROWS,), {"over": "key"}), Example((_ROWS,), {"over": "query"})),
)


def _log_softmax_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    at = along(inputs[0], attrs)[0]

    def run(x: np.ndarray) -> np.ndarray:
        shifted: np.ndarray = np.subtract(x, np.maximum.reduce(x, axis=at, keepdims=True))
        shifted -= log(sum_over(exp(shifted), at, keepdims=True))
        return shifted

    return run


def _log_softmax_working(view: View, index: tuple[int, ...]) -> Expression:
    row, place = _row_and_place(view, index)
    top = largest(row)
    return call(
        "subtract", call("subtract", row[place], top), call("log", total([call("exp", call("subtract", x, top)) for x in row]))
    )


def _log_softmax_gradient(r: Any, name: str, g: Any, step: Any) -> Any:
    share = r.multiply(
        name + ".share", r.exp(name + ".probabilities", step), r.sum(name + ".sum", g, over=gathered_over(step.attrs)[0])
    )
    return r.subtract(name, g, share)


LOG_SOFTMAX = Op(
    name="log_softmax",
    axes=_KEEP,
    kernel=_log_softmax_kernel,
    by_shape=True,
    working=_log_softmax_working,
    formula=lambda s, attrs: Call("apply", (Symbol("log"), Call("apply", (Symbol("softmax"), s[0])))),
    gradients=(_log_softmax_gradient,),
    source="arXiv 1706.03762, section 5.4",
    examples=(Example((_ROWS,), {"over": "key"}),),
    terms=lambda inputs, result, attrs: lambda x: np.ones_like(x),  # the logarithm of a number near 1
)


def _divide_by_sum_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    at = along(inputs[0], attrs)[0]
    return lambda x: x / sum_over(x, at, keepdims=True)


def _divide_by_sum_working(view: View, index: tuple[int, ...]) -> Expression:
    row, place = _row_and_place(view, index)
    return call("divide", row[place], total(row))


def _divide_by_sum_gradient(r: Any, name: str, g: Any, step: Any) -> Any:
    over, x = gathered_over(step.attrs)[0], step.inputs[0]
    below = r.sum(name + ".below", x, over=over)
    summed = r.sum(name + ".sum", r.multiply(name + ".product", g, step), over=over)
    return r.divide(name, r.subtract(name + ".centred", g, summed), below)


DIVIDE_BY_SUM = Op(
    name="divide_by_sum",
    axes=_KEEP,
    kernel=_divide_by_sum_kernel,
    by_shape=True,
    working=_divide_by_sum_working,
    formula=lambda s, attrs: Call("divide", (s[0], big_sum(s[0], attrs))),
    gradients=(_divide_by_sum_gradient,),
    examples=(Example((_ROWS,), {"over": "key"}, low=0.5),),
)

ROWS = (
    SOFTMAX,
    LOG_SOFTMAX,
    DIVIDE_BY_SUM,
)
