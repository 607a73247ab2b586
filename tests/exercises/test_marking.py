"""Marks follow errors through: what is right given a pupil's own earlier number is told apart from what is wrong."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer import trace
from tracer.exercises.answers import Answer
from tracer.exercises.blanks import sheet
from tracer.exercises.key import Entry
from tracer.exercises.marking import FOLLOWED, MISSING, RIGHT, UNREADABLE, WRONG, close, mark
from tracer.exercises.written_number import written_number


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


def written(numbers):
    """Numbers as a pupil hands them in; a text as one that may be no number."""
    return {blank: Answer(str(number), written_number(str(number))) for blank, number in numbers.items()}


def marks(made, run, numbers, **scheme):
    return mark(replace(entry_of(made), **scheme), run, written(numbers))


def verdicts(marked):
    return [one.verdict for one in marked]


def test_right_answers_are_right(run, made):
    assert set(verdicts(marks(made, run, answers(made)))) == {RIGHT}


def test_an_answer_left_out_is_told(run, made):
    given = answers(made)
    del given[3]
    assert verdicts(marks(made, run, given))[2] == MISSING


def test_an_error_is_followed_through_three_stages(run, made):
    """The pupil takes another first score and goes on without a mistake, here by NumPy's hand."""
    scores = np.array([[one.value for one in made.blanks[:4]]]).reshape(2, 2)
    scores[0, 0] = 5.0
    powers = np.exp(scores / np.sqrt(4))
    weights = powers / powers.sum(1, keepdims=True)
    z = weights @ run["attention.v"].values[0]
    given = dict(enumerate(np.round(np.concatenate([scores.ravel(), weights.ravel(), z.ravel()]), 3), 1))
    told = verdicts(marks(made, run, given))
    assert told[0] == WRONG and told[1:4] == [RIGHT] * 3
    assert told[4:6] == [FOLLOWED] * 2 and told[6:8] == [RIGHT] * 2
    assert told[8:12] == [FOLLOWED] * 4 and told[12:] == [RIGHT] * 4


def test_a_new_error_after_an_old_one_is_wrong_not_followed(run, made):
    given = answers(made) | {1: 5.0, 5: 0.123}
    told = verdicts(marks(made, run, given))
    assert told[0] == WRONG and told[4] == WRONG


def test_what_follows_from_the_pupil_s_number_is_shown(run, made):
    given = answers(made) | {1: 5.0}
    own = [one for one in marks(made, run, given) if one.verdict == FOLLOWED]
    assert own == []  # right weights do not follow from a wrong score; they are right all the same


def test_on_paper_every_digit_counts():
    run = trace("a b", heads=1, paper=2)
    made = sheet(run, ["scores", "softmax"], "hard")
    given = {one.number: one.value for one in made.blanks}
    assert set(verdicts(marks(made, run, given))) == {RIGHT}
    assert verdicts(marks(made, run, given | {1: given[1] + 0.01}))[0] == WRONG


@given(st.floats(-100, 100), st.integers(0, 6))
def test_a_rounded_answer_is_close_in_both_modes(value, places):
    from tracer.rounding import rounded

    assert close(rounded(value, places), value, places, exact=True)
    assert close(rounded(value, places), value, places, exact=False)
    assert not close(value + 3 * 10**-places, value, places, exact=False)


@pytest.mark.parametrize("value", [1e308, -1e308, 1e15])
def test_a_number_that_bursts_the_run_is_wrong_and_stops_nothing(run, made, value):
    told = verdicts(marks(made, run, answers(made) | {1: value}))
    assert told[0] == WRONG and told[1:4] == [RIGHT] * 3


def test_what_cannot_be_read_is_told_and_not_followed(run, made):
    told = marks(made, run, answers(made) | {1: "x", 2: "#DIV/0!"})
    assert verdicts(told) == [UNREADABLE] * 2 + [RIGHT] * (len(made.blanks) - 2)
    assert [one.answer.number.problem for one in told[:2]] == ["not_a_number", "spreadsheet_error"]


def test_points_are_what_the_key_says(run, made):
    scores = np.array([[one.value for one in made.blanks[:4]]]).reshape(2, 2)
    scores[0, 0] = 5.0
    powers = np.exp(scores / np.sqrt(4))
    weights = (powers / powers.sum(1, keepdims=True)).ravel()
    given = answers(made) | {1: 5.0, 5: round(weights[0], 3), 6: round(weights[1], 3)}
    for scheme, first in (({}, [0, 1, 1, 1, 1, 1]), ({"follow_on": 0.5, "points": {2: 3.0, 5: 4.0}}, [0, 3, 1, 1, 2, 0.5])):
        told = marks(made, run, given, **scheme)
        assert verdicts(told)[:6] == [WRONG, RIGHT, RIGHT, RIGHT, FOLLOWED, FOLLOWED]
        assert [one.points for one in told[:6]] == first


def test_a_question_about_no_cell_is_right_or_wrong_and_nothing_follows_from_it(run):
    entry = Entry("abc", "", (), 0, True, {1: ("", 4.0), 2: ("", 2.0)}, kind="shapes")
    marked = mark(entry, run, written({1: 4, 2: 3}))
    assert verdicts(marked) == [RIGHT, WRONG] and [blank.own for blank in marked] == [None, None]
