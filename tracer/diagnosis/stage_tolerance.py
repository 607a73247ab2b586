"""The tolerance of a comparison that follows the size of each stage's numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracer.comparison.tolerance import Tolerance


@dataclass(frozen=True)
class StageTolerance(Tolerance):
    """|ours − theirs| ≤ atol + rtol · the largest finite |ours| of the stage: sums that cancel keep their terms' rounding."""

    def close(self, ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        largest = float(np.max(np.abs(ours), where=np.isfinite(ours), initial=0.0)) if ours.size else 0.0
        return Tolerance(0.0, self.atol + self.rtol * largest).close(ours, theirs)
