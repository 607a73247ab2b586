"""Numbers that stay in their file in another form (bfloat16, float16, another precision) and are widened when read."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

_BLOCK = 1 << 20  # cells widened at a time: fewer cost calls, more cost fresh pages and leave the cache
_FEW = 96  # rows; up to here the transposed product is the quicker one


def widen(raw: Any, kind: str, dtype: str) -> np.ndarray:
    """The numbers of a stored array (or of `PackedRows`), exactly: bfloat16 is the upper half of a float32. The memory order
    stays.
    """
    if kind == "BF16":
        wide: np.ndarray = np.left_shift(raw, 16, dtype=np.uint32).view(np.float32)
        return wide if dtype == "float32" else wide.astype(dtype)
    whole: np.ndarray = raw.astype(dtype, copy=False)
    return whole


class LazyArray:
    """An array in a file, widened to the run's precision when it is read, whole or in part, and never kept.

    raw: as stored. kind: its number format, as safetensors names it. dtype: of the run. plus: added to each number. check: what
    each part read must pass. It answers what a kernel asks of a table: `table[rows]`, and `times(a, over)`, a product in slices.
    """

    __slots__ = ("check", "dtype", "half", "kind", "plus", "raw")

    def __init__(self, raw: np.ndarray, kind: str, dtype: str, plus: float, check: Callable[[np.ndarray], None]) -> None:
        self.raw, self.kind, self.dtype, self.plus, self.check = raw, kind, np.dtype(dtype), plus, check
        self.half = "" if plus else {"BF16": "bfloat16", "F16": "float16"}.get(kind, "")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape as stored."""
        return self.raw.shape

    def largest(self) -> float:
        """The largest absolute value, found among the bits: without its sign a larger number has larger ones."""
        unsigned = self.raw.view(f"u{self.raw.itemsize}")
        bits = (unsigned & (np.iinfo(unsigned.dtype).max >> 1)).max(initial=0)
        most = np.array(bits, unsigned.dtype).view(self.raw.dtype)
        return float(widen(most, self.kind, self.dtype.name)) + abs(self.plus)

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return self.raw.ndim

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return self.raw.size

    def read(self) -> np.ndarray:
        """All of it, widened."""
        return self[...]

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return self.read() if dtype is None else self.read().astype(dtype, copy=False)

    def __getitem__(self, index: Any) -> np.ndarray:
        part = self.raw[index]
        if isinstance(part, np.generic):  # one cell of many that a working reads: no arrays are made for it
            number = float(np.uint32(int(part) << 16).view(np.float32)) if self.kind == "BF16" else float(part)
            if math.isfinite(number):
                cell: np.ndarray = self.dtype.type(number) + self.dtype.type(self.plus)
                return cell
        wide = widen(np.asarray(part), self.kind, self.dtype.name)
        if self.plus:
            wide = wide + wide.dtype.type(self.plus)
        self.check(wide)
        return wide

    def times(self, a: np.ndarray, over: int) -> np.ndarray:
        """a (rows × n) times this matrix summed over its axis `over` (0 or 1), a few columns of the result at a time."""
        width = self.raw.shape[1 - over]
        product = np.empty((a.shape[0], width), a.dtype)
        step = max(_BLOCK // max(self.raw.shape[over], 1), 1)
        for start in range(0, width, step):
            part = slice(start, start + step)
            columns = self[:, part] if over == 0 else self[part].T
            if a.shape[0] <= _FEW:
                product[:, part] = np.matmul(columns.T, a.T).T
            else:
                np.matmul(a, columns, out=product[:, part])
        return product


class LazyRows(LazyArray):
    """`PackedRows`, unpacked and widened when read; raw: such rows, transposed or not."""

    __slots__ = ()

    def largest(self) -> float:
        """The largest absolute value; every row is unpacked once."""
        return float(self.raw.largest()) + abs(self.plus)  # type: ignore[attr-defined]
