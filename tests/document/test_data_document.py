"""Whole stages for the formats that store numbers; paper mode read by a pupil; every format shows the same numbers."""

import csv
import io
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kinds import KINDS
from pupil import Pupil, rounded

from tracer import trace
from tracer.document.data_document import data_document, nearest
from tracer.document.places import Places
from tracer.document.selection import Selection
from tracer.document.trace_document import document
from tracer.errors import TracerError
from tracer.render import write
from tracer.rounding import fixed


def as_json(run, **selection):
    stream = io.StringIO()
    write(data_document(run, Selection(**selection)), "json", stream)
    return json.loads(stream.getvalue())


def listed(found):
    return {one["name"]: one["values"] for one in found}


@settings(max_examples=30, deadline=None)
@given(places=st.integers(0, 6), seed=st.integers(0, 999), heads=st.sampled_from([1, 2, 4]), count=st.integers(1, 4))
def test_a_pupil_who_computes_from_the_printed_numbers_gets_the_printed_numbers(places, seed, heads, count):
    run = trace(tokens=list("abcd")[:count], paper=places, seed=seed, heads=heads)
    found = as_json(run, parameters=True)
    stages, parameters = listed(found["steps"]), {name: one["values"] for name, one in found["parameters"].items()}
    pupil = Pupil(stages, parameters, places)
    answers = list(pupil.answers())
    assert {name for name, _ in answers} == set(stages) - {"embedding", "positions"}
    for name, answer in answers:
        assert pupil.each(answer) == stages[name], (name, places, seed)
    assert pupil.each(list(parameters.values())) == list(parameters.values())


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_a_recurrent_state_is_read_as_it_is_printed(kind):
    """The GRU and LSTM by hand for one cell: the next step reads the rounded state."""
    run = trace("a b c", model=kind, paper=1)
    stages = {step.name.removeprefix("recurrent.0."): step.array for step in run.shown}
    sigmoid, p = (lambda x: 1 / (1 + math.exp(-x))), {name.split(".")[-1]: one.array for name, one in run.parameters.items()}
    x, h = stages["input" if "input" in stages else "embedding"], stages["h"]
    for t in (1, 2):
        for j in range(h.shape[1]):
            if kind == "rnn":
                pre = float(x[t] @ p["W_x"][:, j] + h[t - 1] @ p["W_h"][:, j] + p["b"][j])
                assert rounded(pre, 1) == stages["pre"][t, j]
                assert rounded(math.tanh(stages["pre"][t, j]), 1) == h[t, j]
            elif kind == "lstm":
                i = sigmoid(float(x[t] @ p["W_xi"][:, j] + h[t - 1] @ p["W_hi"][:, j] + p["b_i"][j]))
                assert rounded(i, 1) == stages["i"][t, j]
                c = stages["f"][t, j] * stages["c"][t - 1, j] + stages["i"][t, j] * stages["g"][t, j]
                assert rounded(c, 1) == stages["c"][t, j]
            else:
                z, n = stages["z"][t, j], stages["n"][t, j]
                assert rounded((1 - z) * n + z * h[t - 1, j], 1) == h[t, j]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "writing"])
def test_json_csv_and_npz_hold_the_recorded_numbers_bit_for_bit(kind):
    run = trace("the cat sat", **KINDS[kind])
    for one in as_json(run)["steps"]:
        values = np.array(one["values"], dtype=object).astype(float)
        np.testing.assert_array_equal(values, run[one["name"]].values)
        assert list(values.shape) == one["shape"] == [len(axis["labels"]) for axis in one["axes"]]
    stream = io.BytesIO()
    write(data_document(run, Selection()), "npz", stream)
    stored = np.load(io.BytesIO(stream.getvalue()), allow_pickle=False)
    for step in run:
        np.testing.assert_array_equal(stored[step.name], step.values)
        assert stored[step.name].dtype == step.values.dtype


def test_csv_has_a_row_a_cell():
    run = trace("a b")
    stream = io.StringIO()
    write(data_document(run, Selection(stages=("scores",))), "csv", stream)
    title, heads, *rows = csv.reader(io.StringIO(stream.getvalue()))
    assert title[0] == "encoder.0.attention.scores" and heads == ["head", "query", "a", "b"]
    assert [[float(one) for one in row[2:]] for row in rows] == run["scores"].array.reshape(4, 2).tolist()


@pytest.mark.parametrize("format_", ["terminal", "markdown", "latex", "html", "typst"])
def test_every_format_for_reading_shows_the_same_rounded_numbers(format_):
    run = trace("Thinking Machines")
    stream = io.StringIO()
    write(document(run, Selection(precision=4, formula=False)), format_, stream)
    text = stream.getvalue().replace("−", "-").replace("&#45;", "-").replace("&minus;", "-")
    for step in run:
        assert all(fixed(one, 4).lstrip("-") in text for one in step.values.ravel().tolist()), step.name


def test_inputs_name_the_nearest_step_that_is_there():
    run = trace("a b")
    assert nearest(run["scores"], {step.name for step in run}) == ["encoder.0.attention.q", "encoder.0.attention.k"]
    assert nearest(run["scores"], {"input"}) == ["input"]


def test_an_edited_cell_is_marked_also_on_paper():
    for options in ({}, {"paper": 1}):
        run = trace("a b", edits={"scores[0, 0, 1]": 3.14159}, **options)
        stage = next(block for block in data_document(run, Selection(stages=("scores",))).blocks())
        assert stage.edited.tolist() == [[[False, True], [False, False]], [[False, False], [False, False]]]


def test_only_the_heads_rows_and_columns_asked_for_are_held_with_their_labels():
    run = trace("the cat sat", edits={"q[1, cat, 0]": 3})
    (step,) = as_json(run, stages=("q",), heads=(1,), tokens=("cat", "2"), columns=Places(span=(0, 1)))["steps"]
    assert [axis["labels"] for axis in step["axes"]] == [["1"], ["cat", "sat"], ["0"]]
    assert step["shape"] == [1, 2, 1] and step["edited"] == [[0, 0, 0]]
    assert step["values"] == run["q"].array[1:2, 1:3, 0:1].tolist()
    names = {one["name"] for one in as_json(run, tokens=("cat",))["steps"]}
    assert names == {one.name for one in run.shown}


def test_an_archive_names_the_places_it_holds():
    stream = io.BytesIO()
    write(data_document(trace("the cat sat"), Selection(stages=("q",), tokens=("cat",))), "npz", stream)
    found = np.load(io.BytesIO(stream.getvalue()))
    assert found["encoder.0.attention.q"].shape == (2, 1, 2)
    assert found["labels/encoder.0.attention.q/token"].tolist() == ["cat"]


def test_a_token_has_one_place_in_one_table():
    run = trace("the cat sat", also=["a cat"])
    assert as_json(run, stages=("q",), tokens=("cat",))["steps"][0]["shape"] == [2, 2, 1, 2]
    with pytest.raises(TracerError, match="one place"):
        as_json(trace("the cat sat", also=["cat"]), stages=("q",), tokens=("cat",))


def test_an_id_is_whole():
    run = trace("a b", model="decoder", generate=1)
    (step,) = as_json(run, stages=("generate.0.choice",))["steps"]
    assert isinstance(step["values"], int) and step["values"] == run["generate.0.choice"].array
