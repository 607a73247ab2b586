"""Replace rounding noise by 0 where operands cancel.

Such digits (4e-16, −1.39e-17) differ from machine to machine and say nothing. A cell is zero to rounding where it is at most
1e-12 of the numbers that its own sum adds (`Op.terms`), or where it would be without such cells among what it read. What is
really small (a softmax weight of 4e-18, a product of small numbers) stays as it is, and so does every other recorded number.
"""

from __future__ import annotations

import math

import numpy as np

from tracer.ops.noise import FEW, NOISE, largest_finite
from tracer.record.step import Step

_MANY = 1e3  # terms of a sum, times the largest products: no noise is above 1e-12 of that
_LEAVES = ("given", "parameter", "constant")


def settle(step: Step) -> np.ndarray:
    """The step's values with rounding noise replaced by 0; the same array object where there is none.

    Only of float64: in a shorter precision rounding reaches digits that are shown, and a document says so.
    """
    waiting = [step]
    while waiting:
        current = waiting[-1]
        unknown = [] if _is_known(current) else [read for read in current.inputs if not _is_known(read)]
        if unknown:
            waiting += unknown
            continue
        if not _is_known(current):
            current.settled = _settle(current)
        waiting.pop()
    return _known(step)


def settled_number(step: Step, index: tuple[int, ...]) -> float:
    """One cell of the same; of a table in half precision nothing else is converted."""
    return step.number(index) if _is_leaf(step) else float(settle(step)[index])


def detach(step: Step, near: tuple[Step, ...]) -> Step:
    """A copy of the step that keeps its numbers but refers only to the kept steps `near`, so that the others can be freed."""
    result = Step(step.name, step.op, near, {}, step.axes, step.held, step.level)
    result.half = step.half
    result.settled = None if step.held is None or _is_leaf(step) else settle(step)
    return result


def cancels(step: Step) -> bool:
    """Whether a cell of the step is 0 (exactly or to rounding) although its terms are not."""
    if _is_leaf(step) or step.row.terms is None:
        return False
    values, arrays = settle(step), [settle(operand) for operand in step.inputs]
    with np.errstate(all="ignore"):
        sizes = step.row.terms([operand.axes for operand in step.inputs], step.axes, step.attrs)(*arrays)
    return bool(((values == 0) & (np.asarray(sizes) > 0)).any())


def _is_leaf(step: Step) -> bool:
    return step.settled is None and (step.op in _LEAVES or not step.inputs or step.stored.dtype != np.float64)


def _is_known(step: Step) -> bool:
    return step.settled is not None or _is_leaf(step)


def _known(step: Step) -> np.ndarray:
    """The settled values of a step whose values are known; a leaf has its own."""
    return step.values if step.settled is None else step.settled


def _settle(step: Step) -> np.ndarray:
    """The same, where the inputs are settled."""
    values = step.values
    limit = NOISE * _MANY * math.prod(map(_most, step.inputs))
    if values.size <= FEW and not any(0 < abs(value) <= limit for value in values.reshape(-1).tolist()):
        return values
    with np.errstate(all="ignore"):
        small = (values <= limit) & (values >= -limit)
        small &= values != 0
        if not small.any():  # no closer look is worth its time
            return values
        axes, arrays = [operand.axes for operand in step.inputs], list(map(_known, step.inputs))
        again, row = values, step.row
        if any(operand.settled is not None and operand.settled is not operand.held for operand in step.inputs):
            again = row.kernel(axes, step.axes, step.attrs)(*arrays)
        size = 0.0 if row.terms is None else row.terms(axes, step.axes, step.attrs)(*arrays)
        noise = small & (np.abs(again) <= NOISE * size)
    return np.where(noise, 0.0, values) if noise.any() else values


def _most(step: Step) -> float:
    """The size of a step's largest finite number, at least 1."""
    if _is_leaf(step) and not isinstance(step.stored, (np.ndarray, np.generic)):
        return max(1.0, step.stored.largest())
    return max(1.0, largest_finite(_known(step)))
