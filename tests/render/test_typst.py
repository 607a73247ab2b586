"""Typst: a deck has as many pages as slides, a long document's tables stand side by side where there is room."""

import io

import pytest

from tracer import language, trace
from tracer.document.selection import Selection
from tracer.document.trace_document import document
from tracer.render import write
from tracer.render.slides import slides

LONG = "The animal did not cross the wide street because it was too tired"


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


def text(page, **options):
    stream = io.StringIO()
    write(page, "typst", stream, **options)
    return stream.getvalue()


@pytest.mark.parametrize(("words", "sizes"), [("Thinking Machines", {}), (LONG, {"d_model": 32, "heads": 2, "d_ff": 40})])
def test_each_slide_is_one_page_that_holds_it_all(words, sizes, tmp_path):
    typst = pytest.importorskip("typst")
    page = document(trace(words, **sizes), Selection(stages=("q", "softmax", "ffn.hidden")))
    source = tmp_path / "deck.typ"
    source.write_text(text(page, flavour="slides", command="ttrace x"), encoding="utf-8")
    pages = typst.compile(source, format="svg")
    assert len(pages) == len(list(slides(page)))


def test_a_deck_shows_the_sentences_and_names_its_command():
    source = text(document(trace("Thinking Machines"), Selection(stages=("q",))), flavour="slides", command="ttrace '#x'")
    assert source.count("Each token asks") == 1 and "#raw(\"ttrace '#x'\")" in source


def test_narrow_matrices_of_one_stage_stand_side_by_side():
    assert text(document(trace("Thinking Machines"), Selection(stages=("softmax",)))).count("#box[") == 2
    assert "#box[" not in text(document(trace(LONG, d_model=32, heads=2), Selection(stages=("softmax",))))
