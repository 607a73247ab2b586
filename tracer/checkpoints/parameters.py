"""The recorder's parameters, read from a checkpoint's folder when a layer asks for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tracer.axes import Axis, describe
from tracer.checkpoints.folder import Folder
from tracer.checkpoints.half_precision import LazyArray, LazyRows, widen
from tracer.checkpoints.names import Place
from tracer.checkpoints.tensors import TensorFile
from tracer.errors import TracerError
from tracer.files.packed_rows import PACKED
from tracer.memory.large_pages import copied_together
from tracer.models.architecture import TIED_HEADS
from tracer.settings import WIDENED
from tracer.weights.needs import finite

_DTYPES = {"F32": "float32", "F64": "float64"}
_KEPT = 1 << 16  # numbers: a smaller array is kept as it was widened
_MOST_LAID = 1 << 30  # bytes of matrices that are copied; a larger model stays in its file alone


class CheckpointParameters:
    """Our parameters as views of the mapped files, or from the second run on of copies of their matrices (`lay`).

    Another number format is widened: once, tensor by tensor, where the files hold at most `WIDENED` numbers; else each time it
    is read, so that a large model is never in memory twice. dtype: of the run. Nothing is ever `drawn` and nothing is ever
    missing: what the folder lacks is an error.
    """

    def __init__(self, folder: Folder, dtype: str) -> None:
        self.folder, self.dtype = folder, dtype
        self.drawn_words: list[str] = []
        self.drawn = False
        self._read: dict[str, Any] = {}
        self._has: dict[str, bool] = {}
        self._laid: set[str] = set()  # what `lay` has seen, and tables of which a run reads but a few rows
        self._widens = folder.tensors.count <= WIDENED
        self._wide: dict[tuple[str, str], np.ndarray] = {}

    def has(self, name: str) -> bool:
        """Whether an optional parameter is there. A matrix the map names is not optional: its absence is an error."""
        known = self._has.get(name)
        if known is None:
            place, end = self.folder.names.get(name), name.rsplit(".", 1)[-1]
            is_certain = place is not None and not (end == "beta" or end[0] == "b")
            known = self._has[name] = is_certain or place is not None and self.folder.tensors.find(place) is not None
        return known

    def fits(self, name: str, axes: tuple[Axis, ...]) -> None:
        """Check that the folder has this parameter in the shape it needs; no number is read."""
        place, at = self._at(name, axes)
        tensors, theirs = at
        try:
            shape = place.of(tensors.stored(theirs)[1]).shape
        except (ValueError, IndexError):
            shape = ()
        if len(shape) != len(axes) or any(axis.size not in (None, size) for axis, size in zip(axes, shape, strict=True)):
            raise self._shape(name, shape or tensors.shape(theirs), axes)

    def parameter(self, name: str, axes: tuple[Axis, ...], init: str, optional: bool) -> Any:
        """The array (of a small model always in the run's precision), or a `LazyArray` that is widened when read.

        Raises TracerError: no such tensor, another shape than the configuration says, a number that is not finite.
        """
        array = self._read.get(name)
        if array is None:
            self.fits(name, axes)
            array = self._read[name] = self._place(name, axes, init)
        return array

    def lay(self) -> None:
        """Copy the large matrices that were read from the mapped file to one place in memory, which has larger pages.

        Worth its time from the second run on. Nothing is copied where the matrices would take much of the memory that is left.
        """
        from tracer.memory.available import available

        waiting = self._read.keys() - self._laid
        if not waiting:
            return
        self._laid |= waiting
        read = {name: self._read[name] for name in waiting}
        large = [name for name, array in read.items() if isinstance(array, np.ndarray) and array.ndim == 2 and array.size > _KEPT]
        size = sum(read[name].nbytes for name in large)
        if size and size <= min(_MOST_LAID, available() // 4):
            self._read.update(zip(large, _laid([read[name] for name in large]), strict=True))

    def _at(self, name: str, axes: tuple[Axis, ...]) -> tuple[Place, tuple[TensorFile, str]]:
        place = self.folder.names.get(name)
        at = self.folder.tensors.find(place) if place is not None else None
        if place is None or at is None:
            wanted = self.folder.tensors.wanted(place) if place is not None else "–"
            raise TracerError(
                "checkpoints.missing", folder=str(self.folder.path), tensor=wanted, name=name, needed=describe(axes)
            )
        return place, at

    def _place(self, name: str, axes: tuple[Axis, ...], init: str) -> Any:
        place, (tensors, theirs) = self._at(name, axes)
        kind, raw = tensors.stored(theirs)
        whole = _DTYPES.get(kind) == self.dtype
        if self._widens and not whole and not place.plus:
            raw, whole = self._widened(tensors.origin, theirs, raw, kind), True
        view = place.of(raw)
        if whole and not place.plus:
            if init == "table":
                if self.folder.architecture.head not in TIED_HEADS or not name.endswith(".W_E"):
                    self._laid.add(name)
                return view
            finite(view, theirs, tensors.origin)
            return view

        def check(part: np.ndarray) -> None:
            with np.errstate(over="ignore", invalid="ignore"):
                sound = np.isfinite(part.sum())  # only a sum that overflows asks for the slower search
            if not sound:
                finite(part, theirs, tensors.origin)

        lazy = (LazyRows if kind == PACKED else LazyArray)(view, kind, self.dtype, place.plus, check)
        return lazy.read() if view.size < _KEPT else lazy

    def _widened(self, origin: str, theirs: str, raw: Any, kind: str) -> np.ndarray:
        """A tensor in the run's precision, made once: parameters that are parts of one tensor, or tied to it, are views of it."""
        if (origin, theirs) not in self._wide:
            self._wide[origin, theirs] = widen(raw, kind, self.dtype)
        return self._wide[origin, theirs]

    def _shape(self, name: str, shape: tuple[int, ...], axes: tuple[Axis, ...]) -> TracerError:
        place: Place = self.folder.names[name]
        given = " × ".join(map(str, shape))
        return TracerError(
            "checkpoints.shape", folder=str(self.folder.path), tensor=self.folder.tensors.named(place), given=given, name=name,
            needed=describe(axes),
        )  # fmt: skip

    def chance(self, name: str, axes: tuple[Axis, ...], rate: float) -> np.ndarray:
        """Dropout belongs to training; a checkpoint is only read."""
        return np.ones([axis.size or 0 for axis in axes], self.dtype)

    def first_missing(self, read: Any) -> None:
        """Nothing is ever missing here."""
        return


def _laid(matrices: list[np.ndarray]) -> list[np.ndarray]:
    """Copies of the matrices, transposed in memory where they are; one that several parameters share stays one."""
    rows = {_where(matrix): matrix.T if _is_transposed(matrix) else matrix for matrix in matrices}
    copies = dict(zip(rows, copied_together(list(rows.values())), strict=True))
    return [copies[_where(matrix)].T if _is_transposed(matrix) else copies[_where(matrix)] for matrix in matrices]


def _is_transposed(matrix: np.ndarray) -> bool:
    return matrix.strides[0] < matrix.strides[1]


def _where(array: np.ndarray) -> tuple[Any, ...]:
    return (array.__array_interface__["data"][0], array.shape, array.strides)
