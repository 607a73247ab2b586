"""The addresses of the cells of a table, as `ttrace explain` takes them and as they can stand on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.address import cell as cell_address
from tracer.axes import Axis
from tracer.document.blocks import Matrix
from tracer.sanitize import sanitize


def place_of(axis: Axis, at: int) -> str:
    """How an address on a page writes a place: its label, or its position where the label cannot stand on a page."""
    if not axis.labelled or at >= len(axis.labels) or sanitize(axis.labels[at]) != axis.labels[at]:
        return str(at)
    return cell_address("", (axis,), (at,))[1:-1].partition("=")[2]


def addresses(matrix: Matrix) -> Iterator[str]:
    """The address of every cell shown, row by row; none for a matrix that is no stage's."""
    if not matrix.axes:
        if matrix.columns is None:
            yield matrix.address
        return
    fixed = {name: place for name, place, _ in matrix.fixed}
    axes = [_of_sentence(axis, fixed.get("sentence")) for axis in matrix.axes]
    held = {axis.name: place_of(axis, fixed[axis.name]) for axis in axes if axis.name in fixed}
    columns = _shown(axes, matrix.columns, matrix.column_places)
    for row in _shown(axes, matrix.rows, matrix.row_places):
        for column in columns:
            places = {**held, **row, **column}
            yield f"{matrix.address}[{', '.join(f'{axis.name}={places[axis.name]}' for axis in axes)}]"


def _of_sentence(axis: Axis, sentence: int | None) -> Axis:
    """The axis with one sentence's labels and the whole stage's length."""
    return axis if axis.per is None or sentence is None else Axis(axis.name, axis.size, axis.per[sentence])


def _shown(axes: list[Axis], shown: Axis | None, places: Sequence[int] | None) -> list[dict[str, str]]:
    """The places of one axis that a table shows, each as an address writes it."""
    if shown is None:
        return [{}]
    whole = next(axis for axis in axes if axis.name == shown.name)
    return [{shown.name: place_of(whole, at)} for at in (range(shown.size or 0) if places is None else places)]
