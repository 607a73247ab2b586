"""Edits: where their values go, and which are refused."""

import numpy as np
import pytest

from tracer import TracerError, trace
from tracer.address import parse
from tracer.axes import Axis
from tracer.record.edit import Edit, Edits, numbers

AXES = (Axis("head", 2), Axis("query", 2, ["a", "b"]), Axis("key", 2, ["a", "b"]))


def changes(address, values):
    return Edits([Edit(parse(address), values)]).changes("S", AXES, "float64")


@pytest.mark.parametrize(
    ("address", "values", "index"),
    [("S[0, a, b]", 3, (0, 0, 1)), ("S[0, b]", [1, 2], (0, 1)), ("S[key=b]", 5, (slice(None), slice(None), 1)), ("S", 1, ())],
)
def test_a_cell_a_row_a_column_or_the_whole_stage(address, values, index):
    table = np.zeros((2, 2, 2))
    for at, given in changes(address, values):
        table[at] = given
    wanted = np.zeros((2, 2, 2))
    wanted[index] = values
    np.testing.assert_array_equal(table, wanted)


@pytest.mark.parametrize("values", ["3", True, [1, True], [[1], [1, 2]], {}, [1, "x"], None, [None]])
def test_what_is_no_number_is_refused(values):
    with pytest.raises(TracerError, match="not a rectangle of numbers"):
        numbers(values, "float64", "S")


def test_infinities_as_json_writes_them_are_numbers():
    np.testing.assert_array_equal(numbers(["-inf", "inf", "nan", 1], "float64", "S"), [-np.inf, np.inf, np.nan, 1])


def test_values_of_another_shape_are_refused_with_both_shapes():
    with pytest.raises(TracerError, match="shape 3, but the stage is head 2 × query 2 × key 2"):
        changes("S", [1, 2, 3])


def test_the_last_of_two_edits_stands():
    run = trace("a b", edits=[("scores[0, 0, 0]", 1), ("scores[0, 0]", [2, 3]), ("scores[0, 0, 1]", 4)])
    assert run["scores"].array[0, 0].tolist() == [2, 4]


def test_a_tied_parameter_is_edited_everywhere():
    run = trace("a b", model="decoder", tied=True, edits={"embedding.W_E[a, 0]": 7.0})
    assert run["embedding"].array[0, 0] == 7 and run["logits"].array.shape[-1] == 4
    plain = trace("a b", model="decoder", tied=True)
    assert not np.allclose(run["logits"].array[:, 2], plain["logits"].array[:, 2])


def test_a_stage_set_whole_needs_nothing_before_it():
    run = trace(model="attention", edits={"scores": [[[112, 96], [96, 112]]], "v": [[[1, 0], [0, 1]]]}, d_k=64)
    assert not any(name.endswith((".q", ".k", "input")) for name in run.steps)
    assert run["softmax"].array[0, 0, 0] == pytest.approx(1 / (1 + np.exp(-2)))


@pytest.mark.parametrize(
    ("settings", "word", "stage"),
    [
        ({"model": "gru"}, "h", "recurrent.0.h"),
        ({"model": "seq2seq", "target": "x y"}, "context", "attention.context"),
        ({"model": "seq2seq", "target": "x y"}, "softmax", "attention.softmax"),
    ],
)
def test_an_ending_that_a_trace_knows_is_edited_though_time_steps_end_so_too(settings, word, stage):
    assert trace("a b", **settings)[word].name == stage
    edited = trace("a b", **settings, edits=[(f"{word}[1, 0]", 0.25)])
    assert edited[stage].values[1, 0] == 0.25
    np.testing.assert_array_equal(edited[stage].values, trace("a b", **settings, edits=[(f"{stage}[1, 0]", 0.25)])[stage].values)


def test_a_recurrent_row_is_edited_at_its_time_step():
    run = trace("a b c", model="gru", edits={"recurrent.0.h[b]": [0, 0, 0, 0]})
    assert run["recurrent.0.h"].array[1].tolist() == [0] * 4
    np.testing.assert_array_equal(run["recurrent.0.h"].array[0], trace("a b c", model="gru")["recurrent.0.h"].array[0])
    assert not np.allclose(run["recurrent.0.h"].array[2], trace("a b c", model="gru")["recurrent.0.h"].array[2])
