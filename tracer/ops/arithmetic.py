"""The functions whose last digits a machine chooses: products, sums, exp, log, tanh, sin, cos and powers.

Usually they are NumPy's and the BLAS library's, whose last digits depend on the processor, the kernel, the threads and the
version. Inside `exactly()` nothing is left to choose: the results are the same to the bit on every x86 and ARM machine.

- Products cut both factors to a grid of powers of two so coarse that every product and every partial sum fits the 53 bits of
  a float64. BLAS then rounds nothing, so its order and its kernel do not matter. After S. Rump, T. Ogita, S. Oishi,
  "Accurate floating-point summation", SIAM J. Sci. Comput. 31 (2008), and K. Ozaki et al., Numer. Algorithms 59 (2012).
- Functions are written with +, −, ×, ÷ and roundings to whole numbers, one NumPy call each, for which IEEE 754 leaves no choice.
- Sums run in one order: an array is first laid out so that NumPy adds either whole rows one after the other or, within a row,
  pairwise in blocks of 128 (the order its manual describes; a test holds every NumPy against it).
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from tracer.memory import empty
from tracer.ops.expression import FUNCTIONS
from tracer.ops.pieces import in_pieces

_now = threading.local()


@contextmanager
def exactly(asked: bool = True) -> Iterator[None]:
    """Operations that run inside leave no digit to the machine (in this thread); with `asked` false nothing changes."""
    before = is_exact()
    _now.exact = asked or before
    try:
        yield
    finally:
        _now.exact = before


def is_exact() -> bool:
    """Whether operations now leave no digit to the machine."""
    return getattr(_now, "exact", False)


# Products ---------------------------------------------------------------------------------------------------------------------

_MANTISSA = 53  # bits of a float64
_SMALLEST = -480  # exponent below which a row counts as 0, so that products of two rows never lose bits at the bottom
_PIECE = 1 << 14  # numbers: several passes over so many float64 stay in a near cache


def exact_product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a b, stacks of matrices, in a's precision; the same bits whatever multiplies.

    The error is at most k · 2^−s · max|row of a| · max|column of b| and one rounding, for sums of k products and
    s = ⌊(53 − ⌈log₂ k⌉) / 2⌋ − 1 in float32 (k = 64: 2⁻²²); in float64 a second slice makes it about 2^−2s.
    """
    if a.shape[-1] == 1:
        return np.asarray(a * b)
    if a.dtype == np.float64:
        return _in_two_slices(a, b)
    if a.size + b.size <= 2 * _PIECE:
        return _in_one_slice(a, b).astype(a.dtype)
    if a.ndim > 2:
        return _stack(a, b)
    return _tall(a, b) if a.shape[0] >= a.shape[1] else _wide(a, b)


def _bits(inner: int) -> tuple[int, int]:
    """How many bits a number of either factor may have, so that a sum of `inner` products has at most 53."""
    together = _MANTISSA - math.ceil(math.log2(inner))
    return together // 2, together - together // 2


def _shift(x: np.ndarray, bits: int, axis: int) -> np.ndarray:
    """What `_cut` adds so that `bits` bits remain below the power of two above the largest number of each row or column."""
    top = np.maximum.reduce(np.abs(x), axis=axis, keepdims=True)
    _, power = np.frexp(top)
    return np.asarray(np.ldexp(1.5, np.maximum(power, _SMALLEST) + (_MANTISSA - 1 - bits)))


def _cut(x: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """x as float64, rounded to multiples of shift / 1.5 · 2⁻⁵²: adding so large a number leaves no room for what is finer."""
    found = x.astype(np.float64)
    found += shift
    found -= shift
    return found


def _in_one_slice(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    left, right = _bits(a.shape[-1])
    return np.matmul(_cut(a, _shift(a, left, -1)), _cut(b, _shift(b, right, -2)))


def _in_two_slices(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Three products that round nothing, added up; the fourth, of the two rests, is below what float64 shows of the sum."""
    left, right = _bits(a.shape[-1])
    shift_a, shift_b = _shift(a, left, -1), _shift(b, right, -2)
    whole_a, whole_b = _cut(a, shift_a), _cut(b, shift_b)
    rest_a, rest_b = _cut(a - whole_a, shift_a * 2.0**-left), _cut(b - whole_b, shift_b * 2.0**-right)
    return np.matmul(whole_a, whole_b) + (np.matmul(whole_a, rest_b) + np.matmul(rest_a, whole_b))


def _stack(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Some matrices of the stack at a time, as `_tall` and `_wide` take some rows and columns: nothing is rounded differently."""
    found = empty((*a.shape[:-1], b.shape[-1]), a.dtype)
    some = max(_PIECE * len(a) // max(a.size, b.size), 1)
    for start in range(0, len(a), some):
        found[start : start + some] = _in_one_slice(a[start : start + some], b[start : start + some])
    return found


def _tall(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    left, right = _bits(a.shape[1])
    whole_b = _cut(b, _shift(b, right, -2))
    found, some = empty((a.shape[0], b.shape[1]), a.dtype), max(_PIECE // a.shape[1], 1)
    for start in range(0, len(a), some):
        part = a[start : start + some]
        found[start : start + some] = np.matmul(_cut(part, _shift(part, left, -1)), whole_b)
    return found


def _wide(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    left, right = _bits(a.shape[1])
    shift_a, shift_b = _shift(a, left, -1), _shift(b, right, -2)
    found, some = np.zeros((a.shape[0], b.shape[1])), max(_PIECE // max(a.shape[0], b.shape[1]), 1)
    for start in range(0, a.shape[1], some):
        found += np.matmul(_cut(a[:, start : start + some], shift_a), _cut(b[start : start + some], shift_b))
    return found.astype(a.dtype)


# Sums -------------------------------------------------------------------------------------------------------------------------


def summed(x: np.ndarray, axis: int | tuple[int, ...], keepdims: bool = False) -> np.ndarray:
    """The sum along one or several axes, in x's precision."""
    if not is_exact():
        return np.asarray(np.add.reduce(x, axis=axis, keepdims=keepdims))
    gone = sorted(one % x.ndim for one in ((axis,) if isinstance(axis, int) else axis))
    kept = [one for one in range(x.ndim) if one not in gone]
    shape = [x.shape[one] for one in kept]
    count, others = math.prod(x.shape[one] for one in gone), math.prod(shape)
    if gone == list(range(len(kept), x.ndim)) or others == 1:
        found = np.add.reduce(np.ascontiguousarray(x.reshape(others, count)), axis=1)
    else:
        laid = np.ascontiguousarray(x.transpose(*gone, *kept)).reshape(count, others)
        found = np.add.reduce(laid, axis=0)
    if keepdims:
        return found.reshape([1 if one in gone else size for one, size in enumerate(x.shape)])
    return found.reshape(shape)


def squares_summed(x: np.ndarray) -> np.ndarray:
    """The sum of squares along the last axis. NumPy's einsum rounds once a term or twice, as the processor likes."""
    if is_exact():
        return summed(np.square(x), -1)
    return np.asarray(np.einsum("...i,...i->...", x, x))


# Functions --------------------------------------------------------------------------------------------------------------------

LN_2 = 0.6931471805599453
_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10  # their sum is ln 2 to 33 + 53 bits; n · high is exact
_EXP = {np.dtype(np.float32): 8, np.dtype(np.float64): 13}  # Taylor terms that the precision can show on |x| ≤ ln 2 / 2
_FACTORIALS = [1.0 / math.factorial(number) for number in range(14)]
_ATANH = [1.0 / number for number in range(21, 0, -2)]
_ROOT_HALF = 0.7071067811865476
# π/2 in three parts, and the sine and cosine on |x| ≤ π/4: fdlibm (Sun Microsystems, 1993), k_sin.c, k_cos.c, e_rem_pio2.c
_QUARTER = (1.57079632673412561417, 6.07710050630396597660e-11, 2.02226624879595063154e-21)
_SIN = (1.58969099521155010221e-10, -2.50507602534068634195e-8, 2.75573137070700676789e-6, -1.98412698298579493134e-4,
        8.33333333332248946124e-3, -1.66666666666666324348e-1)  # fmt: skip
_COS = (-1.13596475577881948265e-11, 2.08757232129817482790e-9, -2.75573143513906633035e-7, 2.48015872894767294178e-5,
        -1.38888888888741095749e-3, 4.16666666666666019037e-2)  # fmt: skip


def _polynomial(x: np.ndarray, coefficients: Sequence[float]) -> np.ndarray:
    """Horner's rule, the highest power first."""
    found = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        found *= x
        found += coefficient
    return found


def _two_to(power: np.ndarray) -> np.ndarray:
    """2^power, −1022 … 1023, written as the bits of a float64."""
    return np.asarray(((power + 1023) << 52).view(np.float64))


def _split_exponent(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """n and r with x = n ln 2 + r, |r| ≤ ln 2 / 2; x is cut to where e^x is neither 0 nor infinite."""
    wide = np.minimum(np.maximum(x, -746.0, dtype=np.float64), 710.0)
    turns = np.rint(wide * _LOG2_E)
    wide -= turns * _LN2_HIGH
    wide -= turns * _LN2_LOW
    return turns.astype(np.int64), wide


def _exp_into(x: np.ndarray, found: np.ndarray) -> None:
    with np.errstate(all="ignore"):
        turns, rest = _split_exponent(x)
        result = _polynomial(rest, _FACTORIALS[_EXP[found.dtype] :: -1])
        half = turns >> 1
        result *= _two_to(half)
        result *= _two_to(turns - half)
        found[...] = result


def _tanh_into(x: np.ndarray, found: np.ndarray) -> None:
    """u / (u + 2) with u = e^2x − 1, which near 0 is the series without its 1, so that nothing cancels."""
    with np.errstate(all="ignore"):
        double = np.minimum(np.maximum(x, -20.0, dtype=np.float64), 20.0) * 2.0
        turns, rest = _split_exponent(double)
        small = _polynomial(rest, _FACTORIALS[13:0:-1]) * rest  # e^r − 1
        power = _two_to(turns)
        u = small * power + (power - 1.0)
        found[...] = u / (u + 2.0)


def _log_into(x: np.ndarray, found: np.ndarray) -> None:
    """2 atanh((m − 1) / (m + 1)) + n ln 2 for x = m 2ⁿ, √½ ≤ m < √2."""
    with np.errstate(all="ignore"):
        part, power = np.frexp(x.astype(np.float64))
        low = part < _ROOT_HALF
        part, turns = np.where(low, part * 2.0, part), (power - low).astype(np.float64)
        s = (part - 1.0) / (part + 1.0)
        near = 2.0 * s * _polynomial(s * s, _ATANH)
        result = turns * _LN2_HIGH + (near + turns * _LN2_LOW)
        result = np.where(x > 0, np.where(x == np.inf, np.inf, result), np.where(x == 0, -np.inf, np.nan))
        found[...] = result


def _wave_into(x: np.ndarray, found: np.ndarray, quarter: int) -> None:
    """The sine, `quarter` quarter turns ahead; accurate up to about a million radians."""
    turns = np.rint(x * (1.0 / (_QUARTER[0] + _QUARTER[1])))
    rest = x - turns * _QUARTER[0]
    for part in _QUARTER[1:]:
        rest = rest - turns * part
    square = rest * rest
    sine = rest + rest * square * _polynomial(square, _SIN)
    cosine = 1.0 - 0.5 * square + square * square * _polynomial(square, _COS)
    place = (turns.astype(np.int64) + quarter) % 4
    found[...] = np.where(place % 2 == 0, sine, cosine) * np.where(place < 2, 1.0, -1.0)


def _ours(compute: Callable[..., None], x: np.ndarray, out: np.ndarray | None, *more: Any) -> np.ndarray:
    """compute(x, result), in pieces; the result in x's precision, also where NumPy would hand out a scalar."""
    array = np.asarray(x)
    if out is None:
        return in_pieces(lambda piece, into: compute(piece, into, *more), array, most=_PIECE)
    compute(array, out, *more)
    return out


def exp(x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """e^x, within 1 unit of the last place."""
    return _ours(_exp_into, x, out) if is_exact() else np.exp(x, out=out)


def log(x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """The natural logarithm, within 2 units of the last place; −∞ at 0, nan below."""
    return _ours(_log_into, x, out) if is_exact() else np.log(x, out=out)


def tanh(x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """The hyperbolic tangent, within 3 units of the last place."""
    return _ours(_tanh_into, x, out) if is_exact() else np.tanh(x, out=out)


def sin(x: np.ndarray) -> np.ndarray:
    """The sine of radians."""
    return _ours(_wave_into, x, None, 0) if is_exact() else np.asarray(np.sin(x))


def cos(x: np.ndarray) -> np.ndarray:
    """The cosine of radians."""
    return _ours(_wave_into, x, None, 1) if is_exact() else np.asarray(np.cos(x))


def power(base: np.ndarray, exponent: float, out: np.ndarray | None = None) -> np.ndarray:
    """base^exponent for arrays: where no digit is left to the machine a whole exponent multiplies, another takes exp and log."""
    if not is_exact():
        return np.asarray(np.power(base, exponent, out=out))
    given, number = np.asarray(base), float(exponent)
    if number.is_integer() and abs(number) <= _MOST_FACTORS:
        found = _multiplied(given, abs(int(number)))
        found = given.dtype.type(1) / found if number < 0 else found
    else:
        found = np.asarray(exp(log(given.astype(np.float64)) * number).astype(given.dtype))
    if out is None:
        return found
    out[...] = found
    return out


def powers(base: float, exponents: Sequence[float]) -> np.ndarray:
    """base^exponent for each exponent, float64."""
    if is_exact():
        return exp(log(np.array(base, np.float64)) * np.array(exponents, np.float64))
    return np.array([base**exponent for exponent in exponents])


_MOST_FACTORS = 1 << 16


def _multiplied(base: np.ndarray, count: int) -> np.ndarray:
    """base^count by squaring."""
    found, square = np.ones_like(base), base
    while count:
        if count & 1:
            found = found * square
        square = square * square
        count >>= 1
    return found


def _of_one(function: Callable[..., Any]) -> Callable[..., float]:
    return lambda *values: float(function(*(np.float64(value) for value in values)))


_SCALARS: dict[str, Callable[..., float]] = {
    **FUNCTIONS,
    **{function.__name__: _of_one(function) for function in (exp, log, tanh, sin, cos, power)},
}


def scalar_functions() -> Mapping[str, Callable[..., float]]:
    """The functions that `evaluate` computes a constant with."""
    return _SCALARS if is_exact() else FUNCTIONS
