"""LaTeX that compiles as it is, in an article and in a Beamer frame, with pdflatex or xelatex.

Flavours: `booktabs` (tables with their labels) and `bmatrix` (the numbers as matrices in formulas). Nothing but amsmath,
booktabs, graphicx and, for very long tables, longtable is needed; the header comment says so.

What stands under one heading is a group. Tables that follow one another stand side by side where the line has room; what is
wider than the line is made smaller, and so is, in a Beamer frame, a group that is higher than a slide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from tracer.document.blocks import Document, Heading, Matrix, Table, Tokens
from tracer.language import say
from tracer.render.latex_blocks import parts_of
from tracer.render.page_order import Piece, flavour, pieces
from tracer.render.slides import lines

FLAVOURS = ("booktabs", "bmatrix")
_CTEX = "\\usepackage{ctex}"
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
PACKAGES = "amsmath,booktabs,longtable,graphicx"
_ARTICLE = f"""\\documentclass[11pt,a4paper]{{article}}
\\usepackage[margin=2cm]{{geometry}}
\\usepackage{{{PACKAGES}}}
"""
GROUP = "\\begingroup\\setbox0\\vbox\\bgroup"  # how the box of what stands under one heading begins
_BOX = f"{GROUP}\\emergencystretch6em\\relax"
_SHORT = 10  # lines that any slide has room for
_SLIDE = ".8\\textheight"  # what a title leaves of a slide
_UNBOX = (
    f"\\egroup\\ifcsname beamer@frametextheight\\endcsname\\ifdim\\ht0>{_SLIDE}\n"
    f"\\setbox0\\vbox{{\\centerline{{\\resizebox{{!}}{{{_SLIDE}}}{{\\box0}}}}}}\\fi\\fi\\unvbox0\\endgroup\\smallbreak"
)


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as a LaTeX fragment, a block after the other."""
    kind = flavour("latex", getattr(options, "flavour", ""), FLAVOURS)
    parts = (_group(group, kind == "bmatrix") for group in _groups(pieces(document)))
    if getattr(options, "whole", False):
        stream.write(article(["\n\n".join(parts)]))
        return
    stream.write(f"% {say('render.latex.packages')}\n")
    stream.write(f"% \\usepackage{{{PACKAGES}}}\n")
    stream.write(f"% {say('render.latex.chinese', package=_CTEX)}\n")
    for part in parts:
        stream.write(f"\n{part}\n")


def article(texts: Sequence[str]) -> str:
    """LaTeX fragments as an article of its own, each beginning a page; with Chinese in it ctex, and xelatex to compile it."""
    body = "\n\\clearpage\n".join(texts)
    shown = "\n".join(line for line in body.split("\n") if not line.startswith("%"))
    first, package = chinese(shown)
    return f"{first}{_ARTICLE}{package}\\pagestyle{{empty}}\n\n\\begin{{document}}\n{shown}\n\\end{{document}}\n"


def chinese(body: str) -> tuple[str, str]:
    """What a document with this text needs for Chinese: a comment at its head that names xelatex, and a line of its preamble."""
    return ("% !TeX program = xelatex\n", f"{_CTEX}\n") if _HAN.search(body) else ("", "")


def _groups(page: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces of a page by the heading they stand under; headings that follow one another stand together."""
    group: list[Piece] = []
    for piece in page:
        if isinstance(piece, Heading) and not all(isinstance(before, Heading) for before in group):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _group(group: Sequence[Piece], bmatrix: bool) -> str:
    """A group of pieces, in a box unless it is short and has no text to stretch."""
    parts = parts_of(group, bmatrix)
    sure = all(isinstance(piece, (Heading, Matrix, Tokens, Table)) for piece in group) and sum(map(lines, group)) <= _SHORT
    text = "\n\n".join(parts)
    return text if sure or "\\begin{longtable}" in text else fitted(text)  # longtable breaks pages itself


def fitted(text: str) -> str:
    """Parts as one box that is opened again in an article and made smaller in a slide it is too high for.

    No parameter sign stands in it, since a frame reads its text as an argument.
    """
    return f"{_BOX}\n{text}\n\n{_UNBOX}"
