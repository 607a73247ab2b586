"""Half precision against NumPy's own float16, and bfloat16 by exact fractions."""

from fractions import Fraction

import numpy as np
import pytest

from tracer.ops.halves import to_half

SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan]


def bfloat16(number: float) -> float:
    """The nearest number with 8 significant bits, of two as near the one whose last bit is 0, by exact arithmetic."""
    exact = Fraction(number)
    if not exact:
        return number
    _, exponent = np.frexp(number)
    unit = Fraction(2) ** (max(int(exponent), -125) - 8)
    return float(round(exact / unit) * unit)  # Python rounds a half to the even neighbour


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_bfloat16_is_the_nearest_number_with_eight_bits(dtype):
    rng = np.random.RandomState(0)
    x = (rng.randn(2000) * 10.0 ** rng.randint(-30, 30, 2000)).astype(np.float32).astype(dtype)
    ties = (np.arange(1, 200).astype(np.float32).view(np.uint32) & 0xFFFF0000 | 0x8000).view(np.float32).astype(dtype)
    for values in (x, ties, -ties):
        found = to_half(values, "bfloat16")
        assert found.dtype == values.dtype and found.tolist() == [bfloat16(value) for value in values.tolist()]
    assert to_half(np.array([3.4e38], dtype), "bfloat16").tolist() == [np.inf]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_float16_is_numpys(dtype):
    x = (np.random.RandomState(1).randn(500) * 10.0 ** np.random.RandomState(2).randint(-9, 6, 500)).astype(dtype)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(to_half(x, "float16"), x.astype(np.float32).astype(np.float16).astype(dtype))


@pytest.mark.parametrize("half", ["bfloat16", "float16"])
def test_what_is_no_number_and_what_is_rounded_already_stays(half):
    special = np.array(SPECIAL)
    np.testing.assert_array_equal(np.signbit(to_half(special, half))[:4], np.signbit(special)[:4])
    np.testing.assert_array_equal(to_half(special, half), special)
    once = to_half(np.random.RandomState(3).randn(100), half)
    np.testing.assert_array_equal(to_half(once, half), once)
