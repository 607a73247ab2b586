"""Dropout left on: some numbers are 0 and the others larger by one factor, in the stage or in what it reads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.difference import Difference, fraction, put_theirs
from tracer.diagnosis.trial import Trial
from tracer.record.step import Step

_NOTHING = 1e-3  # of the largest number: what a solved system leaves of 0
_MOST_SOLVED = 1 << 20  # numbers of a matrix that is worth solving
_LEAST_FACTOR = 1e-3  # nearer to 1 a factor is rounding


def dropped(found: Difference) -> Iterator[Cause]:
    """Some numbers 0 and all others larger by one factor: dropout left on."""
    step, ours = found.step.computed, found.step.values
    bases = [(ours, np.zeros(()))]
    if step.op == "add" and len(step.inputs) == 2:
        bases += [(one.values, other.values) for one, other in (step.inputs, step.inputs[::-1])]
    for kept, rest in bases:
        is_zero = found.setup.tolerance.close(np.broadcast_to(rest, found.theirs.shape), found.theirs)
        rate_and_kept = _dropout_in(np.broadcast_to(kept, found.theirs.shape), found.theirs - rest, is_zero)
        if rate_and_kept is not None and found.close(rate_and_kept[1] + rest):
            rewrite = partial(put_theirs, {found.step.name: found.theirs})
            yield Cause("dropout", rewrite, values={"rate": f"{rate_and_kept[0]:.2g}"}, single=True)


def _dropout_in(ours: np.ndarray, theirs: np.ndarray, is_zero: np.ndarray) -> tuple[float, np.ndarray] | None:
    """(rate, our numbers with theirs' dropout) where theirs are ours with some of them 0 and the others enlarged; else None."""
    scale = float(np.abs(ours[np.isfinite(ours)]).max(initial=0.0))
    if not (is_zero & (np.abs(ours) > _NOTHING * scale)).any() or is_zero.all():
        return None
    factor = fraction(theirs[~is_zero], ours[~is_zero])
    if factor is None or factor <= 1 + _LEAST_FACTOR:
        return None
    rate = round(1 - 1 / factor, 4)
    return rate, np.where(is_zero, 0.0, ours / (1 - rate))


def dropped_before(found: Difference) -> Iterator[Cause]:
    """Dropout on what a product reads: on the rows before a projection, or on the attention weights before the values."""
    step = found.step.computed
    if step.op not in ("contract", "affine"):
        return
    solved = _solved(step, found.theirs)
    if solved is None:
        return
    rows = step.inputs[0]
    is_zero = np.abs(solved) <= _NOTHING * np.abs(rows.values).max(initial=0.0)
    rate_and_kept = _dropout_in(rows.values, solved, is_zero)
    if rate_and_kept is not None:
        rewrite = partial(_reading, rows.name, rate_and_kept[1])
        yield Cause("dropout", rewrite, values={"rate": f"{rate_and_kept[0]:.2g}"})


def _solved(step: Step, theirs: np.ndarray) -> np.ndarray | None:
    """The rows that a product must have read to give theirs; None where more than one would do."""
    rows, matrix = (operand.values for operand in step.inputs[:2])
    result = theirs if len(step.inputs) < 3 else theirs - _biases(step)
    if matrix.size > _MOST_SOLVED or not (np.isfinite(matrix).all() and np.isfinite(result).all()):
        return None
    names, of_rows, of_matrix = ([axis.name for axis in one] for one in (step.axes, step.inputs[0].axes, step.inputs[1].axes))
    if names[0] == of_rows[0] == of_matrix[0] == "head":  # z: of each head its own values
        solvable = of_matrix[1] == of_rows[-1] and np.linalg.matrix_rank(matrix).min() == matrix.shape[1]
        return np.asarray(result @ np.linalg.pinv(matrix)) if solvable else None
    if len(of_rows) != 2 or of_matrix[0] != of_rows[1] or of_rows[0] not in names:
        return None
    flat = matrix.reshape(matrix.shape[0], -1)
    laid = np.moveaxis(result, names.index(of_rows[0]), 0).reshape(rows.shape[0], -1)
    return np.asarray(laid @ np.linalg.pinv(flat)) if np.linalg.matrix_rank(flat) == len(flat) else None


def _biases(step: Step) -> np.ndarray:
    """The bias of an affine step, laid out as its result."""
    bias, own = step.inputs[2].values, [axis.name for axis in step.inputs[2].axes]
    return bias.reshape([axis.size or 1 if axis.name in own else 1 for axis in step.axes])


def _reading(name: str, rows: np.ndarray, r: Trial, o: Operation) -> Step | None:
    """Every operation that reads a stage reads these rows in its place."""
    if not any(step.name == name for step in o.inputs):
        return None
    inputs = [
        r.plain("given", f"{o.name}.dropped", array=rows, axes=step.axes) if step.name == name else step for step in o.inputs
    ]
    return r.changed(o, *inputs)
