"""Losses as recorded steps: cross-entropy, from logits to `loss.each` (one a row) and `loss` (arXiv 1706.03762, section 5.4),
or how far it is above the entropy of the smoothed labels; of any stage the squared error, the binary cross-entropy, and the
weighted sum whose gradient is a given one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tracer.axes import names
from tracer.errors import TracerError
from tracer.expression import Expression, Number, Symbol, call
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, SHOWN, Step
from tracer.training.objective import Goal


def loss(r: Recorder, logits: Step, goal: Goal) -> Step:
    """−Σ_class target × log softmax(logits), row by row, then their mean or sum, in nats.

    As PyTorch's CrossEntropyLoss: smoothing over all classes; with class weights the mean divides by the summed weights of
    the labels; rows that do not count are 0 and left out of the mean. With a pad class as The Annotated Transformer's
    LabelSmoothing, which is a divergence too (PyTorch's KLDivLoss).
    """
    classes, rows = logits.axes[-1], logits.axes[:-1]
    certain = r.log_softmax("loss.log_probabilities", logits, over=classes.name, level=DETAIL)
    smoothed = {"smoothing": goal.smoothing, **({} if goal.pad is None else {"pad": goal.pad})}
    target = r.one_hot("loss.target", axes=logits.axes, ids=goal.labels, **smoothed, dtype=r.dtype, level=DETAIL)
    weights = None
    if goal.class_weights is not None:
        weights = r.given("loss.class_weights", goal.class_weights, (classes,), DETAIL)
        target = r.multiply("loss.target.weighted", target, weights, level=DETAIL)
    agreement = r.contract("loss.agreement", target, certain, over=classes.name, level=DETAIL)
    counted = None if goal.counted is None else r.given("loss.counted", np.asarray(goal.counted), rows, DETAIL)
    every = _every(r, agreement, goal, classes.size or 1, last=counted is None)
    row_losses = every if counted is None else r.multiply("loss.each", every, counted)
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


def _every(r: Recorder, agreement: Step, goal: Goal, classes: int, last: bool) -> Step:
    """The loss of each row, whether it counts or not. last: it is `loss.each`, since every row does."""
    name, level = ("loss.each", SHOWN) if last else ("loss.every", DETAIL)
    if not goal.divergence:
        return r.negate(name, agreement, level=level)
    crossed = r.negate("loss.cross_entropy", agreement, level=DETAIL)
    value = _entropy(Number(goal.smoothing), Number(float(classes)), goal)
    formula = _entropy(Symbol("ε_ls"), Symbol("V"), goal)
    return r.subtract(name, crossed, r.constant("loss.entropy", value, formula), level=level)


def _entropy(smoothing: Expression, classes: Expression, goal: Goal) -> Expression:
    """−Σ y ln y of a row of smoothed labels, with 0 ln 0 = 0."""
    rest = call("subtract", 1.0, smoothing)
    if not goal.smoothing:
        return Number(0.0)
    others = call("subtract", classes, 1.0 if goal.pad is None else 2.0)
    share = call("divide", smoothing, classes if goal.pad is None else others)
    right = call("add", rest, share) if goal.pad is None else rest
    terms = call("multiply", others, call("multiply", share, call("log", share)))
    if goal.pad is None or goal.smoothing < 1.0:
        terms = call("add", call("multiply", right, call("log", right)), terms)
    return call("negate", terms)


def upstream_loss(r: Recorder, output: Step, gradient: Any) -> Step:
    """Σ gradient × output, whose gradient by the output is the one given (`output.backward(gradient)` in PyTorch).

    Raises TracerError for a gradient of another shape than the output's.
    """
    upstream = r.given("loss.upstream", _like(output, "upstream_gradient", gradient), output.axes, DETAIL)
    shares = r.multiply("loss.shares", upstream, output)
    return r.sum("loss", shares, over=names(output.axes))


def rows_loss(r: Recorder, output: Step, kind: str, targets: Any, reduction: str = "mean") -> Step:
    """The mean or sum over all numbers of the output, as PyTorch's MSELoss (mse) and BCEWithLogitsLoss (bce).

    Raises TracerError for targets of another shape than the output's, and, of bce, outside 0 … 1.
    """
    array = _like(output, "targets", targets)
    if kind == "bce" and not ((array >= 0) & (array <= 1)).all():
        outside = array[(array < 0) | (array > 1) | np.isnan(array)][0]
        raise TracerError("training.range", key="targets", value=f"{outside:g}", range="0 … 1")
    target = r.given("loss.targets", array, output.axes, DETAIL)
    if kind == "mse":
        each = r.square("loss.squares", r.subtract("loss.error", output, target))
    else:
        agreement = r.multiply("loss.yes", target, output, level=DETAIL)
        each = r.subtract("loss.binary", r.softplus("loss.softplus", output, level=DETAIL), agreement)
    over = names(output.axes)
    return r.sum("loss", each, over=over) if reduction == "sum" else r.mean("loss", each, over=over)


def _like(output: Step, key: str, rows: Any) -> np.ndarray:
    """Rows given for the output, as an array of its shape."""
    try:
        array = np.asarray(rows, float)
    except ValueError:  # matrices of different heights
        array = np.empty(0)
    if array.shape == (1, *output.values.shape):
        array = array[0]  # of one sentence that ends in a single row
    if array.shape != output.values.shape:
        given, needed = (" × ".join(map(str, shape)) for shape in (array.shape, output.values.shape))
        raise TracerError("training.rows", key=key, stage=output.name, given=given, needed=needed)
    return array
