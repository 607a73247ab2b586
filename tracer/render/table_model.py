"""A matrix, a table or a line of tokens as texts: what terminal, stepper and every page format lay out.

Here numbers become text (`rounding.show`) and outside text becomes visible; a format adds its own syntax and escaping.
`MatrixText` formats a cell when it is asked for, for screens that show a part; `of` makes the whole grid of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tracer.axes import Axis, number_repeats
from tracer.document.blocks import Blank, Matrix, Table, TableCell, Tokens
from tracer.document.elision import gaps
from tracer.document.place_words import held_places
from tracer.document.sentence import axis_word
from tracer.document.stage_names import stage_name
from tracer.language import say
from tracer.rounding import places_for, scientific, show
from tracer.sanitize import sanitize

GAP = "⋯"
_WIDE_TOKENS = 12  # more tokens than this stand one below the other


class Item(NamedTuple):
    """One place of a grid: its text, and for a number whether an edit set it, what it was before and how much that
    differs, and its shade (0 to 1); for a number to be worked out, the blank."""

    text: str
    number: bool = False
    edited: bool = False
    before: str = ""
    difference: str = ""
    shade: float | None = None
    blank: Blank | None = None


class Row(NamedTuple):
    """A row: its heading (None where the grid has no heading column) and its items."""

    heading: str | None
    items: Sequence[Item]


class Grid(NamedTuple):
    """Rows under column headings; `corner` stands above the row headings (None where there are none).

    numeric: for each column whether it holds numbers. caption: one line, maybe empty. address: the stage and the held axes,
    maybe empty. told: the address where the caption says it too, else "". notes: what is left out, what marks mean.
    """

    corner: str | None
    headings: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[Row]
    caption: str = ""
    address: str = ""
    told: str = ""
    notes: Sequence[str] = ()

    @property
    def has_headings(self) -> bool:
        """Whether the columns have headings."""
        return any(self.headings)


def label(text: str, space: str = "␠") -> str:
    """Outside text as it is shown: control characters made visible, each leading or trailing space as `space`.

    >>> label(" the")
    '␠the'
    """
    shown = sanitize(text)
    bare = shown.strip(" ")
    before = len(shown) - len(shown.lstrip(" ")) if bare else len(shown)
    return space * before + bare + space * (len(shown) - before - len(bare))


def held_address(matrix: Matrix) -> str:
    """The address of a table: the stage and the axes that are held, `scores[head=0]`."""
    fixed = ", ".join(f"{name}={position}" for name, position, _ in matrix.fixed)
    return label(f"{matrix.address}[{fixed}]" if fixed else matrix.address)


def _caption(matrix: Matrix) -> str:
    """The table's own caption, else its stage where nothing above says it, with the axes that are held."""
    if matrix.caption:
        return matrix.caption
    stage = "" if matrix.titled or not matrix.address else stage_name(matrix.address)
    return " · ".join(filter(None, (stage, held_places(matrix))))


def change(item: Item, before: str, now: str, brief: bool = False) -> str:
    """A changed number as `old → new (+difference)`, or `old → new` where `brief`; an unchanged one as it is."""
    if not item.before:
        return now
    return f"{before} → {now} ({item.difference})" if item.difference and not brief else f"{before} → {now}"


def parts(grid: Grid, room: int) -> Iterator[Grid]:
    """The grid as grids of about `room` characters across at most, for paper, which does not scroll."""
    widths = [len(heading) for heading in grid.headings]
    for row in grid.rows:
        widths = [max(width, _extent(item)) for width, item in zip(widths, row.items, strict=True)]
    first = max((len(row.heading or "") for row in grid.rows), default=0)
    start = 0
    while start < len(widths) or not start:
        used, end = first, start
        while end < len(widths) and (end == start or used + widths[end] + 3 <= room):
            used, end = used + widths[end] + 3, end + 1
        rows = [Row(row.heading, row.items[start:end]) for row in grid.rows]
        yield grid._replace(headings=grid.headings[start:end], numeric=grid.numeric[start:end], rows=rows)
        start = max(end, 1)


def _extent(item: Item) -> int:
    return len(change(item, item.before, item.text))


def of(block: Matrix | Table | Tokens) -> Grid:
    """The grid of a block."""
    if isinstance(block, Matrix):
        return _of_matrix(block)
    return _of_table(block) if isinstance(block, Table) else _of_tokens(block)


def positions(count: int, places: Sequence[int] | None) -> list[int]:
    """The position in the whole axis of each of `count` rows or columns shown."""
    return list(places) if places is not None else list(range(count))


def labels(axis: Axis | None, count: int, places: Sequence[int]) -> list[str]:
    """The label of each position shown; a repeated one as an address takes it, `the#2`.

    `axis` may be the whole axis or already the part that is shown.
    """
    if axis is None:
        return [""] * count
    if not axis.labelled:
        return [str(place) for place in places]
    known = number_repeats(axis.labels)
    return known if len(known) == count else [known[place] if place < len(known) else str(place) for place in places]


class MatrixText:
    """A `Matrix` as text: labels, and one `Item` a cell, formatted when it is asked for.

    values, before, edited: the block's arrays with two axes, None where the block has none. row_places, column_places: the
    position of each row and column in the whole axis.
    """

    def __init__(self, block: Matrix) -> None:
        self.block = block
        self.values = np.atleast_2d(block.values)
        self.before = None if block.before is None else np.atleast_2d(block.before)
        self.edited = None if block.edited is None else np.atleast_2d(block.edited)
        self.row_places = positions(self.values.shape[0], block.row_places)
        self.column_places = positions(self.values.shape[1], block.column_places)

    @cached_property
    def row_labels(self) -> list[str]:
        """One label a row, not yet made visible; "" where the block has one axis only."""
        return labels(self.block.rows, len(self.row_places), self.row_places)

    @cached_property
    def column_labels(self) -> list[str]:
        """One label a column, not yet made visible."""
        return labels(self.block.columns, len(self.column_places), self.column_places)

    def item(self, row: int, column: int) -> Item:
        """The cell's number, with its mark, what it was before and its shade (attention weights only)."""
        value, places = float(self.values[row, column]), self.block.places
        edited = self.edited is not None and bool(self.edited[row, column])
        before = difference = ""
        if self.before is not None:
            old = float(self.before[row, column])
            if old != value and (old == old or value == value):
                before, difference = show(old, places), _difference(value - old, places)
        shade = min(max(value, 0.0), 1.0) if self.block.weights and value == value else None
        return Item(show(value, places), True, edited, before, difference, shade)


def _of_matrix(matrix: Matrix) -> Grid:
    text = MatrixText(matrix)
    across = list(_with_gaps(text.column_places))
    body = []
    for r in _with_gaps(text.row_places):
        items = [text.item(r, c) if r is not None and c is not None else Item(GAP if r is not None else "⋮") for c in across]
        body.append(Row(None if matrix.rows is None else GAP if r is None else label(text.row_labels[r]), items))
    return Grid(
        _corner(matrix.rows, matrix.columns),
        [GAP if c is None else label(text.column_labels[c]) for c in across],
        [True] * len(across),
        body,
        label(_caption(matrix)),
        held_address(matrix),
        "" if matrix.titled and not matrix.caption else held_address(matrix),
        tuple(_notes(matrix)),
    )


def _difference(change: float, places: int) -> str:
    """`+0.330`; a change too small for `places` in powers of ten, an infinite one not at all."""
    if not np.isfinite(change):
        return ""
    text = show(change, places)
    return ("+" if change > 0 else "") + (text if text.strip("-0.") else scientific(change, 1))


def _notes(matrix: Matrix) -> Iterator[str]:
    if matrix.left_out:
        yield label(matrix.left_out)
    if matrix.before is not None and np.any(np.asarray(matrix.before) != np.asarray(matrix.values)):
        yield say("render.before")


def _corner(rows: Axis | None, columns: Axis | None) -> str | None:
    """`query \\ key`: rows down, columns across."""
    if rows is None:
        return None
    return label(f"{axis_word(rows.name)} \\ {axis_word(columns.name)}") if columns is not None else label(axis_word(rows.name))


def _with_gaps(places: Sequence[int]) -> Iterator[int | None]:
    """The indices in `places`, with None where the positions jump."""
    jumps = set(gaps(places))
    for index in range(len(places)):
        if index in jumps:
            yield None
        yield index


def table_items(table: Table, visible: Callable[[str], str] = label) -> list[list[Item]]:
    """The cells of a table; a column whose decimals the block does not say gets those that its numbers need.

    visible: how text from outside is shown.
    """
    places = [*table.places, *map(places_for, _numbers(table, len(table.places)))]
    return [[_table_item(value, places[column], visible) for column, value in enumerate(row)] for row in table.rows]


def _of_table(table: Table) -> Grid:
    width = len(table.columns)
    rows = table_items(table)
    numeric = [bool(rows) and all(row[i].number for row in rows if i < len(row) and row[i].text) for i in range(width)]
    asked = any(row[0].blank is not None for row in rows)  # a number to work out is no heading
    headed = bool(rows) and width > 1 and not numeric[0] and not asked
    body = [Row(row[0].text, row[1:]) if headed else Row(None, row) for row in rows]
    headings = [label(column) for column in table.columns]
    caption = label(table.caption) if table.caption else ""
    if headed:
        return Grid(headings[0], headings[1:], numeric[1:], body, caption)
    return Grid(None, headings, numeric, body, caption)


def _numbers(table: Table, first: int) -> Iterator[list[float]]:
    """The numbers of each column from `first` on."""
    for column in range(first, len(table.columns)):
        yield [float(cell) for row in table.rows if not isinstance(cell := row[column], (str, Blank))]


def _table_item(value: TableCell, places: int, visible: Callable[[str], str]) -> Item:
    if isinstance(value, str):
        return Item(visible(value))
    if isinstance(value, Blank):
        return Item(value.text, blank=value)
    return Item(str(int(value)) if isinstance(value, (bool, int, np.integer)) else show(float(value), places), True)


def _of_tokens(tokens: Tokens) -> Grid:
    words = [label(token) for token in tokens.tokens]
    ids = None if tokens.ids is None else [Item(str(number)) for number in tokens.ids]
    caption = label(tokens.caption) if tokens.caption else ""
    if len(words) <= _WIDE_TOKENS:
        body = [Row(say("render.token"), [Item(word) for word in words])]
        if ids is not None:
            body.append(Row(say("render.id"), ids))
        return Grid(say("render.position"), [str(i) for i in range(len(words))], [False] * len(words), body, caption)
    headings = [say("render.token"), *([say("render.id")] if ids is not None else [])]
    body = [Row(str(i), [Item(word)] + ([ids[i]] if ids is not None else [])) for i, word in enumerate(words)]
    return Grid(say("render.position"), headings, [False] * len(headings), body, caption)
