"""SVG, text kept as text, the same bytes every time: a whole document as one sheet, or one drawing inside a page.

Nothing is loaded from elsewhere. A stand-alone file follows the reader's light or dark scheme on a paper of its own; inside a
page a drawing takes the page's colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, TextIO

from tracer.document.blocks import Document
from tracer.render.figures.shapes import Drawing, Line, Rect, Shape, Text
from tracer.sanitize import sanitize

SERIES = ("#2f6fd6", "#d0611a", "#1f8f5f", "#8a5bd0", "#c03a62", "#7d7a24")
_SANS = "system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_MONO = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace"
_STYLE = "<style>.paper{fill:#fff}@media (prefers-color-scheme:dark){svg{color:#e4e6ea}.paper{fill:#15181d}}</style>"
_MARGIN = 16.0


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as one picture; pictures and tables below each other."""
    from tracer.render.figures.layout import sheet

    pic = sheet(document)
    width, height = _number(pic.width + 2 * _MARGIN), _number(pic.height + 2 * _MARGIN)
    stream.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'color="#1b1f24" {_ROLE}>\n{_titles(pic)}{_STYLE}\n<rect class="paper" width="{width}" height="{height}" fill="#fff"/>\n'
        f'<g transform="translate({_number(_MARGIN)} {_number(_MARGIN)})" font-family="{_SANS}">\n'
    )
    for part in _shapes(pic):
        stream.write(part + "\n")
    stream.write("</g>\n</svg>\n")


_ROLE = 'role="img" aria-labelledby="title" aria-describedby="desc"'


def inline(drawing: Drawing) -> str:
    """A drawing as an `<svg>` element inside HTML; its colour is the page's."""
    width, height = _number(drawing.width), _number(drawing.height)
    shapes = "\n".join(_shapes(drawing))
    names = f"<title>{escape(sanitize(drawing.title))}</title><desc>{escape(sanitize(drawing.description))}</desc>"
    return (
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(sanitize(drawing.title + ". " + drawing.description).strip(". "))}" '
        f'font-family="{_SANS}">{names}\n{shapes}\n</svg>'
    )


def _titles(drawing: Drawing) -> str:
    title, description = escape(sanitize(drawing.title)), escape(sanitize(drawing.description))
    return f'<title id="title">{title}</title>\n<desc id="desc">{description}</desc>\n'


def _number(value: float) -> str:
    """A coordinate, short and the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _ink(ink: str) -> str:
    """An ink as a colour; see `figures.shapes`."""
    if ink in ("ink", "soft", "line"):
        return "currentColor"
    if ink == "paper":
        return "Canvas"
    return SERIES[0] if ink == "accent" else SERIES[int(ink)]


_FADED = {"soft": 0.75, "line": 0.25}


def _shapes(drawing: Drawing) -> Iterator[str]:
    for shape in drawing.shapes:
        if text := _shape(shape):
            yield text


def _shape(shape: Shape) -> str:
    if isinstance(shape, Text):
        return _text(shape)
    if isinstance(shape, Rect):
        return _rect(shape)
    points = " ".join(f"{_number(x)},{_number(y)}" for x, y in shape.points)
    if shape.filled:
        return f'<polygon points="{points}" fill="{_ink(shape.ink)}"{_opacity("", _FADED.get(shape.ink, 1.0))}/>'
    return _line(shape, points)


def _line(shape: Line, points: str) -> str:
    dashes = f' stroke-dasharray="{" ".join(map(_number, shape.dashes))}"' if shape.dashes else ""
    faded = _opacity("stroke-", shape.opacity * _FADED.get(shape.ink, 1.0))
    stroke = f'stroke="{_ink(shape.ink)}" stroke-width="{_number(shape.width)}"'
    return f'<polyline points="{points}" fill="none" {stroke}{dashes}{faded}/>'


def _rect(shape: Rect) -> str:
    fill = f'fill="{_ink(shape.fill)}"' + _opacity("fill-", shape.opacity) if shape.fill and shape.opacity > 0 else 'fill="none"'
    if shape.fill == "paper":
        fill = f'class="paper" {fill}'
    line = f' stroke="{_ink(shape.outline)}"' + _opacity("stroke-", _FADED.get(shape.outline, 1.0)) if shape.outline else ""
    if 'fill="none"' in fill and not line:
        return ""
    x, y, width, height = map(_number, (shape.x, shape.y, shape.width, shape.height))
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {fill}{line}/>'


def _text(shape: Text) -> str:
    anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
    style = (' font-weight="600"' if shape.bold else "") + (f' font-family="{_MONO}"' if shape.mono else "")
    faded = _opacity("fill-", _FADED.get(shape.ink, 1.0))
    anchor += f' transform="rotate(-90 {_number(shape.x)} {_number(shape.y)})"' if shape.turned else ""
    place = f'x="{_number(shape.x)}" y="{_number(shape.y)}" font-size="{_number(shape.size)}" fill="{_ink(shape.ink)}"{faded}'
    return f'<text {place}{anchor}{style} xml:space="preserve">{escape(sanitize(shape.text))}</text>' if shape.text else ""


def _opacity(of: str, value: float) -> str:
    return "" if value >= 1 else f' {of}opacity="{value:.3g}"'
