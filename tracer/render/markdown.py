"""Markdown: pipe tables aligned in the source, formulas as TeX.

Flavours: `github` (formulas in ```math fences, for GitHub and GitLab), `mkdocs` (formulas in $$, for MkDocs with arithmatex,
and for Jupyter), `quarto` (the same with captions that Quarto and Pandoc take for a table's own, and equations that stay whole in
Word and LibreOffice) and `dollar` (as `mkdocs`: the name that writers for Obsidian and CSDN look for). Outside text cannot become
markup: signs with a meaning are escaped or written as entities.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TextIO

from tracer.document.blocks import (
    Block,
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
from tracer.render.notation.latex import Latex
from tracer.render.page_order import figure_tables, flavour, pieces
from tracer.render.table_model import Grid, Item
from tracer.sanitize import sanitize

FLAVOURS = ("github", "mkdocs", "quarto", "dollar")
_ENTITIES = {char: f"&#{ord(char)};" for char in "|`$~^@"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"[|`$~^@&<>\\*_\[\]#]|-(?=-)|:(?=[\w+-]+:|//)|(?<=\bwww)\.", re.IGNORECASE)
_SIGNS = {"≈": "\\approx", "→": "\\to"}
_NOTHING = "\\text{}"  # LibreOffice reads no equation of Word's in which a relation or a place of a table has nothing before it
_STARTS = re.compile(r"^(?:[-+=](?=\s|$)|[-=+]{2,}|\d+[.)](?=\s|$))")


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as Markdown, a block after the other."""
    kind = flavour("markdown", getattr(options, "flavour", ""), FLAVOURS)
    first = True
    for piece in pieces(document):
        for part in paragraphs(piece, kind):
            stream.write(("" if first else "\n") + part + "\n")
            first = False


def paragraphs(piece: Block | tuple[Working, ...], kind: str) -> Iterator[str]:
    """One piece of a page as paragraphs, tables and formulas, in a flavour."""
    return _tree(piece, kind) if isinstance(piece, tuple) else _BLOCKS[type(piece)](piece, kind)


def escape(text: str) -> str:
    """Any text as inline Markdown that shows exactly this text.

    >>> escape("a|b *c* <i>")
    'a&#124;b \\\\*c\\\\* &lt;i&gt;'
    """
    return _SPECIAL.sub(_escaped, sanitize(text))


def _escaped(match: re.Match[str]) -> str:
    sign = match.group()
    return _ENTITIES.get(sign) or (f"&#{ord(sign)};" if sign in ":." else "\\" + sign)


def sentence_markdown(sentence: str) -> str:
    """A sentence with its code, emphasis and links."""
    parts = []
    for span in spans(sentence):
        mark = {"emphasis": "*", "strong": "**"}.get(span.kind, "")
        words = code(span.text) if span.kind == "code" else f"{mark}{escape(span.text)}{mark}"
        parts.append(f"[{words}](<{_address(span.to)}>)" if span.to else words)
    return "".join(parts)


def _address(to: str) -> str:
    return re.sub(r"[<>\\\s]", lambda sign: f"%{ord(sign.group()):02X}", sanitize(to))


def paragraph(text: str) -> str:
    """Any sentence as a paragraph: also what would begin a list, a rule or a heading stands for itself."""
    line = sentence_markdown(text).strip()
    return _STARTS.sub(lambda match: re.sub(r"[-+=.)]", lambda sign: f"&#{ord(sign.group())};", match.group()), line)


def code(text: str) -> str:
    """Any text as a code span."""
    shown = sanitize(text)
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if "`" in shown or not shown.strip() else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _fenced(text: str) -> str:
    """Lines between fences that none of them can close."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return "\n".join([fence, *map(sanitize, text.split("\n")), fence])


def table(grid: Grid) -> str:
    """A pipe table whose columns line up in a monospaced font, wide characters counted as two."""
    from rich.cells import cell_len

    headings = [*([grid.corner] if grid.corner is not None else []), *grid.headings]
    right = [*([False] if grid.corner is not None else []), *grid.numeric]
    lines = [[escape(heading) for heading in headings]]
    for row in grid.rows:
        lines.append([*([escape(row.heading or "")] if grid.corner is not None else []), *map(_cell, row.items)])
    widths = [max(3, *(cell_len(line[i]) for line in lines)) for i in range(len(headings))]
    rule = ["-" * (width - 1) + ":" if to_right else "-" * width for width, to_right in zip(widths, right, strict=True)]
    lines.insert(1, rule)
    return "\n".join(_line(line, widths, right, cell_len) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], cell_len: Callable[[str], int]) -> str:
    padded = []
    for cell, width, to_right in zip(cells, widths, right, strict=True):
        pad = " " * (width - cell_len(cell))
        padded.append(pad + cell if to_right else cell + pad)
    return "| " + " | ".join(padded) + " |"


def _cell(item: Item) -> str:
    text = item.text if item.number else escape(item.text)
    text = f"**{text}**\\*" if item.edited else text
    return grids.change(item, item.before, text)


def _formula_block(lines: Sequence[str], kind: str) -> str:
    body = "\n".join(lines)
    return f"```math\n{body}\n```" if kind == "github" else f"$$\n{body}\n$$"


def _aligned(lines: Sequence[tuple[str, str]], kind: str) -> list[str]:
    """The lines of a chain of equalities, aligned at the relations; the label stands before the first."""
    (_, name), *rest = lines
    if len(rest) == 1:
        return [name + " " + _signed(*rest[0])]
    before = _NOTHING if kind == "quarto" else ""
    rows = [f"{before}&{before}{_signed(sign, text)}" for sign, text in rest]
    rows[0] = f"{name} {rows[0].removeprefix(before)}"
    return ["\\begin{aligned}", *(row + " \\\\" for row in rows[:-1]), rows[-1], "\\end{aligned}"]


def _signed(sign: str, text: str) -> str:
    return f"{_SIGNS.get(sign, sign)} {text}" if sign else f"\\quad {text}"


def _grid(block: Matrix | Table | Tokens, kind: str) -> Iterator[str]:
    grid = grids.of(block)
    parts = [f"**{escape(grid.caption)}**"] if grid.caption else []
    title = " ".join(parts + ([code(grid.told)] if grid.told else []))
    if title and kind != "quarto":
        yield title
    yield table(grid) + (f"\n\n: {title}" if title and kind == "quarto" else "")
    for note in grid.notes:
        yield paragraph(note)


def _formula(block: Formula, kind: str) -> Iterator[str]:
    about = [code(block.address)] if block.address else []
    if about or block.shape:
        yield " · ".join([*about, *([escape(block.shape)] if block.shape else [])])
    first, *rest = equation(block, Latex)
    yield _formula_block(_aligned([("", first), *(("", line) for line in rest)], kind) if rest else [first], kind)


def _tree(workings: Sequence[Working], kind: str) -> Iterator[str]:
    first, *deeper = workings
    if deeper or first.depth:
        yield "\n".join(_leaf(working, first.depth, kind) for working in workings)
        return
    yield _formula_block(_aligned(chain(first, Latex), kind), kind)
    if first.note:
        yield paragraph(first.note)


def _leaf(working: Working, top: int, kind: str) -> str:
    formula = " ".join(f"{_SIGNS.get(sign, sign)} {text}".strip() for sign, text in chain(working, Latex))
    about = f"{code(working.address)} " if working.address else ""
    note = f" {escape(working.note)}" if working.note else ""
    written = f"$`{formula}`$" if kind == "github" else f"${formula}$"
    return "    " * (working.depth - top) + "- " + about + written + note


def _points(block: Points, _: str) -> Iterator[str]:
    lines = []
    for mark, text, depth in block.points:
        lead = "    " * depth
        lines += [f"{lead}{'-' if mark == '•' else mark} {paragraph(text)}"] if mark else ["", f"{lead}    {paragraph(text)}"]
    yield "\n".join(lines)


def _figure(block: Figure, kind: str) -> Iterator[str]:
    if block.title:
        yield f"**{escape(block.title)}**"
    for numbers in figure_tables(block):
        yield from _grid(numbers, kind)


_BLOCKS: dict[type, Callable[[Any, str], Iterator[str]]] = {
    Heading: lambda block, _: iter(("#" * min(max(block.level, 1), 6) + " " + sentence_markdown(block.text),)),
    Prose: lambda block, _: iter((paragraph(block.text),)),
    Points: _points,
    Note: lambda block, _: iter(("> " + paragraph(block.text),)),
    Code: lambda block, _: iter((_fenced(block.text),)),
    Formula: _formula,
    Matrix: _grid,
    Table: _grid,
    Tokens: _grid,
    Figure: _figure,
}
