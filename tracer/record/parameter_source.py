"""The protocol through which a recorder gets parameters."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from tracer.ops.row import Axes


class Source(Protocol):
    """A source of parameters; implemented in `tracer.weights`."""

    def parameter(self, name: str, axes: Axes, init: str, optional: bool) -> Any:
        """The parameter's array or lazily read table; None where it is absent or the run is a dry run."""

    def has(self, name: str) -> bool:
        """Whether an optional parameter exists."""

    def chance(self, name: str, axes: Axes, rate: float) -> np.ndarray | None:
        """A seeded mask for dropout: 0 with probability `rate`, else 1."""
