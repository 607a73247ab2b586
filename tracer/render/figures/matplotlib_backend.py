"""Drawings as PNG and PDF through matplotlib (extra `plot`), which only paints: the layout is the same as in SVG."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from itertools import groupby
from typing import Any, BinaryIO

from tracer.errors import MissingExtra, TracerError
from tracer.render.figures.shapes import Drawing, Line, Rect, Text
from tracer.render.svg import SERIES
from tracer.sanitize import sanitize

_INK, _PAPER = "#1b1f24", "#ffffff"
_FADED = {"soft": 0.75, "line": 0.25}
_MARGIN = 16.0
_INCH = 96.0  # pixels
_SCALE = 2  # PNG pixels for a pixel of the drawing
MOST = 32000  # PNG pixels a side; a larger picture is no picture any more
_PREFERRED = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", "WenQuanYi Zen Hei")


def png(drawing: Drawing, stream: BinaryIO) -> None:
    """Paint one drawing. Raises TracerError without matplotlib, for a missing font or a picture too large."""
    width, height = (int((side + 2 * _MARGIN) * _SCALE) for side in (drawing.width, drawing.height))
    if max(width, height) > MOST:
        raise TracerError("render.large", width=width, height=height, most=MOST)
    with _settings([drawing]):
        figure = _painted(drawing, drawing.width + 2 * _MARGIN, drawing.height + 2 * _MARGIN)
        figure.savefig(stream, format="png", dpi=_INCH * _SCALE, metadata={"Software": None, "Title": drawing.title})


def pdf(pages: list[Drawing], stream: BinaryIO, title: str) -> None:
    """Paint one drawing a page, each page as large as its drawing needs. Raises as `png`."""
    with _settings(pages):
        from matplotlib.backends.backend_pdf import PdfPages

        subject = " ".join(page.description for page in pages if page.description)
        about = {"Title": title, "Subject": subject or None, "Creator": None, "Producer": None, "CreationDate": None}
        book = BytesIO()  # written whole: where a stream refuses, closing what is half painted would be a second error
        with PdfPages(book, metadata=about) as painted:
            for page in pages:
                painted.savefig(_painted(page, page.width + 2 * _MARGIN, page.height + 2 * _MARGIN))
        stream.write(book.getvalue())


def _settings(drawings: Iterable[Drawing]) -> Any:
    """Fonts that have every character, text kept as text, nothing from the reader's own matplotlib settings."""
    # That a font has no bold face, or that its list of fonts could not be kept, is no news; said while it loads already.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        import matplotlib
    except ModuleNotFoundError as error:
        raise MissingExtra("render.missing", "plot") from error
    chars = {char for drawing in drawings for shape in drawing.shapes if isinstance(shape, Text) for char in sanitize(shape.text)}
    more = _fonts(frozenset(chars))
    settings: Any = {**matplotlib.rcParamsDefault}
    settings |= {"font.family": ["DejaVu Sans", *more], "pdf.fonttype": 42, "backend": "agg"}
    return matplotlib.rc_context(settings)


@cache
def _fonts(chars: frozenset[str]) -> tuple[str, ...]:
    """Installed fonts that together have the characters DejaVu lacks, the well-known Chinese ones first."""
    from matplotlib import font_manager

    missing = chars - _has(font_manager.findfont("DejaVu Sans")) - {"\u200c", "\u200d"}
    if missing:
        _look_again(font_manager)
    chosen: list[str] = []
    for font in sorted(font_manager.fontManager.ttflist, key=_rank):
        if not missing:
            break
        if font.name.lstrip(".").replace(" ", "").lower().startswith("lastresort"):
            continue  # has a box for every character there is
        if font.name not in chosen and font.style == "normal" and (covered := missing & _has(font.fname)):
            missing -= covered
            chosen.append(font.name)
    if missing:
        raise TracerError("render.font", chars=" ".join(sorted(missing)[:8]), package=_package(min(missing)))
    return tuple(chosen)


@cache
def _look_again(manager: Any) -> None:
    """Take in the fonts that were installed since matplotlib last looked: it remembers its list for good."""
    known = {font.fname for font in manager.fontManager.ttflist}
    for file in sorted(manager.findSystemFonts()):
        if file not in known:
            try:
                manager.fontManager.addfont(file)
            except (RuntimeError, OSError, ValueError):  # a font that it cannot read is none
                continue


def _rank(font: Any) -> tuple[int, str, bool, str]:
    """Well-known fonts first, then by name; of a family the regular one."""
    known = _PREFERRED.index(font.name) if font.name in _PREFERRED else len(_PREFERRED)
    return known, font.name, font.weight != 400, font.fname


@cache
def _has(file: str) -> frozenset[str]:
    """The characters a font file draws."""
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(map(chr, FT2Font(file).get_charmap()))
    except (RuntimeError, OSError):
        return frozenset()


def _package(char: str) -> str:
    name = unicodedata.name(char, "")
    if unicodedata.east_asian_width(char) in "WF" and unicodedata.category(char).startswith("L"):
        return "fonts-noto-cjk"
    return "fonts-symbola" if unicodedata.category(char).startswith("S") or "EMOJI" in name else "fonts-noto-core"


def _painted(drawing: Drawing, width: float, height: float) -> Any:
    """A matplotlib figure of the drawing, one unit a pixel, y downwards."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / _INCH, height / _INCH), facecolor=_PAPER)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(-_MARGIN, width - _MARGIN)
    axes.set_ylim(height - _MARGIN, -_MARGIN)
    axes.axis("off")
    for order, (kind, shapes) in enumerate(groupby(drawing.shapes, type)):
        if kind is Rect:
            _rects(axes, [shape for shape in shapes if isinstance(shape, Rect)], order)
            continue
        for shape in shapes:
            if isinstance(shape, Line):
                _line(axes, shape, order)
            elif isinstance(shape, Text):
                _text(axes, shape, order)
    return figure


def _ink(ink: str, opacity: float = 1.0) -> tuple[str, float]:
    if ink in ("ink", "soft", "line"):
        return _INK, opacity * _FADED.get(ink, 1.0)
    if ink == "paper":
        return _PAPER, opacity
    return (SERIES[0] if ink == "accent" else SERIES[int(ink)]), opacity


def _rects(axes: Any, shapes: Sequence[Rect], order: int) -> None:
    """Boxes that follow each other, as one collection: a heat map has thousands."""
    from matplotlib.collections import PolyCollection

    corners = [[(s.x, s.y), (s.x + s.width, s.y), (s.x + s.width, s.y + s.height), (s.x, s.y + s.height)] for s in shapes]
    fills = [_ink(s.fill, s.opacity) if s.fill and s.opacity > 0 else "none" for s in shapes]
    lines = [_ink(s.outline) if s.outline else "none" for s in shapes]
    axes.add_collection(PolyCollection(corners, facecolors=fills, edgecolors=lines, linewidths=0.75, zorder=order), autolim=False)


def _line(axes: Any, shape: Line, order: int) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Polygon

    if shape.filled:
        axes.add_patch(Polygon(list(shape.points), closed=True, facecolor=_ink(shape.ink), edgecolor="none", zorder=order))
        return
    points = shape.width * 72 / _INCH
    color, alpha = _ink(shape.ink, shape.opacity)
    style: Any = (0, tuple(dash / shape.width for dash in shape.dashes)) if shape.dashes else "solid"
    xs, ys = zip(*shape.points, strict=True)
    axes.add_line(Line2D(xs, ys, linewidth=points, color=color, alpha=alpha, linestyle=style, zorder=order))


def _text(axes: Any, shape: Text, order: int) -> None:
    from matplotlib import rcParams

    color, alpha = _ink(shape.ink)
    family = ["DejaVu Sans Mono", *rcParams["font.family"]] if shape.mono else None
    axes.text(
        shape.x,
        shape.y,
        sanitize(shape.text),
        fontsize=shape.size * 72 / _INCH,
        ha={"start": "left", "middle": "center", "end": "right"}[shape.anchor],
        va="baseline",
        rotation=90 if shape.turned else 0,
        rotation_mode="anchor",
        color=color,
        alpha=alpha,
        weight="bold" if shape.bold else "normal",
        family=family,
        parse_math=False,
        zorder=order,
    )
