"""The error function over arrays (NumPy has none): W. J. Cody's rational approximations, Math. Comp. 23 (1969) 631.

Accurate to about 1e-16 in float64; float32 arrays are computed with a short polynomial to about 3e-7.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tracer.ops.arithmetic import exp, tanh
from tracer.ops.cache_blocks import scratch

_A = (3.16112374387056560e00, 1.13864154151050156e02, 3.77485237685302021e02, 3.20937758913846947e03, 1.85777706184603153e-1)
_B = (2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03)
_C = (
    5.64188496988670089e-1, 8.88314979438837594e00, 6.61191906371416295e01, 2.98635138197400131e02, 8.81952221241769090e02,
    1.71204761263407058e03, 2.05107837782607147e03, 1.23033935479799725e03, 2.15311535474403846e-8,
)  # fmt: skip
_D = (
    1.57449261107098347e01, 1.17693950891312499e02, 5.37181101862009858e02, 1.62138957456669019e03, 3.29079923573345963e03,
    4.36261909014324716e03, 3.43936767414372164e03, 1.23033935480374942e03,
)  # fmt: skip
# erf(x) ≈ tanh(x P(x²)), a fit of ours for float32: P approaches atanh(erf(x)) / x, which hardly bends, so that few terms do.
_P32 = (
    1.369296299e-07, -5.577095229e-06, 8.704134004e-05, -6.180950697e-04, -1.939140308e-04, 1.027700217e-01, 1.128379167e00,
)  # fmt: skip


def erf(x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """erf(x) cell by cell, same shape and dtype; range −1 … 1. out: where the result goes, which may be `x` itself."""
    x = np.asarray(x)
    if x.dtype == np.float32:
        return _single(x, _P32, out)
    result = _double(x)
    if out is None:
        return result
    out[...] = result
    return out


def _single(x: np.ndarray, coefficients: Sequence[float], out: np.ndarray | None) -> np.ndarray:
    """tanh(x P(x²)); P by Horner's rule, the highest power first."""
    square, polynomial = scratch(x, 2)
    np.square(x, out=square)
    np.multiply(square, coefficients[0], out=polynomial)
    for coefficient in coefficients[1:-1]:
        polynomial += coefficient
        polynomial *= square
    polynomial += coefficients[-1]
    polynomial *= x
    return tanh(polynomial, out=out)


_OF_ROOT_2 = [coefficient * math.sqrt(2.0) * 2.0**power for power, coefficient in zip(range(6, -1, -1), _P32, strict=True)]


def erf_of_root_2_times(x: np.ndarray) -> np.ndarray:
    """erf(√2 x) of a float32 array: the same polynomial, with the root in its coefficients."""
    return _single(x, _OF_ROOT_2, None)


def _double(x: np.ndarray) -> np.ndarray:
    size = np.abs(x)
    result = np.where(np.isnan(x), x, np.sign(x))  # beyond 6 it is ±1 exactly
    near = size <= 0.46875
    if near.any():
        part = x[near]
        square = part * part
        above = (_A[4] * square + _A[0]) * square
        below = (square + _B[0]) * square
        for i in range(1, 3):
            above, below = (above + _A[i]) * square, (below + _B[i]) * square
        result[near] = part * (above + _A[3]) / (below + _B[3])
    middle = ~near & (size <= 6.0)
    if middle.any():
        result[middle] = np.sign(x[middle]) * (1.0 - _tail(size[middle]))
    return result


def _tail(size: np.ndarray) -> np.ndarray:
    """erfc on 0.46875 … 6; beyond 4 Cody has a third form, but 1 − erfc no longer shows the difference."""
    above, below = _C[8] * size, size.copy()
    for i in range(7):
        above, below = (above + _C[i]) * size, (below + _D[i]) * size
    whole = np.trunc(size * 16) / 16  # exp(−x²) in two factors keeps its last digits
    rest = (size - whole) * (size + whole)
    result: np.ndarray = exp(-whole * whole) * exp(-rest) * (above + _C[7]) / (below + _D[7])
    return result
