"""Typst that compiles as it is: tables with a header row that repeats on each page, formulas, matrices.

Flavours: `table` (with labels), `mat` (the numbers as matrices in formulas) and `slides` (a deck at 16:9, a stage a slide,
without steps). No package is imported. Narrow tables that follow one another stand side by side; a table or a formula that is
wider than the line is made smaller, and so is what is higher than a slide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
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
from tracer.render import table_model as grids
from tracer.render.notation.chain import chain, equation
from tracer.render.notation.typst import Typst, markup, string
from tracer.render.page_order import Piece, figure_tables, flavour, pieces
from tracer.render.slides import slides
from tracer.render.table_model import Grid, Item

FLAVOURS = ("table", "mat", "slides")
_ROOM = 88  # characters across; a wider table goes on below
_NARROW = 40  # characters across; two such tables stand side by side
_LONG = 40  # rows; a longer table may break over pages
_FIT = """\
#let fit(body) = layout(size => {
  let wide = measure(body).width
  let factor = if wide > size.width { size.width / wide * 100% } else { 100% }
  align(center, if factor < 100% { scale(factor, reflow: true, body) } else { body })
})
"""
_SLIDES = """\
#set page(paper: "presentation-16-9", margin: (x: 1.5cm, y: 1cm))
#set text(size: 16pt)
#let slide(body) = layout(size => {
  let whole = block(width: size.width, body)
  let high = measure(width: size.width, whole).height
  let room = size.height * 80% // what a title leaves of a slide
  if high > room { align(center, scale(room / high * 100%, reflow: true, whole)) } else { whole }
})
"""
_SHADE = 0.6  # the darkest shade of a weight: its number stays readable


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as Typst, a block after the other."""
    kind = flavour("typst", getattr(options, "flavour", ""), FLAVOURS)
    stream.write(_FIT if kind != "slides" else _FIT + _SLIDES)
    parts = _parts(pieces(document), kind == "mat") if kind != "slides" else _deck(document, getattr(options, "command", ""))
    for part in parts:
        stream.write(f"\n{part}\n")


def _deck(document: Document, command: str) -> Iterator[str]:
    """A deck: each slide a page under its title, made to fit; sentences stand on it, since Typst has no notes."""
    for slide in slides(document):
        seen = {piece.text for piece in slide.pieces if isinstance(piece, (Prose, Note))}
        shown = [*(Prose(text) for text in slide.notes if text not in seen), *slide.pieces]
        inside = [*_parts(shown, False), *([_raw(command)] if slide.opening and command else [])]
        title = f"= {sentence_typst(slide.title)}" + (f"\n#text(size: 0.8em)[{markup(slide.part)}]" if slide.part else "")
        body = "\n\n".join(inside)
        yield f"{'' if slide.opening else '#pagebreak()'}\n{title}\n\n#slide[\n{body}\n]".strip()


def _parts(page: Iterable[Piece], mat: bool) -> Iterator[str]:
    """Pieces as Typst, a part after the other; matrices that follow one another may make one part."""
    for beside, run in groupby(page, lambda piece: not mat and isinstance(piece, Matrix)):
        if beside:
            yield from _beside([block for block in run if isinstance(block, Matrix)])
            continue
        for piece in run:
            yield from _tree(piece) if isinstance(piece, tuple) else _BLOCKS[type(piece)](piece, mat)


def _beside(matrices: Sequence[Matrix]) -> Iterator[str]:
    """Matrices one below the other; narrow ones that follow one another side by side as far as the line goes."""
    for narrow, run in groupby(matrices, _is_narrow):
        tables = [part for block in run for part in _grid(block, False)]
        if narrow and len(tables) > 1:
            yield "#align(center)[\n" + " #h(1.5em)\n".join(f"#box[{text}]" for text in tables) + "\n]"
        else:
            yield from tables


def _is_narrow(block: Matrix) -> bool:
    grid = grids.of(block)
    one_part = len(list(grids.parts(grid, _NARROW))) == 1
    return one_part and not grid.notes and len(grid.rows) <= _LONG and max(len(grid.caption), len(grid.told)) <= _NARROW


def number(text: str) -> str:
    """A number as `rounding` wrote it, in math mode with a true minus sign."""
    return f"${_plain(text)}$"


def _plain(text: str) -> str:
    return "-" + Typst().digits(text[1:]) if text.startswith("-") else Typst().digits(text)


def _cell(item: Item) -> str:
    """A cell as an argument of `table`."""
    if not item.number:
        return string(item.text)
    text = f"$bold({_plain(item.text)})^*$" if item.edited else number(item.text)
    text = grids.change(item, number(item.before) if item.before else "", text)
    text = text.replace(f"({item.difference})", f"(${item.difference}$)") if item.difference else text
    if item.shade:
        return f"table.cell(fill: rgb(37, 99, 235, {item.shade * _SHADE * 100:.0f}%))[{text}]"
    return f"[{text}]"


def table(grid: Grid, title: str = "") -> str:
    """A table with a header under its title; rules as in print. A short one stays on one page."""
    headed = grid.corner is not None
    columns = len(grid.headings) + headed
    aligned = ", ".join([*(["left"] if headed else []), *("right" if numeric else "left" for numeric in grid.numeric)])
    begin, end = ("#table(", ")])") if len(grid.rows) > _LONG else ("#fit(table(", "))])")
    lines = [
        f"#align(center, block(breakable: {str(len(grid.rows) > _LONG).lower()})[{title}{begin}",
        f"  columns: {columns}, align: ({aligned},), stroke: none,",
        "  table.hline(),",
    ]
    if grid.has_headings or grid.corner:
        heading = ", ".join(map(string, [*([grid.corner or ""] if headed else []), *grid.headings]))
        lines += [f"  table.header({heading}),", "  table.hline(stroke: 0.5pt),"]
    for row in grid.rows:
        lines.append("  " + ", ".join([*([string(row.heading or "")] if headed else []), *map(_cell, row.items)]) + ",")
    return "\n".join([*lines, "  table.hline(),", end])


def _mat(block: Matrix) -> str:
    rows = [", ".join(_entry(item) for item in row.items) for row in grids.of(block).rows]
    name = Typst().name(block.symbol or block.address)
    return f'#fit($ {name} = mat(delim: "[", align: #right,\n  ' + ";\n  ".join(rows) + "\n) $)"


def _entry(item: Item) -> str:
    if not item.number:
        return string(item.text)
    text = f"bold({_plain(item.text)})^*" if item.edited else _plain(item.text)
    return grids.change(item, _plain(item.before), text) if item.before else text


def _raw(text: str) -> str:
    return f"#raw({string(text)})"


def sentence_typst(sentence: str) -> str:
    """A sentence with its code, emphasis and links; a `;` ends each command, so that no sign after it belongs to it."""
    parts = []
    for span in spans(sentence):
        command = {"emphasis": "#emph", "strong": "#strong", "link": f"#link({string(span.to)})"}.get(span.kind, "")
        words = f"{_raw(span.text)};" if span.kind == "code" else markup(span.text)
        parts.append(f"{command}[{words}];" if command else words)
    return "".join(parts)


def _points(block: Points, _: bool) -> Iterator[str]:
    lines = []
    for mark, text, depth in block.points:
        lead = "     " * depth
        sign = "-" if mark == "•" else mark
        lines += [f"{lead}{sign:<4} {sentence_typst(text)}"] if mark else ["", f"{lead}     {sentence_typst(text)}"]
    yield "\n".join(lines)


def _grid(block: Matrix | Table | Tokens, mat: bool) -> Iterator[str]:
    grid = grids.of(block)
    small = [f"#text(size: 0.8em)[{_raw(grid.told)}]"] if grid.told else []
    title = " \\ ".join([*([markup(grid.caption)] if grid.caption else []), *small])
    if mat and isinstance(block, Matrix):
        yield (f"#align(center)[{title}]\n" if title else "") + _mat(block)
    else:
        for place, part in enumerate(grids.parts(grid, _ROOM)):
            yield table(part, f"\n{title}\n" if title and place == 0 else "")
    for note in grid.notes:
        yield f"#text(size: 0.9em)[{markup(note)}]"


def _formula(block: Formula, _: bool) -> Iterator[str]:
    about = [_raw(block.address)] if block.address else []
    about += [markup(block.shape)] if block.shape else []
    if about:
        yield " · ".join(about)
    first, *rest = equation(block, Typst)
    yield _display([("", first), *(("", line) for line in rest)])


def _display(lines: Sequence[tuple[str, str]]) -> str:
    """A chain of equalities, aligned at its relations."""
    if len(lines) == 1:
        return f"#fit($ {lines[0][1]} $)"
    (_, name), *others = lines
    rows = [f"{sign} {text}" if sign else f"quad {text}" for sign, text in others]
    return "#fit($ " + " \\\n  ".join([f"{name} &{rows[0]}", *(f"&{row}" for row in rows[1:])]) + " $)"


def _tree(workings: Sequence[Working]) -> Iterator[str]:
    first, *deeper = workings
    if deeper or first.depth:
        yield from (_leaf(working, working.depth - first.depth) for working in workings)
        return
    yield _display(chain(first, Typst))
    if first.note:
        yield markup(first.note)


def _leaf(working: Working, depth: int) -> str:
    """A working inside a tree: its address, its equalities in one paragraph, further in the deeper it stands."""
    (_, name), *others = chain(working, Typst)
    about = f"{_raw(working.address)} \\\n" if working.address else ""
    note = f" \\\n{markup(working.note)}" if working.note else ""
    line = f"${name}$ " + " ".join(f"${sign} {text}$" for sign, text in others)
    return f"#pad(left: {2 * depth}em)[\n{about}{line}{note}\n]"


def _figure(block: Figure, _: bool) -> Iterator[str]:
    if block.title:
        yield f"#align(center)[*{markup(block.title)}*]"
    for numbers in figure_tables(block):
        yield from _grid(numbers, False)


_BLOCKS: dict[type, Callable[[Any, bool], Iterator[str]]] = {
    Heading: lambda block, _: iter(("=" * max(block.level, 1) + " " + sentence_typst(block.text),)),
    Prose: lambda block, _: iter((sentence_typst(block.text),)),
    Points: _points,
    Note: lambda block, _: iter((f"#quote(block: true)[{sentence_typst(block.text)}]",)),
    Code: lambda block, _: iter((" \\\n".join(map(_raw, block.text.split("\n"))),)),
    Formula: _formula,
    Matrix: _grid,
    Table: _grid,
    Tokens: _grid,
    Figure: _figure,
}
