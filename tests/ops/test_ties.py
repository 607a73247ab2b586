"""The largest and its ties: the first within 1e-9 of the largest, whatever the last bits say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.ops.ties import first_largest, largest_positions, tied_positions

ROWS = st.lists(st.integers(-50, 50), min_size=1, max_size=9)


@given(ROWS, st.sampled_from([1e-3, 1.0, 1e6, 1e12]), st.integers(0, 2**32 - 1))
def test_noise_moves_no_largest_and_no_rank(whole, unit, seed):
    exact = np.array(whole) * unit
    noise = np.random.RandomState(seed).uniform(-1e-13, 1e-13, len(whole))
    shaken = exact * (1 + noise)
    assert first_largest(shaken) == whole.index(max(whole))
    assert tied_positions(shaken) == [place for place, value in enumerate(whole) if value == max(whole)]
    assert largest_positions(shaken) == sorted(range(len(whole)), key=lambda place: -whole[place])
    assert largest_positions(shaken, 3) == largest_positions(shaken)[:3]


def test_a_larger_number_is_larger_from_a_billionth_on():
    assert first_largest(np.array([1.0, 1.0 + 1e-8])) == 1 and first_largest(np.array([1.0, 1.0 + 1e-10])) == 0
    assert first_largest(np.array([-2e6, -2e6 + 1.0])) == 1 and first_largest(np.array([-2e6, -2e6 + 1e-4])) == 0
    assert tied_positions(np.array([0.0, 1e-17, -3.0])) == [0, 1]


def test_a_masked_place_is_never_a_tie():
    assert first_largest(np.array([-1e9, 0.3, 0.5])) == 2 and first_largest(np.array([-np.inf, -5.0])) == 1
    assert tied_positions(np.array([-np.inf, 2.0])) == [1] and largest_positions(np.array([-np.inf, 2.0, -np.inf])) == [1, 0, 2]
    assert first_largest(np.array([np.nan, 2.0])) == 1 and largest_positions(np.array([np.nan, 2.0])) == [1, 0]


@pytest.mark.parametrize("axis", (0, 1))
def test_along_an_axis_as_argmax_where_nothing_ties(axis):
    x = np.random.RandomState(1).uniform(-1, 1, (5, 7))
    assert (first_largest(x, axis) == x.argmax(axis=axis)).all()
