"""A QR code is the same modules in every format that prints it, with white around it."""

import re
import sys

import pytest

from tracer import language
from tracer.errors import MissingExtra, TracerError
from tracer.render.qr import QR, modules

TEXT = "04002-00HFB-XPAVG-06800"


def svg_modules(text):
    size = int(re.search(r'viewBox=\\?"0 0 (\d+)', text)[1])
    rows = [[0] * size for _ in range(size)]
    for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", text):
        rows[int(row)][int(column) : int(column) + int(length)] = [1] * int(length)
    return rows


def latex_modules(text):
    size = int(re.search(r"\{picture\}\((\d+),", text)[1])
    rows = [[0] * size for _ in range(size)]
    for column, row, length in re.findall(r"\\put\((\d+),(\d+)\)\{\\rule\{(\d+)", text):
        rows[size - 1 - int(row)][int(column) : int(column) + int(length)] = [1] * int(length)
    return rows


@pytest.mark.parametrize("name", QR)
def test_every_format_writes_the_modules_of_the_library(name):
    segno = pytest.importorskip("segno")
    read = (latex_modules if name == "latex" else svg_modules)(QR[name](modules(TEXT)))
    assert {*read[0], *read[3], *(row[0] for row in read), *(row[-1] for row in read)} == {0}
    assert [row[4:-4] for row in read[4:-4]] == [list(row) for row in segno.make(TEXT, error="m", boost_error=False).matrix]


def test_typst_takes_the_picture(tmp_path):
    typst = pytest.importorskip("typst")
    pytest.importorskip("segno")
    with language.speaking("zh"):
        (tmp_path / "q.typ").write_text(QR["typst"](modules(TEXT)), encoding="utf-8")
    assert typst.compile(tmp_path / "q.typ", format="pdf").startswith(b"%PDF")


def test_a_code_too_long_and_a_library_that_is_missing_are_told(monkeypatch):
    pytest.importorskip("segno")
    with pytest.raises(TracerError, match="5000 signs"):
        modules("A" * 5000)
    monkeypatch.setitem(sys.modules, "segno", None)
    with pytest.raises(MissingExtra, match=r"transformer-tracer\[qr\]"):
        modules(TEXT)
