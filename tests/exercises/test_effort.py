"""The work of a sheet, counted by hand."""

from dataclasses import replace

from tracer import trace
from tracer.exercises.blanks import sheet
from tracer.exercises.effort import Effort, effort

RUN = trace("a b", heads=1, model="attention", d_model=2, positions="none", paper=2)
WHOLE = RUN.edit({"attention.q": [[[2, 3], [1, 0]]], "attention.k": [[[1.25, 2], [0, -4]]]})


def test_products_with_0_and_1_are_no_work():
    """2·1.25 + 3·2, 3·(−4), and two with a factor 1 or 0."""
    work = effort(sheet(WHOLE, ["scores"], "hard"))
    assert (work.multiplications, work.additions, work.divisions, work.exponentials) == (3, 1, 0, 0)
    assert (work.digits, work.largest) == (3, 4.0)


def test_a_result_used_twice_is_worked_out_once():
    """Softmax of two rows of two: the largest score's e^0 is 1, the other one's is looked up once."""
    work = effort(sheet(WHOLE, ["scaled", "softmax"], "hard"))
    assert work.exponentials == 2 and work.divisions >= 4


def test_stages_on_the_way_count():
    both = effort(sheet(WHOLE, ["scores", "softmax"], "hard"))
    assert both.divisions >= 4 and both.multiplications == 3


def test_about_as_much_work():
    one = Effort(9, 0, 0, 0, 3, 4.0)
    assert one.replace(multiplications=12).is_like(one) and not one.replace(multiplications=13).is_like(one)
    assert not one.replace(digits=2).is_like(one)


def test_a_sheet_about_no_cell_has_no_work():
    made = sheet(WHOLE, ["scores"], "hard")
    bare = replace(made, blanks=tuple(replace(blank, stage="", address="") for blank in made.blanks))
    assert effort(bare).multiplications == 0
