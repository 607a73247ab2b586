"""Exercises beyond blanks: every answer held against another way of finding it."""

import re

import numpy as np
import pytest

from tracer import language, trace
from tracer.document.blocks import Blank, Formula, Table
from tracer.document.symbols import formula
from tracer.errors import TracerError
from tracer.exercises.blanks import DIFFICULTIES, KINDS
from tracer.exercises.paper import key_document, sheet_document
from tracer.exercises.problems import PROBLEMS, problem_sheet
from tracer.exercises.worth import draw_sheet


@pytest.fixture(scope="module")
def run():
    return trace("the cat sat", seed=4)


def row_of(run, text):
    address = re.search(r"(encoder\S+)\[head=(\d), query=(\w+)", text)
    return int(address[2]), run.tokens.index(address[3])


def test_every_kind_but_blanks_and_designs_has_problems():
    assert set(PROBLEMS) == set(KINDS) - {"blanks", "design"}


def test_shapes_are_those_of_the_sizes(run):
    sizes = {"W_Q": (4, 4), "W_K": (4, 4), "W_V": (4, 4), "W_O": (4, 4), "W_1": (4, 8), "W_2": (8, 4)}
    made = problem_sheet(run, "shapes", "hard")
    assert {problem.text.split(" ")[0]: problem.answers for problem in made.problems} == sizes
    assert "d_ff = 8" in made.problems[0].choices[0] and made.places == 0 and made.exact


def test_the_order_is_that_of_the_weights(run):
    for problem in problem_sheet(run, "predict", "hard").problems:
        head, query = row_of(run, problem.text)
        weights = run["attention.softmax"].values[head, query]
        assert sorted(range(3), key=lambda at: -weights[at]) == list(problem.answers)


def test_what_a_mask_hides_has_no_place_in_an_order():
    run = trace("the cat sat", causal=True, seed=4)
    lengths = {len(problem.answers) for problem in problem_sheet(run, "predict", "hard").problems}
    assert lengths == {2, 3}


def test_the_formula_of_that_number_is_the_stage_s(run):
    made = problem_sheet(run, "match", "hard")
    choices = made.problems[0].choices
    assert sorted(problem.answers[0] for problem in made.problems) == list(range(1, len(choices) + 1))
    scores = next(problem for problem in made.problems if "scores" in problem.text)
    assert repr(choices[int(scores.answers[0]) - 1].expression) == repr(formula(run["attention.scores"]))
    assert len({repr(choice) for choice in choices}) == len(choices) and all(isinstance(choice, Formula) for choice in choices)


def test_a_derivative_is_what_a_small_change_makes(run):
    for problem in problem_sheet(run, "gradient", "hard", places=6).problems:
        above, below = re.findall(r"encoder[^ ]+?\[[^]]+\]", problem.text)
        step = 1e-6
        values = [run.edit({below: run.cell(below) + change}).cell(above) for change in (step, -step)]
        assert problem.answers[0] == pytest.approx((values[0] - values[1]) / (2 * step), abs=2e-6)


def test_without_the_scale_the_largest_weight_is_numpy_s(run):
    scores = run["attention.scores"].values
    for problem in problem_sheet(run, "unscaled", "hard").problems:
        head, query = row_of(run, problem.text)
        powers = np.exp(scores[head, query])
        before, after = run["attention.softmax"].values[head, query].max(), (powers / powers.sum()).max()
        assert problem.answers[0] == (3 if round(after, 3) == round(before, 3) else 1 if after > before else 2)


@pytest.mark.parametrize("kind", PROBLEMS)
@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_a_sheet_prints_each_blank_once_and_its_key_each_answer(run, kind, tongue):
    with language.speaking(tongue):
        made = problem_sheet(run, kind, "medium", name="Ada")
        cells = [
            cell for block in sheet_document(made).blocks() if isinstance(block, Table) for row in block.rows for cell in row
        ]
        answers = [row for block in key_document(made).blocks() if isinstance(block, Table) for row in block.rows]
    assert [cell.number for cell in cells if isinstance(cell, Blank)] == list(range(1, len(made.blanks) + 1))
    assert answers == [(str(blank.number), blank.value) for blank in made.blanks]


@pytest.mark.parametrize("kind", PROBLEMS)
def test_harder_sheets_ask_more_and_the_code_is_the_sheet_s(run, kind):
    counts = [len(problem_sheet(run, kind, difficulty).blanks) for difficulty in DIFFICULTIES]
    assert counts == sorted(counts) and counts[0] < counts[-1]
    assert problem_sheet(run, kind, "easy").code == problem_sheet(trace("the cat sat", seed=4), kind, "easy").code


def test_a_run_without_attention_has_no_order_to_predict():
    made = problem_sheet(trace("a b", model="lstm"), "predict", "easy")
    with pytest.raises(TracerError, match="--kind predict"):
        draw_sheet(lambda _: made, None)
