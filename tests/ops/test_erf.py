"""erf over arrays, against the C library's."""

import math

import numpy as np
import pytest

from tracer.ops.erf import erf

POINTS = np.concatenate([np.linspace(-12, 12, 60001), np.geomspace(1e-30, 1, 2000), -np.geomspace(1e-30, 1, 2000)])


# At least twice what was measured: NumPy's tanh rounds otherwise without vector code (float32: 2.1e-7 and 3.0e-7; float64:
# 2.2e-16 and 4.5e-16).
@pytest.mark.parametrize(("dtype", "absolute", "relative"), [("float64", 5e-16, 1e-15), ("float32", 5e-7, 7e-7)])
def test_erf_is_the_librarys(dtype, absolute, relative):
    x = POINTS.astype(dtype)
    true = np.array([math.erf(value) for value in x.tolist()])
    gap = np.abs(erf(x) - true)
    assert erf(x).dtype == dtype
    assert gap.max() <= absolute
    assert (gap <= relative * np.abs(true)).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_ends_of_the_line_and_a_result_over_its_own_input(dtype):
    x = np.array([np.inf, -np.inf, np.nan, 0.0, 40.0, -40.0], dtype)
    with np.errstate(all="ignore"):
        expected = erf(x)
        assert expected[[0, 1, 3, 4, 5]].tolist() == [1, -1, 0, 1, -1] and np.isnan(expected[2])
        assert erf(x, out=x) is x
    assert np.array_equal(x, expected, equal_nan=True)
