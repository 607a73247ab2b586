"""Cache of result axes and kernels by operation, input axes and attributes; keeps recording cheap.

A run looks its plans up by the very axes; a kernel that only shapes decide is made once a process.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

from tracer.axes import describe
from tracer.errors import TracerError
from tracer.ops import OPS
from tracer.ops.row import Axes, Kernel, Op
from tracer.record.step import Step


class Plans:
    """Cache of one run: (result axes, kernel) by operation and inputs; the kernel is None while a size is unknown."""

    def __init__(self) -> None:
        self._known: dict[Any, tuple[Axes, Kernel | None]] = {}
        self._with_tables: set[str] = set()  # operations that had an attribute that is no key as it stands

    def of(self, address: str, op: str, inputs: tuple[Step, ...], attrs: Mapping[str, Any]) -> tuple[Axes, Kernel | None]:
        """The plan for row `op` on these inputs. Raises TracerError naming the stage, its inputs' axes, and what is wrong."""
        flat = _flat(attrs) if op in self._with_tables else attrs.items()
        key: Any = (op, *[step.axes for step in inputs], *flat)
        try:
            plan = self._known.get(key)
        except TypeError:
            if op not in self._with_tables:
                self._with_tables.add(op)
                return self.of(address, op, inputs, attrs)
            key = plan = None  # lists of rows: planned each time
        if plan is not None:
            return plan
        try:
            plan = _planned(OPS[op], [step.axes for step in inputs], attrs)
        except TracerError as reason:
            shown = [f"{step.name} ({describe(step.axes)})" for step in inputs]
            raise TracerError("ops.at", name=address, op=op, inputs=shown, reason=str(reason)) from reason
        if key is not None:
            self._known[key] = plan
        return plan


_MOST = 4096  # kernels; a server that has seen so many lengths begins anew
_by_shape: dict[Any, tuple[Kernel, list[tuple[int, int]] | None]] = {}  # of all runs: the same for every text of a length


def _planned(row: Op, axes: list[Axes], attrs: Mapping[str, Any]) -> tuple[Axes, Kernel | None]:
    """The result's axes and the kernel. Of a length that was met before neither is worked out again."""
    if not row.by_shape:
        result = row.axes(axes, attrs)
        return result, row.kernel(axes, result, attrs) if _is_sized(axes, result) else None
    key: Any = (row.name, *[tuple([axis.form for axis in own]) for own in axes], *attrs.items())
    try:
        known = _by_shape.get(key)
    except TypeError:  # an attribute that cannot be a key
        known = key = None
    if known is not None:
        kernel, places = known
        return row.axes(axes, attrs) if places is None else tuple([axes[number][place] for number, place in places]), kernel
    result = row.axes(axes, attrs)
    if not _is_sized(axes, result):
        return result, None
    kernel = row.kernel(axes, result, attrs)
    if key is not None:
        if len(_by_shape) >= _MOST:
            _by_shape.clear()
        _by_shape[key] = kernel, _places(row, axes, attrs)
    return result, kernel


def _is_sized(axes: list[Axes], result: Axes) -> bool:
    return all(axis.size is not None for own in (*axes, result) for axis in own)


def _places(row: Op, axes: list[Axes], attrs: Mapping[str, Any]) -> list[tuple[int, int]] | None:
    """Of each axis of the result, the input and the place there it is taken from; None where the operation makes one.

    It is asked about copies, so that an axis which several inputs share has one place.
    """
    twins = [tuple(map(copy, own)) for own in axes]
    of_inputs = {id(axis): (number, place) for number, own in enumerate(twins) for place, axis in enumerate(own)}
    places = [of_inputs.get(id(axis)) for axis in row.axes(twins, attrs)]
    return None if None in places else [place for place in places if place is not None]


def _flat(attrs: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The attributes with tables of names as tuples, which can be part of a key."""
    return [(name, tuple(value.items()) if isinstance(value, dict) else value) for name, value in attrs.items()]
