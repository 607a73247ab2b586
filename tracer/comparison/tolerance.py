"""Up to which difference two numbers count as the same."""

from __future__ import annotations

import numpy as np

from tracer.frozen import Frozen
from tracer.ops.noise import largest_finite


class Tolerance(Frozen):
    """Two numbers agree where |ours − theirs| ≤ atol + rtol × the largest finite |number| of either array.

    rtol is of the array, not of the cell: a sum that cancels to nearly nothing keeps the rounding of its terms.
    """

    rtol: float
    atol: float

    def allowed(self, ours: np.ndarray, theirs: np.ndarray) -> float:
        """The largest difference that counts as none between these two arrays."""
        return self.atol + self.rtol * max(largest_finite(ours), largest_finite(theirs)) if self.rtol else self.atol

    def close(self, ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        """Cell by cell, whether both agree; NaN agrees with NaN, an infinity with the same one."""
        return np.asarray(gap(ours, theirs) <= self.allowed(ours, theirs))


def gap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """|a − b|, 0 where both are the same infinity or both undefined, infinite where only one is."""
    with np.errstate(invalid="ignore", over="ignore"):
        difference = np.abs(np.asarray(first, float) - np.asarray(second, float))
    if np.isfinite(difference.max(initial=0.0)):
        return np.asarray(difference)
    same = (first == second) | (np.isnan(first) & np.isnan(second))
    return np.where(same, 0.0, np.where(np.isnan(difference), np.inf, difference))
