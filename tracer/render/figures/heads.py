"""Attention heat maps: one head, all heads of a layer, or all layers, one panel each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.document.blocks import Figure
from tracer.document.sentence import axis_word
from tracer.language import say
from tracer.render.figures.heatmap import MOST_NUMBERED, Map, lay_out, legend, span_of, translate
from tracer.render.figures.shapes import Drawing
from tracer.render.table_model import label
from tracer.rounding import show

_BETWEEN = 24.0
_LINE = 900.0  # pixels a line of panels may take where `across` does not say
_WIDEST = 1800.0  # pixels a line may take where it does: what is wider goes on below


def draw(figure: Figure) -> Drawing:
    """Panels of weights, one a head, side by side."""
    data = figure.data
    panels = data["panels"]
    places = int(data.get("places", 2))
    axes = (label(axis_word(str(data.get("row_axis", "")))), label(axis_word(str(data.get("column_axis", "")))))
    low, high = span_of([panel["values"] for panel in panels])
    maps = [
        lay_out(panel["values"], panel["rows"], panel["columns"], axes, (low, high), places, label(str(panel.get("title", ""))))
        for panel in panels
    ]
    widest = max((head_map.width for head_map in maps), default=0.0)
    across = int(data.get("across") or max(1, int((_LINE + _BETWEEN) // (widest + _BETWEEN))))
    about = say("render.heads.about", count=len(maps), low=show(low, places), high=show(high, places))
    sheet = Drawing(0, 0, title=label(figure.title), description=about)
    y = 0.0
    for line in _broken(maps, across, max(1, int((_WIDEST + _BETWEEN) // (widest + _BETWEEN)))):
        for place, panel in enumerate(line):
            sheet.shapes += [translate(shape, place * (widest + _BETWEEN), y) for shape in panel.shapes]
        sheet.width = max(sheet.width, len(line) * (widest + _BETWEEN) - _BETWEEN)
        y += max(head_map.height for head_map in line) + _BETWEEN
    if any(len(panel["rows"]) > MOST_NUMBERED or len(panel["columns"]) > MOST_NUMBERED for panel in panels):
        scale = legend((low, high), places)
        sheet.shapes += [translate(shape, 0, y) for shape in scale.shapes]
        sheet.width, y = max(sheet.width, scale.width), y + scale.height + _BETWEEN
    sheet.height = max(y - _BETWEEN, 0.0)
    return sheet


def _broken(maps: Sequence[Map], across: int, most: int) -> Iterator[Sequence[Map]]:
    """Lines of `across` maps, each broken into equal lines of at most `most`."""
    for start in range(0, len(maps), across):
        group = maps[start : start + across]
        size = -(-len(group) // -(-len(group) // most))
        for at in range(0, len(group), size):
            yield group[at : at + size]
