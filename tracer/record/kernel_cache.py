"""Cache of result axes and kernels by operation, input axes and attributes; keeps recording cheap.

A run looks its plans up by the very axes; a kernel that only shapes decide is made once a process.
"""

from __future__ import annotations

from collections.abc import Mapping
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
        axes = [step.axes for step in inputs]
        try:
            result = OPS[op].axes(axes, attrs)
        except TracerError as reason:
            shown = [f"{step.name} ({describe(step.axes)})" for step in inputs]
            raise TracerError("ops.at", name=address, op=op, inputs=shown, reason=str(reason)) from reason
        plan = (result, _kernel(OPS[op], axes, result, attrs))
        if key is not None:
            self._known[key] = plan
        return plan


_MOST = 4096  # kernels; a server that has seen so many lengths begins anew
_by_shape: dict[Any, Kernel] = {}  # of all runs: the same for every text of a length


def _kernel(row: Op, axes: list[Axes], result: Axes, attrs: Mapping[str, Any]) -> Kernel | None:
    shapes = []
    for own in (*axes, result):
        shapes += [(axis.name, axis.size) for axis in own] + [("", 0)]
        for axis in own:
            if axis.size is None:
                return None
    if not row.by_shape:
        return row.kernel(axes, result, attrs)
    key = (row.name, *shapes, *attrs.items())
    try:
        kernel = _by_shape.get(key)
    except TypeError:  # an attribute that cannot be a key
        return row.kernel(axes, result, attrs)
    if kernel is None:
        if len(_by_shape) >= _MOST:
            _by_shape.clear()
        kernel = _by_shape[key] = row.kernel(axes, result, attrs)
    return kernel


def _flat(attrs: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The attributes with tables of names as tuples, which can be part of a key."""
    return [(name, tuple(value.items()) if isinstance(value, dict) else value) for name, value in attrs.items()]
