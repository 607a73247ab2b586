"""Numbers that are no stage of a trace: a table of them, and two that must be told apart."""

from __future__ import annotations

import numpy as np

from tracer.axes import Axis
from tracer.document.blocks import Matrix
from tracer.ops.noise import without_noise
from tracer.ops.ties import first_largest
from tracer.record.settle import settle
from tracer.record.step import Step
from tracer.rounding import DEFAULT_PLACES, MOST_PLACES, fixed, places_for

_CLEARLY = 1e-6  # of a number: so far from a whole one, no rounding makes it whole


def matrix(address: str, values: np.ndarray, rows: Axis, columns: Axis, caption: str = "") -> Matrix:
    """A table with as many decimals as its numbers need."""
    return Matrix(address, "", values, rows, columns, places=places_of(values), caption=caption)


def places_of(values: np.ndarray, wanted: int | None = None) -> int:
    """`rounding.places_for` of a whole array, evaluated only on the numbers that decide the result."""
    finite = values[np.isfinite(values)]
    broken = finite[finite != np.rint(finite)]
    clearly = broken[np.abs(broken - np.rint(broken)) > _CLEARLY * np.maximum(np.abs(broken), 1.0)]
    decide = clearly[:1] if clearly.size else broken
    return places_for([float(np.abs(finite).max(initial=0.0)), *decide.tolist()], wanted)


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
