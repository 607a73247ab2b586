"""A place on an axis as a reader calls it: its token, or its position; and the axes that a table holds."""

from __future__ import annotations

from bisect import bisect_left

from tracer.address import positions_of_label
from tracer.axes import Axis
from tracer.document.blocks import Matrix
from tracer.document.sentence import axis_word
from tracer.language import listed, say

MOST_LETTERS = 20  # of a token inside a formula


def word(axis: Axis, at: int, sentence: int | None) -> str:
    """The token at a place (of one sentence where there are several), a long one cut, a second one as `the#2`; else its place."""
    if axis.per is not None and sentence is not None and at < len(axis.per[sentence]):
        axis = axis.of_sentence(sentence)
    if not axis.labelled:
        return str(at)
    word = axis.labels[at]
    before = bisect_left(positions_of_label(axis, word), at)
    nth = f"#{1 + before}" if before else ""  # as the tables say it
    return (word if len(word) <= MOST_LETTERS else word[: MOST_LETTERS - 1] + "…") + nth


def held_places(matrix: Matrix) -> str:
    """The axes that a table holds, as a reader says them: `head 0, query 1 (it)`."""
    return listed(_held(*axis) for axis in matrix.fixed)


def _held(axis: str, position: int, label: str) -> str:
    if not axis:
        return label
    name = axis_word(axis)
    if label in ("", str(position)):
        return say("document.cell_place", axis=name, place=position)
    return say("document.place_named", axis=name, position=position, label=label)
