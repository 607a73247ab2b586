"""LaTeX that compiles as it is, in an article and in a Beamer frame, with pdflatex or xelatex.

Flavours: `booktabs` (tables with their labels) and `bmatrix` (the numbers as matrices in formulas). Nothing but amsmath,
booktabs, graphicx and, for very long tables, longtable is needed; the header comment says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TextIO

from tracer.document.blocks import (
    Code,
    Document,
    Figure,
    Formula,
    Heading,
    Matrix,
    Note,
    Points,
    Prose,
    Table,
    Tokens,
    Working,
    spans,
)
from tracer.language import say
from tracer.render import table_model as grids
from tracer.render.notation.chain import chain, equation
from tracer.render.notation.latex import MACROS, Latex, escape
from tracer.render.page_order import figure_tables, flavour, pieces
from tracer.render.table_model import Grid, Item

FLAVOURS = ("booktabs", "bmatrix")
_CTEX = "\\usepackage{ctex}"
_ROOM = 96  # characters across; a wider table goes on below
_LONG = 40  # rows; a longer table may break over pages
_FULL = 10  # columns of a bmatrix that need no permission
_SIZES = {1: "\\Large", 2: "\\large", 3: "\\normalsize"}
_SIGNS = {"≈": "\\approx", "→": "\\to"}


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as a LaTeX fragment, a block after the other."""
    kind = flavour("latex", getattr(options, "flavour", ""), FLAVOURS)
    stream.write(f"% {say('render.latex.packages')}\n")
    stream.write("% \\usepackage{amsmath,booktabs,longtable,graphicx}\n")
    stream.write(f"% {say('render.latex.chinese', package=_CTEX)}\n")
    for piece in pieces(document):
        parts = _tree(piece) if isinstance(piece, tuple) else _BLOCKS[type(piece)](piece, kind == "bmatrix")
        for part in parts:
            stream.write(f"\n{part}\n")


_COMMANDS = {"code": "\\texttt", "emphasis": "\\emph", "strong": "\\textbf"}


def sentence_latex(sentence: str) -> str:
    """A sentence with its code and emphasis; a link is its words and its address, as on paper."""
    parts = []
    for span in spans(sentence):
        command, words = _COMMANDS.get(span.kind), escape(span.text)
        words = f"{command}{{{words}}}" if command else words
        parts.append(f"{words} (\\texttt{{{escape(span.to)}}})" if span.to else words)
    return "".join(parts)


def number(text: str) -> str:
    """A number as `rounding` wrote it, in math mode with a true minus sign."""
    return f"${_plain(text)}$"


def _plain(text: str) -> str:
    return "-" + Latex().digits(text[1:]) if text.startswith("-") else Latex().digits(text)


def _cell(item: Item) -> str:
    if not item.number:
        return f"${MACROS[item.text]}$" if item.text in ("⋯", "⋮") else escape(item.text)
    text = f"{{\\boldmath${_plain(item.text)}^{{*}}$}}" if item.edited else number(item.text)
    shown = grids.change(item, number(item.before) if item.before else "", text)
    return shown.replace("→", "$\\to$").replace(f"({item.difference})", f"(${item.difference}$)") if item.before else shown


def table(grid: Grid, title: str = "") -> str:
    """A booktabs table under its title; a little wider than the line it is scaled down, longer than a page it breaks."""
    headed = grid.corner is not None
    columns = ("l" if headed else "") + "".join("r" if numeric else "l" for numeric in grid.numeric)
    heading = " & ".join([*([escape(grid.corner or "")] if headed else []), *map(_heading, grid.headings)])
    lines = [f"{heading} \\\\", "\\midrule"] if grid.has_headings or grid.corner else []
    for row in grid.rows:
        lines.append(" & ".join([*([_heading(row.heading or "")] if headed else []), *map(_cell, row.items)]) + " \\\\")
    if len(grid.rows) > _LONG:
        above = [f"{{\\centering {title}\\par\\nopagebreak}}"] if title else []
        return "\n".join([*above, f"\\begin{{longtable}}{{{columns}}}", "\\toprule", *lines, "\\bottomrule", "\\end{longtable}"])
    body = [f"\\begin{{tabular}}{{{columns}}}", "\\toprule", *lines, "\\bottomrule", "\\end{tabular}"]
    above = [f"{title}\\\\*[\\medskipamount]"] if title else []  # starred: the title stays with its table
    return "\n".join(["\\begin{center}", *above, _FIT, *body, "}", "\\end{center}"])


_FIT = "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%"


def _heading(text: str) -> str:
    return f"${MACROS[text]}$" if text in ("⋯", "⋮") else escape(text)


def _lines(text: str) -> str:
    """Lines as they are, in a fixed width; spaces count."""
    shown = [escape(line).replace(" ", "~") or "~" for line in text.split("\n")]
    return "{\\small\\ttfamily\\noindent " + "\\\\{}\n\\mbox{}".join(shown) + "\\par}"  # a box keeps the spaces behind it


def _bmatrix(block: Matrix) -> str:
    grid = grids.of(block)
    rows = [" & ".join(_entry(item) for item in row.items) for row in grid.rows]
    width = max(len(grid.headings), 1)
    wide = [f"\\setcounter{{MaxMatrixCols}}{{{width}}}"] if width > _FULL else []
    name = Latex().name(block.symbol or block.address)
    body = ["\\[", f"{name} = \\begin{{bmatrix}}", *(row + " \\\\" for row in rows[:-1]), rows[-1], "\\end{bmatrix}", "\\]"]
    return "\n".join(wide + body)


def _entry(item: Item) -> str:
    if not item.number:
        return MACROS[item.text]
    text = f"\\boldsymbol{{{_plain(item.text)}}}^{{*}}" if item.edited else _plain(item.text)
    return grids.change(item, _plain(item.before), text).replace("→", "\\to") if item.before else text


def _grid(block: Matrix | Table | Tokens, bmatrix: bool) -> Iterator[str]:
    grid = grids.of(block)
    parts = [escape(grid.caption)] if grid.caption else []
    small = [f"{{\\scriptsize\\texttt{{{escape(grid.told)}}}}}"] if grid.told else []
    title = "\\\\*".join(parts + small)
    if bmatrix and isinstance(block, Matrix):
        yield (f"{{\\centering {title}\\par\\nopagebreak}}\n" if title else "") + _bmatrix(block)
    else:
        for place, part in enumerate(grids.parts(grid, _ROOM)):
            yield table(part, title if place == 0 else "")
    for note in grid.notes:
        yield f"{{\\small {escape(note)}\\par}}"


def _formula(block: Formula, _: bool) -> Iterator[str]:
    about = [f"\\texttt{{{escape(block.address)}}}"] if block.address else []
    about += [escape(block.shape)] if block.shape else []
    if about:
        yield "\\noindent " + " $\\cdot$ ".join(about) + "\\par"
    first, *rest = equation(block, Latex)
    yield _display([("", first), *(("", line) for line in rest)])


def _display(lines: Sequence[tuple[str, str]]) -> str:
    """A chain of equalities, aligned at its relations."""
    if len(lines) == 1:
        return f"\\[\n{lines[0][1]}\n\\]"
    (_, name), *others = lines
    rows = [f"{_SIGNS.get(sign, sign)} {text}" if sign else f"\\quad {text}" for sign, text in others]
    body = " \\\\\n".join([f"{name} &{rows[0]}", *(f"&{row}" for row in rows[1:])])
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _tree(workings: Sequence[Working]) -> Iterator[str]:
    first, *deeper = workings
    if deeper or first.depth:
        yield from (_leaf(working, working.depth - first.depth) for working in workings)
        return
    yield _display(chain(first, Latex))
    if first.note:
        yield escape(first.note) + "\\par"


def _leaf(working: Working, depth: int) -> str:
    """A working inside a tree: its address, its equalities in one paragraph, further in the deeper it stands."""
    lines = [f"{{\\leftskip={2 * depth}em"]
    if working.address:
        lines.append(f"\\noindent\\texttt{{{escape(working.address)}}}\\par\\nopagebreak")
    (_, name), *others = chain(working, Latex)
    lines.append(f"\\noindent ${name}$ " + " ".join(f"${_SIGNS.get(sign, sign)} {text}$" for sign, text in others) + "\\par")
    if working.note:
        lines.append(f"\\noindent {escape(working.note)}\\par")
    return "\n".join([*lines, "}"])


def _points(block: Points, _: bool) -> Iterator[str]:
    """A list with the lists inside it, each point under its own mark."""
    lines: list[str] = []
    level = -1
    for mark, text, depth in block.points:
        lines += ["\\begin{itemize}"] * (depth - level) + ["\\end{itemize}"] * (level - depth)
        level = depth
        item = {"": "\\par", "•": "\\item"}.get(mark, f"\\item[{escape(mark)}]")
        lines.append(f"{item} {sentence_latex(text)}")
    yield "\n".join([*lines, *["\\end{itemize}"] * (level + 1)])


def _figure(block: Figure, _: bool) -> Iterator[str]:
    if block.title:
        yield f"{{\\centering\\textbf{{{escape(block.title)}}}\\par\\nopagebreak}}"
    for numbers in figure_tables(block):
        yield from _grid(numbers, False)


def _title(block: Heading, _: bool) -> Iterator[str]:
    size = _SIZES.get(block.level, "\\normalsize")
    yield f"\\medskip\\noindent{{{size}\\bfseries {sentence_latex(block.text)}\\par}}\\nopagebreak"


_BLOCKS: dict[type, Callable[[Any, bool], Iterator[str]]] = {
    Heading: _title,
    Prose: lambda block, _: iter((sentence_latex(block.text) + "\\par",)),
    Points: _points,
    Note: lambda block, _: iter((f"\\begin{{quote}}\\small {sentence_latex(block.text)}\\end{{quote}}",)),
    Code: lambda block, _: iter((_lines(block.text),)),
    Formula: _formula,
    Matrix: _grid,
    Table: _grid,
    Tokens: _grid,
    Figure: _figure,
}
