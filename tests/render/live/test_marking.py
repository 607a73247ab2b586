"""The script reads and marks as Python does: a thousand random sheets of answers, and whatever stands in a cell."""

import random
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted import REQUIRED, Node
from spellings import NUMBERS, OTHERS

from tracer import trace
from tracer.exercises.answers import Answer
from tracer.exercises.blanks import sheet
from tracer.exercises.design_marking import mark_design
from tracer.exercises.design_sheet import design_sheet
from tracer.exercises.design_told import outcome_told
from tracer.exercises.designs import design_head
from tracer.exercises.form import form_data
from tracer.exercises.key import Entry, key_data, read_key
from tracer.exercises.marking import VERDICTS, mark
from tracer.exercises.problems import PROBLEMS, problem_sheet
from tracer.exercises.written_number import comma_convention, written_number
from tracer.render.live import form_words
from tracer.session import again

SHEETS = {
    "attention": ({"model": "attention", "heads": 1}, ["scores", "softmax", "z"], 300),
    "on paper": ({"model": "attention", "heads": 1, "paper": 2, "init": "integers", "positions": "none"}, ["scores", "softmax", "z"], 300),
    "causal": ({"model": "attention", "heads": 2, "mask": "causal"}, ["scaled", "softmax"], 200),
    "encoder": ({}, ["scores", "softmax", "ffn.hidden"], 100),
    "gru": ({"model": "gru"}, ["recurrent.0.r", "recurrent.0.h"], 100),
}  # fmt: skip
BAD = ["", "", "x", "#DIV/0!", "1/2/2026", "1,234", "1e999", "–", "7", "1e300", "-1e308", "1/3", "50%"]


@pytest.fixture(scope="module")
def node():
    process = Node()
    yield process
    process.close()


def spelled(value, places, chance):
    """The number as somebody may write it."""
    text = f"{value:.{places}f}"
    return chance.choice(
        [text, text, text.replace(".", ","), text.replace("-", "−"), f" {text} ", f"{text}e0", f"+{text}".replace("+-", "-")]
    )


def pupil(made, chance):
    """Answers of somebody who errs now and then and goes on from there, as often as not without another mistake."""
    run, edits, stage, texts = made.trace, [], "", {}
    for blank in made.blanks:
        if blank.stage != stage:
            run, stage = again(made.trace, edits) if edits else made.trace, blank.stage
        value = run.cell(blank.address) if chance.random() < 0.8 else blank.value
        value = min(max(value, -1e6), 1e6) if value == value else 0.0
        if chance.random() < 0.15:
            value += chance.choice([1, -1, 2, 100]) * 10.0**-made.places
        texts[blank.number] = chance.choice(BAD) if chance.random() < 0.1 else spelled(value, made.places, chance)
        number = written_number(texts[blank.number]).value
        edits += [(blank.address, number)] if number is not None else []
    return texts


def told(made, texts):
    """Python's marks, in the script's words."""
    given = given_of(texts)
    entry = Entry(made.code, "", (), made.places, made.exact, {one.number: (one.address, one.value) for one in made.blanks})
    return [
        (one.blank, one.verdict, one.answer.number.value, one.answer.number.problem, one.points)
        for one in mark(entry, made.trace, given)
    ]


def given_of(texts):
    comma = comma_convention(texts.values())
    return {blank: Answer(text, written_number(text, comma)) for blank, text in texts.items()}


DESIGNED = {
    "attention": ("cat sat on", {"model": "attention", "heads": 1, "init": "integers", "positions": "none", "seed": 4}, []),
    "on paper": ("cat sat on", {"model": "attention", "heads": 1, "init": "integers", "paper": 2, "seed": 4}, ["itself", "last", "next"]),
    "causal": ("the cat sat", {"causal": True, "d_model": 8, "seed": 2}, ["previous", "uniform", "copy"]),
    "twice": ("the cat the dog", {"model": "attention", "heads": 1, "seed": 3}, ["equal", "independent", "copy"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DESIGNED)
def test_random_matrices_are_marked_and_told_the_same(node, name):
    text, options, designs = DESIGNED[name]
    made = design_sheet(trace(text, **options), designs, "hard")
    (entry,) = read_key(key_data([(made, ())]), "")
    head, chance = design_head(made.trace), random.Random(name)
    right = {blank.number: f"{blank.value:.3f}" for blank in made.blanks}
    pupils = [right, {}, {next(iter(right)): "x"}]
    for _ in range(40 if REQUIRED else 12):
        spoilt = chance.choice([0.0, 0.05, 0.3])
        other = [lambda text: "", lambda text: str(chance.randint(-9, 9)), lambda text: chance.choice([*BAD, "1e6", "1000001"])]
        pupils.append({n: chance.choice(other)(text) if chance.random() < spoilt else text for n, text in right.items()})
    asked = node.ask(
        "marks", sheet=form_data(made), pupils=[{str(blank): text for blank, text in texts.items()} for texts in pupils]
    )
    assert asked["check"]["differ"] == []
    verdicts = set()
    for texts, marks in zip(pupils, asked["marks"], strict=True):
        wanted, outcomes = mark_design(entry, head, given_of(texts))
        assert [(one["n"], one["verdict"], one["points"]) for one in marks] == [
            (one.blank, one.verdict, one.points) for one in wanted
        ], texts
        told = node.ask("outcomes", sheet=form_data(made), texts=texts, words=form_words(designs=True))["told"]
        assert [" ".join(sentences) for sentences in told] == [outcome_told(head, outcome) for outcome in outcomes]
        verdicts |= {one.verdict for one in wanted}
    assert verdicts == set(VERDICTS) - {"followed"}
    assert all(one["verdict"] == "right" for one in asked["marks"][0])


@pytest.mark.parametrize("kind", PROBLEMS)
def test_answers_about_no_cell_are_marked_as_python_does(node, kind):
    made = problem_sheet(trace("the cat sat", init="integers", paper=2, model="attention", heads=1, seed=3), kind, "medium")
    right = {blank.number: f"{blank.value:.2f}" for blank in made.blanks}
    pupils = [right, {}, {n: str(float(text) + 1) for n, text in right.items()}]
    marks = node.ask("marks", sheet=form_data(made), pupils=pupils)["marks"]
    for texts, page in zip(pupils, marks, strict=True):
        assert [(one["n"], one["verdict"], number(one["value"]), one["problem"], one["points"]) for one in page] == told(
            made, texts
        )
    assert {one["verdict"] for one in marks[0]} == {"right"} and {one["verdict"] for one in marks[2]} == {"wrong"}


def number(text):
    return None if text == "null" else float(text)


@pytest.mark.parametrize("name", SHEETS)
def test_random_sheets_of_answers_are_marked_the_same(node, name):
    options, stages, count = SHEETS[name]
    made = sheet(trace("cat sat", **options), stages, "medium")
    chance = random.Random(name)
    pupils = [pupil(made, chance) for _ in range(count if REQUIRED else count // 10)]  # all of them in .ci/run
    found = node.ask(
        "marks", sheet=form_data(made), pupils=[{str(blank): text for blank, text in texts.items()} for texts in pupils]
    )
    assert found["check"]["differ"] == []
    verdicts = set()
    for texts, marks in zip(pupils, found["marks"], strict=True):
        wanted = told(made, texts)
        assert [(one["n"], one["verdict"], number(one["value"]), one["problem"], one["points"]) for one in marks] == wanted, texts
        verdicts |= {verdict for _, verdict, *_ in wanted}
    assert verdicts == set(VERDICTS) or not REQUIRED


def test_there_are_a_thousand_of_them():
    assert sum(count for _, _, count in SHEETS.values()) == 1000


SIGNS = string.digits + string.digits + ".,'/%+-−e ×^()½#月x\t０，aprjan≈=⁻¹"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.text(SIGNS, max_size=10) | st.text(max_size=6), min_size=20, max_size=20), st.sampled_from([None, True, False])
)
def test_any_cell_is_read_the_same(node, cells, comma):
    cells = [cell.encode("utf-8", "replace").decode() for cell in cells]
    read = node.ask("written", cells=cells, comma=comma)["read"]
    wanted = [written_number(cell, comma) for cell in cells]
    assert [(number(one["value"]), one["problem"]) for one in read] == [(one.value, one.problem) for one in wanted]
    assert node.ask("convention", rows=[cells[:5], cells[5:9], cells])["commas"] == [
        comma_convention(row) for row in (cells[:5], cells[5:9], cells)
    ]


def test_every_spelling_of_the_tests_is_read_the_same(node):
    cells = [text for texts in (*NUMBERS.values(), *OTHERS.values()) for text in texts]
    read = node.ask("written", cells=cells, comma=None)["read"]
    assert [(number(one["value"]), one["problem"]) for one in read] == [
        (written_number(cell).value, written_number(cell).problem) for cell in cells
    ]
