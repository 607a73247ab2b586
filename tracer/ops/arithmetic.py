"""Functions whose last bits depend on the machine: products, sums, exp, log, tanh, sin, cos, powers.

Usually they are NumPy's and the BLAS library's, whose last digits depend on the processor, the kernel, the threads and the
version. Inside `exactly()` nothing is left to choose: products and functions are those of `tracer.ops.reproducible`, and sums
run in one order. For that an array is first laid out so that NumPy adds either whole rows one after the other or, within a
row, pairwise in blocks of 128 (the order its manual describes; a test holds every NumPy against it).
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from tracer.expression import FUNCTIONS
from tracer.ops.cache_blocks import in_pieces
from tracer.ops.reproducible import MOST_FACTORS, PIECE, exp_into, integer_power, log_into, tanh_into, wave_into

_now = threading.local()


@contextmanager
def exactly(exact: bool = True) -> Iterator[None]:
    """Context manager: operations inside give the same bits on every machine (this thread only). exact=False: no effect."""
    before = is_exact()
    _now.exact = exact or before
    try:
        yield
    finally:
        _now.exact = before


def is_exact() -> bool:
    """Whether operations currently give the same bits on every machine."""
    return getattr(_now, "exact", False)


_AT_ONCE = 4096  # numbers; NumPy 1 adds longer rows in pieces of its buffer, which is another order


def _rows_summed(rows: np.ndarray) -> np.ndarray:
    """The sum of each row (others × count), by halves as NumPy 2 adds, whatever NumPy it is."""
    count = rows.shape[1]
    if count <= _AT_ONCE:
        short: np.ndarray = np.add.reduce(rows, axis=1)
        return short
    half = count // 2 - count // 2 % 8
    first, second = (_rows_summed(np.ascontiguousarray(part)) for part in (rows[:, :half], rows[:, half:]))
    together: np.ndarray = first + second
    return together


def sum_over(x: np.ndarray, axis: int | tuple[int, ...], keepdims: bool = False) -> np.ndarray:
    """Sum along one or several axes in x's dtype."""
    if not is_exact():
        usual: Callable[..., np.ndarray] = np.add.reduce
        return usual(x, axis=axis, keepdims=keepdims)
    gone = sorted(dim % x.ndim for dim in ((axis,) if isinstance(axis, int) else axis))
    remaining = [dim for dim in range(x.ndim) if dim not in gone]
    shape = [x.shape[dim] for dim in remaining]
    count, others = math.prod(x.shape[dim] for dim in gone), math.prod(shape)
    if gone == list(range(len(remaining), x.ndim)) or others == 1:
        total: np.ndarray = _rows_summed(np.ascontiguousarray(x.reshape(others, count)))
    else:
        laid = np.ascontiguousarray(x.transpose(*gone, *remaining)).reshape(count, others)
        total = np.add.reduce(laid, axis=0)
    if keepdims:
        return total.reshape([1 if dim in gone else size for dim, size in enumerate(x.shape)])
    return total.reshape(shape)


def squares_summed(x: np.ndarray) -> np.ndarray:
    """Sum of squares along the last axis. In exact mode a plain sum: NumPy's einsum may use fused multiply-add."""
    if is_exact():
        return sum_over(np.square(x), -1)
    return np.asarray(np.einsum("...i,...i->...", x, x))


def _ours(compute: Callable[..., None], x: np.ndarray, out: np.ndarray | None, *more: Any) -> np.ndarray:
    """compute(x, result), in pieces; the result in x's precision, also where NumPy would hand out a scalar."""
    array = np.asarray(x)
    if out is None:
        return in_pieces(lambda piece, into: compute(piece, into, *more), array, most=PIECE)
    compute(array, out, *more)
    return out


def exp(x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """e^x, within 1 unit of the last place."""
    return _ours(exp_into, x, out) if is_exact() else np.exp(x, out=out)


def log(x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """The natural logarithm, within 2 units of the last place; −∞ at 0, nan below."""
    return _ours(log_into, x, out) if is_exact() else np.log(x, out=out)


def tanh(x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """The hyperbolic tangent, within 3 units of the last place."""
    return _ours(tanh_into, x, out) if is_exact() else np.tanh(x, out=out)


def sin(x: np.ndarray) -> np.ndarray:
    """The sine of radians."""
    return _ours(wave_into, x, None, 0) if is_exact() else np.asarray(np.sin(x))


def cos(x: np.ndarray) -> np.ndarray:
    """The cosine of radians."""
    return _ours(wave_into, x, None, 1) if is_exact() else np.asarray(np.cos(x))


def power(base: np.ndarray, exponent: float, out: np.ndarray | None = None) -> np.ndarray:
    """base^exponent elementwise; in exact mode integer exponents multiply, others use exp and log."""
    if not is_exact():
        return np.asarray(np.power(base, exponent, out=out))
    given, number = np.asarray(base), float(exponent)
    if number.is_integer() and abs(number) <= MOST_FACTORS:
        result = integer_power(given, abs(int(number)))
        result = given.dtype.type(1) / result if number < 0 else result
    else:
        result = np.asarray(exp(log(given.astype(np.float64)) * number).astype(given.dtype))
    if out is None:
        return result
    out[...] = result
    return out


def powers(base: float, exponents: Sequence[float]) -> np.ndarray:
    """base^exponent for each exponent, float64."""
    if is_exact():
        return exp(log(np.array(base, np.float64)) * np.array(exponents, np.float64))
    return np.array([base**exponent for exponent in exponents])


def _of_one(function: Callable[..., Any]) -> Callable[..., float]:
    return lambda *values: float(function(*(np.float64(value) for value in values)))


_SCALARS: dict[str, Callable[..., float]] = {
    **FUNCTIONS,
    **{function.__name__: _of_one(function) for function in (exp, log, tanh, sin, cos, power)},
}


def scalar_functions() -> Mapping[str, Callable[..., float]]:
    """Scalar versions of these functions, for `evaluate`."""
    return _SCALARS if is_exact() else FUNCTIONS
