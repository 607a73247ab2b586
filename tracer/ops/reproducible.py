"""Matrix products and functions that give the same bits on every x86 and ARM machine.

- Products cut both factors to a grid of powers of two so coarse that every product and every partial sum fits the 53 bits of
  a float64. BLAS then rounds nothing, so its order and its kernel do not matter. After S. Rump, T. Ogita, S. Oishi,
  "Accurate floating-point summation", SIAM J. Sci. Comput. 31 (2008), and K. Ozaki et al., Numer. Algorithms 59 (2012).
- Functions are written with +, −, ×, ÷ and roundings to whole numbers, one NumPy call each, for which IEEE 754 leaves no choice.
  They compute in float64 and write into a given array, rounding once more where that is float32.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tracer.memory.pool import empty

_MANTISSA = 53  # bits of a float64
_SMALLEST = -480  # exponent below which a row counts as 0, so that products of two rows never lose bits at the bottom
PIECE = 1 << 14  # numbers: several passes over so many float64 stay in a near cache


def exact_product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Stacked matrix product a b in a's dtype, bit-identical on every machine.

    The error is at most k · 2^−s · max|row of a| · max|column of b| and one rounding, for sums of k products and
    s = ⌊(53 − ⌈log₂ k⌉) / 2⌋ − 1 in float32 (k = 64: 2⁻²²); in float64 a second slice makes it about 2^−2s.
    """
    if a.shape[-1] == 1:
        return np.asarray(a * b)
    if a.dtype == np.float64:
        return _in_two_slices(a, b)
    if a.size + b.size <= 2 * PIECE:
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
    result = x.astype(np.float64)
    result += shift
    result -= shift
    return result


def _in_one_slice(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    left, right = _bits(a.shape[-1])
    product: np.ndarray = np.matmul(_cut(a, _shift(a, left, -1)), _cut(b, _shift(b, right, -2)))
    return product


def _in_two_slices(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Three products that round nothing, added up; the fourth, of the two rests, is below what float64 shows of the sum."""
    left, right = _bits(a.shape[-1])
    shift_a, shift_b = _shift(a, left, -1), _shift(b, right, -2)
    whole_a, whole_b = _cut(a, shift_a), _cut(b, shift_b)
    rest_a, rest_b = _cut(a - whole_a, shift_a * 2.0**-left), _cut(b - whole_b, shift_b * 2.0**-right)
    product: np.ndarray = np.matmul(whole_a, whole_b) + (np.matmul(whole_a, rest_b) + np.matmul(rest_a, whole_b))
    return product


def _stack(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Some matrices of the stack at a time, as `_tall` and `_wide` take some rows and columns: nothing is rounded differently."""
    result = empty((*a.shape[:-1], b.shape[-1]), a.dtype)
    some = max(PIECE * len(a) // max(a.size, b.size), 1)
    for start in range(0, len(a), some):
        result[start : start + some] = _in_one_slice(a[start : start + some], b[start : start + some])
    return result


def _tall(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    left, right = _bits(a.shape[1])
    whole_b = _cut(b, _shift(b, right, -2))
    result, some = empty((a.shape[0], b.shape[1]), a.dtype), max(PIECE // a.shape[1], 1)
    for start in range(0, len(a), some):
        part = a[start : start + some]
        result[start : start + some] = np.matmul(_cut(part, _shift(part, left, -1)), whole_b)
    return result


def _wide(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    left, right = _bits(a.shape[1])
    shift_a, shift_b = _shift(a, left, -1), _shift(b, right, -2)
    total, some = np.zeros((a.shape[0], b.shape[1])), max(PIECE // max(a.shape[0], b.shape[1]), 1)
    for start in range(0, a.shape[1], some):
        total += np.matmul(_cut(a[:, start : start + some], shift_a), _cut(b[start : start + some], shift_b))
    return total.astype(a.dtype)


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
    result = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        result *= x
        result += coefficient
    return result


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


def exp_into(x: np.ndarray, out: np.ndarray) -> None:
    with np.errstate(all="ignore"):
        turns, rest = _split_exponent(x)
        result = _polynomial(rest, _FACTORIALS[_EXP[out.dtype] :: -1])
        half = turns >> 1
        result *= _two_to(half)
        result *= _two_to(turns - half)
        out[...] = result


def tanh_into(x: np.ndarray, out: np.ndarray) -> None:
    """u / (u + 2) with u = e^2x − 1, which near 0 is the series without its 1, so that nothing cancels."""
    with np.errstate(all="ignore"):
        double = np.minimum(np.maximum(x, -20.0, dtype=np.float64), 20.0) * 2.0
        turns, rest = _split_exponent(double)
        small = _polynomial(rest, _FACTORIALS[13:0:-1]) * rest  # e^r − 1
        power = _two_to(turns)
        u = small * power + (power - 1.0)
        out[...] = u / (u + 2.0)


def log_into(x: np.ndarray, out: np.ndarray) -> None:
    """2 atanh((m − 1) / (m + 1)) + n ln 2 for x = m 2ⁿ, √½ ≤ m < √2."""
    with np.errstate(all="ignore"):
        part, power = np.frexp(x.astype(np.float64))
        low = part < _ROOT_HALF
        part, turns = np.where(low, part * 2.0, part), (power - low).astype(np.float64)
        s = (part - 1.0) / (part + 1.0)
        near = 2.0 * s * _polynomial(s * s, _ATANH)
        result = turns * _LN2_HIGH + (near + turns * _LN2_LOW)
        result = np.where(x > 0, np.where(x == np.inf, np.inf, result), np.where(x == 0, -np.inf, np.nan))
        out[...] = result


def wave_into(x: np.ndarray, out: np.ndarray, quarter: int) -> None:
    """The sine, `quarter` quarter turns ahead; accurate up to about a million radians."""
    turns = np.rint(x * (1.0 / (_QUARTER[0] + _QUARTER[1])))
    rest = x - turns * _QUARTER[0]
    for part in _QUARTER[1:]:
        rest = rest - turns * part
    square = rest * rest
    sine = rest + rest * square * _polynomial(square, _SIN)
    cosine = 1.0 - 0.5 * square + square * square * _polynomial(square, _COS)
    place = (turns.astype(np.int64) + quarter) % 4
    out[...] = np.where(place % 2 == 0, sine, cosine) * np.where(place < 2, 1.0, -1.0)


MOST_FACTORS = 1 << 16


def integer_power(base: np.ndarray, count: int) -> np.ndarray:
    """base^count for an integer count, by repeated squaring."""
    result, square = np.ones_like(base), base
    while count:
        if count & 1:
            result = result * square
        square = square * square
        count >>= 1
    return result
