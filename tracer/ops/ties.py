"""Ties: the one rule by which a largest number is chosen or named.

Numbers within 1e-9 of the larger one (or within 1e-12 near zero) are equal but for rounding, which differs from machine to
machine. Of such ties the first counts, so that the choice is the same everywhere.
"""

from __future__ import annotations

import numpy as np

TIE = 1e-9  # of the larger number
_NEAR_ZERO = 1e-12


def lowest_tie(largest: np.ndarray | float) -> np.ndarray:
    """The smallest number that ties with `largest`; elementwise. Only an infinity ties with an infinity."""
    with np.errstate(invalid="ignore"):
        room = np.maximum(TIE * np.abs(largest), _NEAR_ZERO)
        return np.where(np.isfinite(largest), largest - room, largest)


def first_largest(values: np.ndarray, axis: int = -1) -> np.ndarray:
    """The position along `axis` of the first number that ties with the largest; NaNs are passed over where there are others."""
    known = np.where(np.isnan(values), -np.inf, values)
    return np.asarray((known >= lowest_tie(known.max(axis=axis, keepdims=True))).argmax(axis=axis))


def tied_positions(values: np.ndarray) -> list[int]:
    """Positions of all numbers that tie with the row's largest, in order."""
    return [int(at) for at in np.flatnonzero(values >= lowest_tie(np.nanmax(values)))]


def largest_positions(row: np.ndarray, count: int | None = None) -> list[int]:
    """Positions of the `count` (None: all) largest numbers, in descending order; of ties the earlier first."""
    order = np.argsort(-row, kind="stable")
    falling = row[order]
    wanted = len(row) if count is None else min(count, len(row))
    positions: list[int] = []
    while len(positions) < wanted:
        start = len(positions)
        same = falling[start:] >= lowest_tie(falling[start])
        end = start + max(int(same.sum()), 1)
        positions += sorted(order[start:end].tolist())
    return positions[:wanted]
