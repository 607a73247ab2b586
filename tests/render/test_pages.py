"""One hand-made document through every page format: the same numbers in each, and nothing from outside that acts."""

import base64
import io
import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pages
import pytest
from markdown_it import MarkdownIt
from pages import HOSTILE, NUMBER, document, hostile

from tracer import language
from tracer.document.blocks import Figure, Matrix, Table, Working
from tracer.errors import TracerError
from tracer.expression import Call, Cell
from tracer.render import Options, formats, write
from tracer.render.table_model import label
from tracer.rounding import show

GOLD = Path(__file__).parent / "gold"
WRITTEN = [
    ("markdown", "", "page.md"),
    ("markdown", "mkdocs", "page.mkdocs.md"),
    ("markdown", "quarto", "page.quarto.md"),
    ("latex", "", "page.tex"),
    ("latex", "bmatrix", "page.bmatrix.tex"),
    ("typst", "", "page.typ"),
    ("typst", "mat", "page.mat.typ"),
    ("html", "", "page.fragment.html"),
    ("html", "inline", "page.inline.html"),
    ("page", "", "page.html"),
    ("svg", "", "page.svg"),
    ("ipynb", "", "page.ipynb"),
    ("text", "", "page.txt"),
]
NAMES = [file for _, _, file in WRITTEN]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


def written(name, flavour="", parts=pages.blocks):
    stream = io.StringIO()
    write(document(parts), name, stream, width=100, color="never", flavour=flavour)
    return stream.getvalue()


class Reader(HTMLParser):
    """The tags, attributes and visible text of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.words, self.cells, self.inside = set(), [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += attributes
        if tag != "meta":
            self.inside.append(tag)
        if tag in ("th", "td"):
            self.cells.append("")

    def handle_endtag(self, tag):
        assert self.inside.pop() == tag

    def handle_data(self, text):
        if not {"style", "title", "desc"} & set(self.inside):
            self.words.append(text)
        if {"th", "td"} & set(self.inside):
            self.cells[-1] += text


def readable(name, text):
    """What a reader of the format sees, a minus sign as `-`."""
    if name in ("html", "page"):
        return " ".join(Reader(text).words).replace("− ", "-")
    if name == "svg":
        return " ".join(node.text or "" for node in ElementTree.fromstring(text).iter(SVG + "text"))
    if name == "ipynb":
        cells = json.loads(text)["cells"]
        pictures = [picture["image/svg+xml"] for cell in cells for picture in cell.get("attachments", {}).values()]
        parts = ["".join(cell["source"]) for cell in cells]
        parts += [readable("svg", base64.b64decode(picture).decode()) for picture in pictures]
        return "\n".join(parts).replace("\\infty", "∞")
    if name == "latex":
        return text.replace("\\infty", "∞").replace("{", " ").replace("}", " ")
    return text


def leaves(expression):
    if isinstance(expression, Call):
        return [leaf for argument in expression.arguments for leaf in leaves(argument)]
    return [expression] if isinstance(expression, Cell) else []


def expected():
    """Every decimal the blocks hold, as `rounding.show` writes it."""
    for block in pages.blocks():
        if isinstance(block, Matrix):
            before = block.values if block.before is None else block.before
            for old, new in zip(np.ravel(before), np.ravel(block.values), strict=True):
                yield show(new, block.places)
                if old != new:
                    yield show(old, block.places)
                    yield show(new - old, block.places)
        elif isinstance(block, Table):
            yield from (show(cell, places) for row in block.rows for cell, places in zip(row, (0, 5, 0), strict=True) if places)
        elif isinstance(block, Working):
            yield show(block.value, block.places)
            yield from [] if block.unrounded is None else [f"{block.unrounded:.4f}"]
            yield from [] if block.substituted is None else (show(leaf.value, block.places) for leaf in leaves(block.substituted))
        elif isinstance(block, Figure):
            yield from (show(value, 2) for panel in block.data["panels"] for value in np.ravel(panel["values"]))


@pytest.mark.parametrize(("name", "flavour", "file"), WRITTEN, ids=NAMES)
def test_a_format_holds_exactly_the_numbers_of_the_document(name, flavour, file):
    found = sorted(NUMBER.findall(readable(name, written(name, flavour))))
    wanted = sorted(number for number in map(str, expected()) if NUMBER.fullmatch(number))
    assert found == wanted


@pytest.mark.parametrize(("name", "flavour", "file"), WRITTEN, ids=NAMES)
def test_the_page_looks_as_it_did_when_it_was_looked_at(gold, name, flavour, file):
    gold(written(name, flavour), GOLD / file)


@pytest.mark.parametrize(("name", "flavour", "file"), WRITTEN, ids=NAMES)
def test_no_control_character_and_no_direction_mark_reaches_a_page(name, flavour, file):
    text = written(name, flavour, hostile)
    assert not [char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs") and char != "\n"]


@pytest.mark.parametrize("flavour", ["github", "mkdocs", "quarto", "dollar"])
def test_hostile_words_are_text_in_markdown(flavour):
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(written("markdown", flavour, hostile))
    inline = [child.type for token in tokens for child in token.children or []]
    blocks = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert not {"html_inline", "link_open", "image", "em_open", "s_open"} & set(inline)
    assert not {"html_block", "hr", "code_block", "ordered_list", "lheading"} & blocks
    cells = ["".join(child.content for child in token.children) for token in tokens if token.type == "inline" and token.children]
    assert {label(word).strip() for word in HOSTILE} <= set(cells)


def test_a_fence_holds_only_formulas():
    fences = [token for token in MarkdownIt().parse(written("markdown", "", hostile)) if token.type == "fence"]
    assert {fence.info for fence in fences} == {"math"}
    assert len(fences) == 2 * len(HOSTILE)


@pytest.mark.parametrize(("name", "flavour"), [("html", ""), ("html", "inline"), ("page", "")])
def test_hostile_words_are_text_in_html(name, flavour):
    page = Reader(written(name, flavour, hostile))
    assert not page.tags & {"script", "iframe", "object", "link", "img", "a", "base", "form", "b", "i"}
    assert not [key for key, _ in page.attributes if key.startswith("on") or key in ("src", "href")]
    assert {label(word) for word in HOSTILE} <= set(page.cells)
    assert not page.inside


def test_a_page_loads_nothing_from_elsewhere():
    text = written("page")
    assert not re.search(r"url\(|@import|src=|href=|https?:", text)
    assert "default-src 'none'" in text


def test_tables_tell_a_screen_reader_what_they_are():
    page = ElementTree.fromstring(written("html"))
    tables = list(page.iter("table"))
    assert tables
    for table in tables:
        assert table.find("caption") is not None
        assert {cell.get("scope") for cell in table.find("thead").iter("th")} == {"col"}
        assert all(cell.get("scope") == "row" for cell in table.find("tbody").iter("th"))
    anchors = [table.get("id") for table in tables if table.get("id")]
    assert len(anchors) == len(set(anchors))


def test_a_shaded_weight_keeps_its_number():
    shaded = [cell for cell in ElementTree.fromstring(written("html")).iter("td") if cell.get("style")]
    assert [cell.text for cell in shaded] == ["0.880", "0.120", "1.000", "0"]


def test_hostile_words_are_text_in_latex():
    for flavour in ("booktabs", "bmatrix"):
        lines = written("latex", flavour, hostile).splitlines()
        body = "\n".join(line for line in lines if not line.startswith("%"))
        commands = set(re.findall(r"\\([a-zA-Z]+)", body.replace("\\\\", " ")))
        assert not commands & {"input", "write", "def", "catcode", "csname", "include"}
        assert not re.search(r"(?<!\\)%(?!$)", body, re.MULTILINE)
        begun, ended = (re.findall(rf"\\{which}\{{(\w+\*?)\}}", body) for which in ("begin", "end"))
        assert sorted(begun) == sorted(ended)
        assert "document" not in begun


def test_a_latex_cell_cannot_be_taken_for_an_argument_of_the_row_before():
    assert "{[}CLS{]} &" in written("latex", "", hostile)


@pytest.mark.parametrize("parts", [pages.blocks, hostile, pages.pictures], ids=["blocks", "hostile", "pictures"])
@pytest.mark.parametrize("flavour", ["table", "mat", "slides"])
def test_typst_compiles_as_it_is(flavour, parts, tmp_path):
    typst = pytest.importorskip("typst")
    source = tmp_path / "page.typ"
    long = "Long" if flavour == "slides" else None  # a slide is measured before it is set: 3,600 cells in the other flavours only
    drawn = [block for block in parts() if getattr(block, "title", "") != long]
    source.write_text(written("typst", flavour, lambda: drawn), encoding="utf-8")
    assert typst.compile(source, format="pdf").startswith(b"%PDF")


def test_hostile_words_are_text_in_svg():
    tree = ElementTree.fromstring(written("svg", "", hostile))
    allowed = {"svg", "title", "desc", "style", "rect", "g", "text", "polyline", "polygon"}
    assert {node.tag.removeprefix(SVG) for node in tree.iter()} <= allowed
    assert {label(word) for word in HOSTILE} <= {node.text for node in tree.iter(SVG + "text")}


def test_dollars_stand_around_every_formula_and_no_fence():
    text = written("markdown", "dollar")
    assert text.count("\n$$\n") >= 2 and "```math" not in text and "$`" not in text


@pytest.mark.parametrize("name", ["markdown", "latex", "typst", "html"])
def test_an_unknown_flavour_is_named_with_those_there_are(name):
    with pytest.raises(TracerError, match=f"{name} has no flavour 'x'; it takes: "):
        written(name, "x")


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_every_page_format_is_written_in_both_languages(tongue):
    language.use(tongue)
    for name in ("markdown", "latex", "typst", "html", "page", "svg", "ipynb", "text"):
        assert name in formats()
        assert ("位置" in written(name)) == (tongue == "zh" and name != "text")


def test_a_wide_matrix_is_printed_whole():
    wide = Matrix("W", "W", np.arange(400.0).reshape(1, 400) + 0.5, None, None, (), 1)
    for name, flavour, _ in WRITTEN:
        if name != "text":
            found = NUMBER.findall(readable(name, written(name, flavour, [wide])))
            assert [float(number) for number in found] == [i + 0.5 for i in range(400)], name


def test_the_same_document_gives_the_same_bytes():
    assert all(written(name, flavour) == written(name, flavour) for name, flavour, _ in WRITTEN)


def test_options_other_formats_use_do_not_matter():
    stream = io.StringIO()
    from tracer.render import markdown

    markdown.write(document(), stream, Options(width=20, ascii=True))
    assert stream.getvalue() == written("markdown")
