"""A Beamer deck at 16:9 that compiles with a stock TeX Live, Chinese with ctex and xelatex: a stage a slide, built up in steps.

First the formula, then the tables, then the working line after line. What is too wide or too high for a slide is made smaller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, TextIO

from tracer.document.blocks import Document, Working
from tracer.render.latex import PACKAGES, chinese, fitted
from tracer.render.latex_blocks import RELATIONS, PaperLatex, fitted_math, parts_of, sentence_latex
from tracer.render.notation.latex import escape
from tracer.render.slides import Piece, Slide, build_up, slides

_PREAMBLE = f"""\\documentclass[aspectratio=169]{{beamer}}
\\usepackage{{{PACKAGES}}}
\\usefonttheme[onlymath]{{serif}}
\\setbeamertemplate{{navigation symbols}}{{}}
% \\setbeameroption{{show notes on second screen=right}}
"""


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as a whole deck; the option `command` stands on its title slide."""
    command = getattr(options, "command", "")
    frames = "\n".join(_frame(slide, command) for slide in slides(document))
    first, package = chinese(frames)
    stream.write(f"{first}{_PREAMBLE}{package}\n\\begin{{document}}\n{frames}\\end{{document}}\n")


def _frame(slide: Slide, command: str) -> str:
    lines = _opening(slide, command) if slide.opening else _stage(slide)
    notes = "\\par ".join(map(sentence_latex, slide.notes))
    return "\n".join([*lines, *([f"\\note{{{notes}}}"] if notes else []), "\\end{frame}", ""])


def _opening(slide: Slide, command: str) -> Iterator[str]:
    yield f"\\begin{{frame}}\n\\centering{{\\LARGE\\usebeamercolor[fg]{{title}}{sentence_latex(slide.title)}\\par}}"
    if slide.notes:
        yield "\\bigskip " + "\\par\n".join(map(sentence_latex, slide.notes)) + "\\par"
    if command:
        yield f"\\bigskip{{\\small\\centering\\ttfamily {escape(command)}\\par}}"


def _stage(slide: Slide) -> Iterator[str]:
    yield f"\\begin{{frame}}{{{sentence_latex(slide.title)}}}"
    if slide.part:
        yield f"\\framesubtitle{{{sentence_latex(slide.part)}}}"
    yield fitted("\n\n".join(_built(slide.pieces)))


def _built(shown: Sequence[Piece]) -> Iterator[str]:
    """The pieces, each kind a step after the one before it: formula, tables, the lines of a working."""
    step = 0
    for _, run in groupby(shown, type):
        for piece in (alike := list(run)):
            if isinstance(piece, tuple):
                for part, covered in _working(piece, step):
                    step = max(step, covered)
                    yield part
        if not isinstance(alike[0], tuple):
            step += 1
            yield _uncovered(step, "\n\n".join(parts_of(alike)))


def _working(workings: tuple[Working, ...], before: int) -> Iterator[tuple[str, int]]:
    """A working line after line, or a tree of workings one after another: each part and the step it ends with."""
    first, *deeper = workings
    if deeper or first.depth:
        for step, part in enumerate(parts_of([workings]), before + 1):
            yield _uncovered(step, part), step
        return
    (_, _, name), *lines = build_up(first, PaperLatex)
    rows = []
    for place, (step, relation, text) in enumerate(lines):
        label = f"\\uncover<{before + step}->{{{name}}} " if place == 0 else ""
        sign = RELATIONS.get(relation, relation) or "\\quad"
        rows.append(f"{label}&\\uncover<{before + step}->{{{{}}{sign} {text}}}")
    aligned = "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"
    last = before + (lines[-1][0] if lines else 1)
    yield f"\\[\n{fitted_math(aligned if lines else name)}\n\\]", last
    if first.note:
        yield _uncovered(last, f"{escape(first.note)}\\par"), last


def _uncovered(step: int, part: str) -> str:
    return part if step == 1 else f"\\begin{{uncoverenv}}<{step}->\n{part}\n\\end{{uncoverenv}}"
