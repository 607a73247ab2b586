"""A Beamer deck compiles as it is, in both languages, without an overfull box; each stage is built up in steps."""

import io
import re

import pages
import pytest
from typeset import complaints

from tracer import language, trace
from tracer.document.blocks import Document, Heading, Table
from tracer.document.cell_document import explanation
from tracer.document.selection import Selection
from tracer.document.trace_document import document
from tracer.render import write

LECTURE = ("q", "k", "v", "scores", "scaled", "softmax", "z")
COMMAND = "ttrace 'Thinking Machines' --seed 0 # \\input{a} 50%"


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


def deck(page, **options):
    stream = io.StringIO()
    write(page, "beamer", stream, **options)
    return stream.getvalue()


def test_a_lecture_compiles(tmp_path):
    source = deck(document(trace("Thinking Machines"), Selection(stages=LECTURE)), command=COMMAND)
    assert complaints(source, tmp_path) == []
    source = source.replace("% \\setbeameroption", "\\setbeameroption")
    assert not [line for line in complaints(source, tmp_path) if line.startswith("!")]


def test_a_lecture_in_chinese_compiles_with_ctex(tmp_path):
    language.use("zh")
    source = deck(document(trace("机器 思考"), Selection(stages=LECTURE)), command="ttrace '机器 思考'")
    assert source.startswith("% !TeX program = xelatex\n") and "\\usepackage{ctex}" in source
    assert complaints(source, tmp_path, "xelatex") == []


@pytest.mark.parametrize("parts", [pages.blocks, pages.hostile, pages.pictures], ids=["blocks", "hostile", "pictures"])
def test_any_document_is_a_deck(parts, tmp_path):
    assert not [line for line in complaints(deck(Document("title", parts)), tmp_path, "xelatex") if line.startswith("!")]


def test_a_table_longer_than_a_slide_is_made_smaller(tmp_path):
    table = Table(("n", "square"), [(n, n * n) for n in range(60)])
    assert complaints(deck(Document("long", [Heading(2, "squares"), table])), tmp_path) == []


def test_a_slide_shows_formula_tables_and_the_lines_of_the_working_one_after_another():
    source = deck(document(trace("Thinking Machines"), Selection(stages=("scores",))))
    _, slide = re.findall(r"\\begin\{frame\}(.*?)\\end\{frame\}", source, re.DOTALL)
    formula, tables, *rows = (
        slide.index("S = q k"),
        slide.index("uncoverenv}<2->"),
        *map(slide.index, ["<3->", "<4->", "<5->", "<6->"]),
    )
    assert [formula, tables, *rows] == sorted([formula, tables, *rows]) and "<7->" not in slide
    assert "\\note{Every query meets every key" in slide
    assert "Every query meets every key" not in slide.partition("\\note")[0]


def test_the_title_slide_names_the_command_as_text():
    source = deck(document(trace("Thinking Machines")), command=COMMAND)
    opening = source.partition("\\end{frame}")[0]
    assert "\\textbackslash{}input\\{a\\} 50\\%" in opening and "Trace of" in opening


def test_a_tree_of_workings_is_shown_one_after_another():
    source = deck(explanation(trace("Thinking Machines"), "softmax[0, 0, 1]", depth=2))
    assert source.count("\\begin{uncoverenv}") > 3
