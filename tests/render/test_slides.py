"""Slides of a document: each stage one, every block on one of them, a working whose steps add up."""

import re
from xml.etree import ElementTree

import numpy as np
import pages
import pytest

from tracer import language, trace
from tracer.document.blocks import Document, Figure, Formula, Heading, Matrix, Note, Prose, Table
from tracer.document.cell_document import explanation
from tracer.document.selection import Selection
from tracer.document.trace_document import document
from tracer.document.working import working
from tracer.render.html import body
from tracer.render.notation.text import TextWriter
from tracer.render.page_order import pieces
from tracer.render.slides import build_up, slides


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


@pytest.fixture(scope="module")
def run():
    return trace("Thinking Machines")


def test_a_run_has_a_title_slide_and_one_for_each_stage(run):
    opening, *others = slides(document(run))
    assert opening.opening and "Thinking Machines" in opening.title and "seed 0" in " ".join(opening.notes)
    titles = [slide.title for slide in others]
    assert titles[1:] == [block.text for block in document(run).blocks() if isinstance(block, Heading) and block.level == 3]
    assert {slide.part for slide in others[1:]} == {
        block.text for block in document(run).blocks() if isinstance(block, Heading) and block.level == 2
    }


def test_a_sentence_before_a_formula_is_spoken_and_not_shown(run):
    for slide in list(slides(document(run, Selection(stages=("q", "softmax")))))[1:]:
        assert slide.notes and not any(isinstance(piece, Prose) for piece in slide.pieces)


@pytest.mark.parametrize("parts", [pages.blocks, pages.hostile])
def test_every_piece_is_on_one_slide_in_order(parts):
    page = Document("", parts)
    shown = [piece for slide in slides(page) for piece in slide.pieces]
    spoken = [text for slide in slides(page) for text in slide.notes]
    wanted = list(pieces(page))
    assert [type(piece) for piece in shown if not isinstance(piece, Prose)] == [
        type(piece) for piece in wanted if not isinstance(piece, (Heading, Prose))
    ]
    assert spoken == [piece.text for piece in wanted if isinstance(piece, (Prose, Note))]


def test_what_is_too_much_for_one_slide_goes_on_in_another():
    table = Table(("a", "b"), [(1, 2)] * 12)
    deck = list(slides(Document("long", [Heading(3, "stage"), table, table, table])))
    assert [slide.title for slide in deck] == ["long", "stage", "stage", "stage"]
    assert [len(slide.pieces) for slide in deck] == [0, 1, 1, 1]


def lines(step, index, places=3):
    return build_up(working(step, index, places), TextWriter)


def test_a_working_is_built_up_by_operands_products_sum_and_result(run):
    q = run["encoder.0.attention.q"]
    built = lines(q, (0, 0, 0))
    assert [step for step, _, _ in built] == sorted(step for step, _, _ in built)
    assert {step for step, _, _ in built} == {1, 2, 3, 4}
    weights, row = run["encoder.0.attention.W_Q"].values[:, 0], run["input"].values[0]
    summed = " ".join(text for step, _, text in built if step == 3)
    printed = [float(number) for number in re.findall(r"-?\d+\.\d+", summed.replace("−", "-"))]
    np.testing.assert_allclose(printed, weights * row, atol=0.0005)
    assert float(built[-1][2].replace("−", "-")) == round(float(weights @ row), 3)


@pytest.mark.parametrize("name", ["q", "scores", "z", "encoder.0.attention.output"])
def test_an_equals_sign_is_true_of_the_numbers_as_printed(run, name):
    step = run[name]
    signs = set()
    for index in np.ndindex(*step.values.shape):
        relations, (_, multiplied, summed, result) = by_step(lines(step, index))
        products = [left * right for left, right in zip(multiplied[::2], multiplied[1::2], strict=True)]
        assert (relations[3] == "=") == (np.round(products, 3).tolist() == summed)
        assert (relations[4] == "=") == (round(sum(summed), 3) == result[0])
        signs |= {relations[3], relations[4]}
    assert signs == {"=", "≈"}


def by_step(built):
    """The relation each step begins with, and the numbers printed in it."""
    relations, numbers = {}, {}
    for step, sign, text in built[1:]:
        relations.setdefault(step, sign)
        numbers.setdefault(step, []).extend(float(number) for number in re.findall(r"-?\d+\.\d+|-?\b0\b", text.replace("−", "-")))
    return relations, [numbers[step] for step in sorted(numbers)]


def test_a_working_without_products_stays_as_it_is(run):
    softmax = lines(run["softmax"], (0, 0, 1))
    assert [sign for _, sign, _ in softmax][1:] == ["=", "=", "≈"] and softmax[-1][0] == 3


def test_formula_and_matrices_stay(run):
    kinds = [type(piece) for slide in slides(document(run, Selection(stages=("scores",)))) for piece in slide.pieces]
    assert kinds == [Formula, Matrix, Matrix, tuple]


def test_a_large_tree_of_workings_is_shown_in_parts_that_hold_all_of_it(run):
    page = explanation(run, "z[0, 0, 1]", depth=3)
    (whole,) = [piece for piece in pieces(page) if isinstance(piece, tuple)]
    parts = [piece for slide in slides(page) for piece in slide.pieces if isinstance(piece, tuple)]
    assert len(parts) > 2 and tuple(working for part in parts for working in part) == whole
    for part in parts:
        ElementTree.fromstring(f"<div>{''.join(body(Document('', list(part))))}</div>")


def test_a_picture_under_its_own_title_does_not_say_it_twice():
    figure = Figure("heads", "Attention", pages.heads())
    (_, slide) = slides(Document("Attention", [figure]))
    assert slide.title == "Attention" and slide.pieces == [figure.replace(title="")]
