"""Numbers that are no stage of a trace: a table of them, and two that must be told apart."""

from __future__ import annotations

import numpy as np

from tracer.axes import Axis
from tracer.document.blocks import Matrix
from tracer.record.step import Step
from tracer.rounding import DEFAULT_PLACES, MOST_PLACES, fixed, places_for


def matrix(address: str, values: np.ndarray, rows: Axis, columns: Axis, caption: str = "") -> Matrix:
    """A table with as many decimals as its numbers need."""
    return Matrix(address, "", values, rows, columns, places=places_for(values.ravel().tolist()), caption=caption)


def stage_matrix(step: Step) -> Matrix:
    """A stage with two axes as such a table."""
    rows, columns = step.axes
    return matrix(step.name, step.values, rows, columns)


def told_apart(first: float, second: float) -> tuple[str, str]:
    """Both numbers with three decimals, or as many more as it takes until they read differently (12 at most)."""
    for places in range(DEFAULT_PLACES, MOST_PLACES):
        if fixed(first, places) != fixed(second, places):
            return fixed(first, places), fixed(second, places)
    return fixed(first, MOST_PLACES), fixed(second, MOST_PLACES)


def plain(value: float) -> str:
    """A number in a sentence: three decimals."""
    return fixed(value, DEFAULT_PLACES)
