"""A matrix in a file whose rows are unpacked when they are read: packed in blocks, or lying in another order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

PACKED = "packed"  # the number format of such a matrix
_BLOCK = 1 << 20  # numbers unpacked at a time where all of them are asked for


class PackedRows:
    """What a reader asks of an array, of rows that are not one: `shape`, `T`, and `[…]`, which unpacks the rows it needs.

    packed: rows × whatever `unpack` makes `columns` numbers of. order: which packed row each row is; None: its own. turned: the
    transposed matrix.
    """

    __slots__ = ("columns", "order", "packed", "turned", "unpack")

    def __init__(
        self,
        packed: np.ndarray,
        columns: int,
        unpack: Callable[[np.ndarray], np.ndarray],
        order: np.ndarray | None = None,
        turned: bool = False,
    ) -> None:
        self.packed, self.columns, self.unpack, self.order, self.turned = packed, columns, unpack, order, turned

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the matrix as it is read."""
        rows = (*self.packed.shape[:-1], self.columns)
        return rows[::-1] if self.turned else rows

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return self.packed.ndim

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return int(np.prod(self.packed.shape[:-1], dtype=np.int64)) * self.columns

    @property
    def T(self) -> PackedRows:
        """The transposed matrix; nothing is read."""
        return PackedRows(self.packed, self.columns, self.unpack, self.order, not self.turned)

    def ordered(self, order: np.ndarray) -> PackedRows:
        """The same rows in another order; nothing is read."""
        return PackedRows(self.packed, self.columns, self.unpack, order, self.turned)

    def __getitem__(self, index: Any) -> Any:
        first, second = _two(index)
        rows, columns = (second, first) if self.turned else (first, second)
        part = self._rows(rows)[..., columns]
        return part.T if self.turned and part.ndim == 2 else part

    def _rows(self, which: Any) -> np.ndarray:
        return self.unpack(self.packed[which if self.order is None else self.order[which]])

    def astype(self, dtype: Any, copy: bool = True) -> np.ndarray:
        """All numbers, unpacked some rows at a time."""
        result = np.empty((self.packed.shape[0], self.columns), dtype)
        for part in self._parts():
            result[part] = self._rows(part)
        return result.T if self.turned else result

    def largest(self) -> float:
        """The largest absolute value; rows are unpacked in turn and none is kept."""
        return max((float(np.abs(self._rows(part)).max(initial=0)) for part in self._parts()), default=0.0)

    def _parts(self) -> list[slice]:
        step = max(_BLOCK // max(self.columns, 1), 1)
        return [slice(start, start + step) for start in range(0, self.packed.shape[0], step)]


def _two(index: Any) -> tuple[Any, Any]:
    """What is asked of the first axis and of the second."""
    if index is Ellipsis:
        return slice(None), slice(None)
    if not isinstance(index, tuple):
        return index, slice(None)
    return (index[0], slice(None)) if len(index) == 1 else index[:2]
