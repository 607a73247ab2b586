"""Traces read back from files: what `--format json` wrote, or bare arrays beside which no run tells the axes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tracer.axes import TEXTS, Axis
from tracer.errors import TracerError
from tracer.record.precision import RELATIVE, Precision, stored_precision
from tracer.record.step import SHOWN, Step
from tracer.record.trace import Trace

Axes = tuple[Axis, ...]

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
    return [_tokens(item) if isinstance(item, list) else _text(item) for item in value]


def _read_step(stored: Mapping[str, Any], precision: Precision, before: Mapping[str, Step], file: str) -> Step:
    """One stage or parameter as JSON holds it; its inputs are those of `before` that it names."""
    name = _text(stored["name"])
    axes = tuple(_axis(_text(axis["name"]), [_text(label) for label in axis["labels"]]) for axis in stored["axes"])
    values = np.array(_numbers(stored["values"]), dtype=float)
    if values.shape != tuple(axis.size for axis in axes):
        raise TracerError("files.shape", file=file, stage=name)
    cut = {axis["name"]: int(axis["of"]) for axis in stored["axes"] if "of" in axis}
    inputs = tuple(before[name] for name in stored.get("inputs", ()) if name in before)
    about = {"axes": axes, "array": values, "cut": cut, "precision": precision}
    return Step(name, "given", inputs, about, axes, values, int(stored.get("level", SHOWN)))


def _precision(document: Mapping[str, Any]) -> Precision:
    """What the file says of its numbers; one that says nothing was written by hand, and its decimals tell."""
    if "dtype" in document:
        if document["dtype"] not in RELATIVE:
            raise ValueError(document["dtype"])
        return Precision(document["dtype"])
    arrays = [np.ravel(np.array(_numbers(step["values"]), dtype=float)) for step in document["steps"]]
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


def bare_trace(arrays: Mapping[str, np.ndarray], axes: Mapping[str, Axes]) -> Trace:
    """Arrays as a trace. axes: of stages whose file tells them; the others' have numbers for names. Text is left out."""
    steps: dict[str, Step] = {}
    for name, array in arrays.items():
        if array.dtype.kind in "fiub":
            own = axes.get(name) or tuple(Axis(f"axis {place}", size) for place, size in enumerate(array.shape))
            values = np.asarray(array, float)
            about = {"axes": own, "array": values, "precision": stored_precision(array)}
            steps[name] = Step(name, "given", (), about, own, values, SHOWN)
    return Trace(steps, {}, {}, [])


def read_axes(text: str, arrays: Mapping[str, np.ndarray]) -> dict[str, Axes]:
    """The axes of stages as `--format npz` writes them beside the arrays; nothing of a text that is another one.

    An axis without labels has as many places as its array. A stage whose array was put there in another shape has none.
    """
    try:
        document = json.loads(text)
        listed = [(_text(axis[0]), [_text(label) for label in axis[1]] if axis[1:] else None) for axis in document["axes"]]
        result = {}
        for name, places in document["stages"].items():
            if name in arrays and len(places) == arrays[name].ndim:
                sized = list(zip((listed[place] for place in places), arrays[name].shape, strict=True))
                if all(labels is None or len(labels) == size for (_, labels), size in sized):
                    result[name] = tuple(
                        Axis(axis, size) if labels is None else _axis(axis, labels) for (axis, labels), size in sized
                    )
        return result
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError):
        return {}
