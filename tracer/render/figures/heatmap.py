"""One heat map: a grid of shaded cells under its labels; numbers wherever a cell has room for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracer.render.figures.shapes import DARKEST, FONT, SMALL, Rect, Shape, Text, widest, width_of
from tracer.render.table_model import label
from tracer.rounding import show

MOST_NUMBERED = 16  # rows or columns of a map whose cells hold numbers
_NUMBERED = 22.0  # height of a cell with its number
_LARGEST, _SMALLEST = 14.0, 2.0
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
) -> Map:
    """A map of values (rows × columns); `span` is the value without a shade and the value with the darkest."""
    values = np.atleast_2d(np.asarray(values, float))
    row_names, column_names = list(map(label, rows)), list(map(label, columns))
    numbered = max(values.shape) <= MOST_NUMBERED
    texts = [[show(value, places) for value in row] for row in values] if numbered else []
    wide, high = _cell_size(values.shape, texts, column_names, numbered)
    left = widest(row_names) + 8 if high >= SMALL else 22.0
    top = (FONT + 10 if title else 0) + (FONT + 8 if numbered else SMALL + 6) + 14
    width = max(left + wide * values.shape[1], width_of(title), width_of(_axes(axes), SMALL) + 2)
    shapes: list[Shape] = [Text(0, FONT, title, bold=True)] if title else []
    shapes.append(Text(0, (FONT + 10 if title else 0) + SMALL, _axes(axes), SMALL, ink="soft"))
    low, high_value = span
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            share = (value - low) / (high_value - low) if high_value > low else 0.0
            shade = DARKEST * float(min(max(share, 0.0), 1.0)) if np.isfinite(value) else 0.0
            shapes.append(Rect(left + c * wide, top + r * high, wide, high, "accent", shade, "line" if numbered else ""))
            if numbered:
                shapes.append(Text(left + (c + 0.5) * wide, top + (r + 0.68) * high, texts[r][c], SMALL + 1, "middle"))
    shapes += _row_names(row_names, left, top, high)
    shapes += _column_names(column_names, left, top, wide, numbered)
    return Map(shapes, width, top + high * values.shape[0])


def _axes(axes: tuple[str, str]) -> str:
    """`query ↓ key →`: what the rows and the columns are."""
    rows, columns = axes
    return "  ".join([*([f"{rows} ↓"] if rows else []), *([f"{columns} →"] if columns else [])])


def _cell_size(shape: tuple[int, ...], texts: list[list[str]], columns: Sequence[str], numbered: bool) -> tuple[float, float]:
    if numbered:
        widest_number = max((widest(row, SMALL + 1) for row in texts), default=0.0)
        return max(widest_number + 10, widest(columns) + 8, 30.0), _NUMBERED
    side = min(max(_EXTENT / max(shape), _SMALLEST), _LARGEST)
    return side, side


def _row_names(names: Sequence[str], left: float, top: float, high: float) -> list[Shape]:
    every = 1 if high >= SMALL else max(1, round(24 / high))
    words = names if high >= SMALL else [str(i) for i in range(len(names))]
    size = min(FONT, max(high, SMALL))
    return [
        Text(left - 5, top + (i + 0.5) * high + size * 0.35, word, size, "end") for i, word in enumerate(words) if i % every == 0
    ]


def _column_names(names: Sequence[str], left: float, top: float, wide: float, numbered: bool) -> list[Shape]:
    if numbered:
        return [Text(left + (i + 0.5) * wide, top - 6, name, FONT, "middle") for i, name in enumerate(names)]
    every = max(1, -(-28 // int(max(wide, 1))))
    return [Text(left + (i + 0.5) * wide, top - 5, str(i), SMALL, "middle", ink="soft") for i in range(0, len(names), every)]


def legend(span: tuple[float, float], places: int) -> Map:
    """What the lightest and the darkest shade stand for."""
    low, high = show(span[0], places), show(span[1], places)
    x = width_of(low, SMALL) + 6
    shapes: list[Shape] = [Text(0, SMALL, low, SMALL)]
    shapes += [Rect(x + 18 * i, 1, 18, 12, "accent", DARKEST * i / 6, "line") for i in range(7)]
    shapes.append(Text(x + 18 * 7 + 6, SMALL, high, SMALL))
    return Map(shapes, x + 18 * 7 + 6 + width_of(high, SMALL), 16)


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
