"""Numbers that are no stage of a trace: a table of them, and two that must be told apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tracer.axes import Axis
from tracer.document.blocks import Matrix
from tracer.frozen import Frozen
from tracer.ops.noise import FEW, largest_finite, without_noise
from tracer.ops.ties import first_largest, lowest_tie
from tracer.record.settle import settle
from tracer.record.step import Step
from tracer.rounding import DEFAULT_PLACES, MOST_PLACES, fixed, places_for

_CLEARLY = 1e-6  # of a number: so far from a whole one, no rounding makes it whole
_PIECE = 1 << 14  # numbers of a large stage looked at together: what is made of them stays in a near cache


def matrix(address: str, values: np.ndarray, rows: Axis, columns: Axis, caption: str = "") -> Matrix:
    """A table with as many decimals as its numbers need."""
    return Matrix(address, "", values, rows, columns, places=places_of(values), caption=caption)


def places_of(values: np.ndarray, wanted: int | None = None) -> int:
    """`rounding.places_for` of a whole array, evaluated only on the numbers that decide the result."""
    if wanted is not None:
        return wanted
    if values.size <= FEW:
        return places_for(values.reshape(-1).tolist())
    decide: list[float] = []
    for piece in _pieces(values):
        finite = piece[np.isfinite(piece)]
        broken = finite[finite != np.rint(finite)]
        clearly = broken[np.abs(broken - np.rint(broken)) > _CLEARLY * np.maximum(np.abs(broken), 1.0)]
        if clearly.size:
            decide = clearly[:1].tolist()
            break
        decide += broken.tolist()
    return places_for([largest_finite(values), *decide])


def _pieces(values: np.ndarray) -> Iterator[np.ndarray]:
    """The numbers of an array in its order, so many at a time."""
    flat = values.reshape(-1)
    return (flat[start : start + _PIECE] for start in range(0, flat.size, _PIECE))


def stage_matrix(step: Step) -> Matrix:
    """A stage with two axes as such a table."""
    rows, columns = step.axes
    return matrix(step.name, settle(step), rows, columns)


def movement(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """|new − old| cell by cell: 0 within rounding, infinite where an infinity or NaN appears or disappears."""
    from tracer.comparison.tolerance import gap

    with np.errstate(invalid="ignore"):
        sizes = np.maximum(np.abs(old), np.abs(new))
    return without_noise(gap(old, new), np.where(np.isfinite(sizes), sizes, 0.0))


class Moved(Frozen):
    """What moved between two arrays: how many cells, the largest movement, and where it is (of ties the first)."""

    count: int
    most: float
    place: tuple[int, ...]


def moved(old: np.ndarray, new: np.ndarray) -> Moved | None:
    """What moved between two arrays of one shape; None where nothing did."""
    known = [(int(np.count_nonzero(sizes)), float(sizes.max())) for sizes in _movements(old, new)]
    top = max((largest for _, largest in known), default=0.0)
    if not top:
        return None
    lowest = float(lowest_tie(top))
    number = next(number for number, (_, largest) in enumerate(known) if largest >= lowest)
    first, second = (values.reshape(-1)[number * _PIECE : (number + 1) * _PIECE] for values in (old, new))
    sizes = movement(first, second)
    at = int((sizes >= lowest).argmax())
    place = tuple(map(int, np.unravel_index(number * _PIECE + at, old.shape)))
    return Moved(sum(count for count, _ in known), float(sizes[at]), place)


def moves(old: np.ndarray, new: np.ndarray) -> bool:
    """Whether anything moved between two arrays of one shape."""
    return any(bool(sizes.any()) for sizes in _movements(old, new))


def _movements(old: np.ndarray, new: np.ndarray) -> Iterator[np.ndarray]:
    """`movement` of each piece."""
    return (movement(first, second) for first, second in zip(_pieces(old), _pieces(new), strict=True))


def places_near(values: np.ndarray, value: float, slack: float) -> Iterator[tuple[int, ...]]:
    """Where the numbers of an array are `value`, give or take `slack`, in order; ±inf and nan are found exactly."""
    with np.errstate(over="ignore"):
        low, high = (values.dtype.type(end) for end in (value - slack, value + slack))  # rounded past no number of its precision
    for number, piece in enumerate(_pieces(values)):
        likely = piece != piece if value != value else (piece >= low) & (piece <= high)
        for at in likely.nonzero()[0].tolist() if likely.any() else ():
            if value - value != 0 or abs(float(piece[at]) - value) <= slack:
                yield tuple(map(int, np.unravel_index(number * _PIECE + at, values.shape)))


def place_of_most(sizes: np.ndarray) -> tuple[int, ...]:
    """Index of the largest number of an array; of ties the first."""
    return tuple(map(int, np.unravel_index(int(first_largest(sizes.ravel())), sizes.shape)))


def told_apart(first: float, second: float) -> tuple[str, str]:
    """Both numbers with three decimals, or with as many more (at most 12) as make their texts differ."""
    for places in range(DEFAULT_PLACES, MOST_PLACES):
        if fixed(first, places) != fixed(second, places):
            return fixed(first, places), fixed(second, places)
    return fixed(first, MOST_PLACES), fixed(second, MOST_PLACES)


def plain(value: float) -> str:
    """A number as it stands in a sentence: three decimals."""
    return fixed(value, DEFAULT_PLACES)
