"""A comparison as a program and a test use it."""

import numpy as np
import pytest

import tracer
from tracer import TracerError, assert_agrees, compare, trace

RUN = trace("the cat sat", seed=5)
SOFTMAX, SCORES = (RUN[name].array for name in ("softmax", "scores"))


def wrong():
    result = SOFTMAX.copy()
    result[1, 2, 0] += 1e-3
    result[1, 2, 1] -= 0.5
    return result


def test_what_agrees():
    verdict = RUN.compare({"softmax": SOFTMAX, "scores": SCORES[None]})
    assert verdict and verdict.agrees and verdict.first is None and verdict.largest is None
    assert [(row.stage, row.differing) for row in verdict.table] == [
        ("encoder.0.attention.scores", 0),
        ("encoder.0.attention.softmax", 0),
    ]
    assert_agrees(RUN, {"softmax": SOFTMAX})
    assert compare(RUN, trace("the cat sat", seed=5))


def test_the_first_and_the_largest_difference():
    verdict = compare(RUN, {"scores": SCORES, "softmax": wrong()})
    assert not verdict and not verdict.agrees
    assert verdict.first == ("encoder.0.attention.softmax[head=1, query=sat, key=the]", SOFTMAX[1, 2, 0], wrong()[1, 2, 0])
    assert verdict.largest.cell == "encoder.0.attention.softmax[head=1, query=sat, key=cat]"
    assert [row.differing for row in verdict.table] == [0, 2] and verdict.table[1].largest == pytest.approx(0.5)
    assert "key=the" in str(verdict) and "key=the" in repr(verdict) and "text/html" in verdict._repr_mimebundle_()
    assert compare(RUN, {"softmax": wrong()}, tolerance=1.0)
    assert compare(RUN, {"mine": SOFTMAX}, names={"softmax": "mine"})


def test_another_shape_is_never_equal():
    with pytest.raises(TracerError, match="softmax is 2 × 2 × 3"):
        compare(RUN, {"softmax": SOFTMAX[:, :2]})
    verdict = compare(RUN, {"softmax": SOFTMAX[:, :2], "scores": SCORES})
    assert not verdict and verdict.first is None


def test_an_assertion_says_where_and_leaves_out_what_agrees():
    with pytest.raises(AssertionError) as told:
        assert_agrees(RUN, {"scores": SCORES, "softmax": wrong()})
    assert "softmax[head=1, query=sat, key=the]" in str(told.value)
    assert not any(line.startswith("encoder.0.attention.scores") for line in str(told.value).splitlines())


def test_names_match_the_public_ones():
    assert tracer.compare is compare and tracer.Verdict is type(compare(RUN, RUN))


@pytest.mark.parametrize(
    ("theirs", "says"),
    [
        ({}, "ARRAY"),
        ([1, 2], "ARRAY"),
        ({"softmax": "x"}, "holds no numbers"),
        ({"softmax": object()}, "holds no numbers"),
        ({"softmax": np.array([None])}, "holds no numbers"),
        ({"softmax": [[1, 2], [3]]}, "holds no numbers"),
        ({"zzz": np.arange(3.0)}, "None of the arrays"),
        ({"softmax": None}, "ARRAY"),
    ],
)
def test_what_cannot_be_compared(theirs, says):
    with pytest.raises(TracerError, match=says):
        compare(RUN, theirs)


@pytest.mark.parametrize("tolerance", [-1.0, float("inf"), float("nan")])
def test_a_tolerance_is_a_finite_number(tolerance):
    with pytest.raises(TracerError):
        compare(RUN, {"softmax": SOFTMAX}, tolerance=tolerance)
    with pytest.raises(TracerError):
        compare("the cat sat", {"softmax": SOFTMAX})
