"""Quotients of many numbers by one, computed when somebody looks.

Scaled scores are as many numbers as the scores and are mostly read by the softmax alone, which divides a piece at a time where
it is in a near cache: neither the writing nor the reading of so much memory has to be waited for.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tracer.memory.pool import empty


class Quotient:
    """above / below, cell by cell. below: one number (an array without axes). However it is read, the digits are the same.

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
        return self.read() if dtype is None else self.read().astype(dtype, copy=False)

    def largest(self) -> float:
        """The largest absolute value."""
        return float(np.abs(self.read()).max(initial=0.0))
