"""What is left by rounding where numbers should cancel: zero to rounding, whatever its digits say on one machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

NOISE = 1e-12  # of the largest number that took part: the rounding of float64, of a few thousand terms, stays below it


def of_sizes(kernel: Callable[[Sequence[Any], Any, Any], Callable[..., np.ndarray]]) -> Any:
    """For a kernel that adds products: the same over the sizes of its numbers, which is how large the terms are together."""
    return lambda inputs, result, attrs: lambda *arrays: kernel(inputs, result, attrs)(*map(np.abs, arrays))


def without_noise(values: np.ndarray, sizes: np.ndarray | float) -> np.ndarray:
    """The values, with 0 for what is at most 1e-12 of `sizes` (the numbers that took part); the same array where none is."""
    small = (np.abs(values) <= NOISE * np.asarray(sizes)) & (values != 0)
    return np.where(small, 0.0, values) if small.any() else values
