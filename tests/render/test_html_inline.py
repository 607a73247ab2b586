"""HTML for editors of articles: what they strip is stripped here, and every number, formula and heading is still there."""

from __future__ import annotations

import io
import re
from collections import Counter
from html import escape
from html.parser import HTMLParser

import numpy as np
import pages
import pytest

from tracer import Trace, language, trace
from tracer.document.blocks import Code, Document, Figure, Points, Prose
from tracer.document.selection import Selection
from tracer.document.trace_document import document
from tracer.errors import TracerError
from tracer.render import write
from tracer.rounding import show

DROPPED = {"style", "script", "svg", "math", "iframe", "object", "form", "button"}  # with what stands in them
BARE = {"meta", "link", "input"}
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
KEPT = {"href", "colspan", "rowspan"}


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


class Editor(HTMLParser):
    """What an editor of articles keeps of what is pasted into it; plain: one that keeps no style either."""

    def __init__(self, page: str, plain: bool = False) -> None:
        super().__init__()
        self.kept = KEPT if plain else KEPT | {"style"}
        self.html, self.texts, self.headings, self.dropped = "", [""], [], []
        self.in_heading = False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag in DROPPED:
            self.dropped.append(tag)
        if self.dropped or tag in BARE:
            return
        self.html += (
            f"<{tag}{''.join(f' {key}={chr(34)}{escape(value)}{chr(34)}' for key, value in attributes if key in self.kept)}>"
        )
        if tag in {"p", "td", "th", "br", *HEADINGS}:
            self.texts.append("")
        if tag in HEADINGS:
            self.headings.append("")
            self.in_heading = True

    def handle_endtag(self, tag):
        if self.dropped:
            self.dropped.remove(tag) if tag in self.dropped else None
        elif tag != "br":
            self.html += f"</{tag}>"
            self.in_heading &= tag not in HEADINGS

    def handle_data(self, text):
        if not self.dropped:
            self.html += escape(text)
            self.texts[-1] += text
            if self.in_heading:
                self.headings[-1] += text

    @property
    def lines(self) -> list[str]:
        return [text.strip() for text in self.texts]


def written(document: Document, flavour: str = "inline") -> str:
    stream = io.StringIO()
    write(document, "html", stream, flavour=flavour)
    return stream.getvalue()


def run() -> Trace:
    return trace("Thinking Machines")


@pytest.mark.parametrize("plain", [False, True], ids=["styles kept", "no styles"])
@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_every_number_formula_and_heading_is_there_after_the_editor(tongue: str, plain: bool) -> None:
    language.use(tongue)
    a_run = run()
    page = Editor(written(document(a_run, Selection())), plain)
    expected = Counter(show(float(value), 3) for step in a_run.shown for value in np.ravel(step.values))
    assert not expected - Counter(page.lines)
    assert "S = q kᵀ" in page.lines and "A = softmax(S′)" in page.lines
    assert "A_j = e^(S′_j) / (Σ_k e^(S′_k))" in page.lines
    title = "编码器第 0 层 · 注意力 · 分数" if tongue == "zh" else "Encoder layer 0 · attention · scores"
    assert title in page.headings


def test_the_ordinary_fragment_does_lose_its_formulas_there() -> None:
    """So that the editor above is known to strip something."""
    page = Editor(written(document(run(), Selection(stages=("scores",))), ""))
    assert not any("kᵀ" in line or "qk" in line for line in page.lines)


def test_nothing_is_left_for_an_editor_to_strip() -> None:
    for parts in (pages.blocks, pages.pictures, pages.hostile):
        text = written(Document("", parts))
        page = Editor(text)
        expected = {"section", "p", "br", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", *HEADINGS}
        assert set(re.findall(r"<(\w+)", page.html)) <= expected
        whole = text.replace('<meta charset="utf-8">\n', "").replace(' lang="en"', "").replace("<br/>", "<br>")
        assert page.html.strip() == whole.strip()


def test_a_browser_that_opens_the_file_knows_its_encoding() -> None:
    assert written(Document("", [Prose("机器")])).startswith('<meta charset="utf-8">')


def test_a_weight_has_its_shade_and_ink_written_on_its_cell() -> None:
    text = written(document(run(), Selection(stages=("softmax",), heads=(0,))))
    shades = re.findall(r"background-color:(#\w{6});color:#1b1f24\">(0\.\d{3})<", text)
    depth = {float(number): sum(int(color[i : i + 2], 16) for i in (1, 3, 5)) for color, number in shades}
    assert len(depth) == 4 and [depth[key] for key in sorted(depth)] == sorted(depth.values(), reverse=True)


def test_a_picture_is_its_numbers_in_the_pictures_two_hues() -> None:
    panel = {"values": np.array([[0.5, -1.0], [0.0, 0.25]]), "rows": ("a", "b"), "columns": ("c", "d")}
    text = written(Document("", [Figure("heads", "Signed", {"panels": [panel]})]))
    cells = dict(re.findall(r'<td style="([^"]*)">([-\d.]+)</td>', text)[::-1])
    colors = {number: style.partition("background-color:")[2][:7] for style, number in cells.items()}
    assert colors["0"] == "" and colors["-1.00"] != colors["0.50"]
    red, blue = (int(colors["-1.00"][i : i + 2], 16) for i in (1, 5))
    assert red > blue
    red, blue = (int(colors["0.50"][i : i + 2], 16) for i in (1, 5))
    assert blue > red


def test_marks_of_lists_and_spaces_of_code_are_text() -> None:
    points = Points([("1.", "one", 0), ("", "more", 0), ("•", "inside", 1)])
    page = Editor(written(Document("", [points, Code("a  b\n  c")])), plain=True)
    assert [line for line in page.lines if line] == ["1. one", "more", "• inside", "a\u00a0\u00a0b", "c"]


def test_a_fragment_that_shall_answer_is_refused() -> None:
    with pytest.raises(TracerError, match="drop every script"):
        write(document(run(), Selection()), "html", io.StringIO(), flavour="inline", live=True)
