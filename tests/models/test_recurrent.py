"""RNN, LSTM and GRU against plain NumPy; edits act at their time step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain import numbers, recurrent

from tracer import trace
from tracer.errors import TracerError

CLOSE = {"rtol": 0.0, "atol": 1e-12}
TEXT = "a b c d"
MODELS = ("rnn", "lstm", "gru")
ZERO = np.zeros(4)


@pytest.mark.parametrize("model", MODELS)
def test_two_layers(model):
    run = trace(TEXT, model=model, layers=2, seed=3)
    first = recurrent(model, run["embedding"].array, numbers(run), "recurrent.0", ZERO, ZERO)
    np.testing.assert_allclose(run["recurrent.0.h"].array, first, **CLOSE)
    np.testing.assert_allclose(
        run["recurrent.1.h"].array, recurrent(model, first, numbers(run), "recurrent.1", ZERO, ZERO), **CLOSE
    )


@pytest.mark.parametrize("update", ["keep", "take"])
@pytest.mark.parametrize("reset", ["after", "before"])
def test_both_variants_of_the_gru(update, reset):
    run = trace(TEXT, model="gru", gru_update=update, gru_reset=reset, seed=3)
    expected = recurrent("gru", run["embedding"].array, numbers(run), "recurrent.0", ZERO, ZERO, update, reset)
    np.testing.assert_allclose(run["recurrent.0.h"].array, expected, **CLOSE)


@pytest.mark.parametrize("model", MODELS)
def test_both_directions_stand_side_by_side(model):
    run = trace(TEXT, model=model, bidirectional=True, seed=3)
    x = run["embedding"].array
    there = recurrent(model, x, numbers(run), "recurrent.0.forward", ZERO, ZERO)
    back = recurrent(model, x[::-1], numbers(run), "recurrent.0.backward", ZERO, ZERO)[::-1]
    np.testing.assert_allclose(run["recurrent.0.forward.h"].array, there, **CLOSE)
    np.testing.assert_allclose(run["recurrent.0.backward.h"].array, back, **CLOSE)
    np.testing.assert_allclose(run["recurrent.0.h"].array, np.concatenate([there, back], axis=1), **CLOSE)


@settings(max_examples=10, deadline=None)
@given(model=st.sampled_from(MODELS), start=st.lists(st.floats(-2, 2), min_size=8, max_size=8))
def test_a_run_starts_from_the_states_given(model, start):
    h, c = np.array(start[:4]), np.array(start[4:])
    more = {"c_0": [c.tolist()]} if model == "lstm" else {}
    run = trace(TEXT, model=model, seed=1, h_0=[h.tolist()], **more)
    expected = recurrent(model, run["embedding"].array, numbers(run), "recurrent.0", h, c)
    np.testing.assert_allclose(run["recurrent.0.h"].array, expected, **CLOSE)


@pytest.mark.parametrize(
    ("model", "stages"),
    [("rnn", ["pre", "h"]), ("lstm", ["i", "f", "g", "o", "c", "h"]), ("gru", ["r", "z", "n", "h"])],
)
def test_gates_have_the_names_of_the_literature_and_the_axes_time_and_hidden(model, stages):
    run = trace(TEXT, model=model, seed=1)
    shown = [step for step in run.shown if step.name.startswith("recurrent.")]
    assert [step.name for step in shown] == [f"recurrent.0.{stage}" for stage in stages]
    assert all([axis.name for axis in step.axes] == ["time", "hidden"] for step in shown)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("place", ["1", "b"])
def test_an_edited_state_is_what_the_next_step_reads(model, place):
    run = trace(TEXT, model=model, seed=3, edits={f"recurrent.0.h[{place}, 2]": 9.0})

    def change(t, h):
        return np.where(np.arange(4) == 2, 9.0, h) if t == 1 else h

    expected = recurrent(model, run["embedding"].array, numbers(run), "recurrent.0", ZERO, ZERO, change=change)
    np.testing.assert_allclose(run["recurrent.0.h"].array, expected, **CLOSE)


def test_one_unit_may_be_held_at_every_time_step():
    run = trace(TEXT, model="rnn", seed=3, edits={"recurrent.0.h[hidden=2]": [0.1, 0.2, 0.3, 0.4]})

    def change(t, h):
        return np.where(np.arange(4) == 2, 0.1 * (t + 1), h)

    expected = recurrent("rnn", run["embedding"].array, numbers(run), "recurrent.0", ZERO, ZERO, change=change)
    np.testing.assert_allclose(run["recurrent.0.h"].array, expected, **CLOSE)


def test_an_edit_of_one_sentence_leaves_the_other_alone():
    plain, edited = (trace([TEXT, "e f"], model="gru", seed=3, edits=edits) for edits in ({}, {"recurrent.0.h[0, 1, 2]": 5.0}))
    changed = np.abs(edited["recurrent.0.h"].array - plain["recurrent.0.h"].array).max(axis=-1) > 0
    assert changed.tolist() == [[False, True, True, True], [False] * 4]


@pytest.mark.parametrize("model", MODELS)
def test_a_short_sentence_keeps_its_last_state_behind_its_end(model):
    run = trace([TEXT, "e f"], model=model, seed=3)
    h = run["recurrent.0.h"].array[1]
    np.testing.assert_array_equal(h[2], h[1])
    np.testing.assert_array_equal(h[3], h[1])
    np.testing.assert_allclose(h[:2], trace("e f", model=model, seed=3)["recurrent.0.h"].array, **CLOSE)


@pytest.mark.parametrize(
    ("h_0", "layers", "told"),
    [([[1.0, 2.0]], 1, "h_0 has the shape 2, but it must be hidden 4"), ([[0.0] * 4], 2, "row 1 is needed too")],
)
def test_states_that_do_not_fit_are_told_in_a_sentence(h_0, layers, told):
    with pytest.raises(TracerError, match=told):
        trace(TEXT, model="rnn", layers=layers, seed=1, h_0=h_0)


def test_dropout_stands_between_layers_and_not_after_the_last():
    run = trace(TEXT, model="lstm", layers=2, dropout=0.5, seed=1)
    assert "recurrent.1.dropout" in run.steps
    assert run["recurrent.1.h"].array.shape == (4, 4)
    assert "recurrent.0.dropout" not in run.steps
