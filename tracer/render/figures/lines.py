"""Attention as lines between two columns of words: the heavier the line, the larger the weight."""

from __future__ import annotations

import numpy as np

from tracer.document.blocks import Figure
from tracer.language import say
from tracer.render.figures.shapes import FONT, SMALL, Drawing, Line, Rect, Text, widest, width_of
from tracer.render.table_model import label
from tracer.rounding import show

_ROW = 26.0
_SPAN = 260.0  # pixels between the two columns of words
_LIGHTEST = 0.02  # weights below this have no line
_NUMBER_AT = 0.16  # where on its line a number stands


def draw(figure: Figure) -> Drawing:
    """Two columns of tokens with a line for each attention weight, the thicker the larger."""
    data = figure.data
    left, right = [label(str(word)) for word in data["left"]], [label(str(word)) for word in data["right"]]
    weights = np.asarray(data["weights"], float).reshape(len(left), len(right))
    places = int(data.get("places", 2))
    names = label(str(data.get("left_axis", ""))), label(str(data.get("right_axis", "")))
    top = FONT + 16 if any(names) else 6.0
    start = max(widest(left), width_of(names[0], SMALL)) + 8
    end = start + _SPAN
    about = say("render.lines.about", left=len(left), right=len(right))
    width = end + 8 + max(widest(right), width_of(names[1], SMALL))
    sheet = Drawing(width, top + _ROW * max(len(left), len(right), 1), [], label(figure.title), about)
    sheet.shapes += [Text(start - 6, FONT, names[0], SMALL, "end", ink="soft"), Text(end + 6, FONT, names[1], SMALL, ink="soft")]
    for i, row in enumerate(weights):
        for j, weight in enumerate(row):
            if weight >= _LIGHTEST:
                line = ((start, _middle(top, i)), (end, _middle(top, j)))
                sheet.shapes.append(Line(line, 0.5 + 4.5 * min(weight, 1.0), "accent", 0.15 + 0.75 * min(weight, 1.0)))
    for i, row in enumerate(weights):
        if row.size and np.isfinite(row).any():
            j = int(np.nanargmax(row))
            sheet.shapes += _number(show(row[j], places), start, _middle(top, i), _middle(top, j))
    sheet.shapes += [Text(start - 6, _middle(top, i) + 4.5, word, anchor="end") for i, word in enumerate(left)]
    sheet.shapes += [Text(end + 6, _middle(top, j) + 4.5, word) for j, word in enumerate(right)]
    return sheet


def _middle(top: float, place: int) -> float:
    return top + (place + 0.5) * _ROW


def _number(text: str, start: float, begin: float, end: float) -> list[Rect | Text]:
    """The number of a word's heaviest line, on paper so that lines do not cross it."""
    x, y = start + _NUMBER_AT * _SPAN, begin + _NUMBER_AT * (end - begin)
    wide = width_of(text, SMALL) + 6
    return [Rect(x - wide / 2, y - 8, wide, 16, "paper", 0.9), Text(x, y + 4, text, SMALL, "middle")]
