"""A matrix of ours that does what a design asks: whole numbers where the keys have them, tried by running."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tracer.address import cell as cell_address
from tracer.exercises.designs import DESIGNS, Asked, Head, asked_of, measure
from tracer.rounding import rounded

_AIM = 0.95  # of a row's attention, so that rounding does not fall below what is asked
_MOST_STEPS = 200
_LARGEST = 1000.0  # what a pupil can be asked to write

Rows = Mapping[int, Sequence[float]]
"""By row of the matrix, its numbers."""


def solution(head: Head, name: str, places: int) -> Rows | None:
    """The rows that a design asks for, head 0's columns; None where we know none that hold when they are run."""
    asked = asked_of(head, name)
    width = _width(head, name)
    bias = _bias(head, name, width, places)
    rows: dict[int, list[float]] = {}
    for row in dict.fromkeys(place.row for place in asked):
        numbers = _row(head, name, row, [place for place in asked if place.row == row], width, places)
        if numbers is None:
            return None
        rows[row] = [rounded(number - added, places) for number, added in zip(numbers, bias, strict=True)]
    tried = head.edited(cells_of(head, name, rows))
    return rows if rows and all(measure(tried, name).holds) else None


def size_of(head: Head, name: str) -> int:
    """How many numbers a design asks for."""
    return len({place.row for place in asked_of(head, name)}) * _width(head, name)


def _width(head: Head, name: str) -> int:
    """Columns of the matrix that belong to this head."""
    return int(head.step("v" if DESIGNS[name].matrix == "W_V" else "q").values.shape[-1])


def is_possible(head: Head, name: str) -> bool:
    """Whether the words, the mask and the head's width allow a design, whatever the numbers are."""
    asked, different = asked_of(head, name), len(head.different)
    if name == "equal" and different == len(head.words):
        return False
    if DESIGNS[name].measure == "copy":
        return different > 1 and int(head.step("v").values.shape[-1]) >= different
    if DESIGNS[name].measure != "share":
        return different > 1
    wanted = {(place.row, head.words[key]) for place in asked for key in place.keys}
    others = {(place.row, head.words[key]) for place in asked for key in head.visible[place.word] if key not in place.keys}
    return different > 1 and all(place.keys for place in asked) and not wanted & others


def cells_of(head: Head, name: str, rows: Rows) -> dict[str, float]:
    """The cells of the parameter that these rows fill, by address."""
    step = head.trace.parameters[f"{head.prefix}.{DESIGNS[name].matrix}"]
    return {
        cell_address(step.name, step.axes, (row, column)): number
        for row, numbers in rows.items()
        for column, number in enumerate(numbers)
    }


def _row(head: Head, name: str, row: int, asked: Sequence[Asked], width: int, places: int) -> list[float] | None:
    """One row of the matrix, for all places at which its word stands."""
    way = DESIGNS[name].measure
    if way == "copy":
        return [float(column == row) for column in range(width)]
    if way == "even":
        return [0.0] * width
    keys = [[rounded(float(number), places) for number in vector] for vector in head.values("k")]
    if way == "same":
        seen = next((column for column in range(width) if any(key[column] for key in keys)), 0)
        return [float(column == seen) for column in range(width)]
    apart = [
        [ours - other for ours, other in zip(keys[place.keys[0]], keys[key], strict=True)]
        for place in asked
        if place.keys
        for key in head.visible[place.word]
        if key not in place.keys
    ]
    if not all(place.keys for place in asked):
        return None
    if not apart:  # a word that sees no other
        return [0.0] * width
    if not all(map(any, apart)):  # a word that is to be seen looks like one that is not
        return None
    others = max(len(head.visible[place.word]) - len(place.keys) for place in asked)
    return _query(apart, math.log(_AIM / (1 - _AIM) * others) * _divisor(head), places)


def _bias(head: Head, name: str, width: int, places: int) -> list[float]:
    """What the model adds to each column of this head, as printed."""
    bias = head.trace.parameters.get(f"{head.prefix}.{DESIGNS[name].matrix.replace('W', 'b')}")
    return [0.0] * width if bias is None else [rounded(float(number), places) for number in bias.values[:width]]


def _query(apart: Sequence[Sequence[float]], wanted: float, places: int) -> list[float] | None:
    """The query whose product with each vector is `wanted` or more, of those with the smallest numbers that a perceptron meets.

    The rule of F. Rosenblatt (1958): add the vector that fares worst, again and again. None where no query is met.
    """
    query = [0.0] * len(apart[0])
    best: list[float] | None = None
    for _ in range(_MOST_STEPS):
        products = [sum(ours * theirs for ours, theirs in zip(query, vector, strict=True)) for vector in apart]
        worst = min(range(len(apart)), key=products.__getitem__)
        if products[worst] > 0:
            factor = math.ceil(wanted / products[worst])
            longer = [rounded(factor * number, places) for number in query]
            if max(map(abs, longer)) <= min(_LARGEST, max(map(abs, best)) - 1 if best else _LARGEST):
                best = longer
        query = [ours + theirs for ours, theirs in zip(query, apart[worst], strict=True)]
    return best


def _divisor(head: Head) -> float:
    """What the scores are divided by."""
    divisor = head.trace.every.get(f"{head.prefix}.scaled.divisor")
    return 1.0 if divisor is None else float(divisor.values)
