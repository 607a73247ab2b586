"""Two traces side by side."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer import trace
from tracer.axes import Axis, match_places
from tracer.comparison.compare import compare
from tracer.comparison.tolerance import gap


def test_a_run_and_itself():
    assert compare(trace("a b"), trace("a b")).equal


def test_the_first_stage_and_cell_that_differ():
    found = compare(trace("a b"), trace("a b", edits={"scores[1, 0, 1]": 9})).parted
    assert found.step.name == "encoder.0.attention.scores" and found.cell == (1, 0, 1) and found.count == 1
    assert found.pair == (trace("a b")["scores"].array[1, 0, 1], 9) and found.largest == abs(found.pair[0] - 9)


def test_a_difference_within_the_tolerance_is_none():
    first, second = trace("a b"), trace("a b", edits={"ffn.norm[0, 0]": trace("a b")["ffn.norm"].array[0, 0] + 0.5})
    assert not compare(first, second, 0.49).equal and compare(first, second, 0.51).equal


def nudged(by):
    return trace("a b", edits={"ffn.norm[0, 0]": trace("a b")["ffn.norm"].array[0, 0] + by})


def test_without_a_tolerance_what_rounding_may_leave_is_no_difference_and_what_is_larger_is_one():
    assert compare(trace("a b"), nudged(1e-14)).equal and not compare(trace("a b"), nudged(1e-14), 0.0).equal
    assert not compare(trace("a b"), nudged(1e-11)).equal
    assert compare(trace("a b"), trace("a b", dtype="float32")).equal
    assert not compare(trace("a b", dtype="float32"), nudged(0.01)).equal


def test_a_stage_only_one_has_and_a_shape_that_does_not_fit():
    found = compare(trace("a b"), trace("a b", scale=False))
    assert found.only_first == ["encoder.0.attention.scaled"] and found.only_second == []
    assert compare(trace("a b", d_ff=8), trace("a b", d_ff=9)).parted.reason


@given(st.lists(st.sampled_from("abc"), max_size=5), st.lists(st.sampled_from("abc"), max_size=5))
def test_aligned_tokens_are_the_same_words_in_order(first, second):
    pairs = match_places(Axis("token", len(first), first), Axis("token", len(second), second))
    if len(first) == len(second):
        assert pairs == [(place, place) for place in range(len(first))]
    else:
        assert all(first[a] == second[b] for a, b in pairs)
        assert pairs == sorted(pairs) and len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [(np.inf, np.inf, 0), (np.nan, np.nan, 0), (np.inf, 1, np.inf), (np.nan, 1, np.inf), (-np.inf, np.inf, np.inf), (2, 5, 3)],
)
def test_gaps_of_numbers_that_are_none(a, b, apart):
    assert gap(np.array([a]), np.array([b]))[0] == apart
