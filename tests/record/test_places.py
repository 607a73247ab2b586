"""Part of a stage's numbers by token, head and row, beside what NumPy takes from the whole array."""

import numpy as np
import pytest

from tracer import TracerError, trace

RUN = trace("the cat the", heads=2, seed=3)
SCORES = RUN["scores"]
ALL = SCORES.array


@pytest.mark.parametrize(
    ("places", "index"),
    [
        ((0,), (0,)),
        ((-1, "cat"), (1, 1)),
        ((slice(None), "the#2"), (slice(None), 2)),
        ((0, slice(0, 2), "the#1"), (0, slice(0, 2), 0)),
        ((..., "cat"), (slice(None), slice(None), 1)),
        ((0, ..., 2), (0, slice(None), 2)),
        ((), ()),
        ((..., [2, 0]), (slice(None), slice(None), [2, 0])),
        ((["the#2"], slice(None)), None),
    ],
)
def test_places_in_the_order_of_the_axes(places, index):
    if index is None:
        with pytest.raises(TracerError, match="no tokens"):
            SCORES[places]
    else:
        np.testing.assert_array_equal(SCORES[places], ALL[index])


def test_a_cell_is_a_float_and_lists_are_taken_axis_by_axis():
    assert SCORES[0, "cat", "the#2"] == ALL[0, 1, 2] and isinstance(SCORES[0, 1, 2], float)
    np.testing.assert_array_equal(SCORES[[1], ["cat", 0], [2, "cat"]], ALL[np.ix_([1], [1, 0], [2, 1])])
    np.testing.assert_array_equal(SCORES[1, ["cat", 0]], ALL[1, [1, 0]])


def test_places_by_the_names_of_the_axes():
    np.testing.assert_array_equal(SCORES.sel(key="cat", head=0), ALL[0, :, 1])
    np.testing.assert_array_equal(RUN["W_Q"].sel(), RUN["W_Q"].array)


def test_a_sentence_has_its_own_tokens():
    both = trace(["the cat", "a dog ran"])
    assert both["scores"][1, 0, "dog", "ran"] == both["scores"].array[1, 0, 1, 2]
    with pytest.raises(TracerError, match="dog"):
        both["scores"][0, 0, "dog"]


@pytest.mark.parametrize("places", [(9,), (0, "dog"), (0, "the"), (0, 0, 0, 0), (True,), (1.5,), (0, [0, 7]), (None,)])
def test_other_places_are_refused(places):
    with pytest.raises(TracerError):
        SCORES[places]


def test_an_axis_it_has_not():
    with pytest.raises(TracerError, match="head, query, key"):
        SCORES.sel(token=0)


def test_a_step_and_a_trace_are_arrays_to_numpy():
    assert np.asarray(SCORES) is ALL and np.array(SCORES) is not ALL
    assert np.asarray(SCORES, dtype="float32").dtype == np.float32
    np.testing.assert_array_equal(np.asarray(RUN), RUN.output.array)
    assert np.add(SCORES, 1).shape == ALL.shape
    with pytest.raises(TypeError):
        iter(SCORES)


@pytest.mark.parametrize("place", [slice("the#1", "cat"), slice(None, "cat"), slice("cat", None)])
def test_a_slice_between_tokens_is_refused_since_its_end_could_be_in_or_out(place):
    with pytest.raises(TracerError, match="query"):
        SCORES[0, place]
