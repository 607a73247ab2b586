"""Curves: how much of an early word is left, how a loss falls. Told apart by dashes and names as well as by colour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tracer.document.blocks import Figure
from tracer.language import say
from tracer.render.figures.shapes import FONT, SMALL, Drawing, Line, Rect, Shape, Text, widest, width_of
from tracer.render.table_model import label
from tracer.rounding import places_for, show

_WIDE, _HIGH = 460.0, 260.0
_LEVEL = 14.0  # pixels from one line of names below the axis to the next
_DASHES: tuple[tuple[float, ...], ...] = ((), (7, 4), (2, 3), (9, 3, 2, 3), (12, 5), (4, 2))


def draw(figure: Figure) -> Drawing:
    """Curves over one axis, with their scale and legend."""
    data = figure.data
    series = data["series"]
    words = any(isinstance(x, str) for x in data["x"])
    xs = [float(i) if words else float(x) for i, x in enumerate(data["x"])]
    log = bool(data.get("log"))
    values = [float(v) for sery in series for v in sery["values"] if math.isfinite(v) and (v > 0 or not log)]
    ticks = _ticks(min(values, default=0.0), max(values, default=1.0), log)
    texts = _tick_texts(ticks, log)
    names = [label(str(sery["label"])) for sery in series]
    marks = xs if words else _x_marks(xs, bool(data.get("x_log")))
    under = [label(str(x)) for x in data["x"]] if words else [f"{mark:g}" for mark in marks]
    half = widest(under, SMALL) / 2
    left, top = max(widest(texts, SMALL) + 10, half), FONT + 12
    scale = _Scale(xs, ticks, log, left, top, bool(data.get("x_log")))
    axis_names = _axis_name(data, "x_label", "x_log"), _axis_name(data, "y_label", "log")
    about = _about(data, axis_names, values)
    levels = _levels(under, marks, scale)
    below = 24 + _LEVEL * (1 + max(levels, default=0))
    width = left + _WIDE + max(30 + widest(names), half)
    sheet = Drawing(width, top + _HIGH + below + 6, [], label(figure.title), about)
    sheet.shapes += _frame(scale, ticks, texts, axis_names, below)
    sheet.shapes += _x_names(under, marks, levels, scale)
    lines = [_points(entry["values"], xs, scale) for entry in series]
    heights = _apart([points[-1][1] + 4 if points else top + _HIGH for points in lines], top + SMALL, top + _HIGH + 4)
    for place, (points, y) in enumerate(zip(lines, heights, strict=True)):
        sheet.shapes += _series(place, points, names[place], scale.left + _WIDE, y)
    sheet.height = max([sheet.height, *(y + 4 for y in heights)])
    return sheet


def _points(values: Sequence[float], xs: Sequence[float], scale: _Scale) -> list[tuple[float, float]]:
    return [(scale.x(x), scale.y(float(v))) for x, v in zip(xs, values, strict=True) if scale.shows(float(v))]


def _apart(wanted: Sequence[float], first: float, last: float) -> list[float]:
    """The heights of the names beside the curves: near the ends of these, never over each other, all within the picture."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    result = [0.0] * len(wanted)
    free = first
    for place in order:
        result[place] = max(wanted[place], free)
        free = result[place] + SMALL + 2
    ceiling = max(last, first + (SMALL + 2) * (len(wanted) - 1))
    for place in reversed(order):
        result[place] = min(result[place], ceiling)
        ceiling = result[place] - SMALL - 2
    return result


class _Scale:
    """Numbers to pixels."""

    def __init__(
        self, xs: Sequence[float], ticks: Sequence[float], log: bool, left: float, top: float, x_log: bool = False
    ) -> None:
        self.left, self.top, self.log, self.x_log = left, top, log, x_log
        self.first, self.last = (min(xs), max(xs)) if xs else (0.0, 1.0)
        self.low, self.high = self._y(ticks[0]), self._y(ticks[-1])

    def _y(self, value: float) -> float:
        return math.log10(value) if self.log else value

    def x(self, value: float) -> float:
        first, value, last = (math.log10(x) if self.x_log else x for x in (self.first, value, self.last))
        return self.left + _WIDE * ((value - first) / (last - first) if last > first else 0.5)

    def y(self, value: float) -> float:
        return self.top + _HIGH * (1 - (self._y(value) - self.low) / (self.high - self.low))

    def shows(self, value: float) -> bool:
        return math.isfinite(value) and (value > 0 or not self.log)


def _about(data: object, names: tuple[str, str], values: Sequence[float]) -> str:
    digits = places_for(values)
    low, high = show(min(values, default=0.0), digits), show(max(values, default=0.0), digits)
    count = len(data["series"])  # type: ignore[index]
    return say("render.curve.about", count=count, x=names[0], y=names[1], low=low, high=high)


def _ticks(low: float, high: float, log: bool) -> list[float]:
    """Round numbers around the values, four to seven of them (powers of ten on a logarithmic axis)."""
    if log:
        lowest, highest = math.floor(math.log10(low or 1e-12)), math.ceil(math.log10(high or 1.0))
        highest = max(highest, lowest + 1)
        powers = max(1, -(-(highest - lowest) // 6))
        return [10.0**power for power in range(lowest, highest + powers, powers)]
    if high <= low:
        low, high = min(low, 0.0), max(high, low + 1.0)
    raw = (high - low) / 5
    unit = 10.0 ** math.floor(math.log10(raw))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= raw)
    first = math.floor(low / step)
    return [place * step for place in range(first, math.ceil(high / step - 1e-9) + 1)]


def _tick_texts(ticks: Sequence[float], log: bool) -> list[str]:
    if log:
        return [f"{tick:g}" for tick in ticks]
    step = ticks[1] - ticks[0]
    return [show(tick, max(0, -math.floor(math.log10(step) + 1e-9))) for tick in ticks]


def _frame(scale: _Scale, ticks: Sequence[float], texts: Sequence[str], names: tuple[str, str], below: float) -> list[Shape]:
    left, bottom = scale.left, scale.top + _HIGH
    shapes: list[Shape] = [Text(0, FONT, names[1], SMALL, ink="soft")]
    shapes.append(Text(left + _WIDE / 2, bottom + below, names[0], SMALL, "middle", ink="soft"))
    for tick, text in zip(ticks, texts, strict=True):
        y = scale.y(tick)
        shapes += [Line(((left, y), (left + _WIDE, y)), 0.6, "soft", 0.35), Text(left - 6, y + 4, text, SMALL, "end")]
    shapes.append(Line(((left, scale.top), (left, bottom), (left + _WIDE, bottom)), 1.0, "ink"))
    return shapes


def _x_marks(xs: Sequence[float], log: bool) -> list[float]:
    """The numbers marked on the x axis: on a logarithmic one those that were measured."""
    if log or not xs:
        return list(xs)
    return [tick for tick in _ticks(min(xs), max(xs), False) if min(xs) <= tick <= max(xs)]


def _axis_name(data: Mapping[str, Any], name: str, log: str) -> str:
    """What an axis shows, and that it is logarithmic where it is."""
    shown = label(str(data.get(name, "")))
    return say("render.log_axis", name=shown) if data.get(log) else shown


def _levels(names: Sequence[str], xs: Sequence[float], scale: _Scale) -> list[int]:
    """The line below the axis that each name stands in, from 0: the first where it does not run into another."""
    free: list[float] = []
    levels = []
    for name, x in zip(names, xs, strict=True):
        at, half = scale.x(x), width_of(name, SMALL) / 2
        level = next((level for level, end in enumerate(free) if at - half >= end), len(free))
        free[level:] = [at + half + 8, *free[level + 1 :]]
        levels.append(level)
    return levels


def _x_names(names: Sequence[str], xs: Sequence[float], levels: Sequence[int], scale: _Scale) -> list[Shape]:
    """Every name along the x axis, a mark above it."""
    shapes: list[Shape] = []
    bottom = scale.top + _HIGH
    for name, x, level in zip(names, xs, levels, strict=True):
        at = scale.x(x)
        shapes.append(Line(((at, bottom), (at, bottom + 5)), 0.8, "ink"))
        shapes.append(Text(at, bottom + 18 + _LEVEL * level, name, SMALL, "middle"))
    return shapes


def _series(place: int, points: Sequence[tuple[float, float]], name: str, end: float, y: float) -> list[Shape]:
    """A curve, and its name at height `y` beside it; the name of one that has no points stands there too."""
    ink, dashes = str(place % 6), _DASHES[place % len(_DASHES)]
    shapes: list[Shape] = [Line(points, 2.0, ink, dashes=dashes)] if len(points) > 1 else []
    if len(points) <= 24:
        shapes += [Rect(x - 2.5, y_point - 2.5, 5, 5, ink) for x, y_point in points]
    return [*shapes, Line(((end + 6, y - 4), (end + 22, y - 4)), 2.0, ink, dashes=dashes), Text(end + 26, y, name, SMALL)]
