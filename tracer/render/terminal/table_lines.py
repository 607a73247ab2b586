"""A table as lines of text, for a screen without colour: its columns' widths are given, so that nothing is measured twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len


class Column(NamedTuple):
    """A column of a table: its heading, how many cells wide it is, and whether its texts stand to the right.

    The lines of a heading or a cell are parted by line feeds, and none is wider than the column.
    """

    heading: str
    width: int
    right: bool = False


def table_lines(columns: Sequence[Column], rows: Sequence[Sequence[str]], gap: int, rule: str) -> Iterator[str]:
    """The headings at the bottom of their cells, a line of `rule`, then the rows; `gap` cells between two columns."""
    yield from _lines(columns, [column.heading for column in columns], gap, top=False)
    yield rule * (sum(column.width for column in columns) + gap * (len(columns) - 1))
    for row in rows:
        yield from _lines(columns, row, gap, top=True)


def _lines(columns: Sequence[Column], cells: Sequence[str], gap: int, top: bool) -> Iterator[str]:
    parts = [cell.split("\n") for cell in cells]
    if not top:
        parts = [part[::-1] for part in parts]
    lines = [_line(columns, line, gap) for line in zip_longest(*parts, fillvalue="")]
    yield from lines if top else reversed(lines)


def _line(columns: Sequence[Column], texts: Sequence[str], gap: int) -> str:
    return (" " * gap).join(map(_padded, columns, texts)).rstrip()


def _padded(column: Column, text: str) -> str:
    if column.right:
        text = text.rstrip()
        return " " * (column.width - cell_len(text)) + text
    return text + " " * (column.width - cell_len(text))
