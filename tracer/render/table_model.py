"""A matrix, a table or a line of tokens as one grid of texts: what every page format lays out.

Here numbers become text (`rounding.show`) and outside text becomes visible; a format adds its own syntax and escaping.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracer.axes import Axis
from tracer.document.blocks import Matrix, Table, Tokens
from tracer.document.sentence import axis_word
from tracer.language import say
from tracer.render.terminal import column_plan
from tracer.rounding import places_for, scientific, show
from tracer.sanitize import sanitize

GAP = "⋯"
_WIDE_TOKENS = 12  # more tokens than this stand one below the other


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a grid: its text, and for a number whether an edit set it, what it was before and how much that
    differs, and its shade (0 to 1)."""

    text: str
    number: bool = False
    edited: bool = False
    before: str = ""
    difference: str = ""
    shade: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its heading (None where the grid has no heading column) and its items."""

    heading: str | None
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under column headings; `corner` stands above the row headings (None where there are none).

    numeric: for each column whether it holds numbers. caption: one line, maybe empty. address: the stage and the held axes,
    maybe empty. notes: what is left out, what marks mean.
    """

    corner: str | None
    headings: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[Row]
    caption: str = ""
    address: str = ""
    notes: Sequence[str] = ()

    @property
    def has_headings(self) -> bool:
        """Whether the columns have headings."""
        return any(self.headings)


def label(text: str) -> str:
    """Outside text as a page shows it: visible, and a leading or trailing space as `␠`.

    >>> label(" the")
    '␠the'
    """
    shown = sanitize(text)
    bare = shown.strip(" ")
    before = len(shown) - len(shown.lstrip(" ")) if bare else len(shown)
    return "␠" * before + bare + "␠" * (len(shown) - before - len(bare))


def held_address(matrix: Matrix) -> str:
    """The address of a table: the stage and the axes that are held, `scores[head=0]`."""
    fixed = ", ".join(f"{name}={position}" for name, position, _ in matrix.fixed)
    return label(f"{matrix.address}[{fixed}]" if fixed else matrix.address)


def change(item: Item, before: str, now: str) -> str:
    """A changed number as `old → new (+difference)`; an unchanged one as it is."""
    if not item.before:
        return now
    return f"{before} → {now} ({item.difference})" if item.difference else f"{before} → {now}"


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
        yield replace(grid, headings=grid.headings[start:end], numeric=grid.numeric[start:end], rows=rows)
        start = max(end, 1)


def _extent(item: Item) -> int:
    return len(change(item, item.before, item.text))


def of(block: Matrix | Table | Tokens) -> Grid:
    """The grid of a block."""
    if isinstance(block, Matrix):
        return _of_matrix(block)
    return _of_table(block) if isinstance(block, Table) else _of_tokens(block)


def _of_matrix(matrix: Matrix) -> Grid:
    values = np.atleast_2d(matrix.values)
    rows = list(_with_gaps(values.shape[0], matrix.row_places))
    across = list(_with_gaps(values.shape[1], matrix.column_places))
    row_labels = _labels(matrix.rows, values.shape[0], matrix.row_places)
    column_labels = _labels(matrix.columns, values.shape[1], matrix.column_places)
    body = []
    for r in rows:
        items = [_item(matrix, r, c) if r is not None and c is not None else Item(GAP if r is not None else "⋮") for c in across]
        body.append(Row(None if matrix.rows is None else GAP if r is None else row_labels[r], items))
    return Grid(
        _corner(matrix.rows, matrix.columns),
        [GAP if c is None else column_labels[c] for c in across],
        [True] * len(across),
        body,
        label(matrix.caption) if matrix.caption else "",
        held_address(matrix),
        tuple(_notes(matrix)),
    )


def _item(matrix: Matrix, row: int, column: int) -> Item:
    value = float(np.atleast_2d(matrix.values)[row, column])
    edited = matrix.edited is not None and bool(np.atleast_2d(matrix.edited)[row, column])
    before = difference = ""
    if matrix.before is not None:
        old = float(np.atleast_2d(matrix.before)[row, column])
        if old != value and (old == old or value == value):
            before, difference = show(old, matrix.places), _difference(value - old, matrix.places)
    shade = min(max(value, 0.0), 1.0) if matrix.weights and value == value else None
    return Item(show(value, matrix.places), True, edited, before, difference, shade)


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


def _labels(axis: Axis | None, count: int, places: Sequence[int] | None) -> list[str]:
    """One label a shown position, visible; the axis may be the whole stage's or hold only what is shown."""
    return [label(name) for name in column_plan.labels(axis, count, column_plan.positions(count, places))]


def _with_gaps(count: int, places: Sequence[int] | None) -> Iterator[int | None]:
    """0 … count-1, with None where the positions shown jump."""
    for i in range(count):
        if i and places is not None and places[i] != places[i - 1] + 1:
            yield None
        yield i


def _of_table(table: Table) -> Grid:
    width = len(table.columns)
    places = [*table.places, *map(places_for, _numbers(table, len(table.places)))]
    rows = [[_word(value, places[i]) for i, value in enumerate(row)] for row in table.rows]
    numeric = [bool(rows) and all(row[i].number for row in rows if i < len(row) and row[i].text) for i in range(width)]
    headed = bool(rows) and width > 1 and not numeric[0]
    body = [Row(row[0].text, row[1:]) if headed else Row(None, row) for row in rows]
    headings = [label(column) for column in table.columns]
    caption = label(table.caption) if table.caption else ""
    if headed:
        return Grid(headings[0], headings[1:], numeric[1:], body, caption)
    return Grid(None, headings, numeric, body, caption)


def _numbers(table: Table, first: int) -> Iterator[list[float]]:
    """The numbers of each column from `first` on."""
    for column in range(first, len(table.columns)):
        yield [float(row[column]) for row in table.rows if not isinstance(row[column], str)]


def _word(value: str | float | int, places: int) -> Item:
    if isinstance(value, str):
        return Item(label(value))
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
