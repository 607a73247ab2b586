"""A worksheet for other programs asks for the numbers of its sheet, and knows the usual wrong ones."""

import pytest

from tracer import trace
from tracer.document.blocks import Table
from tracer.errors import TracerError
from tracer.exercises.blanks import sheet
from tracer.exercises.paper import sheet_document
from tracer.exercises.quiz import quiz


def made(seed=0, name="", **settings):
    return sheet(trace("Thinking Machines", seed=seed, **settings), ["scores", "softmax"], "medium", name=name)


def test_it_asks_for_what_the_sheet_asks():
    entry = made()
    (exercise,) = quiz([entry], "moodle").exercises
    assert [gap.number for gap in exercise.gaps] == [blank.number for blank in entry.blanks]
    assert [float(gap.answer()) for gap in exercise.gaps] == [round(blank.value, 3) for blank in entry.blanks]
    printed = [block.rows for block in sheet_document(entry).blocks() if isinstance(block, Table)]
    assert [block.rows for block in exercise.blocks if isinstance(block, Table)] == printed


def test_numbers_rounded_on_the_way_are_exact_and_others_may_be_off_by_one():
    assert {gap.slack for gap in quiz([made()], "moodle").exercises[0].gaps} == {1}
    assert {gap.slack for gap in quiz([made(paper=2)], "moodle").exercises[0].gaps} == {0}


def test_a_usual_wrong_answer_is_told_once_and_never_right():
    gaps = quiz([made()], "moodle").exercises[0].gaps
    assert any(gap.usual for gap in gaps)
    for gap in gaps:
        wrong = [units for units, _ in gap.usual]
        assert len(set(wrong)) == len(wrong) and all(abs(units - gap.units) > gap.slack for units in wrong)


def test_sheets_without_names_are_a_pool_and_one_alone_is_none():
    assert quiz([made(0), made(1)], "moodle").pool
    assert not quiz([made(0)], "moodle").pool
    assert not quiz([made(0, "Ada"), made(1, "Bob")], "moodle").pool


def test_other_kinds_are_refused_by_name():
    from dataclasses import replace

    with pytest.raises(TracerError) as refused:
        quiz([replace(made(), kind="design")], "moodle")
    assert "design" in str(refused.value) and "moodle" in str(refused.value)
