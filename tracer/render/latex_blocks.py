"""Blocks as LaTeX: booktabs tables, aligned formulas, lists; what may be wider than the line is a box that is made to fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from tracer.document.blocks import (
    Code,
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
from tracer.render import table_model as grids
from tracer.render.notation.chain import chain, equation
from tracer.render.notation.latex import MACROS, Latex, escape
from tracer.render.page_order import Piece, figure_tables
from tracer.render.table_model import Grid, Item

_ROOM = 96  # characters across; a wider table goes on below
_LONG = 40  # rows; a longer table may break over pages
_LONG_CODE = 16  # characters of code that stay in one line
_LONG_TITLE = 45  # characters of an address above a table that fit into any line
_LONG_WORD = re.compile(r"(\S{28,})")
_PARTING = re.compile(r"(?<=\S[.,=\[/])(?=[^\s/])")
_CODE_SIZES = ((72, "\\small"), (80, "\\footnotesize"), (90, "\\scriptsize"), (116, "\\tiny"))  # most characters a line
_SURE = 40  # signs of a formula that fit into any line
_FULL = 10  # columns of a bmatrix that need no permission
_SIZES = {1: "\\Large", 2: "\\large", 3: "\\normalsize"}
RELATIONS = {"≈": "\\approx", "→": "\\to"}


def parts_of(group: Sequence[Piece], bmatrix: bool = False) -> Iterator[str]:
    """Pieces as LaTeX, a part after the other; matrices that follow one another make one part, side by side."""
    for beside, run in groupby(group, lambda piece: isinstance(piece, Matrix) and not bmatrix):
        if beside:
            yield from _beside([piece for piece in run if isinstance(piece, Matrix)])
            continue
        for piece in run:
            yield from _tree(piece) if isinstance(piece, tuple) else _BLOCKS[type(piece)](piece, bmatrix)


_COMMANDS = {"emphasis": "\\emph", "strong": "\\textbf"}


def sentence_latex(sentence: str) -> str:
    """A sentence with its code and emphasis; a link is its words and its address, as on paper."""
    parts = []
    for span in spans(sentence):
        command = _COMMANDS.get(span.kind)
        words = code(span.text) if span.kind == "code" else _words(span.text)
        words = f"{command}{{{words}}}" if command else words
        parts.append(f"{words} ({code(span.to)})" if span.to else words)
    return "".join(parts)


def code(text: str) -> str:
    """Any text in a fixed width; a long one may go on in the next line behind a sign that parts it."""
    return f"\\texttt{{{_breakable(text) if len(text) > _LONG_CODE else escape(text)}}}"


def _words(text: str) -> str:
    """Any text; a very long word of it, such as an address, may go on in the next line."""
    return "".join(_breakable(part) if place % 2 else escape(part) for place, part in enumerate(_LONG_WORD.split(text)))


def _breakable(text: str) -> str:
    return "\\allowbreak{}".join(map(escape, _PARTING.split(text)))


class PaperLatex(Latex):
    """Formulas for paper and slides: sums break earlier than on a screen that scrolls."""

    width = 48


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
    columns, lines = _tabular(grid)
    if len(grid.rows) <= _LONG:
        above = [f"{title}\\\\*[\\medskipamount]"] if title else []  # starred: the title stays with its table
        return "\n".join(["\\begin{center}", *above, _FIT, *_booktabs(columns, lines), "}", "\\end{center}"])
    above = [f"{{\\centering {title}\\par\\nopagebreak}}"] if title else []
    return "\n".join([*above, f"\\begin{{longtable}}{{{columns}}}", "\\toprule", *lines, "\\bottomrule", "\\end{longtable}"])


def _table_box(grid: Grid, titles: Sequence[str]) -> str:
    """A booktabs table under the lines of its title as one box, no wider than the line."""
    body = _booktabs(*_tabular(grid))
    if titles:
        *above, last = (f"{{{line}}}" for line in titles)
        rows = [*(f"{line}\\\\" for line in above), f"{last}\\\\[\\smallskipamount]"]
        body = ["\\begin{tabular}[t]{@{}c@{}}", *rows, *body, "\\end{tabular}"]
    return "\n".join([_FIT, *body, "}"])


def _booktabs(columns: str, lines: Sequence[str]) -> list[str]:
    return [f"\\begin{{tabular}}{{{columns}}}", "\\toprule", *lines, "\\bottomrule", "\\end{tabular}"]


def _tabular(grid: Grid) -> tuple[str, list[str]]:
    """The columns and lines of a tabular, headings first."""
    headed = grid.corner is not None
    columns = ("l" if headed else "") + "".join("r" if numeric else "l" for numeric in grid.numeric)
    heading = " & ".join([*([escape(grid.corner or "")] if headed else []), *map(_heading, grid.headings)])
    lines = [f"{heading} \\\\", "\\midrule"] if grid.has_headings or grid.corner else []
    for row in grid.rows:
        lines.append(" & ".join([*([_heading(row.heading or "")] if headed else []), *map(_cell, row.items)]) + " \\\\")
    return columns, lines


_FIT = "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%"


def _heading(text: str) -> str:
    return f"${MACROS[text]}$" if text in ("⋯", "⋮") else escape(text)


def _lines(text: str) -> str:
    """Lines as they are, in a fixed width, the smaller the longer they are; spaces count."""
    from rich.cells import cell_len

    lines = text.split("\n")
    longest = max(map(cell_len, lines))
    size = next((size for most, size in _CODE_SIZES if longest <= most), "\\tiny")
    shown = [escape(line).replace("\\ ", "~").replace(" ", "~") or "~" for line in lines]
    if longest > _CODE_SIZES[-1][0]:
        shown = [f"{_FIT}\n{line}}}" for line in shown]
    return f"{{{size}\\ttfamily\\noindent " + "\\\\{}\n\\mbox{}".join(shown) + "\\par}"  # a box keeps the spaces behind it


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


def _titles(grid: Grid) -> list[str]:
    """The lines above a table: the caption, and small below it the address where no heading says it."""
    parts = [escape(grid.caption)] if grid.caption else []
    address = _breakable(grid.told) if len(grid.told) > _LONG_TITLE else escape(grid.told)
    small = [f"{{\\scriptsize\\texttt{{{address}}}}}"] if grid.told else []
    return parts + small


def _joined(titles: Sequence[str]) -> str:
    return "\\\\*".join(titles)  # starred: no page begins between them


def _beside(matrices: Sequence[Matrix]) -> Iterator[str]:
    """Matrices beside one another as far as the line goes, with what is said below each of them."""
    if len(matrices) == 1:
        yield from _grid(matrices[0], False)
        return
    boxes: list[str] = []
    notes: dict[str, None] = {}
    for block in matrices:
        grid = grids.of(block)  # a short title leaves room for a neighbour; the whole address stands with the formula
        grid = grid._replace(told=_ending(grid.told))
        notes |= dict.fromkeys(grid.notes)
        for place, part in enumerate(grids.parts(grid, _ROOM)):
            titles = _titles(grid) if place == 0 else []
            if len(part.rows) <= _LONG:
                boxes.append(_table_box(part, titles))
                continue
            yield from _side_by_side(boxes)
            yield table(part, _joined(titles))
            boxes = []
    yield from _side_by_side(boxes)
    yield from map(_small, notes)


def _ending(address: str) -> str:
    """The last part of an address, with what it holds: `scores[head=0]`."""
    stage, bracket, held = address.partition("[")
    return stage.rpartition(".")[2] + bracket + held


def _side_by_side(boxes: Sequence[str]) -> Iterator[str]:
    if boxes:
        inside = "\\quad\n".join(boxes)
        yield f"\\begin{{center}}\\lineskip\\medskipamount\n{inside}\n\\end{{center}}"


def _grid(block: Matrix | Table | Tokens, bmatrix: bool) -> Iterator[str]:
    grid = grids.of(block)
    title = _joined(_titles(grid))
    if bmatrix and isinstance(block, Matrix):
        yield (f"{{\\centering {title}\\par\\nopagebreak}}\n" if title else "") + _bmatrix(block)
    else:
        for place, part in enumerate(grids.parts(grid, _ROOM)):
            yield table(part, title if place == 0 else "")
    yield from map(_small, grid.notes)


def _small(note: str) -> str:
    return f"{{\\small {escape(note)}\\par}}"


def _formula(block: Formula, _: bool) -> Iterator[str]:
    about = [f"\\texttt{{{escape(block.address)}}}"] if block.address else []
    about += [escape(block.shape)] if block.shape else []
    if about:
        yield "\\noindent " + " $\\cdot$ ".join(about) + "\\par"
    first, *rest = equation(block, PaperLatex)
    yield _display([("", first), *(("", line) for line in rest)])


def _display(lines: Sequence[tuple[str, str]]) -> str:
    """A chain of equalities, aligned at its relations; one that may be wider than a line is a box that is made to fit."""
    wide = any(_extent(text) > _SURE for _, text in lines)
    if len(lines) == 1:
        body = fitted_math(lines[0][1]) if wide else lines[0][1]
        return f"\\[\n{body}\n\\]"
    rows = "\n".join(_aligned_rows(lines))
    if not wide:
        return f"\\begin{{align*}}\n{rows}\n\\end{{align*}}"
    inside = f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"
    return f"\\[\n{fitted_math(inside)}\n\\]"


def _aligned_rows(lines: Sequence[tuple[str, str]]) -> list[str]:
    """A chain as rows of an alignment, the label before the first relation."""
    (_, name), *others = lines
    rows = [f"&{RELATIONS.get(sign, sign)} {text}" if sign else f"&\\quad {text}" for sign, text in others]
    rows[0] = f"{name} {rows[0]}"
    return [*(f"{row} \\\\" for row in rows[:-1]), rows[-1]]


def fitted_math(formula: str) -> str:
    """A displayed formula as a box, no wider than the line."""
    return f"{_FIT}\n$\\displaystyle {formula}$}}"


def _extent(formula: str) -> int:
    """About how many signs wide a formula is, never fewer; a fraction counts with both its parts."""
    return len(re.sub(r"\\(?:left|right|text|mathrm|operatorname|frac|begin|end)\b|\\[a-zA-Z]+|[{}&\s]", "", formula))


def _tree(workings: Sequence[Working]) -> Iterator[str]:
    first, *deeper = workings
    if deeper or first.depth:
        top = min(working.depth for working in workings)  # a part of a tree may begin further down
        yield from (_leaf(working, working.depth - top) for working in workings)
        return
    yield _display(chain(first, PaperLatex))
    if first.note:
        yield escape(first.note) + "\\par"


def _leaf(working: Working, depth: int) -> str:
    """A working inside a tree: its address, its equalities in one paragraph, further in the deeper it stands."""
    lines = [f"{{\\raggedright\\leftskip={2 * depth}em"]
    if working.address:
        lines.append(f"\\noindent {code(working.address)}\\par\\nopagebreak")
    (_, name), *others = chain(working, PaperLatex)
    formulas = [f"{RELATIONS.get(sign, sign)} {text}" for sign, text in others]
    shown = [f"{_FIT}\n${text}$}}" if _extent(text) > _SURE else f"${text}$" for text in formulas]
    lines.append(f"\\noindent ${name}$ " + " ".join(shown) + "\\par")
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
    yield f"\\medskip\\noindent{{\\raggedright{size}\\bfseries {sentence_latex(block.text)}\\par}}\\nopagebreak"


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
