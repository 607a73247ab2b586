"""Losses as recorded steps: cross-entropy, from logits to `loss.each` (one a row) and `loss` (arXiv 1706.03762, section 5.4);
and the weighted sum of any stage, whose gradient is a given one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tracer.axes import names
from tracer.errors import TracerError
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step
from tracer.training.objective import Goal


def loss(r: Recorder, logits: Step, goal: Goal) -> Step:
    """−Σ_class target × log softmax(logits), row by row, then their mean or sum, in nats.

    As PyTorch's CrossEntropyLoss: smoothing over all classes; with class weights the mean divides by the summed weights of
    the labels; rows that do not count are 0 and left out of the mean.
    """
    classes, rows = logits.axes[-1], logits.axes[:-1]
    certain = r.log_softmax("loss.log_probabilities", logits, over=classes.name, level=DETAIL)
    target = r.one_hot("loss.target", axes=logits.axes, ids=goal.labels, smoothing=goal.smoothing, dtype=r.dtype, level=DETAIL)
    weights = None
    if goal.class_weights is not None:
        weights = r.given("loss.class_weights", goal.class_weights, (classes,), DETAIL)
        target = r.multiply("loss.target.weighted", target, weights, level=DETAIL)
    agreement = r.contract("loss.agreement", target, certain, over=classes.name, level=DETAIL)
    counted = None if goal.counted is None else r.given("loss.counted", np.asarray(goal.counted), rows, DETAIL)
    if counted is None:
        row_losses = r.negate("loss.each", agreement)
    else:
        row_losses = r.multiply("loss.each", r.negate("loss.every", agreement, level=DETAIL), counted)
    over = names(rows)
    if goal.reduction == "sum":
        return r.sum("loss", row_losses, over=over)
    if counted is None and weights is None:
        return r.mean("loss", row_losses, over=over)
    if weights is not None:
        class_weights = r.lookup("loss.weight", weights, ids=goal.labels, axes=rows, level=DETAIL)
        counted = class_weights if counted is None else r.multiply("loss.weight.counted", class_weights, counted, level=DETAIL)
    assert counted is not None
    below = r.sum("loss.count", counted, over=over, level=DETAIL)
    return r.divide("loss", r.sum("loss.total", row_losses, over=over, level=DETAIL), below)


def upstream_loss(r: Recorder, output: Step, gradient: Any) -> Step:
    """Σ gradient × output, whose gradient by the output is the one given (`output.backward(gradient)` in PyTorch).

    Raises TracerError for a gradient of another shape than the output's.
    """
    try:
        array = np.asarray(gradient, float)
    except ValueError:  # matrices of different heights
        array = np.empty(0)
    if array.shape != output.values.shape:
        given, needed = (" × ".join(map(str, shape)) for shape in (array.shape, output.values.shape))
        raise TracerError("training.upstream", stage=output.name, given=given, needed=needed)
    upstream = r.given("loss.upstream", array, output.axes, DETAIL)
    shares = r.multiply("loss.shares", upstream, output)
    return r.sum("loss", shares, over=names(output.axes))
