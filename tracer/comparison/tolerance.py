"""Up to what two numbers count as the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Tolerance:
    """|ours − theirs| ≤ atol + rtol · |ours|; NaN equals NaN, an infinity equals the same infinity."""

    rtol: float
    atol: float

    def close(self, ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        """True where the numbers count as the same; both arrays have one shape."""
        with np.errstate(invalid="ignore", over="ignore"):
            near = np.abs(theirs - ours) <= self.atol + self.rtol * np.abs(ours)
        finite = np.isfinite(ours) & np.isfinite(theirs)
        return np.asarray((near & finite) | (ours == theirs) | (np.isnan(ours) & np.isnan(theirs)))
