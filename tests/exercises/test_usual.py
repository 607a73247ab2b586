"""The usual wrong answers are what a pupil's mistake makes of the numbers on the sheet, by NumPy's own hand."""

import numpy as np
import pytest

from tracer import trace
from tracer.exercises.blanks import sheet
from tracer.exercises.mistakes import MISTAKES
from tracer.exercises.usual import mistakes_of_class, usual_mistakes


@pytest.fixture(scope="module")
def made():
    return sheet(trace("cat sat", heads=1), ["scaled", "softmax"], "hard")


def softmax(values, axis=-1):
    powers = np.exp(values)
    return powers / powers.sum(axis=axis, keepdims=True)


def test_the_scale_left_out_and_the_wrong_axis(made):
    scores, scaled = (made.trace[f"attention.{name}"].values[0] for name in ("scores", "scaled"))
    answers = {mistake.name: {blank.address: value for blank, value in mistake.answers} for mistake in usual_mistakes(made)}
    for name, weights in (("scale_missing", softmax(scores)), ("softmax_query", softmax(scaled, 0))):
        of_softmax = {address: value for address, value in answers[name].items() if "softmax" in address}
        for blank in made.blanks:
            if blank.address in of_softmax:
                assert of_softmax[blank.address] == pytest.approx(weights[blank.index[1:]])
        assert len(of_softmax) == 4


def test_a_mistake_in_what_is_given_is_none_of_the_pupil_s(made):
    names = {mistake.name for mistake in usual_mistakes(made)}
    assert "query_transposed" not in names and names <= set(MISTAKES)


def test_sheets_of_one_class_have_the_same_mistakes(made):
    names = mistakes_of_class([made])
    assert usual_mistakes(made, names) == usual_mistakes(made) and mistakes_of_class([]) == ()
