"""Choosing a position: the share of draws is the probability, and what has none is never drawn."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.ops.sampling import draw_index


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=8).filter(lambda row: sum(row) > 0.1))
def test_evenly_spread_numbers_draw_each_position_as_often_as_its_probability(row):
    p = np.array(row) / sum(row)
    numbers = (np.arange(4000) + 0.5) / 4000
    found = draw_index(np.tile(p, (4000, 1)), numbers)
    counts = np.bincount(found, minlength=len(p)) / 4000
    assert np.abs(counts - p).max() < 1e-3
    assert (counts[p == 0] == 0).all()


def test_the_smallest_and_the_largest_number_draw_what_can_be_drawn():
    p = np.array([0.0, 0.5, 0.5, 0.0])
    assert draw_index(p, np.array(0.0)) == 1
    assert draw_index(p, np.array(1 - 2.0**-32)) == 2
