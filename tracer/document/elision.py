"""Of a table too wide or too long to be shown whole: the columns and rows that must stay in sight, whatever else is left out.

Columns that carry words (tokens, classes, a vocabulary) are answers: of each row the largest number stays. Columns that are
features (d_model) are no answers and are compared down the page from stage to stage: there the first and the last stay, with
the largest number of the table and the one furthest from zero. Where a document shows what changed, the largest change counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from tracer.document.blocks import Matrix
from tracer.document.numbers import movement
from tracer.language import listed
from tracer.ops.ties import first_largest, largest_positions

_FEW_ROWS = 3
_FURTHER = 3  # columns with the largest numbers of a table, wanted beside the largest of each row


def worth(block: Matrix) -> np.ndarray:
    """How much each number of a table matters, as a 2-D array: how far it moved where the table shows that, else its size.

    Undefined numbers (NaN) matter least: −∞.
    """
    values = np.atleast_2d(np.asarray(block.values, float))
    if block.before is not None:
        return movement(np.atleast_2d(np.asarray(block.before, float)), values)
    return np.where(np.isnan(values), -np.inf, values)


def strongest(block: Matrix) -> list[int]:
    """For each row of a table the column of its largest number, or of what changed most; of ties the first."""
    sizes = worth(block)
    return [int(at) for at in first_largest(sizes)] if sizes.size else []


def column_order(blocks: Sequence[Matrix], most: int) -> list[int]:
    """The columns of equally wide tables in the order they are wanted, the most telling first: at least `most` of them.

    The tables stand beside each other and show the same columns.
    """
    sizes = np.concatenate([worth(block) for block in blocks])
    count = sizes.shape[1]
    if not sizes.size:
        return list(range(count))
    if not _answers(blocks[0]):
        known = np.where(np.isfinite(sizes), sizes, 0.0)
        telling = [_column_of_largest(sizes), _column_of_largest(np.abs(known))]
        return list(dict.fromkeys([*telling, *ends_first(count, most)]))
    columns = sizes.max(axis=0)
    of_rows = sorted({int(at) for at in first_largest(sizes)})
    telling = [of_rows[at] for at in largest_positions(columns[of_rows])]
    second = largest_positions(columns, 2) if blocks[0].before is not None else _own_columns(blocks[0])
    return list(dict.fromkeys([*telling, *second, 0, count - 1, *largest_positions(columns, _FURTHER), *ends_first(count, most)]))


def rows_of_largest(blocks: Iterable[Matrix]) -> list[int]:
    """The row of each table's largest number, or largest change; among features, of the number furthest from zero."""
    result = set()
    for block in blocks:
        sizes = worth(block)
        if sizes.size:
            sizes = sizes if _answers(block) else np.abs(np.where(np.isfinite(sizes), sizes, 0.0))
            result.add(int(first_largest(sizes.ravel())) // sizes.shape[1])
    return sorted(result)


def ends_first(count: int, most: int) -> list[int]:
    """Columns in the order they are wanted where none tells more: the first, the last, a few more of each, then the rest."""
    order = [0, count - 1, 1, 2, count - 2, *range(3, min(count, most))]
    return [column for column in dict.fromkeys(order) if 0 <= column < count]


def runs(places: Sequence[int]) -> str:
    """Positions as a reader writes them.

    >>> runs([0, 1, 2, 3, 382, 383])
    '0–3, 382–383'
    """
    starts = [0, *gaps(places), len(places)]
    pairs = [(places[start], places[end - 1]) for start, end in zip(starts, starts[1:], strict=False) if start < end]
    return listed(f"{first}–{last}" if first != last else str(first) for first, last in pairs)


def gaps(places: Sequence[int]) -> list[int]:
    """Where a gap goes: the indices in `places` whose predecessor is not the position before."""
    return [index for index in range(1, len(places)) if places[index] != places[index - 1] + 1]


def _answers(block: Matrix) -> bool:
    """Whether the columns carry words, or the table shows what changed."""
    return block.before is not None or (block.columns is not None and block.columns.labelled)


def _own_columns(block: Matrix) -> list[int]:
    """Where a few rows are shown, the columns of the same words: whether a token looks at itself is asked first."""
    rows, columns = block.rows, block.columns
    if rows is None or columns is None or not rows.labelled or len(np.atleast_2d(block.values)) > _FEW_ROWS:
        return []
    words = rows.labels if block.row_places is None else [rows.labels[place] for place in block.row_places]
    places = range(columns.size or 0) if block.column_places is None else block.column_places
    return [at for at, place in enumerate(places) if place < len(columns.labels) and columns.labels[place] in words]


def _column_of_largest(sizes: np.ndarray) -> int:
    return int(first_largest(sizes.ravel())) % int(sizes.shape[1])
