"""Markdown through Pandoc to Word: every formula arrives as an equation, every table as a table, with the run's numbers in them."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pages
import pytest

from tracer import language, trace
from tracer.document.blocks import Document, Formula, Matrix, Table, Tokens, Working
from tracer.document.cell_document import explanation
from tracer.document.selection import Selection
from tracer.document.trace_document import document
from tracer.errors import TracerError
from tracer.render import of_file, write
from tracer.rounding import show

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
RELATIONS = set("=≈→+")


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


def word(page: Document, folder: Path) -> ElementTree.Element:
    """The document as Pandoc makes it of our Markdown; skips, or fails where everything has to be there, without Pandoc."""
    if shutil.which("pandoc") is None:
        (pytest.fail if os.environ.get("REQUIRE_PANDOC") else pytest.skip)("pandoc is not installed; .ci/run installs it")
    stream = io.StringIO()
    write(page, "markdown", stream, flavour="quarto")
    (folder / "page.md").write_text(stream.getvalue(), encoding="utf-8")
    said = subprocess.run(["pandoc", "page.md", "-o", "page.docx"], cwd=folder, capture_output=True, text=True, timeout=120)
    assert (said.returncode, said.stderr) == (0, "")
    with zipfile.ZipFile(folder / "page.docx") as parts:
        return ElementTree.fromstring(parts.read("word/document.xml"))


def words(node: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in node.iter() if part.tag in (W + "t", M + "t"))


RUNS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "encoder": ("en", "Thinking Machines", {}),
    "encoder, Chinese": ("zh", "思考 机器", {}),
    "encoder-decoder": ("en", "The cat", {"model": "encoder-decoder", "target": "Le chat"}),
    "gru": ("en", "The cat", {"model": "gru"}),
}


@pytest.mark.parametrize("name", RUNS)
def test_formulas_are_equations_and_tables_tables(name: str, tmp_path: Path) -> None:
    tongue, text, options = RUNS[name]
    language.use(tongue)
    run = trace(text, **options)
    page = document(run, Selection(everything=True))
    blocks = list(page.blocks())
    body = word(page, tmp_path)
    equations, tables = list(body.iter(M + "oMath")), list(body.iter(W + "tbl"))
    assert len(equations) == sum(isinstance(block, (Formula, Working)) for block in blocks)
    assert len(tables) == sum(isinstance(block, (Matrix, Table, Tokens)) for block in blocks)
    shown = Counter(words(cell) for table in tables for cell in table.iter(W + "tc"))
    expected = Counter(show(float(value), 3) for step in run.shown for value in np.ravel(step.values))
    assert not expected - shown
    assert not re.search(r"\\[A-Za-z]|\$", words(body))


@pytest.mark.parametrize("parts", [pages.blocks, pages.hostile], ids=["blocks", "hostile"])
def test_any_document_arrives(parts: Any, tmp_path: Path) -> None:
    assert list(word(Document("title", parts), tmp_path).iter(M + "oMath"))


def test_no_place_of_an_equation_is_empty_and_none_begins_with_a_relation(tmp_path: Path) -> None:
    """LibreOffice shows ¿ in place of either, and none of the numbers behind it."""
    run = trace("Thinking Machines")
    for page in (document(run), explanation(run, "encoder.0.attention.softmax[0, 0, 1]")):
        body = word(page, tmp_path)
        places = [place for row in body.iter(M + "mr") for place in row.findall(M + "e")]
        for place in places:
            parts = list(place)
            assert parts
            assert parts[0].findtext(M + "t") not in RELATIONS
        assert places or not list(body.iter(M + "m"))


def test_an_ending_of_word_names_the_way_there() -> None:
    for file in ("notes.docx", "NOTES.ODT"):
        with pytest.raises(TracerError, match=r"--format markdown --flavour quarto .*pandoc") as refused:
            of_file(file)
        assert re.search(r"pandoc .* -o " + re.escape(file), str(refused.value))
