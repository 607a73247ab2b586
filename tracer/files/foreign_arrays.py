"""Somebody's arrays in whatever file they were saved: npz, npy, safetensors, JSON, or what `torch.save` wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.files import debugger_file, metadata
from tracer.record.precision import Precision

_HALVES = {"BF16": "bfloat16", "F16": "float16"}
_PER_BYTE, _MOST_DECIMALS, _DEEPEST = 12, 12, 8
_AXES = "axes"  # the entry of an npz that a run was written to, which tells the axes of its stages
PICKLED = (".pt", ".pth", ".bin", ".ckpt")


@dataclass(frozen=True)
class ForeignArrays:
    """Arrays by name. precisions: of those whose numbers are known less exactly than their array could hold. labels: of axes that
    an array holds some places of, by (stage, axis). axes: of stages, where the file tells them. cut: names of arrays that the
    file holds in part only.
    """

    arrays: dict[str, np.ndarray]
    precisions: Mapping[str, Precision] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], list[str]] = field(default_factory=dict)
    axes: Mapping[str, tuple[Axis, ...]] = field(default_factory=dict)
    cut: tuple[str, ...] = ()


def endings() -> tuple[str, ...]:
    return tuple(_READERS)


def read(word: str) -> ForeignArrays:
    """The arrays of a file, read by its ending; nothing in the file is run.

    Raises TracerError: a damaged file, object arrays, a run that `--save` wrote, a pickle that holds more than tensors.
    """
    return _READERS[Path(word).suffix.lower()](word)


def from_json(word: str, document: Any) -> ForeignArrays | None:
    """The arrays of a JSON document: the debugger's, or lists of numbers under names; None where it is something else."""
    if debugger_file.is_debugger_file(document):
        printed = debugger_file.read(word, document)
        known = {} if printed.digits is None else dict.fromkeys(printed.arrays, Precision("float32", digits=printed.digits))
        return ForeignArrays(printed.arrays, known, cut=tuple(printed.cut))
    if not isinstance(document, dict) or not document or not all(isinstance(value, list) for value in document.values()):
        return None
    from tracer.settings.data import DATA

    if any(key in DATA for key in document):
        return None
    arrays = {name: _numbers(word, name, value) for name, value in document.items()}
    written = {name: _decimals(array) for name, array in arrays.items()}
    return ForeignArrays(arrays, {name: known for name, known in written.items() if known.decimals is not None})


def _numbers(file: str, name: str, value: list[Any]) -> np.ndarray:
    try:
        return np.array(_named(value, 0), dtype=float)
    except (ValueError, TypeError, OverflowError) as problem:
        raise TracerError("files.json_array", file=file, name=name) from problem


def _named(value: Any, depth: int) -> Any:
    if depth > _DEEPEST or isinstance(value, (dict, bool)):
        raise TypeError(value)
    return [_named(inner, depth + 1) for inner in value] if isinstance(value, list) else float(value)


def _decimals(array: np.ndarray) -> Precision:
    finite = array[np.isfinite(array)]
    places = next((places for places in range(_MOST_DECIMALS) if np.array_equal(np.round(finite, places), finite)), None)
    return Precision(decimals=places or None)


def _npz(word: str) -> ForeignArrays:
    from tracer.files.npz_file import arrays
    from tracer.files.stored_trace import read_axes

    held = arrays(Path(word), texts=("*",), kinds="fiubc")
    if metadata.NAME in held:
        raise TracerError("files.not_a_trace", file=word)
    pairs = (name.split("/", 2) for name in held if name.startswith("labels/") and name.count("/") > 1)
    labels = {(stage, axis): held.pop(f"labels/{stage}/{axis}").tolist() for _, stage, axis in list(pairs)}
    text = held.pop(_AXES) if _AXES in held and held[_AXES].dtype.kind == "U" else ""
    return ForeignArrays(held, labels=labels, axes=read_axes(str(text), held))


def _npy(word: str) -> ForeignArrays:
    from tracer.files.npz_file import single

    path = Path(word)
    return ForeignArrays({path.stem: single(path)})


def _safetensors(word: str) -> ForeignArrays:
    from tracer.files.safetensors_file import LazyTensors

    tensors = LazyTensors(Path(word))
    if metadata.NAME in tensors.metadata:
        raise TracerError("files.not_a_trace", file=word)
    known = {name: Precision(_HALVES[tensors.kind(name)]) for name in tensors if tensors.kind(name) in _HALVES}
    return ForeignArrays({name: tensors[name] for name in tensors}, known)


def _torch(word: str) -> ForeignArrays:
    from tracer.files.torch_file import read as read_torch

    tensors = read_torch(Path(word))
    return ForeignArrays(tensors.arrays, {name: Precision(kind) for name, kind in tensors.halves.items()})


def _json(word: str) -> ForeignArrays:
    from tracer.files.text import read_text

    try:
        document = json.loads(read_text(word))
    except (ValueError, RecursionError) as problem:
        raise TracerError("files.broken", file=word) from problem
    found = from_json(word, document)
    if found is None:
        raise TracerError("files.not_a_trace", file=word)
    return found


_READERS: dict[str, Callable[[str], ForeignArrays]] = {
    ".npz": _npz,
    ".npy": _npy,
    ".safetensors": _safetensors,
    ".json": _json,
    **dict.fromkeys(PICKLED, _torch),
}
