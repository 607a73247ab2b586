"""LaTeX as it is pasted: an article and a slide at 16:9 take it without an error and without an overfull box."""

import io
import re

import pages
import pytest
from typeset import ARTICLE, SLIDES, complaints, frame, whole

from tracer import language, trace
from tracer.document.blocks import Code, Document, Heading, Prose, Table
from tracer.document.selection import Selection
from tracer.document.trace_document import document
from tracer.render import write
from tracer.render.latex import article

LONG = "The animal did not cross the wide street in the old town because it was too tired"


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


def latex(page, **options):
    stream = io.StringIO()
    write(page, "latex", stream, **options)
    return stream.getvalue()


@pytest.fixture(scope="module")
def run():
    return trace("Thinking Machines")


def stages(run):
    return [latex(document(run, Selection(stages=(step.name,)))) for step in run.shown]


def test_a_run_fits_an_article(run, tmp_path):
    assert complaints(whole(ARTICLE, latex(document(run))), tmp_path) == []


def test_each_stage_of_a_run_fits_a_slide(run, tmp_path):
    assert complaints(whole(SLIDES, "".join(map(frame, stages(run)))), tmp_path) == []


def test_a_run_fits_slides_that_break(run, tmp_path):
    assert complaints(whole(SLIDES, frame(latex(document(run)), "[allowframebreaks]")), tmp_path) == []


@pytest.mark.parametrize("preamble", [ARTICLE, SLIDES], ids=["article", "slides"])
def test_a_wide_run_fits_too(preamble, tmp_path):
    wide = trace(LONG, d_model=32, heads=2)
    names = ("input", "q", "softmax", "z", "ffn.hidden", "encoder.0.ffn.norm")
    parts = [latex(document(wide, Selection(stages=(name,)))) for name in names]
    body = "".join(parts) if preamble is ARTICLE else "".join(map(frame, parts))
    assert complaints(whole(preamble, body), tmp_path) == []


@pytest.mark.parametrize("parts", [pages.blocks, pages.hostile, pages.pictures], ids=["blocks", "hostile", "pictures"])
def test_a_whole_article_compiles_with_any_words_in_it(parts, tmp_path):
    source = latex(Document("", parts), whole=True)
    assert source.startswith("% !TeX program = xelatex\n\\documentclass") == ("机" in source)
    assert not [line for line in complaints(source, tmp_path, "xelatex") if line.startswith("!")]


def test_long_lines_of_code_and_long_addresses_fit(tmp_path):
    lines = [Code("\n".join("x" * count for count in (60, 79, 88, 110, 200)))]
    address = "encoder.0.attention.softmax[head=0, query=Thinking, key=Machines]"
    sentence = pages.document([Prose(f"See {address} and {address} and {address}.")]).blocks()
    from tracer.document.blocks import Marked, Span

    marked = Prose(Marked([Span("See "), *[Span(address, "code"), Span(" and ")] * 4, Span("more.")]))
    page = Document("", [Heading(2, address), *lines, marked, *sentence])
    assert complaints(whole(ARTICLE, latex(page)), tmp_path) == []


def test_a_long_table_breaks_over_pages_and_stands_in_no_box():
    page = Document("", [Table(("n", "square"), [(n, n * n) for n in range(50)])])
    assert "\\begin{longtable}" in latex(page) and "\\setbox0" not in latex(page)


def test_matrices_of_one_stage_stand_side_by_side_under_short_titles(run):
    text = latex(document(run, Selection(stages=("softmax",))))
    centred = re.findall(r"\\begin\{center\}(.*?)\\end\{center\}", text, re.DOTALL)
    assert [part.count("\\toprule") for part in centred] == [2]
    assert "{head 0}\\\\" in text and "\\texttt{encoder.0.attention.softmax} $\\cdot$" in text


def test_a_frame_finds_no_parameter_sign_in_a_run(run):
    assert "#" not in re.sub(r"\\#", "", "".join(stages(run)))


def test_only_text_in_chinese_asks_for_ctex():
    assert "ctex" not in article(["% 注释\nplain"])
    assert article(["机器"]).count("\\usepackage{ctex}") == 1
    assert article(["one", "two"]).count("\\clearpage") == 1


def test_a_space_between_chinese_words_stays():
    """ctex drops one that stands there bare, and a command on a title slide would be another command."""
    language.use("zh")
    page = latex(document(trace("思考 机器"), Selection()))
    assert "思考\\ 机器" in page and "思考 机器" not in page
    code = latex(Document("", [Code("ttrace '思考 机器'  # two words")]))
    assert "思考~机器" in code and "~~" in code and "\\~" not in code
