"""The positional-encoding picture: positions downwards, columns across, shades of two hues around 0."""

from __future__ import annotations

import numpy as np

from tracer.document.blocks import Figure
from tracer.document.sentence import axis_word
from tracer.language import say
from tracer.render.figures.heatmap import has_two_hues, lay_out, legend, translate
from tracer.render.figures.shapes import Drawing
from tracer.render.table_model import label
from tracer.rounding import show


def draw(figure: Figure) -> Drawing:
    """The positional encoding as a heat map, position down, column across."""
    data = figure.data
    values = np.atleast_2d(np.asarray(data["values"], float))
    places = int(data.get("places", 2))
    axes = (label(axis_word(str(data.get("row_axis", "")))), label(axis_word(str(data.get("column_axis", "")))))
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    columns = data.get("columns") or [str(i) for i in range(values.shape[1])]
    picture = lay_out(values, data["rows"], columns, axes, (low, high), places, "")
    message = "render.positions.signed" if has_two_hues((low, high)) else "render.positions.about"
    about = say(message, rows=values.shape[0], columns=values.shape[1], low=show(low, places), high=show(high, places))
    scale = legend((low, high), places)
    shapes = picture.shapes + [translate(shape, 0, picture.height + 12) for shape in scale.shapes]
    return Drawing(max(picture.width, scale.width), picture.height + 12 + scale.height, shapes, label(figure.title), about)
