"""A wrong number is named by the mistake that makes it; the mistakes are made here by NumPy's hand."""

import numpy as np
import pytest

from tracer import trace
from tracer.exercises.answers import Answer
from tracer.exercises.causes import SLIPS, Causes
from tracer.exercises.mistakes import MISTAKES
from tracer.exercises.written_number import written_number
from tracer.language import knows
from tracer.session import again

CELL = "encoder.0.attention.softmax[head=0, query={}, key={}]"


@pytest.fixture(scope="module")
def run():
    return trace("Thinking Machines", heads=2)


@pytest.fixture(scope="module")
def causes(run):
    return Causes(run, 3, False)


def answer(text):
    return Answer(str(text), written_number(str(text)))


def softmax(scores):
    powers = np.exp(scores)
    return powers / powers.sum(-1, keepdims=True)


@pytest.mark.parametrize(
    ("name", "divisor", "axis"), [("scale_missing", 1, -1), ("scale_model", 2.0, -1), ("softmax_query", np.sqrt(2), 0)]
)
def test_a_mistake_of_the_attention_is_named(run, causes, name, divisor, axis):
    scores = run["encoder.0.attention.scores"].values[0] / divisor
    wrong = softmax(scores) if axis == -1 else softmax(scores.T).T
    assert name in causes.of(run, CELL.format(0, 1), answer(f"{wrong[0, 1]:.3f}"))


def test_a_mistake_is_found_in_the_run_as_the_pupil_had_it(run, causes):
    scores = run["encoder.0.attention.scores"].values[0].copy()
    scores[0, 1] = 1.25
    strayed = again(run, [("encoder.0.attention.scores[0, 0, 1]", 1.25)])
    assert causes.of(strayed, CELL.format(0, 0), answer(f"{softmax(scores)[0, 0]:.3f}")) == ("scale_missing",)


@pytest.mark.parametrize(
    ("slip", "text"),
    [
        ("sign", "-0.368"),
        ("point", "36.8"),
        ("point", "0.037"),
        ("decimals", "0.4"),
        ("digits", "0.386"),
        ("cell", "0.632"),
        ("rounding", "0.371"),
    ],
)
def test_a_slip_is_named(causes, run, slip, text):
    value = run.cell(CELL.format(0, 1))
    assert f"{value:.3f}" == "0.368"
    assert causes.of(run, CELL.format(0, 1), answer(text)) == (slip,)


@pytest.mark.parametrize("text", ["0.9", "7", "1e300", "x"])
def test_what_nothing_explains_has_no_cause(causes, run, text):
    assert causes.of(run, CELL.format(0, 1), answer(text)) == ()


def test_every_cause_has_its_sentence():
    assert all(knows(f"marking.slip_{slip}") for slip in SLIPS) and all(knows(f"exercises.mistake_{name}") for name in MISTAKES)
