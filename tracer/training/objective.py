"""What a run is trained towards: a label for every row that counts, and how the rows' losses become one number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.layers.read_out import POOLS
from tracer.session.prepared import Prepared
from tracer.session.resolve.side import END
from tracer.settings import WRITE


@dataclass(slots=True)
class Goal:
    """Labels laid out as the rows of the logits, and what PyTorch's CrossEntropyLoss asks beside them.

    labels: class numbers, one a row (a list a sentence). counted: 1 where a row counts, 0 for padding and ignored labels;
    None where every row does. smoothing: 0 … 1, spread over all classes. class_weights: one a class. reduction: mean, sum.
    pad: a class that is never an answer, so that smoothing leaves it out. divergence: the loss is not the cross-entropy but how
    much it is above the entropy of the smoothed labels (Kullback–Leibler).
    """

    labels: Any
    counted: Any = None
    smoothing: float = 0.0
    class_weights: Any = None
    reduction: str = "mean"
    pad: int | None = None
    divergence: bool = False

    def of(self, rows: slice) -> Goal:
        """The goal of some sentences of a batch alone; `slice(None)` leaves it as it is.

        Raises TracerError where nothing of theirs counts.
        """
        if rows == slice(None):
            return self
        counted = None if self.counted is None else self.counted[rows]
        if counted is not None and not np.any(counted):
            raise TracerError("training.nothing_counts")
        return replace(self, labels=self.labels[rows], counted=counted)

    @property
    def is_plain(self) -> bool:
        """Whether the loss is the mean of −ln p of the labels, whose exponential is the perplexity."""
        return self.reduction == "mean" and not self.smoothing and self.class_weights is None


def goal_of(prepared: Prepared, data: Mapping[str, Any], classes: Axis) -> Goal:
    """The goal that a request's training keys tell (see the trace file's keys).

    Raises TracerError: no labels where there must be some, another number of labels than rows, a label that is no class, a
    smoothing outside 0 … 1, another number of class weights than classes, a pad class that is none, nothing that counts.
    """
    lengths, several = _lengths(prepared)
    given = data.get("labels")
    pooled = prepared.frame.pool in POOLS
    rows = _shifted(prepared, classes, several) if given is None else _rows(given, lengths, several, pooled)
    smoothed, pad = smoothing(data), _pad(data, classes)
    ignored = {data.get("ignore_label"), pad}
    labels: list[Any] = []
    counted: list[Any] = []
    for row, length in zip(rows, lengths, strict=True):
        label_ids = [_number(label, classes, ignored) for label in row]
        rest = max(lengths) - length
        labels.append([max(label_id, 0) for label_id in label_ids] + [0] * rest)
        counted.append([float(label_id >= 0) for label_id in label_ids] + [0.0] * rest)
    if not np.any(counted):
        raise TracerError("training.nothing_counts")
    if pooled:
        labels, counted = [row[0] for row in labels], [row[0] for row in counted]
    every = bool(np.all(counted))
    return Goal(
        labels=labels if several else labels[0],
        counted=None if every else (counted if several else counted[0]),
        smoothing=smoothed,
        class_weights=_class_weights(data, classes),
        reduction=data.get("reduction", "mean"),
        pad=pad,
        divergence=data.get("loss") == "kl",
    )


def _lengths(prepared: Prepared) -> tuple[list[int], bool]:
    """How many labelled rows each sentence has, and whether the rows are one list deeper."""
    frame = prepared.frame
    text = frame.target if frame.target is not None else frame.text
    sizes = [len(row) for row in text.token.per] if text.token.per is not None else [text.token.size or 0]
    return ([1] * len(sizes) if frame.pool in POOLS else sizes), frame.sentence is not None


def has_padding(prepared: Prepared) -> bool:
    """Whether some sentence of the run is shorter than another, so that rows stand below it that mean nothing."""
    return len(set(_lengths(prepared)[0])) > 1


def _rows(given: Any, lengths: Sequence[int], several: bool, pooled: bool) -> list[list[Any]]:
    """The labels as one list a sentence, checked against the rows there are."""
    listed = list(given) if isinstance(given, (list, tuple)) else [given]
    if several and pooled:
        rows = [entry if isinstance(entry, list) else [entry] for entry in listed]
    else:
        rows = listed if listed and isinstance(listed[0], list) else [listed]
    if [len(row) for row in rows] != list(lengths):
        raise TracerError("training.labels", labels=sum(map(len, rows)), rows=sum(lengths))
    return rows


def _shifted(prepared: Prepared, classes: Axis, several: bool) -> list[list[Any]]:
    """Each row's label is the token that follows; a target ends with <end>, a microgpt's text with the token that
    begins it; any other text's last token has nothing to predict.
    """
    frame = prepared.frame
    text = frame.target if frame.target is not None else frame.text
    if prepared.settings.model not in WRITE or text.ids is None:
        raise TracerError("training.no_labels", model=prepared.settings.model)
    ids = text.ids if several else [text.ids]
    sizes = [len(row) for row in text.token.per] if text.token.per is not None else [text.token.size or 0]
    last = prepared.begins or (END if frame.target is not None and END in classes.labels else None)
    return [[*map(int, row[1:size]), last] for row, size in zip(ids, sizes, strict=True)]


def _number(label: Any, classes: Axis, ignored: Collection[int | None]) -> int:
    """A label as a class number; −1 for one that does not count."""
    if isinstance(label, str):
        if label not in classes.labels:
            raise TracerError.near("training.label", label, classes.labels, known=list(classes.labels[:12]))
        label = classes.labels.index(label)
    if label is None or label in ignored:
        return -1
    if not 0 <= int(label) < (classes.size or 0):
        raise TracerError("training.label_number", label=int(label), size=classes.size, last=(classes.size or 1) - 1)
    return int(label)


def smoothing(data: Mapping[str, Any]) -> float:
    """The label smoothing asked for, 0 … 1."""
    result = float(data.get("label_smoothing", 0.0))
    if not 0.0 <= result <= 1.0:
        raise TracerError("training.range", key="label_smoothing", value=result, range="0 … 1")
    return result


def _pad(data: Mapping[str, Any], classes: Axis) -> int | None:
    """The class that is never an answer, where one is named. Smoothing needs a class beside it and the right one."""
    pad = data.get("pad_label")
    if pad is None:
        return None
    if not 0 <= int(pad) < (classes.size or 0):
        raise TracerError("training.label_number", label=int(pad), size=classes.size, last=(classes.size or 1) - 1)
    if smoothing(data) and (classes.size or 0) < 3:
        raise TracerError("training.pad_classes", classes=classes.size)
    return int(pad)


def _class_weights(data: Mapping[str, Any], classes: Axis) -> Any:
    given = data.get("class_weights")
    if given is None or data.get("loss") == "kl":
        return None
    weights = np.asarray(given, float)
    if weights.shape != (classes.size,):
        raise TracerError("training.class_weights", given=weights.size, classes=classes.size)
    return weights
