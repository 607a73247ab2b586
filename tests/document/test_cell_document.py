"""Explanations as documents: what they say, and the contract of their JSON."""

import io
import json

import pytest
from kinds import KINDS

from tracer import trace
from tracer.document.blocks import Heading, Note, Table, Working
from tracer.document.cell_document import explanation, find
from tracer.errors import TracerError
from tracer.render import write
from tracer.render.json_format import dumps


def test_a_cell_its_sentence_its_working_and_where_its_numbers_come_from():
    run = trace("Thinking Machines")
    blocks = list(explanation(run, "scores[0, Thinking, Machines]").blocks())
    assert blocks[0] == Heading(1, "Encoder layer 0 · attention · scores · head 0, query Thinking, key Machines")
    assert blocks[2].address == "encoder.0.attention.scores[head=0, query=Thinking, key=Machines]"
    table = next(block for block in blocks if isinstance(block, Table))
    assert [row[0].partition("[")[0].rsplit(".")[-1] for row in table.rows] == ["q", "k", "q", "k"]
    assert all(run.cell(cell) == value for cell, value in table.rows)
    assert sum(a * b for (_, a), (_, b) in zip(table.rows[::2], table.rows[1::2], strict=True)) == pytest.approx(
        run["scores"].array[0, 0, 1]
    )


def test_json_holds_every_input_and_evaluates_to_the_value():
    run = trace("Thinking Machines", d_model=64, heads=2)
    found = json.loads(dumps(explanation(run, "q[0, 0, 0]").facts["json"]))
    assert set(found) == {"cell", "value", "formula", "substituted", "evaluates_to", "inputs"}
    assert len(found["inputs"]) == 128 and found["evaluates_to"] == pytest.approx(found["value"], rel=1e-12)
    assert found["formula"] == "x W_Q"
    line = found["substituted"].replace("×", "*").replace("−", "-")
    assert eval(line) == pytest.approx(found["value"], rel=1e-12)


def test_a_number_that_only_rounding_left_is_zero_to_read_and_recorded_in_data():
    """0.1 + 0.2 - 0.3, as one row of inputs times one column."""
    run = trace(None, model="attention", positions="none", inputs=[[0.1, 0.2, -0.3]], **{
        "weights": {"W_Q": [[1.0]] * 3, "W_K": [[1.0]] * 3, "W_V": [[1.0]] * 3}, "heads": 1, "tokens": ["a"]})  # fmt: skip
    left = run["q"].array.item()  # which of its last bits, the order of the kernel's sum decides
    assert 0 < abs(left) < 1e-16
    page = explanation(run, "q[0, 0, 0]")
    block = next(block for block in page.blocks() if isinstance(block, Working))
    assert (block.value, block.recorded) == (0, left) and page.facts["json"]["value"] == left
    stream = io.StringIO()
    write(page, "csv", stream)
    assert f'"attention.q[head=0, token=a, d_k=0]",{left!r}\n' in stream.getvalue()
    stream = io.StringIO()
    write(explanation(run, "scores[0, 0, 0]"), "csv", stream)
    assert stream.getvalue().count(f"{left!r}\n") == 4, "of the working and of its table"


def test_only_the_largest_of_many_inputs_are_listed_and_that_is_said():
    blocks = list(explanation(trace("a", d_model=64, heads=2), "q[0, 0, 0]").blocks())
    table = next(block for block in blocks if isinstance(block, Table))
    assert len(table.rows) == 20
    assert blocks[-1] == Note("These 20 of 128 numbers make up its largest terms; --format json lists all of them.")


@pytest.mark.parametrize("kind", KINDS)
def test_every_shown_stage_of_every_kind_is_told(kind):
    run = trace("the cat sat", **KINDS[kind])
    for step in run.shown:
        index = "[" + ", ".join("0" for _ in step.axes) + "]" if step.axes else ""
        blocks = list(explanation(run, step.name + index, depth=2).blocks())
        assert any(isinstance(block, Working) for block in blocks)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("score[0, 0, 0]", "Did you mean scores"),
        ("scores", "not one number"),
        ("scores[0, 0, 5]", "Position 5 .* 0 to 1"),
        ("scores[0, c, 0]", "no token 'c'"),
        ("norm[0, 0]", "write more of the name"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(cell, says):
    with pytest.raises(TracerError, match=says):
        find(trace("a b"), cell)


def test_numbers_without_a_past_say_so():
    run = trace("a b", edits={"scores[0, 0, 1]": 3})
    assert Note("This number was put in by an edit.") in list(explanation(run, "scores[0, 0, 1]").blocks())
    assert any("is a parameter" in block.text for block in explanation(run, "W_Q[0, 0]").blocks() if isinstance(block, Note))
