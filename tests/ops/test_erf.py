"""erf over arrays, against the C library's."""

import math

import numpy as np
import pytest

from tracer.ops.erf import erf

POINTS = np.concatenate([np.linspace(-12, 12, 60001), np.geomspace(1e-30, 1, 2000), -np.geomspace(1e-30, 1, 2000)])


@pytest.mark.parametrize(("dtype", "absolute", "relative"), [("float64", 3e-16, 1e-15), ("float32", 2e-7, 3e-7)])
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
