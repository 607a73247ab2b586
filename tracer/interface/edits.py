"""Run a trace again with other numbers in it, given as numbers or as functions of the numbers that stand there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tracer.address import locate, parse
from tracer.axes import describe
from tracer.comparison.arrays import as_array
from tracer.errors import TracerError
from tracer.record.trace import Trace
from tracer.session import again
from tracer.session.arguments import edits as pairs_of


def edit(trace: Trace, edits: Mapping[str, Any] | Sequence[tuple[str, Any]]) -> Trace:
    """The run again with these edits; only what follows from them is computed.

    A function is called with what stands at its address in the edited run: edits of earlier stages are in it already. So
    where there is one, edits are applied in the order of the computation, and at one stage in the order given.
    """
    pairs = pairs_of(edits)
    if any(callable(values) for _, values in pairs):
        order = {name: place for place, name in enumerate(trace.every)}
        pairs.sort(key=lambda pair: order[trace[parse(pair[0]).stage].name])
    waiting: list[tuple[str, Any]] = []
    for address, values in pairs:
        if callable(values):
            if waiting:
                trace, waiting = again(trace, waiting), []
            values = _applied(values, trace, address)
        waiting.append((address, values))
    return again(trace, waiting)


def _applied(function: Callable[[np.ndarray], Any], trace: Trace, address: str) -> Any:
    """What the function makes of the numbers at the address, as nested lists, which a trace file can hold."""
    place = parse(address)
    step = trace[place.stage]
    index = locate(place.replace(stage=step.name), step.axes)
    before = np.array(step.values[index])
    result = function(before)
    if result is None:
        raise TracerError("record.edit_nothing", where=address)
    array = as_array(result, address)
    if array.shape not in (before.shape, ()):
        given = " × ".join(map(str, array.shape))
        axes = describe(axis for axis, at in zip(step.axes, index, strict=True) if isinstance(at, slice))
        raise TracerError("record.edit_shape", where=address, given=given, axes=axes)
    return array.tolist()
