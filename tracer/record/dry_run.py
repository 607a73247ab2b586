"""Dry run: the axes of every stage and every parameter that is needed, from the model page, without numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tracer.ops.row import Axes


class Plan:
    """A parameter source without arrays that records what the model asks for.

    `optional(name)` says whether an optional parameter (a bias) will be there. `needs` maps each parameter's full name
    to its axes, its kind of initial value and whether it is optional.
    """

    def __init__(self, optional: Callable[[str], bool]) -> None:
        self.needs: dict[str, tuple[Axes, str, bool]] = {}
        self._optional = optional

    def parameter(self, name: str, axes: Axes, init: str, optional: bool) -> np.ndarray | None:
        self.needs[name] = (axes, init, optional)
        return None

    def has(self, name: str) -> bool:
        return self._optional(name)

    def chance(self, name: str, axes: Axes, rate: float) -> np.ndarray | None:
        return None
