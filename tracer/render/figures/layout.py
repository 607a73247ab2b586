"""A whole document on paper: every block as a drawing, for the formats that are pictures (SVG, PNG, PDF)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from tracer.document.blocks import Document, Figure, Formula, Heading, Matrix, Note, Prose, Table, Tokens, Working
from tracer.language import say
from tracer.render import table_model as grids
from tracer.render.figures import drawing
from tracer.render.figures.heatmap import translate
from tracer.render.figures.shapes import DARKEST, FONT, NARROW, SMALL, Drawing, Line, Rect, Text, width_of
from tracer.render.notation.text import formula_line, working_line
from tracer.render.page_order import pieces
from tracer.render.table_model import Grid, Item, label
from tracer.sanitize import sanitize

WIDTH = 780.0  # pixels a paragraph takes; tables may be wider
_NARROWEST = 320.0  # pixels a paragraph takes however narrow what it belongs to
_ROOM = 110  # characters across; a wider table goes on below
_LEADING = 1.5
_ROW = 22.0
_PAD = 10.0
BETWEEN = 14.0
_INDENT = 24.0


def drawings(document: Document) -> Iterator[Drawing]:
    """Each block as a drawing, from top to bottom."""
    for piece in pieces(document):
        if isinstance(piece, tuple):
            for working in piece:
                yield from _working(working, piece)
        else:
            yield from _BLOCKS[type(piece)](piece)


def sheet(document: Document) -> Drawing:
    """All of them on one sheet, which has a title and a description whatever it holds."""
    parts = list(drawings(document))
    page = stack(parts, title_of(document, parts), BETWEEN)
    page.description = page.description or say("render.sheet.about", title=page.title)
    return page


def title_of(document: Document, parts: Sequence[Drawing]) -> str:
    """The document's title; else that of its first part that has one, or its first words."""
    titles = (sanitize(document.title), *(part.title for part in parts))
    words = (shape.text for part in parts for shape in part.shapes if isinstance(shape, Text))
    return next((title for title in (*titles, *words) if title.strip()), say("render.sheet.empty"))


def stack(parts: Iterable[Drawing], title: str = "", between: float = 4.0) -> Drawing:
    """Drawings below each other."""
    result = Drawing(0, 0, title=title)
    descriptions = []
    for part in parts:
        y = result.height + (between if result.height else 0)
        result.shapes += [translate(shape, 0, y) for shape in part.shapes]
        result.width, result.height = max(result.width, part.width), y + part.height
        if part.description:
            told = say("render.described", title=part.title, about=part.description)
            descriptions.append(told if part.title else part.description)
    result.description = " ".join(descriptions)
    return result


def _lines(
    words: str, size: float = FONT, bold: bool = False, ink: str = "ink", indent: float = 0, room: float = WIDTH
) -> Drawing:
    """A paragraph, broken where it would be wider than the paper, or than `room` where that is no narrow strip."""
    from tracer.render.wrap import prose

    most = min(_room(size, indent), int(max(room, _NARROWEST) / (size * NARROW)))
    return _set(prose(words, most), Text(indent, 0, "", size, bold=bold, ink=ink))


def _code(words: str, size: float = FONT, ink: str = "ink", indent: float = 0) -> Drawing:
    """A formula or an address in letters of one width, broken before signs."""
    from tracer.render.wrap import formula

    return _set(formula(words, _room(size, indent), "", "    "), Text(indent, 0, "", size, mono=True, ink=ink))


def _room(size: float, indent: float) -> int:
    return int((WIDTH - indent) / (size * NARROW))


def _set(lines: Sequence[str], like: Text) -> Drawing:
    """Lines of text in one style."""
    step = like.size * _LEADING
    result = Drawing(like.x + max(width_of(line, like.size) for line in lines), len(lines) * step)
    result.shapes += [replace(like, y=(i + 0.75) * step, text=line) for i, line in enumerate(lines)]
    return result


def _heading(block: Heading) -> Iterator[Drawing]:
    result = _lines(sanitize(block.text), {1: 22.0, 2: 18.0}.get(block.level, 15.0), bold=True)
    result.keep, result.title = True, sanitize(block.text)
    yield result


def _formula(block: Formula) -> Iterator[Drawing]:
    about = "   ".join(filter(None, (sanitize(block.address), sanitize(block.shape))))
    parts = [_code(about, SMALL, ink="soft")] if about else []
    parts.append(_code(formula_line(block), FONT + 1))
    yield stack(parts)


def _working(working: Working, tree: Sequence[Working]) -> Iterator[Drawing]:
    indent = _INDENT * (working.depth - tree[0].depth)
    lines = [_code(sanitize(working.address), SMALL, ink="soft", indent=indent)] if len(tree) > 1 else []
    lines.append(_code(working_line(working), FONT, indent=indent))
    lines += [_lines(sanitize(working.note), SMALL + 1, ink="soft", indent=indent)] if working.note else []
    yield stack(lines)


def _grid(block: Matrix | Table | Tokens) -> Iterator[Drawing]:
    grid = grids.of(block)
    parts = [_lines(grid.caption, bold=True)] if grid.caption else []
    parts += [_code(grid.told, SMALL, ink="soft")] if grid.told else []
    parts += map(table, grids.parts(grid, _ROOM))
    result = stack([*parts, *(_lines(note, SMALL + 1, ink="soft") for note in grid.notes)])
    result.title, result.description = grid.caption or grid.address, ""
    yield result


def table(grid: Grid) -> Drawing:
    """A table with its rules; weights with their shade behind the number."""
    headed = [grid.corner] if grid.corner is not None else []
    lines = [[*headed, *grid.headings]] if grid.has_headings or grid.corner else []
    lines += [[*([row.heading or ""] if headed else []), *(_words(item) for item in row.items)] for row in grid.rows]
    count = len(headed) + len(grid.headings)
    widths = [max(width_of(line[i]) for line in lines) + 2 * _PAD for i in range(count)]
    lefts = [sum(widths[:i]) for i in range(count)]
    right = [False] * len(headed) + list(grid.numeric)
    result = Drawing(sum(widths), len(lines) * _ROW + 4)
    top = len(lines) - len(grid.rows)
    for r, row in enumerate(grid.rows):
        for c, item in enumerate(row.items, len(headed)):
            if item.shade:
                result.shapes.append(Rect(lefts[c], (r + top) * _ROW + 2, widths[c], _ROW, "accent", DARKEST * item.shade))
    for r, line in enumerate(lines):
        for c, word in enumerate(line):
            x = lefts[c] + (widths[c] - _PAD if right[c] else _PAD)
            bold = r < top or (bool(headed) and c == 0) or grid.rows[r - top].items[c - len(headed)].edited
            result.shapes.append(Text(x, (r + 0.7) * _ROW + 2, word, anchor="end" if right[c] else "start", bold=bold))
    for y, width in ((1.0, 1.2), *(((top * _ROW + 2, 0.8),) if top else ()), (len(lines) * _ROW + 3, 1.2)):
        result.shapes.append(Line(((0, y), (result.width, y)), width))
    return result


def _words(item: Item) -> str:
    return grids.change(item, item.before, item.text + ("*" if item.edited else ""))


def _titles(title: str, room: float) -> Iterator[Drawing]:
    """A title; one that is wider than its picture has its parts below each other."""
    parts = title.split(" · ") if width_of(title) > max(room, _NARROWEST) else [title]
    yield from (_lines(part, bold=True, room=room) for part in parts if part)


def _figure(block: Figure) -> Iterator[Drawing]:
    picture = drawing(block)
    result = stack([*_titles(label(block.title), picture.width), picture])
    result.title, result.description = picture.title, picture.description
    yield result


_BLOCKS: dict[type, Callable[[Any], Iterator[Drawing]]] = {
    Heading: _heading,
    Prose: lambda block: iter((_lines(sanitize(block.text)),)),
    Note: lambda block: iter((_lines(sanitize(block.text), SMALL + 1, ink="soft"),)),
    Formula: _formula,
    Matrix: _grid,
    Table: _grid,
    Tokens: _grid,
    Figure: _figure,
}
