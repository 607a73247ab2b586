"""Cache blocking: kernels of several passes on blocks that stay in the processor's cache; quotients that wait for such a pass."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

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


class Quotient:
    """above / below, cell by cell, computed when somebody looks. below: one number (an array without axes).

    Scaled scores are as many numbers as the scores and mostly read by the mask or the softmax alone, which divides on the way:
    neither the writing nor the reading of so much memory has to be waited for. However it is read, the digits are the same.
    Whoever changes `above` in place changes what nobody has read yet.
    """

    __slots__ = ("_whole", "above", "below")

    half = ""  # as of a stored table: its numbers are no rounded ones

    def __init__(self, above: np.ndarray, below: np.ndarray) -> None:
        self.above, self.below = above, below
        self._whole: np.ndarray | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return self.above.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.above.dtype

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return self.above.size

    def divide(self, part: np.ndarray, out: np.ndarray) -> np.ndarray:
        """The quotients of a part of `above`."""
        with np.errstate(all="ignore"):  # as in a run, whose notes say what is not finite
            result: np.ndarray = np.divide(part, self.below, out=out)
        return result

    def read(self) -> np.ndarray:
        """All of it; the same array each time."""
        if self._whole is None:
            self._whole = self.divide(self.above, empty(self.shape, self.dtype))
        return self._whole

    def __getitem__(self, index: Any) -> Any:
        if self._whole is not None:
            return self._whole[index]
        with np.errstate(all="ignore"):
            return self.above[index] / self.below

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self.read().astype(self.dtype if dtype is None else dtype, copy=bool(copy))

    def largest(self) -> float:
        """The largest absolute value."""
        return float(np.abs(self.read()).max(initial=0.0))
