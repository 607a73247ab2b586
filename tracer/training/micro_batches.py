"""Gradient accumulation: a batch's sentences read in several parts, whose gradients are added up before one update."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from tracer.axes import Axis
from tracer.errors import Inapplicable, TracerError
from tracer.models.frame import Frame, Text
from tracer.session.prepared import Prepared

_MASKS = ("mask", "target_mask", "memory_mask", "added_mask", "target_added_mask", "memory_added_mask")


class MicroBatch(NamedTuple):
    """frame: of these sentences alone, still padded to the longest of all. rows: which sentences of the batch they are."""

    frame: Frame
    rows: slice


def accumulated(data: Mapping[str, Any]) -> int:
    """Over how many batches (or parts of one) the gradients of a step are added up."""
    count = int(data.get("accumulate", 1))
    if count < 1:
        raise TracerError("training.range", key="accumulate", value=count, range="1, 2 …")
    return count


def micro_batches(prepared: Prepared, count: int) -> list[MicroBatch]:
    """The sentences of a run in `count` parts of as many sentences each, the first ones a sentence longer where that must be.

    Raises TracerError for a count above the number of sentences, and for edits of a stage, whose places are those of the whole
    batch.
    """
    if count == 1:
        return [MicroBatch(prepared.frame, slice(None))]
    sentence = prepared.frame.sentence
    size = 1 if sentence is None else sentence.size or 0
    if size < count:
        raise TracerError("training.accumulate", count=count, sentences=size)
    for edit in prepared.edits:
        if edit.address.stage not in prepared.names.parameters:
            raise Inapplicable("training.accumulate_edits", stage=edit.address.stage)
    parts = [slice(int(part[0]), int(part[-1]) + 1) for part in np.array_split(np.arange(size), count)]
    return [MicroBatch(_frame(prepared.frame, rows), rows) for rows in parts]


def _frame(f: Frame, rows: slice) -> Frame:
    """The frame of some of its sentences."""
    texts: dict[str, Any] = {
        name: _text(text, rows) for name in ("text", "target", "memory", "keys", "values") if (text := getattr(f, name))
    }
    states = {part: [row[rows] if row.ndim > 1 else row for row in given] for part, given in f.states.items()}
    architecture = f.architecture.replace(**_masks(f, rows))
    return replace(f, architecture=architecture, **texts, states=states, sentence=Axis("sentence", rows.stop - rows.start))


def _masks(f: Frame, rows: slice) -> dict[str, Any]:
    """Those masks that have a matrix a sentence and head, of these sentences."""
    heads, sentences = f.head.size or 1, f.sentence.size or 1 if f.sentence is not None else 1
    given = {key: mask for key in _MASKS if isinstance(mask := getattr(f.architecture, key), (list, tuple))}
    return {
        key: mask[rows.start * heads : rows.stop * heads]
        for key, mask in given.items()
        if isinstance(mask[0][0], (list, tuple)) and len(mask) == heads * sentences
    }


def _text(text: Text, rows: slice) -> Text:
    token = text.token
    if token.per is not None:
        token = Axis(token.name, token.size, per=token.per[rows])
    lists = {name: part[rows] for name in ("ids", "rows", "real", "segments") if (part := getattr(text, name)) is not None}
    return replace(text, token=token, **lists)


def rows_of(given: Any, rows: slice) -> Any:
    """What was given a sentence (labels, targets, gradients), of some sentences; None stays None."""
    return None if given is None else given[rows]
