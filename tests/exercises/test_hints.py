"""Hints go from where to look to nearly there, and say no answer; each kind has some, in both languages."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracer import language, trace
from tracer.document.blocks import Formula, Heading, Prose
from tracer.exercises.blanks import KINDS, sheet
from tracer.exercises.design_sheet import design_sheet
from tracer.exercises.hints import between, hint_blocks, hints_of
from tracer.exercises.paper import sheet_document
from tracer.exercises.problems import problem_sheet
from tracer.rounding import rounded


@pytest.fixture(scope="module")
def run():
    return trace("the cat sat", model="attention", heads=1, init="integers", positions="none", paper=2, seed=4)


def sheets(run):
    stages = ["scores", "softmax", "z"]
    special = {"blanks": lambda: sheet(run, stages, "medium"), "design": lambda: design_sheet(run, (), "medium")}
    return {kind: special.get(kind, lambda kind=kind: problem_sheet(run, kind, "medium"))() for kind in KINDS}


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
@example(0.15, 1)  # printed as 0.2, while its nearest float lies below the half
def test_a_number_lies_strictly_between_its_rungs(value, places):
    low, high = map(float, between(value, places))
    printed = rounded(value, places)
    assert low < printed < high
    assert high - low <= max(9 * abs(printed), 2.1 * 10.0**-places)


def test_of_a_stage_the_first_blank_is_told_about_and_no_blank_s_number(run):
    made = sheet(run, ["scores", "softmax"], "hard")
    scores, softmax = hints_of(made)
    assert "queries" in scores.steps[0][0].text and "keys" in scores.steps[0][0].text and "(1)" in scores.steps[2][0].text
    assert isinstance(scores.steps[1][0], Formula) and "scaled" in softmax.steps[0][0].text
    told = "".join(
        block.text for hints in (scores, softmax) for step in hints.steps for block in step if isinstance(block, Prose)
    )
    numbers = {abs(blank.value) for blank in made.blanks} - {0.0}
    assert not numbers & {float(number) for number in re.findall(r"\d+\.\d\d", told)}


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_every_kind_has_hints_first_ones_first_and_none_unasked(run, tongue):
    with language.speaking(tongue):
        for kind, made in sheets(run).items():
            hints, title = hints_of(made), language.say("hints.title")
            assert hints and all(len(one.steps) >= 2 for one in hints), kind
            levels = [block.text for block in hint_blocks(made) if isinstance(block, Heading) and block.level == 3]
            assert levels == [language.say("hints.level", number=number) for number in range(1, len(levels) + 1)]
            headings = [
                [block.text for block in sheet_document(made, hints=wanted).blocks() if isinstance(block, Heading)]
                for wanted in (False, True)
            ]
            assert title not in headings[0] and title in headings[1], kind


def test_a_hint_names_the_stage_that_a_time_step_belongs_to():
    made = sheet(trace("I love", model="seq2seq", target="wo", hidden=2), ["attention.scores"], "easy")
    (told,) = hints_of(made)[0].steps[0]
    assert told.text.endswith("Attention · keys, Attention · query, Attention · v_a.")
