"""A stage as tables of rows × columns: one for each head and sentence shown, long axes cut to their ends, edits marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.document.blocks import Matrix
from tracer.document.elision import rows_of_largest, runs
from tracer.document.numbers import movement
from tracer.document.places import has_diagonal, select_tokens
from tracer.document.selection import (
    HEAD_AXES,
    MOST_ROWS,
    TOKEN_AXES,
    Selection,
    select_heads,
    select_rows,
)
from tracer.document.symbols import symbol
from tracer.language import say
from tracer.record.settle import settle
from tracer.record.step import Step
from tracer.stages import are_weights

OUTER = ("sentence", *HEAD_AXES)


def matrices(step: Step, selection: Selection, places: int, base: Step | None, notes: list[str]) -> Iterator[Matrix]:
    """The stage as tables of rows × columns, below its heading: one for each (sentence, head), outer axes fixed in each."""
    inner = [axis for axis in step.axes if axis.name not in OUTER]
    outer = [axis for axis in step.axes if axis.name in OUTER]
    while len(inner) > 2:
        outer.append(inner.pop(0))
    tables = []
    for fixed in _fixed(outer, selection, notes):
        index: tuple[Any, ...] = tuple(fixed[axis.name] if axis.name in fixed else slice(None) for axis in step.axes)
        sentence_at = fixed.get("sentence")
        shown = [axis.of_sentence(sentence_at) if sentence_at is not None else axis for axis in inner]
        cut = tuple(slice(0, axis.size) for axis in shown)
        tables.append(_matrix(step, places, shown, _picked(step, base, index, cut), _captions(outer, fixed)))
    long = (block for block in tables if len(block.values) > MOST_ROWS)
    strongest_rows = rows_of_largest(long)  # the same for every head, since tables beside each other share their rows
    for alike in _alike(tables):
        columns = selection.columns.in_tables(_in_sight(alike, selection), down=False) if selection.columns else None
        rows = selection.rows.in_tables(alike, down=True) if selection.rows else None
        for whole in alike:
            block = _cut(whole, selection, (rows, columns), strongest_rows, notes)
            if block.values.shape[0]:
                yield block


def _alike(tables: Sequence[Matrix]) -> list[list[Matrix]]:
    """Tables that follow each other and are equally large, which show the same rows and columns."""
    return [list(run) for _, run in groupby(tables, lambda table: table.values.shape)]


def _in_sight(tables: Sequence[Matrix], selection: Selection) -> list[Matrix]:
    """The tables with the rows that were asked for: of these the largest numbers count."""
    rows = tables[0].rows
    places = None
    if rows is not None and selection.tokens and rows.name in TOKEN_AXES:
        places = select_tokens(rows, selection.tokens)
    elif rows is not None and selection.rows is not None:
        places = selection.rows.on(rows) or selection.rows.in_tables(tables, down=True)
    if not places:
        return list(tables)
    before = [None if table.before is None else table.before[places] for table in tables]
    return [table.replace(values=table.values[places], before=old) for table, old in zip(tables, before, strict=True)]


def _picked(step: Step, base: Step | None, index: tuple[Any, ...], cut: tuple[slice, ...]) -> tuple[np.ndarray, Any, Any]:
    settled_values = settle(step)
    values = settled_values[index][cut] if cut else settled_values[index]
    marks = step.edited
    edited = None if marks is None else marks[index][cut] if cut else marks[index]
    before = settle(base)[index][cut] if base is not None and base.values.shape == step.values.shape else None
    return values, edited, None if before is None else np.where(movement(before, values) > 0, before, values)


def _fixed(outer: Sequence[Axis], selection: Selection, notes: list[str]) -> Iterator[dict[str, int]]:
    """Every combination of places on the outer axes that is shown."""
    if not outer:
        yield {}
        return
    first, *rest = outer
    shown = select_heads(first, selection) if first.name in HEAD_AXES else list(range(first.size or 0))
    if len(shown) < (first.size or 0) and not selection.heads and first.name in HEAD_AXES:
        notes.append(say("document.fewer_heads", shown=[*map(str, shown)], count=first.size))
    for place in shown:
        for others in _fixed(rest, selection, []):
            yield {first.name: place, **others}


def _captions(outer: Sequence[Axis], fixed: dict[str, int]) -> tuple[tuple[str, int, str], ...]:
    return tuple((axis.name, fixed[axis.name], axis.labels[fixed[axis.name]]) for axis in outer)


def _matrix(
    step: Step, places: int, axes: list[Axis], picked: tuple[np.ndarray, Any, Any], fixed: tuple[tuple[str, int, str], ...]
) -> Matrix:
    """One table, whole."""
    values = np.asarray(picked[0])
    shape = values.shape if values.ndim == 2 else (1, values.size)
    table = [None if array is None else np.asarray(array).reshape(shape) for array in picked]
    return Matrix(
        address=step.name,
        symbol=symbol(step.name),
        values=table[0],  # type: ignore[arg-type]
        rows=axes[0] if len(axes) == 2 else None,
        columns=axes[-1] if axes else None,
        fixed=fixed,
        places=places,
        weights=are_weights(step.name),
        edited=table[1],
        before=table[2],
        axes=step.axes,
        titled=True,
    )


def _cut(
    block: Matrix,
    selection: Selection,
    largest: tuple[list[int] | None, list[int] | None],
    strongest_rows: Sequence[int],
    notes: list[str],
) -> Matrix:
    """The rows and columns of a table that are shown. largest: those of the largest numbers, where these were asked for.

    strongest_rows: the rows that stay however long the axis is.
    """
    row_places, column_places = _shown_places(block.rows, block.columns, selection, strongest_rows)
    row_places, column_places = largest[0] or row_places, largest[1] or column_places
    if has_diagonal((block.rows, block.columns)):
        if selection.columns is not None and selection.columns.diagonal:
            column_places = row_places
        elif selection.rows is not None and selection.rows.diagonal:
            row_places = column_places or row_places
    if row_places and block.rows is not None and not selection.tokens and not selection.rows:
        note = say("document.fewer_rows", shown=runs(row_places), count=block.rows.size)
        if note not in notes:
            notes.append(note)
    table = [block.values, block.edited, block.before]
    for axis, wanted in ((0, row_places), (1, column_places)):
        if wanted is not None:
            table = [None if numbers is None else np.take(numbers, wanted, axis=axis) for numbers in table]
    values, edited, before = table
    return block.replace(values=values, edited=edited, before=before, row_places=row_places, column_places=column_places)


def _shown_places(
    rows: Axis | None, columns: Axis | None, selection: Selection, strongest_rows: Sequence[int]
) -> tuple[list[int] | None, list[int] | None]:
    row_places = column_places = None
    if rows is not None:
        if selection.tokens and rows.name in TOKEN_AXES:
            row_places = select_tokens(rows, selection.tokens)
        elif selection.rows is None or (row_places := selection.rows.on(rows)) is None:
            row_places = select_rows(rows.size or 0, selection, strongest_rows)
    if columns is not None and selection.columns is not None:
        column_places = selection.columns.on(columns)
    return row_places, column_places
