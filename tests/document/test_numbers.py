"""Numbers that are no stage: the decimals of an array, two told apart, and what moved."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tracer.document.numbers import movement, place_of_most, places_of
from tracer.rounding import places_for


@given(st.lists(st.one_of(st.integers(-5, 5).map(float), st.floats(-1e6, 1e6), st.just(math.inf)), min_size=1, max_size=8))
def test_an_array_gets_the_decimals_of_its_numbers(values):
    assert places_of(np.array(values)) == places_for(values)


def test_the_numbers_beyond_the_first_thousands_count_too():
    values = np.ones(20_000)
    values[-1] = 0.5
    assert places_of(values) == 3


def test_what_only_its_rounding_moved_did_not_move():
    old = np.array([1.0, 1e6, 0.0, -np.inf, np.nan, 2.0, 1.0])
    new = np.array([1.0 + 1e-15, 1e6 + 1e-8, 1e-300, -np.inf, np.nan, np.inf, 1.0 + 1e-9])
    assert (movement(old, new) > 0).tolist() == [False, False, True, False, False, True, True]
    assert place_of_most(np.array([[1.0, 3.0], [3.0 + 1e-12, 0.0]])) == (0, 1)
    assert place_of_most(np.array(2.0)) == ()
