"""Attention heat maps: one head, all heads of a layer, or all layers, one panel each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracer.document.blocks import Figure
from tracer.document.sentence import axis_word
from tracer.language import say
from tracer.render.figures.heatmap import MOST_NUMBERED, Map, has_two_hues, lay_out, legend, span_of, translate
from tracer.render.figures.shapes import Drawing
from tracer.render.table_model import label
from tracer.rounding import show

_BETWEEN = 16.0
_LINE = 480.0  # pixels a line of panels takes at least: 80 mm of paper, on which a label still has 6 points
_WIDEST = 1800.0  # and at most
_TALLEST = 2.5  # times as high as wide a picture may be before its lines grow longer
_MOST_IN_GRID = 6  # rows or columns of a map whose cells hold numbers, where there are more than two maps


def draw(figure: Figure) -> Drawing:
    """Panels of weights, one a head, side by side."""
    data = figure.data
    panels = data["panels"]
    places = int(data.get("places", 2))
    axes = (label(axis_word(str(data.get("row_axis", "")))), label(axis_word(str(data.get("column_axis", "")))))
    low, high = span_of([panel["values"] for panel in panels])
    most_numbered = MOST_NUMBERED if len(panels) <= 2 else _MOST_IN_GRID
    maps = [
        lay_out(panel["values"], panel["rows"], panel["columns"], axes, (low, high), places, _title(panel), most_numbered)
        for panel in panels
    ]
    widest = max((head_map.width for head_map in maps), default=0.0)
    across = int(data.get("across") or len(maps) or 1)
    message = "render.heads.signed" if has_two_hues((low, high)) else "render.heads.about"
    about = say(message, count=len(maps), low=show(low, places), high=show(high, places))
    sheet = Drawing(0, 0, title=label(figure.title), description=about)
    y = 0.0
    for line in _lines(maps, across):
        for place, panel in enumerate(line):
            sheet.shapes += [translate(shape, place * (widest + _BETWEEN), y) for shape in panel.shapes]
        sheet.width = max(sheet.width, len(line) * (widest + _BETWEEN) - _BETWEEN)
        y += max(head_map.height for head_map in line) + _BETWEEN
    if any(max(len(panel["rows"]), len(panel["columns"])) > most_numbered for panel in panels):
        scale = legend((low, high), places)
        sheet.shapes += [translate(shape, 0, y) for shape in scale.shapes]
        sheet.width, y = max(sheet.width, scale.width), y + scale.height + _BETWEEN
    sheet.height = max(y - _BETWEEN, 0.0)
    return sheet


def _title(panel: Mapping[str, Any]) -> str:
    return label(str(panel.get("title", "")))


def _lines(maps: Sequence[Map], across: int) -> list[Sequence[Map]]:
    """The maps in lines as short as a page's column is, or longer where the picture would become a strip."""
    wide = max((head_map.width for head_map in maps), default=0.0) + _BETWEEN
    high = max((head_map.height for head_map in maps), default=0.0) + _BETWEEN
    most = max(1, int((_LINE + _BETWEEN) // wide))
    while True:
        lines = list(_broken(maps, across, most))
        longest = max(map(len, lines), default=1)
        if len(lines) * high <= _TALLEST * longest * wide or most >= across or (most + 1) * wide > _WIDEST + _BETWEEN:
            return lines
        most += 1


def _broken(maps: Sequence[Map], across: int, most: int) -> Iterator[Sequence[Map]]:
    """Lines of `across` maps, each broken into equal lines of at most `most`."""
    for start in range(0, len(maps), across):
        group = maps[start : start + across]
        size = -(-len(group) // -(-len(group) // most))
        for at in range(0, len(group), size):
            yield group[at : at + size]
