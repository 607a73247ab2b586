"""Attention as lines between two columns of words: the heavier the line, the larger the weight."""

from __future__ import annotations

import numpy as np

from tracer.document.blocks import Figure
from tracer.document.sentence import axis_word
from tracer.language import say
from tracer.render.figures.shapes import FONT, SMALL, Drawing, Line, Text, widest, width_of
from tracer.render.table_model import label
from tracer.rounding import show

_ROW = 26.0
_SPAN = 260.0  # pixels between the two columns of words
_LIGHTEST = 0.02  # weights below this have no line


def draw(figure: Figure) -> Drawing:
    """Two columns of tokens with a line for each attention weight, the thicker the larger."""
    data = figure.data
    left, right = [label(str(word)) for word in data["left"]], [label(str(word)) for word in data["right"]]
    weights = np.asarray(data["weights"], float).reshape(len(left), len(right))
    places = int(data.get("places", 2))
    names = label(axis_word(str(data.get("left_axis", "")))), label(axis_word(str(data.get("right_axis", ""))))
    top = FONT + 16 if any(names) else 6.0
    numbers = [_heaviest(row, places) for row in weights]
    words_end = max(widest(left), width_of(names[0], SMALL)) + 2
    start = words_end + 8 + (widest(numbers, SMALL) + 8 if any(numbers) else 0.0)
    end = start + _SPAN
    about = say("render.lines.about", left=len(left), right=len(right))
    width = end + 8 + max(widest(right), width_of(names[1], SMALL))
    sheet = Drawing(width, top + _ROW * max(len(left), len(right), 1), [], label(figure.title), about)
    sheet.shapes += [Text(words_end, FONT, names[0], SMALL, "end", ink="soft"), Text(end + 6, FONT, names[1], SMALL, ink="soft")]
    for i, row in enumerate(weights):
        for j, weight in enumerate(row):
            if weight >= _LIGHTEST:
                line = ((start, _middle(top, i)), (end, _middle(top, j)))
                sheet.shapes.append(Line(line, 0.5 + 4.5 * min(weight, 1.0), "accent", 0.15 + 0.75 * min(weight, 1.0)))
    sheet.shapes += [Text(words_end, _middle(top, i) + 4.5, word, anchor="end") for i, word in enumerate(left)]
    sheet.shapes += [Text(start - 6, _middle(top, i) + 4, text, SMALL, "end", ink="soft") for i, text in enumerate(numbers)]
    sheet.shapes += [Text(end + 6, _middle(top, j) + 4.5, word) for j, word in enumerate(right)]
    return sheet


def _middle(top: float, place: int) -> float:
    return top + (place + 0.5) * _ROW


def _heaviest(row: np.ndarray, places: int) -> str:
    """The weight of a word's heaviest line, beside the word, where no line crosses it."""
    return show(float(np.nanmax(row)), places) if row.size and np.isfinite(row).any() else ""
