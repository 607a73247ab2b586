"""What stands beside the arrays of a capture and is no stage: ids, masks, positions. Ids must be ours; masks tell the padding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tracer.comparison.foreign_names import BESIDE
from tracer.record.step import Step
from tracer.record.trace import Trace

_SAME_ROW = 1e-4  # relative; rows of half precision are not told apart from others of theirs


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Ids that are not the same on both sides: which list, the first place where they differ, and what stands there.

    first, second: the ids, "" beyond the end of one. is_embedding: whether rows of an embedding told it, not ids.
    """

    name: str
    place: int
    first: str
    second: str
    is_embedding: bool = False


@dataclass
class Beside:
    """arrays: the rest, of the one text that is compared. padding: padded length → the places that hold tokens. texts: ids that
    differ. unread: names of lists that nothing is compared with. row: which of several texts was taken, None of one alone.
    """

    arrays: dict[str, np.ndarray]
    padding: dict[int, np.ndarray] = field(default_factory=dict)
    texts: list[TextDifference] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    row: tuple[int, int] | None = None


def set_aside(arrays: Mapping[str, np.ndarray], trace: Trace) -> Beside:
    """Split ids, masks and positions from the arrays of stages, and compare the ids."""
    lists = {name: array for name, array in arrays.items() if _kind(name) is not None and array.dtype.kind in "iubfU"}
    lists = {name: array for name, array in lists.items() if name not in trace or name in BESIDE}
    result = Beside({name: array for name, array in arrays.items() if name not in lists})
    masks = {name: array for name, array in lists.items() if name.endswith("attention_mask") and array.ndim < 3}
    for name, array in lists.items():
        ours = trace.facts.get(_kind(name) or "")
        if not ours or array.dtype.kind not in "iu":
            if name not in masks and array.dtype.kind != "U":
                result.unread.append(name)
            continue
        _compare_ids(name, array, ours, result, _mask_of(name, masks))
    for mask in (mask for mask in masks.values() if mask.size):
        rows = mask.reshape(-1, mask.shape[-1]) if mask.ndim else mask.reshape(1, 1)
        kept = np.flatnonzero(rows[result.row[0] if result.row is not None and len(rows) > 1 else 0])
        if len(kept) < rows.shape[1]:
            result.padding.setdefault(rows.shape[1], kept)
    if result.row is not None:
        row, count = result.row
        result.arrays = {
            name: array[row : row + 1] if array.ndim > 1 and len(array) == count else array
            for name, array in result.arrays.items()
        }
    return result


def first_ids(ids: np.ndarray, mask: np.ndarray | None) -> list[int]:
    """The ids of the first text of several, without the padding that a mask of the same shape tells."""
    rows = ids.reshape(-1, ids.shape[-1]) if ids.ndim else ids.reshape(1, 1)
    if mask is None or mask.size != ids.size:
        return list(map(int, rows[0]))
    return list(map(int, rows[0][mask.reshape(rows.shape)[0] != 0]))


def _kind(name: str) -> str | None:
    """The trace's own list of what a name is called, "" where it has none; None for a name of something else."""
    return BESIDE.get(name.rpartition(".")[2].lower(), BESIDE.get(name.lower()))


def _mask_of(name: str, masks: Mapping[str, np.ndarray]) -> np.ndarray | None:
    """The mask that says which of these ids are padding."""
    wanted = name.replace("input_ids", "attention_mask")
    return masks.get(wanted)


def _compare_ids(name: str, array: np.ndarray, ours: Sequence[Any], result: Beside, mask: np.ndarray | None) -> None:
    if not array.size:
        result.texts.append(TextDifference(name, 0, str(ours[0]), ""))
        return
    rows = array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)
    if isinstance(ours[0], (list, tuple)):
        if len(rows) != len(ours) or any(_kept(row, one) is None for row, one in zip(rows, ours, strict=True)):
            result.texts.append(_first_difference(name, rows[0], ours[0]))
        return
    for at, row in enumerate(rows):
        where = np.flatnonzero(mask.reshape(rows.shape)[at]) if mask is not None and mask.size == rows.size else None
        kept = _kept(row, ours) if where is None or list(row[where]) != list(ours) else where
        if kept is not None:
            if len(kept) < len(row):
                result.padding[len(row)] = kept
            if len(rows) > 1:
                result.row = (at, len(rows))
            return
    result.texts.append(_first_difference(name, rows[0], ours))


def _kept(row: np.ndarray, ours: Sequence[int]) -> np.ndarray | None:
    """Where ours stand in a row that is them, or them with padding before or after: one id several times; None elsewhere.

    One more id may be a token that was read, such as the end of the text.
    """
    spare = len(row) - len(ours)
    for start in {0, spare} if spare >= 0 else ():
        rest = [*row[:start], *row[start + len(ours) :]]
        if list(row[start : start + len(ours)]) == list(ours) and len(rest) != 1 and len(set(rest)) < 2:
            return np.arange(start, start + len(ours))
    return None


def _first_difference(name: str, row: np.ndarray, ours: Sequence[int]) -> TextDifference:
    pairs = [(str(a) if a is not None else "", str(b) if b is not None else "") for a, b in _longest(ours, row.tolist())]
    place = next((at for at, (a, b) in enumerate(pairs) if a != b), 0)
    return TextDifference(name, place, *pairs[place])


def _longest(first: Sequence[int], second: Sequence[int]) -> list[tuple[int | None, int | None]]:
    from itertools import zip_longest

    return list(zip_longest(first, second))


def tokens_told(name: str, step: Step, theirs: np.ndarray) -> TextDifference | None:
    """The first token that the rows of somebody's embedding are of and the run did not read; None where they are no such rows.

    step: our embedding, which a table of a row a token was read from.
    """
    table = step.inputs[0].array if step.op == "lookup" and step.inputs else None
    if table is None or table.ndim != 2 or theirs.shape != step.values.shape or theirs.ndim != 2:
        return None
    for place, (ours, other) in enumerate(zip(step.values, theirs, strict=True)):
        if not np.allclose(ours, other, rtol=_SAME_ROW, atol=0):
            found = [np.flatnonzero(np.isclose(table, row, rtol=_SAME_ROW, atol=0).all(axis=1)) for row in (ours, other)]
            if not all(rows.size for rows in found):
                return None
            return TextDifference(name, place, str(int(found[0][0])), str(int(found[1][0])), True)
    return None
