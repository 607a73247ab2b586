"""HTML for editors that keep plain tags and the styles written on them, and nothing else: `--format html --flavour inline`.

Editors of articles (WeChat official accounts, Zhihu, CSDN) drop style sheets, scripts, classes and ids from what is pasted into
them, and differ in what they make of MathML and SVG. So formulas are lines of text here, pictures are tables of their numbers, a
shade is the cell's own background, and what a style says (how far in, which cell is a heading) the text or the tag says as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
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
    Run,
    Table,
    Tokens,
    Working,
    spans,
)
from tracer.language import current
from tracer.render import table_model as grids
from tracer.render.notation.chain import chain
from tracer.render.notation.text import TextWriter, formula_line
from tracer.render.page_order import figure_tables, pieces
from tracer.render.table_model import Grid, Item, Row
from tracer.sanitize import sanitize

_DARKEST = 0.6  # of a shade: the number on it stays readable
_BLUE, _ORANGE = (37, 99, 235), (208, 97, 26)
_INK = "#1b1f24"  # of a number on a shade, also where the page is dark
_INDENT = "\u2003"

_TABLE = "border-collapse:collapse;margin:8px 0;font-size:15px;white-space:nowrap"
_HEAD = "border:1px solid #bbb;padding:3px 8px;font-weight:bold;background-color:#f2f3f5;color:#1b1f24"
_PLACE = "border:1px solid #bbb;padding:3px 8px"
_WORD, _NUMBER = ";text-align:left", ";text-align:right"
_MONO = "font-family:Menlo,Consolas,monospace;font-size:14px"
_SMALL = "margin:4px 0;font-size:14px;color:#666"
_FORMULA = "margin:8px 0 8px 16px;font-family:Cambria,Georgia,serif;font-size:16px;line-height:1.75"
_NOTE = "margin:8px 0;padding-left:12px;border-left:3px solid #bbb"


def write(document: Document, stream: TextIO) -> None:
    """Write the document as one `<section>`, the tag whose styles WeChat keeps; headings begin at `<h2>`."""
    stream.write(f'<meta charset="utf-8">\n<section lang="{current()}" style="line-height:1.6">\n')
    for part in _parts(document):
        stream.write(part + "\n")
    stream.write("</section>\n")


def _parts(document: Document) -> Iterator[str]:
    for piece in pieces(document):
        yield from _tree(piece) if isinstance(piece, tuple) else _BLOCKS[type(piece)](piece)


def _text(words: str) -> str:
    return escape(sanitize(words))


def _styled(tag: str, style: str, inside: str) -> str:
    return f'<{tag} style="{style}">{inside}</{tag}>'


def _sentence(sentence: str) -> str:
    """A sentence with its code, emphasis and links; emphasis is bold, since slanted characters are no Chinese typography."""
    parts = []
    for span in spans(sentence):
        words = _text(span.text)
        if span.to:
            parts.append(f'<a href="{_text(span.to)}">{words}</a>')
        elif span.kind == "code":
            parts.append(_code(words))
        else:
            parts.append(f"<strong>{words}</strong>" if span.kind in ("emphasis", "strong") else words)
    return "".join(parts)


def _code(words: str) -> str:
    return _styled("code", _MONO, words)


def _heading(block: Heading) -> Iterator[str]:
    level = min(max(block.level + 1, 2), 6)
    yield _styled(f"h{level}", f"margin:20px 0 8px;font-size:{max(24 - 2 * level, 16)}px;font-weight:bold", _sentence(block.text))


def _points(block: Points) -> Iterator[str]:
    """Each point as a paragraph behind its mark: lists inside lists do not survive everywhere."""
    for mark, text, depth in block.points:
        lead = _INDENT * (depth + (not mark)) + (f"{mark} " if mark else "")
        yield _styled("p", "margin:4px 0", escape(lead) + _sentence(text))


def _code_lines(block: Code) -> Iterator[str]:
    lines = "<br/>".join(_text(line).replace(" ", "\u00a0") for line in block.text.split("\n"))
    yield _styled("p", f"margin:8px 0;padding:8px;background-color:#f2f3f5;color:{_INK};{_MONO}", lines)


def _formula(block: Formula) -> Iterator[str]:
    about = [_code(_text(block.address))] if block.address else []
    about += [_text(block.shape)] if block.shape else []
    if about:
        yield _styled("p", _SMALL, " · ".join(about))
    yield _styled("p", _FORMULA, escape(formula_line(block)))


def _tree(workings: Sequence[Working]) -> Iterator[str]:
    """Workings, each a line an equality; those further down stand further in."""
    top = min(working.depth for working in workings)
    for working in workings:
        lead = _INDENT * (working.depth - top)
        lines = [_code(_text(working.address))] if working.address and len(workings) > 1 else []
        (_, name), *others = chain(working, TextWriter)
        shown = [f"{sign} {line}".strip() for sign, line in others]
        lines += [escape(" ".join([name, *shown[:1]])), *(_INDENT + escape(line) for line in shown[1:])]
        yield _styled("p", _FORMULA, "<br/>".join(lead + line for line in lines))
        if working.note:
            yield _styled("p", _SMALL, lead + _text(working.note))


def _grid(block: Matrix | Table | Tokens) -> Iterator[str]:
    yield from _table(grids.of(block))


def _table(grid: Grid, shades: Iterator[str] | None = None) -> Iterator[str]:
    """A table under its title. shades: the background of each number in turn, where that is not the item's own."""
    title = [f"<strong>{escape(grid.caption)}</strong>"] if grid.caption else []
    title += [_code(escape(grid.told))] if grid.told else []
    if title:
        yield _styled("p", "margin:8px 0 0", " ".join(title))
    lines = ['<section style="overflow-x:auto">', f'<table style="{_TABLE}">']
    if grid.has_headings or grid.corner:
        corner = [_styled("th", _HEAD + _WORD, escape(grid.corner))] if grid.corner is not None else []
        across = zip(grid.headings, grid.numeric, strict=True)
        cells = [*corner, *(_styled("th", _HEAD + (_NUMBER if numeric else _WORD), escape(words)) for words, numeric in across)]
        lines += [f"<thead><tr>{''.join(cells)}</tr></thead>"]
    lines += ["<tbody>", *(_row(row, shades) for row in grid.rows), "</tbody>", "</table>", "</section>"]
    yield "\n".join(lines)
    for note in grid.notes:
        yield _styled("p", _SMALL, _text(note))


def _row(row: Row, shades: Iterator[str] | None) -> str:
    heading = "" if row.heading is None else _styled("th", _HEAD + _WORD, escape(row.heading))
    return f"<tr>{heading}{''.join(_cell(item, shades) for item in row.items)}</tr>"


def _cell(item: Item, shades: Iterator[str] | None) -> str:
    if not item.number:
        return _styled("td", _PLACE + _WORD, escape(item.text if item.blank is None else item.blank.text))
    shown = f"<strong>{item.text}</strong>*" if item.edited else item.text
    background = next(shades, "") if shades is not None else _background("accent", (item.shade or 0) * _DARKEST)
    return _styled("td", _PLACE + _NUMBER + background, grids.change(item, item.before, shown))


def _background(ink: str, opacity: float) -> str:
    """The style of a shade of one hue on white paper; a plain colour, since not every editor keeps transparent ones."""
    if opacity <= 0:
        return ""
    hue = _BLUE if ink == "accent" else _ORANGE
    return ";background-color:#" + "".join(f"{round(255 + (part - 255) * opacity):02x}" for part in hue) + f";color:{_INK}"


def _figure(block: Figure) -> Iterator[str]:
    """The numbers of a picture, shaded as the picture is."""
    if block.title:
        yield _styled("p", "margin:12px 0 4px", f"<strong>{_text(block.title)}</strong>")
    shades = iter(_shades(block)) if block.kind in ("heads", "lines", "positions") else None
    for table in figure_tables(block):
        grid = grids.of(table)
        yield from _table(grid._replace(caption="" if grid.caption == block.title else grid.caption), shades)


def _shades(block: Figure) -> Iterator[str]:
    from tracer.render.figures.heatmap import shade, span_of

    data = block.data
    values = [panel["values"] for panel in data["panels"]] if block.kind == "heads" else [data.get("weights", data.get("values"))]
    span = span_of(values)
    for panel in values:
        for row in panel:
            yield from (_background(*shade(float(value), span)) for value in row)


def _run(block: Run) -> Iterator[str]:
    yield from _parts(Document("", block.blocks))


_BLOCKS: dict[type, Callable[[Any], Iterator[str]]] = {
    Heading: _heading,
    Prose: lambda block: iter((_styled("p", "margin:8px 0", _sentence(block.text)),)),
    Points: _points,
    Note: lambda block: iter((_styled("p", _NOTE, _sentence(block.text)),)),
    Code: _code_lines,
    Formula: _formula,
    Matrix: _grid,
    Table: _grid,
    Tokens: _grid,
    Figure: _figure,
    Run: _run,
}
