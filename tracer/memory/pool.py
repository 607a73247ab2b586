"""Where large results get their memory: fresh from the system, or what a model's released traces gave back.

A fresh page costs more than the arithmetic done on it, so a loaded model keeps the memory of stages that nobody holds any
more and computes the next text into it.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

LARGE = 1 << 15  # numbers; smaller results come quickly enough from the system's own store
_KEPT = 1 << 30  # bytes that may lie idle


class Memory:
    """Released memory by its size in bytes. What is taken from it comes back when its last array and view are gone."""

    def __init__(self) -> None:
        self._free: dict[int, list[np.ndarray]] = {}

    def take(self, shape: Sequence[int], dtype: np.dtype[Any]) -> np.ndarray:
        """An array, C-contiguous, with whatever numbers were there before."""
        size = math.prod(shape) * dtype.itemsize
        try:
            block = self._free[size].pop()
        except LookupError:
            self._give_back(size)
            block = np.empty(size, np.uint8)
        return np.asarray(_Lent(self, block, shape, dtype))

    def back(self, block: np.ndarray) -> None:
        """Keep a block for the next result of its size, unless too much lies idle already."""
        if self.idle + block.nbytes <= _KEPT:
            self._free.setdefault(block.nbytes, []).append(block)

    @property
    def idle(self) -> int:
        """How many bytes wait to be taken again."""
        return sum(size * len(free) for size, free in list(self._free.items()))

    def _give_back(self, size: int) -> None:
        """Let the system have as much as is about to be asked of it: all together never exceeds the largest trace."""
        for free in list(self._free.values()):
            while free and size > 0:
                size -= free.pop().nbytes


class _Lent:
    """A block while arrays stand in it; they hold it as their base, so that it ends with the last of them."""

    __slots__ = ("__array_interface__", "_block", "_memory")

    def __init__(self, memory: Memory, block: np.ndarray, shape: Sequence[int], dtype: np.dtype[Any]) -> None:
        self._memory, self._block = memory, block
        place = block.__array_interface__["data"]
        self.__array_interface__ = {"shape": tuple(shape), "typestr": dtype.str, "data": place, "version": 3}

    def __del__(self) -> None:
        self._memory.back(self._block)


_now = threading.local()


@contextmanager
def kept_in(memory: Memory | None) -> Iterator[None]:
    """Large results inside are computed into `memory`; None: into fresh memory."""
    before = getattr(_now, "memory", None)
    _now.memory = memory
    try:
        yield
    finally:
        _now.memory = before


def empty(shape: Sequence[int], dtype: np.dtype[Any]) -> np.ndarray:
    """An array to compute a result into, C-contiguous, its numbers undefined."""
    memory = getattr(_now, "memory", None)
    if memory is None or math.prod(shape) < LARGE:
        return np.empty(shape, dtype)
    result: np.ndarray = memory.take(shape, dtype)
    return result
