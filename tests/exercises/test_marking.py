"""Marks follow errors through: what is right given a pupil's own earlier number is told apart from what is wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer import trace
from tracer.exercises.blanks import sheet
from tracer.exercises.key import Entry
from tracer.exercises.marking import FOLLOWED, MISSING, RIGHT, WRONG, close, mark, units


def entry_of(made):
    return Entry(made.code, "", (), made.places, made.exact, {one.number: (one.address, one.value) for one in made.blanks})


@pytest.fixture(scope="module")
def run():
    return trace("a b", heads=1, model="attention")


@pytest.fixture(scope="module")
def made(run):
    return sheet(run, ["scores", "softmax", "z"], "hard")


def answers(made):
    return {one.number: round(one.value, 3) for one in made.blanks}


def verdicts(marked):
    return [one.verdict for one in marked]


def test_right_answers_are_right(run, made):
    assert set(verdicts(mark(entry_of(made), run, answers(made)))) == {RIGHT}


def test_an_answer_left_out_is_told(run, made):
    given = answers(made)
    del given[3]
    assert verdicts(mark(entry_of(made), run, given))[2] == MISSING


def test_an_error_is_followed_through_three_stages(run, made):
    """The pupil takes another first score and goes on without a mistake, here by NumPy's hand."""
    scores = np.array([[one.value for one in made.blanks[:4]]]).reshape(2, 2)
    scores[0, 0] = 5.0
    powers = np.exp(scores / np.sqrt(4))
    weights = powers / powers.sum(1, keepdims=True)
    z = weights @ run["attention.v"].values[0]
    given = dict(enumerate(np.round(np.concatenate([scores.ravel(), weights.ravel(), z.ravel()]), 3), 1))
    told = verdicts(mark(entry_of(made), run, given))
    assert told[0] == WRONG and told[1:4] == [RIGHT] * 3
    assert told[4:6] == [FOLLOWED] * 2 and told[6:8] == [RIGHT] * 2
    assert told[8:12] == [FOLLOWED] * 4 and told[12:] == [RIGHT] * 4


def test_a_new_error_after_an_old_one_is_wrong_not_followed(run, made):
    given = answers(made) | {1: 5.0, 5: 0.123}
    told = verdicts(mark(entry_of(made), run, given))
    assert told[0] == WRONG and told[4] == WRONG


def test_what_follows_from_the_pupil_s_number_is_shown(run, made):
    given = answers(made) | {1: 5.0}
    own = [one for one in mark(entry_of(made), run, given) if one.verdict == FOLLOWED]
    assert own == []  # right weights do not follow from a wrong score; they are right all the same


def test_on_paper_every_digit_counts():
    run = trace("a b", heads=1, paper=2)
    made = sheet(run, ["scores", "softmax"], "hard")
    given = {one.number: one.value for one in made.blanks}
    assert set(verdicts(mark(entry_of(made), run, given))) == {RIGHT}
    assert verdicts(mark(entry_of(made), run, given | {1: given[1] + 0.01}))[0] == WRONG


@pytest.mark.parametrize(
    ("value", "places", "unit"), [(0.7145, 3, 715), (-0.7145, 3, -715), (1.0, 2, 100), (0.0, 3, 0), (-0.0004, 3, 0)]
)
def test_units_are_rounded_as_people_round(value, places, unit):
    assert units(value, places) == unit


@given(st.floats(-100, 100), st.integers(0, 6))
def test_a_rounded_answer_is_close_in_both_modes(value, places):
    from tracer.rounding import rounded

    assert close(rounded(value, places), value, places, exact=True)
    assert close(rounded(value, places), value, places, exact=False)
    assert not close(value + 3 * 10**-places, value, places, exact=False)
