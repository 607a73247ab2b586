"""HTML: a fragment to paste into a page. Tables with captions and scopes, formulas as MathML (a line of text in a browser that
has none), pictures as inline SVG.

No outside resource, no script unless the fragment shall answer (`live`), and colours that follow the reader's light or dark
scheme. A shade of an attention weight lies behind its number, never in its place. Flavours: `styled`, and `inline` for editors
that keep plain tags only (`html_inline`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any, TextIO

from tracer.document.blocks import (
    Blank,
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
from tracer.document.cell_addresses import addresses
from tracer.document.living_graph import MOST_CELLS
from tracer.errors import TracerError
from tracer.language import current, say
from tracer.render import html_inline
from tracer.render import table_model as grids
from tracer.render.live import Graph, data_block, script, style
from tracer.render.notation.chain import chain, equation
from tracer.render.notation.mathml import MathML, display, inline
from tracer.render.page_order import flavour, pieces
from tracer.render.table_model import Grid, Item, Row
from tracer.sanitize import sanitize

FLAVOURS = ("styled", "inline")
_WIDE = 12  # columns; a wider table can be scrolled with the keyboard
_DARKEST = 0.6  # of a shade: the number on it stays readable in both schemes

STYLE = """\
.ttrace{line-height:1.5}
.ttrace .tt-scroll{overflow-x:auto;margin:.8em 2.5em .8em 0;display:inline-block;vertical-align:top;max-width:100%}
.ttrace table{border-collapse:collapse;font-variant-numeric:tabular-nums}
.ttrace caption{text-align:start;white-space:nowrap;font-weight:600;padding:.2em 0}
.ttrace th,.ttrace td{padding:.2em .6em;text-align:end;white-space:nowrap;border-bottom:1px solid rgb(128 128 128/.3)}
.ttrace thead th{border-bottom:2px solid rgb(128 128 128/.7)}
.ttrace th{font-weight:600}
.ttrace th[scope=row],.ttrace .tt-word{text-align:start}
.ttrace td[style]{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.ttrace mark{background:none;color:inherit;font-weight:700;text-decoration:underline}
.ttrace del{opacity:.75;text-decoration:none}
.ttrace ins{text-decoration:none;font-weight:600}
.ttrace math[display=block]{margin:.6em 0;overflow-x:auto;overflow-y:hidden}
.ttrace mtd{padding:.35ex .25em}
.ttrace .tt-dots{font-style:normal;text-emphasis:dot;-webkit-text-emphasis:dot;text-emphasis-position:under right}
.ttrace .tt-note,.ttrace .tt-about{font-size:.9em;opacity:.85}
.ttrace .tt-tree{list-style:none;padding-inline-start:1.5em;border-inline-start:1px solid rgb(128 128 128/.4)}
.ttrace aside{border-inline-start:3px solid rgb(128 128 128/.6);padding-inline-start:.8em}
.ttrace figure{margin:1em 0;overflow-x:auto}
.ttrace figcaption{font-weight:600;margin-bottom:.5em}
.ttrace svg{max-width:100%;height:auto}
@supports not (math-style:compact){.ttrace math[display=block],.ttrace mtr{display:block}.ttrace mo:not([lspace]){margin:0 .25em}\
.ttrace mi+mi,.ttrace mi+msub{margin-inline-start:.25em}\
.ttrace mfrac>*::before{content:"("}.ttrace mfrac>*::after{content:")"}.ttrace mfrac>:first-child::after{content:") / "}\
.ttrace msqrt::before{content:"√("}.ttrace msqrt::after{content:")"}\
.ttrace msup>:last-child{vertical-align:super;font-size:.75em}\
.ttrace msub>:last-child,.ttrace munder>:last-child{vertical-align:sub;font-size:.75em}}
@media print{.ttrace .tt-scroll{overflow:visible}.ttrace tr,.ttrace figure,.ttrace math{break-inside:avoid}\
.ttrace thead{display:table-header-group}.ttrace h1,.ttrace h2,.ttrace h3,.ttrace caption{break-after:avoid}}
"""


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as one `<section>`; headings begin at `<h2>`. With `live` its numbers can be clicked and changed.

    Raises TracerError where that is asked of a document without a run, or of the flavour `inline`, which has no script.
    """
    live = options is not None and options.live
    if flavour("html", getattr(options, "flavour", ""), FLAVOURS) == "inline":
        if live:
            raise TracerError("render.live_inline")
        html_inline.write(document, stream)
        return
    if live and document.living is None:
        raise TracerError("render.live_none", title=document.title)
    graph = document.living.graph() if live and document.living is not None else EMPTY
    answers = bool(graph["steps"])
    stream.write(f'<section class="ttrace" lang="{current()}">\n<style>\n{STYLE}{style() if answers else ""}</style>\n')
    for part in body(document, 1, addressed=answers, linked=not answers):
        stream.write(part + "\n")
    for part in closing(graph):
        stream.write(part)
    stream.write("</section>\n")


EMPTY: Graph = {"steps": [], "why": ""}  # of a document that does not answer


def closing(graph: Graph) -> Iterator[str]:
    """What stands behind the blocks of a run: its data and the script, or why there are none."""
    if graph["steps"]:
        program = script([graph])
        yield data_block(graph, program.key)
        yield f"<script>{program.text}</script>\n"
    elif graph["why"] == "large":
        yield f"<aside><p>{say('page.static_large', most=MOST_CELLS)}</p></aside>\n"


def body(document: Document, lower: int = 0, addressed: bool = False, linked: bool = True, key: str = "") -> Iterator[str]:
    """The blocks as HTML, a part after the other; `lower` moves headings down.

    addressed: each number says which cell it is. linked: each stage's first table has an `id`, which only one part of a page can.
    key: of the script that runs inside the document name.
    """
    writer = _Writer(lower, addressed, linked, key)
    for piece in pieces(document):
        yield writer.piece(piece)


def text(words: str) -> str:
    """Any text as HTML text or attribute value."""
    return escape(sanitize(words))


_HAN = re.compile("[\u2e80-\uffff]")  # emphasised with dots below: slanted characters are no Chinese typography
_TAGS = {"code": "code", "emphasis": "em", "strong": "strong"}


def sentence_html(sentence: str) -> str:
    """A sentence with its code, emphasis and links."""
    parts = []
    for span in spans(sentence):
        tag, words = _TAGS.get(span.kind), text(span.text)
        link = f'<a href="{text(span.to)}">{words}</a>' if span.to else words
        dots = ' class="tt-dots"' if tag == "em" and _HAN.search(words) else ""
        parts.append(f"<{tag}{dots}>{words}</{tag}>" if tag else link)
    return "".join(parts)


class _Writer:
    """Writes blocks; remembers the anchors given, so that each is given once."""

    def __init__(self, lower: int, addressed: bool, linked: bool, key: str) -> None:
        self.lower, self.addressed, self.linked, self.key = lower, addressed, linked, key
        self.anchors: set[str] = set()

    def piece(self, piece: Any) -> str:
        return self.tree(piece) if isinstance(piece, tuple) else self.block(piece)

    def block(self, block: Any) -> str:
        return _BLOCKS[type(block)](self, block)

    def heading(self, block: Heading) -> str:
        level = min(max(block.level + self.lower, 1), 6)
        stage = f' data-stage="{text(block.address)}"' if block.address else ""
        return f"<h{level}{stage}>{sentence_html(block.text)}</h{level}>"

    def formula(self, block: Formula) -> str:
        about = [f"<code>{text(block.address)}</code>"] if block.address else []
        about += [text(block.shape)] if block.shape else []
        above = f'<p class="tt-about">{" · ".join(about)}</p>\n' if about else ""
        return above + display([("", line) for line in equation(block, MathML)])

    def grid(self, block: Matrix | Table | Tokens) -> str:
        grid = grids.of(block)
        parts = [escape(grid.caption)] if grid.caption else []
        caption = " ".join(parts + ([f"<code>{escape(grid.told)}</code>"] if grid.told else []))
        wide = f' role="region" tabindex="0" aria-label="{escape(grid.caption or grid.address)}"'
        lines = [f'<div class="tt-scroll"{wide if len(grid.headings) > _WIDE else ""}>', f"<table{self.anchor(grid.address)}>"]
        lines += [f"<caption>{caption}</caption>"] if caption else []
        lines += _head(grid)
        cells = addresses(block) if self.addressed and isinstance(block, Matrix) else None
        lines += ["<tbody>", *(_row(row, cells) for row in grid.rows), "</tbody>", "</table>", "</div>"]
        lines += [f'<p class="tt-note">{text(note)}</p>' for note in grid.notes]
        return "\n".join(lines)

    def anchor(self, address: str) -> str:
        """`id` (once) and `data-address`, so that a cell can be linked and checked again."""
        if not address:
            return ""
        name = re.sub(r"[^\w.]+", "-", address).strip("-")
        first = self.linked and name and name not in self.anchors
        self.anchors.add(name)
        return (f' id="{name}"' if first else "") + f' data-address="{escape(address)}"'

    def tree(self, workings: Sequence[Working]) -> str:
        first, *deeper = workings
        if not deeper and first.depth == 0:
            note = f'\n<p class="tt-note">{text(first.note)}</p>' if first.note else ""
            return display(chain(first, MathML)) + note
        lines: list[str] = []
        top = min(working.depth for working in workings)  # a part of a tree may begin further down
        level = top - 1
        for working in workings:
            if working.depth > level:
                lines += ['<ul class="tt-tree">', *['<li><ul class="tt-tree">'] * (working.depth - level - 1)]
            else:
                lines += ["</li>", *["</ul></li>"] * (level - working.depth)]
            level = working.depth
            lines.append(f"<li>{_leaf(working)}")
        return "\n".join(lines) + "</li></ul>" * (level - top + 1)

    def figure(self, block: Figure) -> str:
        from tracer.render.figures import drawing
        from tracer.render.svg import inline as picture

        caption = f"<figcaption>{text(block.title)}</figcaption>" if block.title else ""
        return f"<figure>\n{caption}{picture(drawing(block))}\n</figure>"

    def run(self, block: Run) -> str:
        """What a run of several shows, and the run itself, together in one element."""
        self.addressed = True
        inside = "\n".join(map(self.piece, pieces(Document("", block.blocks))))
        self.addressed = False
        return f'<div class="tt-run">\n{inside}\n{data_block(dict(block.graph), self.key)}</div>'


def _list(points: Sequence[tuple[str, str, int]]) -> str:
    """A list with the lists inside it; it counts from its first mark."""
    mark, _, depth = points[0]
    starts = [place for place, point in enumerate(points) if point[2] <= depth and (point[0] or not place)]
    lines = []
    for start, end in zip(starts, [*starts[1:], len(points)], strict=True):
        inside = [f"<li>{sentence_html(points[start][1])}"]
        deeper = start + 1
        while deeper < end and points[deeper][2] <= depth:
            inside.append(f"<p>{sentence_html(points[deeper][1])}</p>")
            deeper += 1
        inside += [_list(points[deeper:end])] if deeper < end else []
        lines.append("".join(inside) + "</li>")
    number = mark.rstrip(".")
    tag, attribute = ("ol", f' start="{number}"' if number != "1" else "") if number.isdecimal() else ("ul", "")
    return "\n".join([f"<{tag}{attribute}>", *lines, f"</{tag}>"])


def _head(grid: Grid) -> list[str]:
    if not grid.has_headings and not grid.corner:
        return []
    cells = [f'<th scope="col" class="tt-word">{escape(grid.corner)}</th>'] if grid.corner is not None else []
    for heading, numeric in zip(grid.headings, grid.numeric, strict=True):
        cells.append(f'<th scope="col"{"" if numeric else _WORD}>{escape(heading)}</th>')
    return ["<thead>", "<tr>" + "".join(cells) + "</tr>", "</thead>"]


_WORD = ' class="tt-word"'


def _row(row: Row, cells: Iterator[str] | None) -> str:
    heading = "" if row.heading is None else f'<th scope="row" dir="auto">{escape(row.heading)}</th>'
    return f"<tr>{heading}{''.join(_cell(item, cells) for item in row.items)}</tr>"


def _cell(item: Item, cells: Iterator[str] | None) -> str:
    """One place; a number with the next of the cells' addresses, where there are any."""
    if not item.number:
        words = escape(item.text) if item.blank is None else _field(item.blank)
        return f'<td class="tt-word" dir="auto">{words}</td>'
    shown = f"<mark>{item.text}</mark>*" if item.edited else item.text
    shown = grids.change(item, f"<del>{item.before}</del>", f"<ins>{shown}</ins>") if item.before else shown
    shade = "" if item.shade is None else f' style="background:rgb(37 99 235/{item.shade * _DARKEST:.2f})"'
    address = next(cells, "") if cells is not None else ""
    place = f' data-cell="{escape(address)}"' if address else ""
    return f"<td{place}{shade}>{shown}</td>"


def _field(blank: Blank) -> str:
    """A blank as a field to type in, with room for a mark behind it."""
    label = escape(say("render.field", number=blank.number))
    return f'({blank.number}) <input aria-label="{label}" data-blank="{blank.number}"><output></output>'


def _leaf(working: Working) -> str:
    about = f"<code>{text(working.address)}</code><br/>" if working.address else ""
    note = f' <span class="tt-note">{text(working.note)}</span>' if working.note else ""
    return about + inline(chain(working, MathML)) + note


_BLOCKS: dict[type, Callable[[_Writer, Any], str]] = {
    Heading: _Writer.heading,
    Prose: lambda _, block: f"<p>{sentence_html(block.text)}</p>",
    Points: lambda _, block: _list(block.points),
    Note: lambda _, block: f"<aside><p>{sentence_html(block.text)}</p></aside>",
    Code: lambda _, block: '<pre style="overflow-x:auto"><code>' + "\n".join(map(text, block.text.split("\n"))) + "</code></pre>",
    Formula: _Writer.formula,
    Matrix: _Writer.grid,
    Table: _Writer.grid,
    Tokens: _Writer.grid,
    Figure: _Writer.figure,
    Run: _Writer.run,
}
