"""Numbers that stay in their file in another form (bfloat16, float16, another precision) and are widened when read."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

_FEW = 96  # rows; up to here the transposed product is the quicker one
_SMALL = 1 << 15  # numbers of a matrix
# Rows of the other factor → numbers widened at a time, which stay in a near cache while they are multiplied: the more rows, the
# more of them a product needs to be quick.
_BLOCKS = ((6, 1 << 17), (32, 1 << 18))
_LARGEST_BLOCK = 1 << 20


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

    __slots__ = ("_reshaped", "check", "dtype", "half", "kind", "plus", "raw", "sound")

    def __init__(self, raw: np.ndarray, kind: str, dtype: str, plus: float, check: Callable[[np.ndarray], None]) -> None:
        self.raw, self.kind, self.dtype, self.plus, self.check = raw, kind, np.dtype(dtype), plus, check
        self._reshaped: LazyArray | None = None
        self.sound = False  # whether every number of it was checked
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
        wide = self._widened(part)
        self.check(wide)
        return wide

    def reshape(self, shape: tuple[int, ...]) -> Any:
        """The same numbers with other axes, as lazy where no number has to move."""
        if self._reshaped is None or self._reshaped.shape != shape:
            self._reshaped = LazyArray(self.raw.reshape(shape), self.kind, self.dtype.name, self.plus, self.check)
        return self._reshaped

    def times(self, a: np.ndarray, over: int) -> np.ndarray:
        """a (rows × n) times this table summed over its axis `over`, the first or last; a few columns of the result at a time."""
        inner = self.raw.shape[over]
        matrix = self.raw if self.raw.ndim == 2 else self.raw.reshape((inner, -1) if over == 0 else (-1, inner))
        outputs = matrix.T if over == 0 else matrix
        product = np.empty((a.shape[0], outputs.shape[0]), a.dtype)
        block = next((numbers for rows, numbers in _BLOCKS if len(a) <= rows), _LARGEST_BLOCK)
        step = max(block // max(inner, 1), 1)
        place = np.empty(step * inner, a.dtype)
        for start in range(0, outputs.shape[0], step):
            rows, part = outputs[start : start + step], product[:, start : start + step]
            weights = self._widened(rows, place)
            if not self.sound:
                self.check(weights)
            if a.shape[0] <= _FEW and outputs.size >= _SMALL:
                part[...] = np.matmul(weights, a.T).T
            else:
                np.matmul(a, weights.T, out=part)
        self.sound = True
        return product

    def _widened(self, part: Any, place: np.ndarray | None = None) -> np.ndarray:
        """Part of the table in the run's precision. place: as much memory, which stays in a near cache, for numbers that are only
        written otherwise.
        """
        if place is None or self.kind != "BF16" or self.dtype != np.float32 or self.plus:
            wide = widen(np.asarray(part), self.kind, self.dtype.name)
            return wide + wide.dtype.type(self.plus) if self.plus else wide
        turned = part.strides[0] < part.strides[1]
        bits = place[: part.size].view(np.uint32).reshape(part.shape[::-1] if turned else part.shape)
        np.copyto(bits, part.T if turned else part)
        np.left_shift(bits, np.uint32(16), out=bits)
        result: np.ndarray = bits.view(np.float32)
        return result.T if turned else result


class LazyRows(LazyArray):
    """`PackedRows`, unpacked and widened when read; raw: such rows, transposed or not."""

    __slots__ = ()

    def reshape(self, shape: tuple[int, ...]) -> np.ndarray:
        """The same numbers with other axes, unpacked."""
        return self.read().reshape(shape)

    def largest(self) -> float:
        """The largest absolute value; every row is unpacked once."""
        return float(self.raw.largest()) + abs(self.plus)  # type: ignore[attr-defined]
