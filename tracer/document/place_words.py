"""A place on an axis as a reader calls it: its token, or its position."""

from __future__ import annotations

from bisect import bisect_left

from tracer.address import positions_of_label
from tracer.axes import Axis

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
