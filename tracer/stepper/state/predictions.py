"""Predict first: which results are hidden until the reader has guessed them."""

from __future__ import annotations

from collections.abc import Iterable

from tracer.stepper.state.place import Place


class Predictions:
    """Results hide from the stage on at which hiding began, until they are revealed: a cell, or a whole stage."""

    def __init__(self) -> None:
        self.hiding = False
        self._revealed: set[str | Place] = set()

    def toggle(self, stages_before: Iterable[str]) -> bool:
        """Hide all stages but those before, or show all again; returns whether they are hidden now."""
        self.hiding = not self.hiding
        self._revealed = set(stages_before) if self.hiding else set()
        return self.hiding

    def reveal(self, shown: str | Place) -> None:
        """Show a stage (by its name), or a cell."""
        self._revealed.add(shown)

    def hides_stage(self, stage: str) -> bool:
        """Whether a stage has not been revealed whole."""
        return self.hiding and stage not in self._revealed

    def hides(self, place: Place) -> bool:
        """Whether the number at a place is still to be predicted."""
        return self.hides_stage(place.stage) and place not in self._revealed
