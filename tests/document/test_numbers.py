"""Numbers that are no stage: the decimals of an array, two told apart, and what moved."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tracer.document.numbers import Moved, moved, movement, moves, place_of_most, places_near, places_of
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


def test_what_moved_in_a_large_stage_is_what_moved_cell_by_cell():
    old = np.random.RandomState(0).randn(3, 90, 200)
    new = old.copy()
    assert moved(old, new) is None and not moves(old, new)
    new[0, 0, 0] += 1e-17  # rounding
    new[2, 89, 7], new[1, 80, 3], new[2, 0, 0] = old[2, 89, 7] + 2.0, old[1, 80, 3] - 2.0, np.nan
    assert moved(old[:2], new[:2]) == Moved(1, abs(new[1, 80, 3] - old[1, 80, 3]), (1, 80, 3))
    assert moved(old, new) == Moved(3, math.inf, (2, 0, 0)) and moves(old, new)
    new[2, 0, 0] = old[2, 0, 0]
    assert moved(old.transpose(2, 1, 0), new.transpose(2, 1, 0)) == Moved(2, abs(new[1, 80, 3] - old[1, 80, 3]), (3, 80, 1))
    assert moved(np.array(1.0), np.array(3.0)) == Moved(1, 2.0, ())


def test_a_number_is_found_where_it_stands_and_nowhere_else():
    values = np.arange(60_000.0).reshape(2, 300, 100) / 8
    values[0, 0, :3] = np.nan, np.inf, -np.inf
    for array in (values, values.astype("f4"), values.transpose(2, 0, 1)):
        with np.errstate(invalid="ignore"):
            for value, slack in ((3000.05, 0.1), (7.25, 0.0), (7499.8, 0.08), (0.3, 1e-9)):
                expected = np.argwhere(np.abs(array.astype(float) - value) <= slack)
                assert list(places_near(array, value, slack)) == list(map(tuple, expected.tolist()))
        assert len(list(places_near(array, math.nan, 0.5))) == len(list(places_near(array, -math.inf, 0.5))) == 1
    assert list(places_near(np.array(0.1, "f4"), 0.1, 1e-9)) == [] and list(places_near(np.array(0.1), 0.1, 1e-9)) == [()]
