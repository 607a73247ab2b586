"""A worksheet for other programs asks for the numbers of its sheet, and knows the usual wrong ones."""

import pytest

from tracer import trace
from tracer.document.blocks import Blank, Table
from tracer.exercises.blanks import sheet
from tracer.exercises.paper import sheet_document
from tracer.exercises.problems import PROBLEMS, problem_sheet
from tracer.exercises.quiz import quiz


def made(seed=0, name="", **settings):
    return sheet(trace("Thinking Machines", seed=seed, **settings), ["scores", "softmax"], "medium", name=name)


def test_it_asks_for_what_the_sheet_asks():
    entry = made()
    (exercise,) = quiz([entry]).exercises
    assert [gap.number for gap in exercise.gaps] == [blank.number for blank in entry.blanks]
    assert [float(gap.answer()) for gap in exercise.gaps] == [round(blank.value, 3) for blank in entry.blanks]
    printed = [block.rows for block in sheet_document(entry).blocks() if isinstance(block, Table)]
    assert [block.rows for block in exercise.blocks if isinstance(block, Table)] == printed


def test_numbers_rounded_on_the_way_are_exact_and_others_may_be_off_by_one():
    assert {gap.slack for gap in quiz([made()]).exercises[0].gaps} == {1}
    assert {gap.slack for gap in quiz([made(paper=2)]).exercises[0].gaps} == {0}


def test_a_usual_wrong_answer_is_told_once_and_never_right():
    gaps = quiz([made()]).exercises[0].gaps
    assert any(gap.usual for gap in gaps)
    for gap in gaps:
        wrong = [units for units, _ in gap.usual]
        assert len(set(wrong)) == len(wrong) and all(abs(units - gap.units) > gap.slack for units in wrong)


def test_sheets_without_names_are_a_pool_and_one_alone_is_none():
    assert quiz([made(0), made(1)]).pool
    assert not quiz([made(0)]).pool
    assert not quiz([made(0, "Ada"), made(1, "Bob")]).pool


@pytest.mark.parametrize("kind", PROBLEMS)
def test_problems_are_asked_for_one_number_at_a_time(kind):
    entry = problem_sheet(trace("The cat sat", heads=1), kind, "easy")
    (exercise,) = quiz([entry]).exercises
    blanks = [
        cell.number
        for block in exercise.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if isinstance(cell, Blank)
    ]
    assert blanks == [gap.number for gap in exercise.gaps] == list(range(1, len(blanks) + 1))
    assert [float(gap.answer()) for gap in exercise.gaps] == [round(blank.value, entry.places) for blank in entry.blanks]
    for problem in entry.problems:
        assert any(problem.text in gap.question and gap.working.text == problem.why for gap in exercise.gaps)
