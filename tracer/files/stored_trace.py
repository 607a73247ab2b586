"""Traces read back from files: what `--format json` and `--format npz` wrote, or an npz of somebody's own arrays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tracer.axes import Axis, shape
from tracer.errors import TracerError
from tracer.ops.row import Axes
from tracer.record.compare import TEXTS
from tracer.record.precision import RELATIVE, Precision
from tracer.record.step import SHOWN, Step
from tracer.record.trace import Trace

MOST_DECIMALS = 12  # a text with fewer was rounded when it was written


def read_json(path: str | Path, text: str) -> Trace:
    """A `ttrace/1` file. Raises TracerError where it is another kind of JSON, or a step does not fit its axes."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise TracerError("files.broken", file=str(path)) from problem
    if not isinstance(document, dict) or document.get("format") != "ttrace/1":
        raise TracerError("files.not_a_trace", file=str(path))
    steps: dict[str, Step] = {}
    parameters: dict[str, Step] = {}
    try:
        precision = _precision(document)
        for name, stored in document.get("parameters", {}).items():
            parameters[name] = _read_step({**stored, "name": name}, precision, {}, str(path))
        for stored in document["steps"]:
            steps[_text(stored["name"])] = _read_step(stored, precision, {**parameters, **steps}, str(path))
        notes = tuple(map(_text, document.get("notes", ())))
        return Trace(steps, parameters, dict(document.get("model", {})), _tokens(document.get("tokens", [])), notes=notes)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as problem:
        if isinstance(problem, TracerError):
            raise
        raise TracerError("files.broken", file=str(path)) from problem


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _tokens(value: Any) -> list[Any]:
    """The labels of a text, or of each of several."""
    if not isinstance(value, list):
        raise TypeError(value)
    return [_tokens(one) if isinstance(one, list) else _text(one) for one in value]


def _read_step(stored: Mapping[str, Any], precision: Precision, before: Mapping[str, Step], file: str) -> Step:
    """One stage or parameter as JSON holds it; its inputs are those of `before` that it names."""
    name = _text(stored["name"])
    axes = tuple(_axis(_text(axis["name"]), [_text(label) for label in axis["labels"]]) for axis in stored["axes"])
    values = np.array(_numbers(stored["values"]), dtype=float)
    if values.shape != tuple(axis.size for axis in axes):
        raise TracerError("files.shape", file=file, stage=name)
    cut = {axis["name"]: int(axis["of"]) for axis in stored["axes"] if "of" in axis}
    inputs = tuple(before[one] for one in stored.get("inputs", ()) if one in before)
    about = {"axes": axes, "array": values, "cut": cut, "precision": precision}
    return Step(name, "given", inputs, about, axes, values, int(stored.get("level", SHOWN)))


def _precision(found: Mapping[str, Any]) -> Precision:
    """What the file says of its numbers; one that says nothing was written by hand, and its decimals tell."""
    if "dtype" in found:
        if found["dtype"] not in RELATIVE:
            raise ValueError(found["dtype"])
        return Precision(found["dtype"])
    arrays = [np.ravel(np.array(_numbers(step["values"]), dtype=float)) for step in found["steps"]]
    values = np.concatenate([np.zeros(0), *arrays])
    finite = values[np.isfinite(values)]
    decimals = next((places for places in range(MOST_DECIMALS) if np.array_equal(np.round(finite, places), finite)), None)
    return Precision(decimals=decimals or None)  # whole numbers are exact


def _axis(name: str, labels: list[str]) -> Axis:
    """An axis as it was written: labels that only count, on an axis that holds no tokens, are positions."""
    counts = name not in TEXTS and labels == [str(place) for place in range(len(labels))]
    return Axis(name, len(labels), None if counts else labels)


def _numbers(values: Any) -> Any:
    if isinstance(values, list):
        return [_numbers(value) for value in values]
    return float(values)


Labels = Mapping[tuple[str, str], Sequence[str]]


def from_arrays(
    arrays: Mapping[str, np.ndarray],
    like: Trace | None,
    names: Mapping[str, str] | None = None,
    labels: Labels | None = None,
    axes: Mapping[str, Axes] | None = None,
) -> Trace:
    """Arrays under addresses of stages and parameters (or under names that `names` maps our addresses to) as a trace.

    `like` tells the axes of a stage with the same shape, and which addresses there are; an ending is enough. A leading axis
    of length one (a batch) is dropped where that makes the shapes agree. labels: of axes, (stage, axis), that the arrays hold
    only some places of. axes: of stages that `like` has not, as the file tells them. Raises TracerError where no array fits a
    stage, and for a name in `names` that no stage or no array has.
    """
    _check_names(names or {}, arrays, like)
    steps: dict[str, Step] = {}
    known = {} if like is None else like.every
    renamed = {theirs: ours for ours, theirs in (names or {}).items()}
    for key, array in arrays.items():
        if array.dtype.kind not in "fiub":
            continue
        ours = like[renamed.get(key, key)] if like is not None and _known(renamed.get(key, key), like) else None
        name = ours.name if ours is not None else renamed.get(key, key)
        values = np.asarray(array, float)
        if ours is not None and values.ndim == len(ours.axes) + 1 and values.shape[0] == 1:
            values = values[0]
        precision = Precision(array.dtype.name if array.dtype.name in RELATIVE else "float64")
        own, cut = _cut(ours, labels or {}) if ours is not None else ((axes or {}).get(name, ()), {})
        if values.shape != shape(own):
            own, cut = tuple(Axis(f"axis {place}", size) for place, size in enumerate(values.shape)), {}
        about = {"axes": own, "array": values, "cut": cut, "precision": precision}
        steps[name] = Step(name, "given", (), about, own, values, SHOWN if ours is None else ours.level)
    if not steps or (like is not None and not steps.keys() & known.keys()):
        raise TracerError("files.no_stage", names=", ".join(list(arrays)[:5]))
    ordered = {name: steps[name] for name in (known or steps) if name in steps}
    parameters = {} if like is None else {name: step for name, step in ordered.items() if name in like.parameters}
    return Trace({name: step for name, step in {**ordered, **steps}.items() if name not in parameters}, parameters, {}, [])


def read_axes(text: str, arrays: Mapping[str, np.ndarray]) -> dict[str, Axes]:
    """The axes of stages as `--format npz` writes them beside the arrays; nothing of a text that is another one.

    An axis without labels has as many places as its array.
    """
    try:
        document = json.loads(text)
        listed = [(_text(axis[0]), [_text(label) for label in axis[1]] if axis[1:] else None) for axis in document["axes"]]
        result = {}
        for name, places in document["stages"].items():
            if name in arrays:
                sized = zip((listed[place] for place in places), arrays[name].shape, strict=True)
                result[name] = tuple(
                    Axis(axis, size) if labels is None else _axis(axis, labels) for (axis, labels), size in sized
                )
        return result
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError):
        return {}


def _cut(step: Step, labels: Labels) -> tuple[Axes, dict[str, int]]:
    """The axes of a stage as a file has them, and the whole sizes of those it has only some places of."""
    axis_labels = {axis.name: labels[step.name, axis.name] for axis in step.axes if (step.name, axis.name) in labels}
    axes = tuple(
        Axis(axis.name, len(axis_labels[axis.name]), axis_labels[axis.name]) if axis.name in axis_labels else axis
        for axis in step.axes
    )
    return axes, {axis.name: axis.size or 0 for axis in step.axes if axis.name in axis_labels}


def _check_names(names: Mapping[str, str], arrays: Mapping[str, np.ndarray], like: Trace | None) -> None:
    for ours, theirs in names.items():
        if like is not None:
            like[ours]
        if theirs not in arrays:
            raise TracerError.near("files.no_array", theirs, arrays)


def _known(name: str, like: Trace) -> bool:
    try:
        like[name]
    except TracerError:
        return False
    return True
