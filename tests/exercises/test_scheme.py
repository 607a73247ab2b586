"""What answers are worth stands on the sheet, and is told in one sentence."""

import pytest

from tracer import language, trace
from tracer.errors import TracerError
from tracer.exercises.blanks import sheet
from tracer.exercises.scheme import rule, with_scheme


@pytest.fixture(scope="module")
def made():
    return sheet(trace("a b", heads=1, model="attention"), ["scores", "softmax"], "hard")


@pytest.mark.parametrize(
    ("points", "worth"),
    [
        ([], [1] * 8),
        (["2"], [2] * 8),
        (["1,5"], [1.5] * 8),
        (["softmax=3"], [1] * 4 + [3] * 4),
        (["2", "softmax=0.5"], [2] * 4 + [0.5] * 4),
        (["softmax=0.5", "2"], [2] * 8),
        (["*=4"], [4] * 8),
    ],
)
def test_points_for_all_or_for_a_stage(made, points, worth):
    result = with_scheme(made, points, 0.25)
    assert [blank.points for blank in result.blanks] == worth and result.follow_on == 0.25
    assert [blank.number for blank in result.blanks] == [blank.number for blank in made.blanks]


@pytest.mark.parametrize(
    ("word", "message"), [("x", "points"), ("-1", "points"), ("softmax=", "points"), ("1e9", "points"), ("z=1", "points_stage")]
)
def test_what_says_no_points_is_refused(made, word, message):
    with pytest.raises(TracerError) as refused:
        with_scheme(made, [word], 1.0)
    assert refused.value.message == f"marking.{message}" and str(refused.value)


def test_two_numbers_for_every_blank_are_refused(made):
    with pytest.raises(TracerError) as refused:
        with_scheme(made, ["1", "5"], 1.0)
    assert refused.value.message == "marking.points_twice"


def test_a_stage_nobody_has_is_refused_with_near_misses(made):
    with pytest.raises(TracerError, match="softmax"):
        with_scheme(made, ["sofmax=2"], 1.0)


def test_the_rule_says_tolerance_points_and_share():
    with language.speaking("en"):
        assert "2 decimals, the last of which may be off by one" in rule([1.0, 1.0], 0.5, 2, False)
        assert "worth 1;" in rule([1.0, 1.0], 0.5, 2, False) and "gets 50% of it" in rule([1.0], 0.5, 2, False)
        assert "worth 0.5–2.25;" in rule([2.25, 0.5, 1.0], 1.0, 3, True) and "digit by digit" in rule([1.0], 1.0, 3, True)
