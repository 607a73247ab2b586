"""Where a reader has been, as in a browser: places to go back to, and to go forward to again."""

from __future__ import annotations

from collections.abc import Callable

from tracer.errors import TracerError
from tracer.stepper.state.place import Place


class History:
    """The places before and after the present one."""

    def __init__(self) -> None:
        self._before: list[Place] = []
        self._after: list[Place] = []

    def leave(self, place: Place) -> None:
        """Remember a place that is left for another; what was ahead is forgotten."""
        self._before.append(place)
        self._after.clear()

    def back(self, here: Place) -> Place:
        """The place before this one. Raises TracerError where there is none."""
        if not self._before:
            raise TracerError("stepper.no_back")
        self._after.append(here)
        return self._before.pop()

    def forward(self, here: Place) -> Place:
        """The place that `back` was called from. Raises TracerError where there is none."""
        if not self._after:
            raise TracerError("stepper.no_forward")
        self._before.append(here)
        return self._after.pop()

    def replace(self, change: Callable[[Place], Place]) -> None:
        """Each place as `change` makes it."""
        self._before, self._after = list(map(change, self._before)), list(map(change, self._after))
