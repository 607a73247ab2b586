"""What a model needs, the check that what is given fits (names, axes, shapes, finite numbers), and the sizes that follow.

Matrices follow y = x W: rows are what goes in, columns what comes out. An axis named `heads·d_k` holds head 0's positions first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from weakref import ReferenceType, ref

import numpy as np

from tracer.address import plain
from tracer.axes import Axis, describe
from tracer.counting import count_of
from tracer.errors import TracerError
from tracer.files.origin import named
from tracer.frozen import Frozen
from tracer.language import first_few

_JOINT = ("heads·", "kv_heads·")
_STACKS = ("encoder", "decoder", "recurrent")


class Need(Frozen):
    """One parameter a model reads: its full name, its axes, and how it is drawn where it is not given.

    `init` is a kind of `seed.draw`: matrix, zeros, ones, bias or table. An axis whose size is None takes any size.
    """

    name: str
    axes: tuple[Axis, ...]
    init: str = "matrix"
    optional: bool = False


class MissingParameter(TracerError):
    """A parameter nobody gave; the sentence names it and the shape it needs."""

    def __init__(self, need: Need) -> None:
        super().__init__("weights.missing", name=need.name, needed=describe(need.axes))
        self.need = need


def numbers(array: Any, name: str, origin: str) -> np.ndarray:
    """`array` as NumPy numbers: float32 and float64 as they are, float16 widened to float32, whole numbers as float64.

    Raises TracerError where it is ragged or holds anything else (text, truth values, objects, complex numbers).
    """
    try:
        result = np.asarray(array)
    except (ValueError, TypeError, OverflowError) as problem:
        raise TracerError("weights.ragged_array", name=named(name, origin)) from problem
    if result.dtype.kind == "O":
        raise TracerError("weights.ragged_array", name=named(name, origin))
    if result.dtype.kind not in "fiu":
        raise TracerError("weights.kind", name=named(name, origin), kind=result.dtype.name)
    if result.dtype in (np.float64, np.float32):
        return result
    return result.astype(np.float32 if result.dtype == np.float16 else np.float64)


def side_by_side(need: Need, array: np.ndarray) -> np.ndarray:
    """One matrix a head joined into the whole matrix: over columns, or over rows where the need's rows are the heads'.

    (heads, rows, d_k) → (rows, heads·d_k); (heads, d_v, columns) → (heads·d_v, columns); a bias (heads, d_k) → (heads·d_k).
    An array that is whole already is returned as it is.
    """
    if array.ndim != len(need.axes) + 1:
        return array
    if need.axes[-1].name.startswith(_JOINT):
        joined = np.moveaxis(array, 0, -2)
        return joined.reshape(*joined.shape[:-2], -1)
    return array.reshape(-1, *array.shape[2:]) if need.axes[0].name.startswith(_JOINT) else array


def transpose(need: Need, array: Any, origin: str) -> np.ndarray:
    """A matrix given as out × in (`layout = "W x"`) in the order of y = x W; vectors and tables of rows stay as they are."""
    result = numbers(array, need.name, origin)
    return result if need.init == "table" or len(need.axes) < 2 or result.ndim < 2 else np.swapaxes(result, -1, -2)


def fit(need: Need, array: Any, origin: str) -> np.ndarray:
    """`array` as the parameter `need` describes, float32 or float64, whole (heads side by side).

    Raises TracerError: numbers of another kind; another shape (both are named, with the axes); NaN or infinity (the cell).
    """
    given = numbers(array, need.name, origin)
    result = side_by_side(need, given)
    sizes = [axis.size for axis in need.axes]
    if result.ndim != len(sizes) or any(size is not None and size != got for size, got in zip(sizes, result.shape, strict=True)):
        raise _wrong_shape(need, given, origin)
    finite(result, need.name, origin)
    return result


def finite(array: np.ndarray, name: str, origin: str) -> None:
    """Raise TracerError naming the first cell of `array` that is NaN or infinite."""
    if _is_known(array):
        return
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(array.sum()):  # no copy of a large array; only a finite sum of finite numbers is finite
            _remember(array)
            return
    good = np.isfinite(array)
    if not good.all():
        where = tuple(int(place) for place in np.argwhere(~good)[0])
        raise TracerError("weights.finite", cell=named(plain(name, where), origin), value=str(float(array[where])))


_sound: dict[int, ReferenceType[np.ndarray]] = {}  # by id, while they live: arrays of opened files that were found finite


def _is_known(array: np.ndarray) -> bool:
    known = _sound.get(id(array))
    return known is not None and known() is array


def _remember(array: np.ndarray) -> None:
    """Read an array through once only, if nobody can write to it, as to those of a mapped file."""
    owner: Any = array
    while isinstance(owner, np.ndarray):
        if owner.flags.writeable:
            return
        owner = owner.base
    if owner is not None:
        key = id(array)
        _sound[key] = ref(array, lambda _: _sound.pop(key, None))


def _wrong_shape(need: Need, given: np.ndarray, origin: str) -> TracerError:
    shape = " × ".join(map(str, given.shape)) or "1"
    return TracerError("weights.shape", name=named(need.name, origin), given=shape, needed=describe(need.axes))


def by_ending(given: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The arrays of `given` under their full names; a key may be a full name or an ending that only one name has.

    Raises TracerError for a key no name ends with (the nearest are named), one that several do, and a name given twice.
    """
    full = dict.fromkeys(names)
    endings: dict[str, list[str]] = {}
    for name in full:
        parts = name.split(".")
        for start in range(1, len(parts)):
            endings.setdefault(".".join(parts[start:]), []).append(name)
    result: dict[str, Any] = {}
    given_as: dict[str, str] = {}
    for key, array in given.items():
        name = _one_name(key, full, endings)
        if name in result:
            raise TracerError("weights.twice", name=name, first=given_as[name], second=key)
        result[name], given_as[name] = array, key
    return result


def _one_name(key: str, full: Mapping[str, Any], endings: Mapping[str, list[str]]) -> str:
    if key in full:
        return key
    fits = endings.get(key, [])
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise TracerError("weights.ambiguous", word=key, names=first_few(fits, 3))
    raise TracerError.near("weights.unknown", key, full)


def sizes_from(
    needs: Iterable[Need], arrays: Mapping[str, Any], heads: int | None, kv_heads: int | None = None
) -> dict[str, int]:
    """The size of every axis that the `arrays` (under full names) tell, by the axis names of the `needs`.

    `heads·d_k` tells d_k once the number of heads is known: from `heads`, or from an array with one matrix a head (then
    `heads` is in the result). Without either, the joint size stands under `heads·d_k`.
    Raises TracerError where two arrays contradict each other (both are named), where heads do not divide a joint
    axis, and where an array has too few or too many axes, or no number at all.
    """
    collected = _Told()
    for key, count in (("heads", heads), ("kv_heads", kv_heads)):
        if count is not None:
            collected.take(key, count, key)
    joint: list[tuple[str, int, str]] = []
    for need in needs:
        if need.name in arrays:
            array = numbers(arrays[need.name], need.name, "")
            if not array.size:
                raise TracerError("weights.no_numbers", name=need.name, shape=" × ".join(map(str, array.shape)))
            joint += _read(need, array, collected)
    for axis, total, name in joint:
        kind, _, width = axis.partition("·")
        count = collected.sizes.get(kind)
        if count is None:
            collected.take(axis, total, name)
        elif total % count:
            raise TracerError("weights.heads", name=name, total=total, heads=count)
        else:
            collected.take(width, total // count, name)
    return collected.sizes


class _Told:
    """Sizes, and which array told each first."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self.by: dict[str, str] = {}

    def take(self, axis: str, size: int, name: str) -> None:
        if self.sizes.setdefault(axis, size) != size:
            raise TracerError(
                "weights.contradiction", axis=axis, first=self.by[axis], one=self.sizes[axis], second=name, other=size
            )
        self.by.setdefault(axis, name)


def _read(need: Need, array: np.ndarray, sizes: _Told) -> list[tuple[str, int, str]]:
    """Tell the plain axes of one array; return its joint axes, which wait until the number of heads is known."""
    shape, per_head = array.shape, array.ndim == len(need.axes) + 1 and any(axis.name.startswith(_JOINT) for axis in need.axes)
    if per_head:
        kind = next(axis.name for axis in need.axes if axis.name.startswith(_JOINT)).partition("·")[0]
        sizes.take(kind, shape[0], need.name)
        shape = shape[1:]
    if len(shape) != len(need.axes):
        raise _wrong_shape(need, array, "")
    joint = []
    for axis, size in zip(need.axes, shape, strict=True):
        if axis.name == "d_ff" and axis.size is not None:
            continue  # given layer by layer, where they differ
        if not axis.name.startswith(_JOINT):
            sizes.take(axis.name, size, need.name)
        elif per_head:
            sizes.take(axis.name.partition("·")[2], size, need.name)
        else:
            joint.append((axis.name, size, need.name))
    return joint


def layers_from(names: Iterable[str]) -> int | None:
    """The number of layers that parameter names tell: one more than the largest in `encoder.1.…`, or None."""
    numbers = [count for stack, part in (name.split(".")[:2] for name in names if name.count(".") > 1)
             if stack in _STACKS and (count := count_of(part)) is not None]  # fmt: skip
    return max(numbers) + 1 if numbers else None
