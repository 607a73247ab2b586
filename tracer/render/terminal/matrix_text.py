"""A matrix as columns of a terminal's table: its texts (`MatrixText`) with shades, signs of edits, and styles."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from tracer.document.blocks import Matrix
from tracer.document.place_words import held_places
from tracer.document.sentence import axis_word
from tracer.render.table_model import Item, MatrixText, change
from tracer.render.terminal.screen import Screen
from tracer.rounding import show

SHADES = " ░▒▓█"
# Backgrounds from grey to orange under black, of one hue and about one lightness: as readable on a light projector as on a dark
# terminal. Of 16 colours, whose shades a terminal chooses itself, only yellow has two strengths of one hue.
_HEAT = ("", *(f"color(16) on color({color})" for color in (249, 180, 215, 208)))
_HEAT_OF_16 = ("", "", "black on yellow", "black on yellow", "black on bright_yellow")
EDITED = "bold magenta"
CHANGED = "bold cyan"


def heat(color_system: str | None) -> tuple[str, ...]:
    """The style of each level of a shade, least first, in what Rich calls the terminal's color system."""
    return _HEAT_OF_16 if color_system in ("standard", "windows") else _HEAT


def legend(color_system: str | None) -> list[tuple[str, str]]:
    """Texts with their styles that show what the shades of weights stand for: each share with the colour it has."""
    styles = heat(color_system)
    return [(f" {show(share, 2)} ", styles[level(share, len(styles) - 1)]) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]


class Sheet:
    """The text of a `Matrix`; only the columns that are asked for are formatted, each once.

    shaded: a shade character stands before each number, for pictures in characters. brief: a changed number stands
    without its difference.
    """

    def __init__(self, screen: Screen, block: Matrix, shaded: bool = False, brief: bool = False) -> None:
        self.screen, self.block, self.shaded, self.brief = screen, block, shaded, brief
        self.cells = MatrixText(block)
        self.row_count, self.column_count = self.cells.values.shape
        self.row_places, self.column_places = self.cells.row_places, self.cells.column_places
        rows = self.cells.row_labels if block.rows else [block.symbol] * self.row_count
        self.row_labels = [screen.outside(name) for name in rows]
        self.column_labels = [screen.outside(name) for name in self.cells.column_labels]
        self._items: dict[int, list[Item]] = {}
        self._columns: dict[int, list[str]] = {}
        self._widths: dict[int, int] = {}

    @property
    def compares(self) -> bool:
        """Whether the numbers before a change stand beside those after it."""
        return self.block.before is not None

    @cached_property
    def has_edits(self) -> bool:
        """Whether an edit put one of the numbers; all columns then leave room for its sign."""
        return self.block.edited is not None and bool(self.block.edited.any())

    @property
    def corner(self) -> str:
        """What the rows and the columns are."""
        axes = [axis_word(axis.name) for axis in (self.block.rows, self.block.columns) if axis]
        return self.screen.outside("\\".join(axes)) if axes else ""

    @property
    def name(self) -> str:
        """The axes that are held: `head 0, query 1 (it)`."""
        words = held_places(self.block)
        return self.screen.outside(words) if words else ""

    def column(self, column: int) -> list[str]:
        """The cells of one column as text, all with the same room for signs."""
        if column not in self._columns:
            self._columns[column] = [self.screen.own(cell) for cell in self._formatted(column)]
        return self._columns[column]

    def width(self, column: int) -> int:
        """The cells that a column's widest number takes, signs included."""
        if column not in self._widths:
            self._widths[column] = max(map(len, self.column(column)), default=1)
        return self._widths[column]

    def style(self, row: int, column: int) -> str:
        """The Rich style of a cell, "" for none."""
        item = self._items_of(column)[row]
        if item.edited:
            return EDITED
        if item.before:
            return CHANGED
        if not (self.block.weights or self.shaded):
            return ""
        styles = heat(self.screen.color_system)
        return styles[level(self._share(item, row, column), len(styles) - 1)]

    def _items_of(self, column: int) -> list[Item]:
        if column not in self._items:
            self._items[column] = [self.cells.item(row, column) for row in range(self.row_count)]
        return self._items[column]

    def _formatted(self, column: int) -> list[str]:
        texts = []
        for row, item in enumerate(self._items_of(column)):
            shade = f"{SHADES[level(self._share(item, row, column), len(SHADES) - 1)]} " if self.shaded else ""
            sign = "" if not self.has_edits else "*" if item.edited else " "
            texts.append(shade + change(item, item.before, item.text, self.brief) + sign)
        return texts

    def _share(self, item: Item, row: int, column: int) -> float:
        """Where a number stands between nothing and the most, 0 to 1; weights as they are, other numbers by their size."""
        if self.block.weights:
            return item.shade or 0.0
        size = abs(float(self.cells.values[row, column]))
        return size / self._largest if self._largest and math.isfinite(size) else 0.0

    @cached_property
    def _largest(self) -> float:
        """The largest finite size of a number in the matrix."""
        return float(np.abs(self.cells.values[np.isfinite(self.cells.values)]).max(initial=0.0))


def level(share: float, most: int) -> int:
    """The shade (0 to `most`) of a share between 0 and 1; 0 for NaN."""
    return math.ceil(min(max(share, 0.0), 1.0) * most - 0.25) if math.isfinite(share) else 0
