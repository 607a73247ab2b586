"""Rounding noise: results that should cancel to 0 but hold a tiny, machine-dependent remainder."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

FEW = 64  # numbers that are looked at one by one before NumPy has begun
NOISE = 1e-12  # of the largest number that took part: the rounding of float64, of a few thousand terms, stays below it


def of_sizes(kernel: Callable[[Sequence[Any], Any, Any], Callable[..., np.ndarray]]) -> Any:
    """The same kernel on absolute values: the total magnitude of the terms that a sum of products adds."""
    return lambda inputs, result, attrs: lambda *arrays: kernel(inputs, result, attrs)(*map(np.abs, arrays))


def largest_finite(values: np.ndarray) -> float:
    """The size of the largest finite number; 0 where there is none."""
    if not values.size:
        return 0.0
    if values.size <= FEW:
        largest = float(max(map(abs, values.reshape(-1).tolist())))  # NaN shows where it comes first, and is passed over behind
    else:
        largest = max(float(values.max()), -float(values.min()))  # neither makes an array of its own; NaN and ∞ show in them
    if math.isfinite(largest):
        return largest
    return float(np.max(np.abs(values), where=np.isfinite(values), initial=0.0))


def without_noise(values: np.ndarray, sizes: np.ndarray | float) -> np.ndarray:
    """Values with 0 where |value| ≤ 1e-12 · sizes; the same array object where nothing changes."""
    small = (np.abs(values) <= NOISE * np.asarray(sizes)) & (values != 0)
    return np.where(small, 0.0, values) if small.any() else values
