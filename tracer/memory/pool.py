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

LARGE = 1 << 13  # numbers; smaller results come quickly enough from the system's own store
_KEPT = 1 << 27  # bytes that may lie idle, or as many as the largest trace took, up to a quarter of what the machine has left


_Block = tuple[np.ndarray, Any]  # bytes, and where they are, as `__array_interface__` says it


class Memory:
    """Released memory by its size in bytes. What is taken from it comes back when its last array and view are gone."""

    def __init__(self) -> None:
        from tracer.memory.available import available

        self._free: dict[int, list[_Block]] = {}
        self._most, self._lent, self._largest = available() // 4, 0, _KEPT
        self.idle = 0  # how many bytes wait to be taken again

    def take(self, shape: Sequence[int], dtype: np.dtype[Any]) -> np.ndarray:
        """An array, C-contiguous, with whatever numbers were there before."""
        size = _rounded(math.prod(shape) * dtype.itemsize)
        free = self._free.get(size)
        if free:
            block = free.pop()
            self.idle -= size
        else:
            block = self._fresh(size)
        self._lent += size
        if self._lent > self._largest:
            self._largest = self._lent
        return np.asarray(_Lent(self, block, size, shape, dtype))

    def back(self, block: _Block, size: int) -> None:
        """Keep a block for the next result of its size, unless too much lies idle already."""
        self._lent -= size
        idle = self.idle + size
        if idle <= self._largest and idle <= self._most:
            self.idle = idle
            self._free.setdefault(size, []).append(block)

    def _fresh(self, size: int) -> _Block:
        """A new block. The system first gets as much back as is asked of it: all together never exceeds the largest trace."""
        from tracer.memory.large_pages import aligned

        needed = size
        for own, free in list(self._free.items()):
            while free and needed > 0:
                needed -= own
                self.idle -= own
                free.pop()
        block = aligned(size)
        return block, block.__array_interface__["data"]


def _rounded(size: int) -> int:
    """The size, at most a quarter more, so that texts of similar lengths use each other's blocks."""
    step = 1 << max(size.bit_length() - 3, 6)
    return -(-size // step) * step


class _Lent:
    """A block while arrays stand in it; they hold it as their base, so that it ends with the last of them."""

    __slots__ = ("__array_interface__", "_block", "_memory", "_size")

    def __init__(self, memory: Memory, block: _Block, size: int, shape: Sequence[int], dtype: np.dtype[Any]) -> None:
        self._memory, self._block, self._size = memory, block, size
        self.__array_interface__ = {"shape": tuple(shape), "typestr": dtype.str, "data": block[1], "version": 3}

    def __del__(self) -> None:
        self._memory.back(self._block, self._size)


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
