"""What a page knows of a sheet: for practice the run, for an exam nothing that an answer follows from."""

import json
from dataclasses import replace

import pytest

from tracer import trace
from tracer.exercises.blanks import sheet
from tracer.exercises.form import form_data


@pytest.fixture(scope="module")
def made():
    return sheet(trace("a b", heads=1), ["scores"], "hard", name="Ada")


def test_a_sheet_for_practice_has_its_blanks_and_its_run(made):
    data = form_data(made)
    assert [(one["n"], one["cell"], one["p"]) for one in data["blanks"]] == [
        (one.number, one.address, 1.0) for one in made.blanks
    ]
    assert {step["n"] for step in data["run"]["steps"]} >= {"encoder.0.attention.scores", "encoder.0.attention.W_Q"}
    assert (data["sheet"], data["name"], data["decimals"], data["exact"]) == (made.code, "Ada", 3, False)


def test_points_go_with_the_sheet_and_a_question_about_no_cell_with_its_answer(made):
    asked = replace(
        made, blanks=(replace(made.blanks[0], points=2.5), replace(made.blanks[1], address="", stage="")), follow_on=0.5
    )
    data = form_data(asked)
    assert [(one["p"], one.get("right")) for one in data["blanks"]] == [(2.5, None), (1.0, made.blanks[1].value)]
    assert data["follow_on"] == 0.5


def test_a_sheet_for_an_exam_has_numbers_of_blanks_and_nothing_else(made):
    data = form_data(made, exam=True)
    assert data["run"] is None and data["blanks"] == [{"n": one.number} for one in made.blanks]
    assert set(data) == {"format", "sheet", "name", "decimals", "exact", "blanks", "run"}
    assert not any(json.dumps(one.value) in json.dumps(data) for one in made.blanks)
