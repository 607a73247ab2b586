"""Part of an array by positions and labels of its axes: a token, a head, a row, in the order of the axes or by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tracer.address import position_of
from tracer.axes import Axis, names
from tracer.errors import TracerError
from tracer.ops.row import Axes

Place = int | slice | list[int]
_PLACES = '0, 1 …, "TOKEN", [0, "TOKEN", …], 0:2'


def part_by_name(stage: str, axes: Axes, held: Any, places: Mapping[str, Any]) -> Any:
    """The numbers at these places, axis name -> place; axes left out stay whole. Raises TracerError for an axis it has not."""
    for name in places:
        if name not in names(axes):
            raise TracerError("address.axis", word=name, stage=stage, axes=list(names(axes)))
    return part(stage, axes, held, [places.get(axis.name, slice(None)) for axis in axes])


def part(stage: str, axes: Axes, held: Any, places: Sequence[Any]) -> Any:
    """The numbers at these places, one an axis in their order (`...` for those between); a single cell is a float.

    held: an array with these axes, or a table in half precision, of which only the rows asked for are widened. A list takes
    some places of its axis, whatever the other axes take. stage: the name for errors.
    Raises TracerError: too many places, a position or label that the axis has not, another kind of place.
    """
    chosen: list[Place] = []
    for axis, place in zip(axes, _filled(stage, axes, places), strict=True):
        chosen.append(_place(_of_sentence(axes, axis, chosen), place, stage))
    result = np.asarray(held[tuple(slice(None) if isinstance(place, list) else place for place in chosen)])
    kept = [place for place in chosen if not isinstance(place, int)]
    for number, place in enumerate(kept):
        if isinstance(place, list):
            result = result.take(place, axis=number)
    return result if kept else float(result)


def _filled(stage: str, axes: Axes, places: Sequence[Any]) -> list[Any]:
    """One place an axis: whole axes where `...` stands, or at the end."""
    dots = [number for number, place in enumerate(places) if place is Ellipsis]
    given = [place for place in places if place is not Ellipsis]
    spare = len(axes) - len(given)
    if spare < 0:
        raise TracerError("address.many", stage=stage, count=len(given), most=len(axes), axes=list(names(axes)))
    at = dots[0] if dots else len(given)
    return [*given[:at], *[slice(None)] * spare, *given[at:]]


def _of_sentence(axes: Axes, axis: Axis, chosen: Sequence[Place]) -> Axis:
    """The axis with the labels of the one sentence chosen so far."""
    sentence = chosen[0] if chosen and axes[0].name == "sentence" else None
    return Axis(axis.name, axis.size, axis.per[sentence]) if axis.per is not None and isinstance(sentence, int) else axis


def _place(axis: Axis, place: Any, stage: str) -> Place:
    if isinstance(place, slice):
        if any(isinstance(end, str) for end in (place.start, place.stop, place.step)):
            raise TracerError.refused(axis.name, place, _PLACES)
        return place
    if isinstance(place, str):
        return position_of(axis, place, stage)
    if isinstance(place, (list, tuple, np.ndarray)):
        return [_position(axis, item, stage) for item in place]
    return _position(axis, place, stage)


def _position(axis: Axis, place: Any, stage: str) -> int:
    """A label's position, or a position itself, counted from the end where it is negative."""
    if isinstance(place, str):
        return position_of(axis, place, stage)
    if isinstance(place, (bool, np.bool_)) or not isinstance(place, (int, np.integer)):
        raise TracerError.refused(axis.name, place, _PLACES)
    size = axis.size or 0
    if not -size <= place < size:
        raise TracerError("address.range", position=int(place), last=size - 1, axis=axis.name, stage=stage)
    return int(place) % size
