"""What a recorder asks of the place its parameters come from."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from tracer.ops.row import Axes


class Source(Protocol):
    """Where parameters come from; see `tracer.weights`."""

    def parameter(self, name: str, axes: Axes, init: str, optional: bool) -> Any:
        """The array (or a stored table that is read in slices), or None where it is not there (absent, or only planned)."""

    def has(self, name: str) -> bool:
        """Whether an optional parameter is there."""

    def chance(self, name: str, axes: Axes, rate: float) -> np.ndarray | None:
        """A seeded mask for dropout: 0 with probability `rate`, else 1."""
