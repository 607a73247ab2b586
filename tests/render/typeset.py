"""TeX for the tests of LaTeX output: a source compiled as a teacher would, and what TeX complains about."""

import os
import re
import shutil
import subprocess

import pytest

REQUIRED = os.environ.get("REQUIRE_TEX") == "1"  # as .ci/run sets it
PACKAGES = "\\usepackage{amsmath,booktabs,longtable,graphicx}\n"
ARTICLE = "\\documentclass{article}\n" + PACKAGES
SLIDES = "\\documentclass[aspectratio=169]{beamer}\n" + PACKAGES
_COMPLAINT = re.compile(r"^(?:!|Overfull|LaTeX Error).*", re.MULTILINE)


def complaints(source, folder, engine="pdflatex"):
    """Errors and overfull boxes of a compiled source; skips where TeX, which takes seconds a source, is not asked for."""
    if not REQUIRED:
        pytest.skip("LaTeX is compiled by .ci/run, or with REQUIRE_TEX=1")
    assert shutil.which(engine), f"{engine} is not installed; .ci/run installs it"
    (folder / "page.tex").write_text(source, encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", "-no-shell-escape", "page.tex"]
    subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False)
    assert (folder / "page.pdf").exists(), (folder / "page.log").read_text(encoding="utf-8", errors="replace")[-2000:]
    return _COMPLAINT.findall((folder / "page.log").read_text(encoding="utf-8", errors="replace"))


def whole(preamble, body):
    """A document with this body."""
    return f"{preamble}\\begin{{document}}\n{body}\n\\end{{document}}\n"


def frame(body, option=""):
    """A Beamer frame with a title, as a teacher writes one."""
    return f"\\begin{{frame}}{option}{{Attention}}\n{body}\n\\end{{frame}}\n"
