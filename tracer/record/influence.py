"""How strongly one row of a stage moves each row of a later one: the norm of the recorded derivative."""

from __future__ import annotations

import numpy as np

from tracer.record.backward import backward
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def influence(later: Step, source: Step, row: int) -> np.ndarray:
    """‖∂ later[t] / ∂ source[row]‖ (Frobenius norm) for every position t of `later`'s first axis.

    Both stages have two axes, positions × width. One backward pass for every cell of `later`, over the recorded trace.
    """
    positions, width = later.values.shape
    result = np.zeros(positions)
    for position in range(positions):
        squares = 0.0
        for column in range(width):
            recorder = Recorder(Plan(lambda name: False), str(later.values.dtype))
            unit = np.zeros(later.values.shape, later.values.dtype)
            unit[position, column] = 1.0
            with np.errstate(all="ignore"):
                gradients = backward(recorder, later, recorder.given("seed", unit, later.axes), [source])
            if source.name in gradients:
                squares += float(np.square(gradients[source.name].values[row]).sum())
        result[position] = np.sqrt(squares)
    return result
