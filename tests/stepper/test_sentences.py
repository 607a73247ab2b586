"""What both steppers say about a place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from tracer import language
from tracer.session import trace
from tracer.stepper import sentences
from tracer.stepper.state.cursor import Cursor
from tracer.stepper.state.place import Place

RUNS = {
    "encoder": trace("Thinking Machines"),
    "wide": trace("the cat saw the dog", heads=3, d_model=6),
    "decoder": trace("a b", model="decoder"),
    "lstm": trace("a b", model="lstm"),
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use(None)


@pytest.mark.parametrize("name", RUNS)
def test_the_explanation_of_a_hidden_cell_ends_in_a_question_and_never_in_the_number(name):
    """Where one number is handed on unchanged (concat, embedding), the working is the answer."""
    cursor = Cursor(RUNS[name])
    for stage in cursor.stages:
        cursor.enter(stage)
        cursor.hide()
        for place in (Place(stage, index) for index in itertools.islice(np.ndindex(cursor.step.values.shape), 6)):
            cursor.jump(place)
            _, *lines = sentences.explanation(cursor, 4000)
            assert lines[0].endswith(" = ?") and not lines[0].endswith("= ? = ?"), lines
            assert not lines[0].endswith(f"= {sentences.value_of(cursor)} = ?")
        cursor.hide()


def test_operands_that_are_to_be_predicted_are_covered_too():
    cursor = Cursor(RUNS["encoder"])
    cursor.go("q")
    cursor.hide()
    cursor.go("scores[0, 0, 1]")
    assert "?×? + ?×? = ?" in " ".join(sentences.explanation(cursor, 200))
    cursor.reveal()
    assert "?×? + ?×? " in " ".join(sentences.explanation(cursor, 200))


def test_where_a_number_goes_says_how_many_and_how_strongly():
    cursor = Cursor(RUNS["encoder"])
    cursor.go("softmax[1, 1, 1]")
    assert sentences.readers_line(cursor).startswith("softmax[head=1, query=Machines, key=Machines] goes into 2 numbers of z; Δ")
    lines = sentences.reader_lines(cursor)
    v = RUNS["encoder"]["encoder.0.attention.v"].values[1, 1]
    effects = sorted(np.abs(RUNS["encoder"].cell("softmax[1, 1, 1]") * v), reverse=True)
    assert [float(line.rpartition("Δ ")[2]) for line in lines] == pytest.approx(effects, abs=5e-4)


def test_the_effect_of_a_hidden_number_is_not_told():
    cursor = Cursor(RUNS["encoder"])
    cursor.go("softmax[1, 1, 1]")
    cursor.hide()
    assert not any("Δ" in line for line in sentences.reader_lines(cursor))
