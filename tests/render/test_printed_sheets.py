"""Each sheet says on every page which it is, and counts its own pages."""

import re
import subprocess
from shutil import which

import pytest

from tracer import language
from tracer.render.latex import article, fitted
from tracer.render.printed_sheets import FEET, Printed, print_style

SHEETS = [Printed("Worksheet 50% & #1_a", "One", True), Printed('Worksheet "</style>', "Two")]


def written(name):
    return [FEET[name](sheet, number) for number, sheet in enumerate(SHEETS, 1)]


@pytest.mark.skipif(not (which("xelatex") and which("pdftotext")), reason="no LaTeX here")
def test_latex_counts_the_pages_of_each_sheet(tmp_path):
    one, two = written("latex")
    (tmp_path / "s.tex").write_text(article([one.replace("One", "One\\newpage More"), two]), encoding="utf-8")
    for _ in range(2):
        subprocess.run(["xelatex", "-interaction=batchmode", "s.tex"], cwd=tmp_path, check=True, capture_output=True)
    text = subprocess.run(["pdftotext", "-layout", "s.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert re.findall(r"page \d of \d", text) == ["page 1 of 2", "page 2 of 2", "page 1 of 1"]
    assert text.count("50% & #1_a") == 2 and text.count("Room to work") == 1


def test_typst_counts_the_pages_of_each_sheet(tmp_path):
    typst = pytest.importorskip("typst")
    (tmp_path / "s.typ").write_text("\n#pagebreak()\n".join(written("typst")), encoding="utf-8")
    assert typst.compile(tmp_path / "s.typ", format="pdf").startswith(b"%PDF")
    assert [page.count("counter(page).update(1)") for page in written("typst")] == [1, 1]


def test_a_foot_cannot_leave_the_style_sheet():
    style = print_style([sheet.foot for sheet in SHEETS])
    assert "</" not in style and style.count("@bottom-left") == 2 and '\\"' in style


def test_a_foot_is_in_the_reader_s_language():
    with language.speaking("zh"):
        assert "第" in written("latex")[0] and "草稿" in written("typst")[0]


@pytest.mark.skipif(not (which("pdflatex") and which("pdftotext")), reason="no LaTeX here")
@pytest.mark.parametrize("filled", [12, 19, 21])
def test_a_formula_stays_on_the_page_of_its_table(tmp_path, filled):
    table = "\\begin{center}\n\\begin{tabular}{l}" + "TABLE\\\\" * 6 + "\\end{tabular}\n\\end{center}"
    text = f"\\vspace*{{{filled}cm}}\n\n" + fitted(f"HEADING\n\n\\[\nFORMULA\n\\]\n\n{table}")
    (tmp_path / "s.tex").write_text(article([FEET["latex"](Printed("Worksheet", text), 1)]), encoding="utf-8")
    subprocess.run(["pdflatex", "-interaction=batchmode", "s.tex"], cwd=tmp_path, check=True, capture_output=True)
    text = subprocess.run(["pdftotext", "s.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert any("HEADING" in page and "TABLE" in page for page in text.split("\f"))


@pytest.mark.skipif(not which("pdftotext"), reason="no pdftotext here")
def test_typst_keeps_what_leads_to_a_table_on_its_page(tmp_path):
    typst = pytest.importorskip("typst")
    for filled in (19, 21, 22):
        table = "#align(center, block(breakable: false)[\n#table(" + '"TABLE", ' * 6 + ")])\n\n=== NEXT\n\nalone\n"
        text = f"#v({filled}cm)\n\n=== HEADING\n\nSENTENCE\n\n$ F $\n\n{table}"
        (tmp_path / "s.typ").write_text(FEET["typst"](Printed("Worksheet", text), 1), encoding="utf-8")
        (tmp_path / "s.pdf").write_bytes(typst.compile(tmp_path / "s.typ", format="pdf"))
        read = subprocess.run(["pdftotext", "s.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
        (page,) = [page for page in read.split("\f") if "TABLE" in page]
        assert "HEADING" in page and "SENTENCE" in page, filled
