"""Cache blocking: run a kernel of several passes on blocks small enough to stay in the processor's cache."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from tracer.memory.pool import empty

PIECE = 1 << 16  # numbers

_now = threading.local()


def scratch(x: np.ndarray, count: int) -> list[np.ndarray]:
    """So many arrays of x's shape and dtype for partial results, which the next call may use again: for pieces always in the
    same place in memory, which stays in a near cache.
    """
    from tracer.memory.large_pages import LINE, aligned

    if x.size > PIECE:
        return [np.empty_like(x) for _ in range(count)]
    size = max(x.nbytes + -x.nbytes % LINE, LINE)
    place = getattr(_now, "place", None)
    if place is None or len(place) < count * size:
        place = _now.place = aligned(count * size)
    return [place[start : start + x.nbytes].view(x.dtype).reshape(x.shape) for start in range(0, count * size, size)]


Compute = Callable[[np.ndarray, np.ndarray], None]


def in_pieces(compute: Compute, x: np.ndarray, row: int | None = None, most: int | None = None) -> np.ndarray:
    """compute(x, result), whose cells do not read each other. row: how many cells do, side by side along the last axis.

    most: numbers a piece, `PIECE` where nothing is said.
    """
    most = PIECE if most is None else most
    result = empty(x.shape, x.dtype)
    if x.size <= most or not x.flags.c_contiguous:
        compute(x, result)
        return result
    shape = (-1,) if row is None else (-1, row)
    given, into, step = x.reshape(shape), result.reshape(shape), max(most // (row or 1), 1)
    for start in range(0, len(given), step):
        compute(given[start : start + step], into[start : start + step])
    return result
