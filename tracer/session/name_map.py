"""What the tensors of a file of weights are: our parameter of each, how it lies there, and what the file cannot tell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tracer.errors import TracerError
from tracer.session.foreign_weights import translated
from tracer.session.gather import gather
from tracer.settings import SIZES, Settings, read_all

if TYPE_CHECKING:
    from tracer.checkpoints.folder import Folder

AS_IS, TURNED, SUM, SIDE_BY_SIDE, COMPUTED = "as_is", "turned", "sum", "side_by_side", "computed"
_BLOCK = 1 << 20  # numbers compared at a time


class NamedTensor(NamedTuple):
    """One of our parameters, and the tensor it is in the file.

    theirs: its name, of a sum all of them. shape, own_shape: the file's and ours. layout: AS_IS, TURNED (out × in there, in ×
    out here), SIDE_BY_SIDE (an axis of heads there, their columns one behind the other here), SUM, or COMPUTED from it in
    another way. rows: which rows of the tensor it is; None: all.
    """

    ours: str
    theirs: str
    shape: tuple[int, ...]
    own_shape: tuple[int, ...]
    layout: str
    rows: tuple[int, int] | None


class FileMap(NamedTuple):
    """A file's tensors by our names.

    unread: tensors that no part of any model reads (counters, masks). left_out: those of a part that the settings leave out.
    settings: what names, shapes and the file's own words tell. assumed: what they do not tell, with what is taken instead.
    """

    tensors: list[NamedTensor]
    unread: list[str]
    left_out: list[str]
    settings: Mapping[str, Any]
    assumed: Mapping[str, Any]


def file_map(path: Path) -> FileMap:
    """The map of a file of weights. Raises TracerError for a file that cannot be read, and for a tensor nobody knows."""
    from tracer.files.formats import load

    stored = load(path)
    stored.parameters = dict(stored.parameters)  # read once, so that what is a view of what can be seen
    tensors = stored.parameters
    if not tensors:
        raise TracerError("session.no_weights", file=str(path))
    known = translated(stored, "")
    if known is None:
        rows = [NamedTensor(name, name, array.shape, array.shape, AS_IS, None) for name, array in tensors.items()]
        return FileMap(rows, [], [], read_all(stored.settings), {})
    request = gather(load=path)
    order = {name: number for number, name in enumerate(tensors)}
    rows = [_row(ours, known.stored[ours], array, tensors) for ours, array in known.parameters.items()]
    rows = [*_with_rows_of_sums(rows)]
    rows.sort(key=lambda row: order[row.theirs.split(" + ")[0]])
    chosen = {**read_all(known.settings), **read_all(stored.settings)}
    settings = Settings(**chosen)
    if settings.heads is None:
        settings.heads = 1 if settings.model == "attention" else SIZES["heads"]
    assumed = {key: getattr(settings, key) for key in known.unsaid if key not in stored.settings}
    left_out = [name for name in request.unused if name not in known.unused]
    stated = {key: value for key, value in chosen.items() if key not in assumed}
    return FileMap(rows, list(known.unused), left_out, stated, assumed)


def _with_rows_of_sums(rows: list[NamedTensor]) -> Iterator[NamedTensor]:
    """A sum of two stacks of gates is one gate's in each, in the order of the gates, which is that of the parameters."""
    seen: dict[str, int] = {}
    for row in rows:
        if row.layout == SUM and row.own_shape[0] < row.shape[0]:
            first = seen.get(row.theirs, 0)
            seen[row.theirs] = first + row.own_shape[0]
            row = row._replace(rows=(first, first + row.own_shape[0]))
        yield row


def _row(ours: str, theirs: str, array: np.ndarray, tensors: Mapping[str, np.ndarray]) -> NamedTensor:
    parts = [tensors[name] for name in theirs.split(" + ")]
    layout, rows = (SUM, None) if len(parts) > 1 else _layout(array, parts[0])
    return NamedTensor(ours, theirs, parts[0].shape, array.shape, layout, rows)


def _layout(array: np.ndarray, tensor: np.ndarray) -> tuple[str, tuple[int, int] | None]:
    """How an array lies in the tensor it is a view of, by where its first number is and by its strides; and in which rows."""
    if not array.size or not np.may_share_memory(array, tensor) or not tensor.ndim:
        return (AS_IS if array.shape == tensor.shape and np.array_equal(array, tensor) else COMPUTED), None
    behind = array.__array_interface__["data"][0] - tensor.__array_interface__["data"][0]
    first = behind // tensor.strides[0] if tensor.strides[0] else 0
    turned = array.ndim == 2 and tensor.ndim == 2 and array.strides == tensor.strides[::-1]
    if turned and min(tensor.shape) == 1 and array.shape == tensor.shape:
        turned = False
    count = array.shape[-1] if turned else len(array)
    rows = None if array.size == tensor.size else (first, first + count)
    if turned:
        return TURNED, rows
    if tensor.ndim > array.ndim:
        return SIDE_BY_SIDE, rows
    return (AS_IS if array.strides == tensor.strides else COMPUTED), rows


class TensorError(NamedTuple):
    """How far a parameter's numbers are from an original's: number format, how many they are, mean and largest |difference|, and
    the original's largest |number|.
    """

    ours: str
    theirs: str
    kind: str
    size: int
    mean: float
    worst: float
    largest: float


def tensor_errors(folder: Folder, original: Folder) -> Iterator[TensorError]:
    """Parameter by parameter, a few rows at a time. Raises TracerError where the two are not the same model's."""
    ours, theirs = folder.places, original.places
    missing = [name for name in ours if name not in theirs] or [name for name in theirs if name not in ours]
    if missing:
        without = original if missing[0] in ours else folder
        raise TracerError("checkpoints.against_missing", name=missing[0], folder=str(without.path))
    for name in ours:
        yield _error(name, folder, original)


def _error(name: str, folder: Folder, original: Folder) -> TensorError:
    own, reference = _View(name, folder), _View(name, original)
    if own.shape != reference.shape:
        sizes = [" × ".join(map(str, view.shape)) for view in (own, reference)]
        raise TracerError("checkpoints.against_shape", name=name, first=sizes[0], second=sizes[1])
    total = worst = largest = 0.0
    rows, count = max(_BLOCK // max(math.prod(own.shape[1:]), 1), 1), math.prod(own.shape)
    for start in range(0, own.shape[0], rows):
        part = slice(start, start + rows)
        numbers = reference.read(part)
        gap = np.abs(own.read(part) - numbers)
        total += float(gap.sum())
        worst, largest = max(worst, float(gap.max())), max(largest, float(np.abs(numbers).max()))
    return TensorError(name, own.name, own.kind, count, total / count, worst, largest)


class _View:
    """One parameter of a checkpoint in the order in which the file has its rows, read in float64."""

    def __init__(self, name: str, folder: Folder) -> None:
        place = folder.names[name]
        located = folder.tensors.find(place)
        assert located is not None  # `places`, where the names come from, holds only tensors that are stored
        tensors, self.name = located
        self.kind = tensors.kind(self.name)
        self._form, raw = tensors.stored(self.name)
        view = place.of(raw)
        self._plus, self._numbers = place.plus, view.T if place.transposed else view
        self.shape = tuple(self._numbers.shape)

    def read(self, part: slice) -> np.ndarray:
        """Some rows."""
        from tracer.checkpoints.half_precision import widen

        return widen(self._numbers[part], self._form, "float64") + self._plus
