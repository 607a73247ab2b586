"""One heat map: a grid of shaded cells under its labels; numbers wherever a cell has room for one.

Where numbers lie on both sides of 0, the shade is their size and the hue their sign; elsewhere one hue grows darker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracer.render.figures.shapes import DARKEST, FONT, SMALL, Rect, Shape, Text, widest, width_of
from tracer.render.table_model import label
from tracer.rounding import show

MOST_NUMBERED = 16  # rows or columns of a map whose cells hold numbers
_NUMBERED = 22.0  # height of a cell with its number
_LARGEST, _SMALLEST = 15.0, 2.0
_NEGATIVE = "1"  # the ink of numbers below 0, beside `accent`
_WIDER = 1.4  # times the width of a cell that a column's name may have before it is turned
_EXTENT = 260.0  # pixels a map without numbers tries to fill


@dataclass(frozen=True, slots=True)
class Map:
    """A laid-out heat map: its shapes from (0, 0), and its size."""

    shapes: list[Shape]
    width: float
    height: float


def lay_out(
    values: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    axes: tuple[str, str],
    span: tuple[float, float],
    places: int,
    title: str,
    most_numbered: int = MOST_NUMBERED,
) -> Map:
    """A map of values (rows × columns); `span` is the least and the largest value of the scale."""
    values = np.atleast_2d(np.asarray(values, float))
    row_names, column_names = list(map(label, rows)), list(map(label, columns))
    numbered = max(values.shape) <= most_numbered
    texts = [[show(value, places) for value in row] for row in values] if numbered else []
    wide, high, turned = _cell_size(values.shape, texts, column_names, numbered)
    left = widest(row_names) + 8 if high >= SMALL else 22.0
    titles = _title_lines(title, left + wide * values.shape[1])
    above = len(titles) * (FONT + 4) + 6 if titles else 0.0
    top = above + 14 + (widest(column_names) + 12 if turned else FONT + 8 if numbered else SMALL + 6)
    width = max(left + wide * values.shape[1], widest(titles) * 1.1, width_of(_axes(axes), SMALL) + 2)
    shapes: list[Shape] = [Text(0, FONT + at * (FONT + 4), line, bold=True) for at, line in enumerate(titles)]
    shapes.append(Text(0, above + SMALL, _axes(axes), SMALL, ink="soft"))
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            ink, opacity = shade(value, span)
            shapes.append(Rect(left + c * wide, top + r * high, wide, high, ink, opacity, "line" if numbered else ""))
            if numbered:
                shapes.append(Text(left + (c + 0.5) * wide, top + (r + 0.68) * high, texts[r][c], SMALL + 1, "middle"))
    shapes += _row_names(row_names, left, top, high)
    shapes += _column_names(column_names, left, top, wide, turned, numbered)
    return Map(shapes, width, top + high * values.shape[0])


def _title_lines(title: str, room: float) -> list[str]:
    """A title, its parts below each other where the map is narrower."""
    return title.split(" · ") if width_of(title) * 1.1 > room else [title] if title else []


def has_two_hues(span: tuple[float, float]) -> bool:
    """Whether a scale has numbers on both sides of 0."""
    return span[0] < 0 < span[1]


def shade(value: float, span: tuple[float, float]) -> tuple[str, float]:
    """(ink, opacity) of a cell, as `figures.shapes` takes them."""
    low, high = span
    if not np.isfinite(value):
        return "accent", 0.0
    if has_two_hues(span):
        return "accent" if value > 0 else _NEGATIVE, DARKEST * float(min(abs(value) / max(-low, high), 1.0))
    share = (value - low) / (high - low) if high > low else 0.0
    return "accent", DARKEST * float(min(max(share, 0.0), 1.0))


def _axes(axes: tuple[str, str]) -> str:
    """`query ↓ key →`: what the rows and the columns are."""
    rows, columns = axes
    return "  ".join([*([f"{rows} ↓"] if rows else []), *([f"{columns} →"] if columns else [])])


def _cell_size(
    shape: tuple[int, ...], texts: list[list[str]], columns: Sequence[str], numbered: bool
) -> tuple[float, float, bool]:
    """(width, height, whether the columns' names are turned: they are wider than what stands below them)."""
    if numbered:
        wide = max(max((widest(row, SMALL + 1) for row in texts), default=0.0) + 10, 30.0)
        names = widest(columns) + 8
        return (wide, _NUMBERED, True) if names > wide * _WIDER and len(columns) > 2 else (max(wide, names), _NUMBERED, False)
    high, wide = (min(max(_EXTENT / count, _SMALLEST), _LARGEST) for count in shape)
    return wide, high, wide >= SMALL


def _row_names(names: Sequence[str], left: float, top: float, high: float) -> list[Shape]:
    every = 1 if high >= SMALL else max(1, round(24 / high))
    words = names if high >= SMALL else [str(i) for i in range(len(names))]
    size = min(FONT, max(high, SMALL))
    return [
        Text(left - 5, top + (i + 0.5) * high + size * 0.35, word, size, "end") for i, word in enumerate(words) if i % every == 0
    ]


def _column_names(names: Sequence[str], left: float, top: float, wide: float, turned: bool, numbered: bool) -> list[Shape]:
    if turned:
        return [Text(left + (i + 0.5) * wide + FONT * 0.35, top - 6, name, FONT, turned=True) for i, name in enumerate(names)]
    if numbered:
        return [Text(left + (i + 0.5) * wide, top - 6, name, FONT, "middle") for i, name in enumerate(names)]
    every = max(1, -(-28 // int(max(wide, 1))))
    return [Text(left + (i + 0.5) * wide, top - 5, str(i), SMALL, "middle", ink="soft") for i in range(0, len(names), every)]


def legend(span: tuple[float, float], places: int) -> Map:
    """What the shades stand for, from the least value to the largest."""
    low, high = (-max(-span[0], span[1]), max(-span[0], span[1])) if has_two_hues(span) else span
    first, last = show(low, places), show(high, places)
    x = width_of(first, SMALL) + 6
    shapes: list[Shape] = [Text(0, SMALL, first, SMALL)]
    for i in range(7):
        ink, opacity = shade(low + (high - low) * i / 6, (low, high))
        shapes.append(Rect(x + 18 * i, 1, 18, 12, ink, opacity, "line"))
    shapes.append(Text(x + 18 * 7 + 6, SMALL, last, SMALL))
    return Map(shapes, x + 18 * 7 + 6 + width_of(last, SMALL), 16)


def span_of(values: Sequence[np.ndarray]) -> tuple[float, float]:
    """The values of the lightest and darkest shade: 0 and 1 for numbered weights, else the smallest (weights: 0) and largest."""
    numbers = np.concatenate([np.ravel(np.asarray(value, float)) for value in values]) if values else np.zeros(1)
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return 0.0, 1.0
    low, high = float(numbers.min()), float(numbers.max())
    if low < 0 or high > 1:
        return low, high
    return 0.0, 1.0 if all(max(np.shape(value)) <= MOST_NUMBERED for value in values) else high or 1.0


def translate(shape: Shape, x: float, y: float) -> Shape:
    """The shape moved by x and y pixels."""
    if isinstance(shape, (Rect, Text)):
        return replace(shape, x=shape.x + x, y=shape.y + y)
    return replace(shape, points=[(a + x, b + y) for a, b in shape.points])
