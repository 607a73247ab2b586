"""A sheet prints what is needed and nothing that gives a blank away."""

import numpy as np
import pytest

from tracer import trace
from tracer.document.blocks import Blank, Heading, Matrix, Table, Working
from tracer.errors import TracerError
from tracer.exercises.blanks import DIFFICULTIES, sheet
from tracer.exercises.paper import key_document, sheet_document


@pytest.fixture(scope="module")
def run():
    return trace("Thinking Machines now", heads=2)


def test_between_two_blank_stages_nothing_is_printed(run):
    made = sheet(run, ["scores", "softmax"], "hard")
    assert made.hidden == ("encoder.0.attention.scaled",)
    assert set(made.given) == {"encoder.0.attention.q", "encoder.0.attention.k"}


def test_what_a_stage_reads_is_printed_also_its_matrices(run):
    made = sheet(run, ["attention.q", "ffn.hidden"], "medium")
    assert {"input", "encoder.0.attention.W_Q", "encoder.0.ffn.W_1", "encoder.0.ffn.b_1"} <= set(made.given)
    for name in made.hidden:
        assert name not in made.given


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_blanks_are_numbered_in_order_and_hold_the_trace_s_numbers(run, difficulty):
    made = sheet(run, ["softmax", "scores"], difficulty)
    assert [blank.number for blank in made.blanks] == list(range(1, len(made.blanks) + 1))
    assert all(blank.value == run.cell(blank.address) for blank in made.blanks)
    assert [blank.stage.rsplit(".")[-1] for blank in made.blanks] == sorted(
        (blank.stage.rsplit(".")[-1] for blank in made.blanks), key=["scores", "softmax"].index
    )


def test_harder_sheets_ask_for_more(run):
    easy, medium, hard = (len(sheet(run, ["scores"], one).blanks) for one in DIFFICULTIES)
    assert easy == 4 and medium == 9 and hard == 18


def test_a_masked_score_is_not_asked_for():
    run = trace("a b c", causal=True, heads=1)
    made = sheet(run, ["masked"], "hard")
    assert len(made.blanks) == 6 and all(np.isfinite(blank.value) for blank in made.blanks)


def test_paper_mode_decides_the_decimals():
    made = sheet(trace("a b", paper=2), ["scores"], "hard")
    assert made.places == 2 and made.exact
    assert sheet(trace("a b"), ["scores"], "hard", places=5).places == 5


def test_the_same_sheet_has_the_same_code_and_another_has_another(run):
    code = sheet(run, ["scores"], "hard").code
    assert code == sheet(trace("Thinking Machines now", heads=2), ["scores"], "hard").code
    assert code != sheet(run, ["scores"], "hard", name="Ada").code != sheet(run, ["scores"], "hard", name="Bob").code


def test_positions_can_be_worked_out(run):
    assert sheet(run, ["positions"], "easy").given == ()


@pytest.mark.parametrize("stage", ["embedding", "W_Q"])
def test_what_is_given_cannot_be_asked_for(run, stage):
    with pytest.raises(TracerError) as refused:
        sheet(run, [stage], "easy")
    assert refused.value.message == "exercises.not_computed"


def blank_cells(document):
    return [cell for block in document.blocks() if isinstance(block, Table) for row in block.rows for cell in row]


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_every_blank_stands_once_on_the_sheet_and_its_number_nowhere_in_its_table(run, difficulty):
    made = sheet(run, ["scores", "z"], difficulty)
    cells = blank_cells(sheet_document(made))
    for blank in made.blanks:
        assert [cell.number for cell in cells if isinstance(cell, Blank)].count(blank.number) == 1
        assert blank.value not in cells
    printed = [block.address for block in sheet_document(made).blocks() if isinstance(block, Matrix)]
    assert set(printed) == set(made.given)


def test_only_an_easy_sheet_works_an_example_and_only_a_hard_one_has_no_formula(run):
    kinds = {
        one: [type(block).__name__ for block in sheet_document(sheet(run, ["scores"], one)).blocks()] for one in DIFFICULTIES
    }
    assert kinds["easy"].count("Working") == 1 and "Working" not in kinds["medium"] + kinds["hard"]
    assert "Formula" in kinds["medium"] and "Formula" not in kinds["hard"]


def test_the_example_is_no_blank(run):
    made = sheet(run, ["scores"], "easy")
    (example,) = (block for block in sheet_document(made).blocks() if isinstance(block, Working))
    assert example.address not in {blank.address for blank in made.blanks}


def test_the_key_works_out_every_blank(run):
    made = sheet(run, ["scores"], "medium")
    blocks = list(key_document(made).blocks())
    assert [block.address for block in blocks if isinstance(block, Working)] == [blank.address for blank in made.blanks]
    assert isinstance(blocks[0], Heading) and made.code in blocks[0].text


def test_more_blanks_than_anyone_fills_are_refused_before_they_are_drawn():
    run = trace(" ".join(f"w{at}" for at in range(40)))
    with pytest.raises(TracerError, match="3200 blanks, more than 2000"):
        sheet(run, ["scores"], "hard")
    assert len(sheet(run, ["scores"], "medium").blanks) == 1600
