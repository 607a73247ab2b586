"""One matrix as text, a column at a time: numbers in the block's places, with the signs of edits and changes beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tracer.document.blocks import Matrix
from tracer.document.sentence import axis_word
from tracer.render.terminal import column_plan
from tracer.render.terminal.screen import Screen
from tracer.rounding import scientific, show

SHADES = " ░▒▓█"
# Backgrounds of equal lightness, grey to orange under black: as readable on a light projector as on a dark terminal.
HEAT = ("", *(f"color(16) on color({color})" for color in (249, 187, 180, 216, 209, 202)))
EDITED = "bold magenta"
CHANGED = "bold cyan"


class Sheet:
    """The text of a `Matrix`; only the columns that are asked for are formatted, each once.

    shaded: a shade character stands before each number, for pictures in characters. brief: a changed number stands
    without its difference.
    """

    def __init__(self, screen: Screen, block: Matrix, shaded: bool = False, brief: bool = False) -> None:
        self.screen, self.block, self.shaded, self.brief = screen, block, shaded, brief
        self.values = _grid(block.values)
        self.row_count, self.column_count = self.values.shape
        self.before = None if block.before is None else _grid(block.before)
        self.edited = _grid(block.edited) if block.edited is not None and block.edited.any() else None
        self.row_places = column_plan.positions(self.row_count, block.row_places)
        self.column_places = column_plan.positions(self.column_count, block.column_places)
        rows = column_plan.labels(block.rows, self.row_count, self.row_places) if block.rows else [block.symbol] * self.row_count
        self.row_labels = _labels(screen, rows)
        self.column_labels = _labels(screen, column_plan.labels(block.columns, self.column_count, self.column_places))
        self._columns: dict[int, list[str]] = {}

    @property
    def corner(self) -> str:
        """What the rows and the columns are."""
        axes = [axis_word(axis.name) for axis in (self.block.rows, self.block.columns) if axis]
        return self.screen.outside("\\".join(axes)) if axes else ""

    @property
    def name(self) -> str:
        """The axes that are held: `head 0, query 1 (it)`."""
        held = ", ".join(_held(*axis) for axis in self.block.fixed)
        return self.screen.outside(held) if held else ""

    def column(self, column: int) -> list[str]:
        """The cells of one column as text, all with the same room for signs."""
        if column not in self._columns:
            self._columns[column] = [self.screen.own(cell) for cell in self._formatted(column)]
        return self._columns[column]

    def width(self, column: int) -> int:
        return max(map(len, self.column(column)), default=1)

    def style(self, row: int, column: int) -> str:
        """The Rich style of a cell, "" for none."""
        if self.edited is not None and self.edited[row, column]:
            return EDITED
        if self.before is not None and self.before[row, column] != self.values[row, column]:
            return CHANGED
        if self.block.weights or self.shaded:
            return HEAT[level(self._share(float(self.values[row, column])), len(HEAT) - 1)]
        return ""

    def _formatted(self, column: int) -> list[str]:
        places = self.block.places
        numbers = self.values[:, column].tolist()
        cells = [show(number, places) for number in numbers]
        if self.before is not None:
            earlier = self.before[:, column].tolist()
            cells = [
                change_text(old, new, text, places, self.brief) for old, new, text in zip(earlier, numbers, cells, strict=True)
            ]
        if self.shaded:
            cells = [f"{SHADES[level(self._share(n), len(SHADES) - 1)]} {text}" for n, text in zip(numbers, cells, strict=True)]
        if self.edited is not None:
            signs = ("*" if edited else " " for edited in self.edited[:, column].tolist())
            cells = [text + sign for text, sign in zip(cells, signs, strict=True)]
        return cells

    def _share(self, value: float) -> float:
        """Where a value stands between nothing and the most, 0 to 1; weights as they are, other numbers by their size."""
        if not math.isfinite(value):
            return 0.0
        if self.block.weights:
            return min(max(value, 0.0), 1.0)
        finite = np.abs(self.values[np.isfinite(self.values)])
        most = float(finite.max())
        return abs(value) / most if most else 0.0


def level(share: float, most: int) -> int:
    """Which of the shades 0 to `most` stands for a share of the whole (a weight as it is); none for what is no number."""
    return math.ceil(min(max(share, 0.0), 1.0) * most - 0.25) if math.isfinite(share) else 0


def change_text(old: float, new: float, text: str, places: int, brief: bool = False) -> str:
    """A number that changed: `0.120 → 0.450 (+0.330)`; a difference too small for `places` is shown in powers of ten."""
    if old == new or (old != old and new != new):
        return text
    difference = new - old
    if brief or not math.isfinite(difference):
        return f"{show(old, places)} → {text}"
    shown = show(difference, places)
    if not shown.strip("-0."):
        shown = scientific(difference, 1)
    return f"{show(old, places)} → {text} ({'+' if difference > 0 else ''}{shown})"


def _held(axis: str, position: int, label: str) -> str:
    if not axis:
        return label
    return f"{axis} {position}" if label in ("", str(position)) else f"{axis} {position} ({label})"


def _grid(values: np.ndarray) -> np.ndarray:
    return values if values.ndim == 2 else values.reshape(1, -1)


def _labels(screen: Screen, labels: Sequence[str]) -> list[str]:
    return [screen.outside(label) if label else "" for label in labels]
