"""Numbers as they are told: rounding is zero, everything else is what the run recorded."""

import numpy as np
import pytest

from tracer import trace
from tracer.axes import Axis
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.record.settle import cancels, settle
from tracer.record.step import Step

X = (Axis("token", 2), Axis("d_model", 3))
NOISY = [[0.1, 0.2, -0.3], [1.0, 2.0, 3.0]]  # 0.1 + 0.2 - 0.3 is 5.6e-17, or another number on another machine


def recorder() -> Recorder:
    return Recorder(Plan(lambda _: False))


def noisy(r: Recorder) -> Step:
    """A mean of numbers that cancel, whatever this machine's bits are."""
    step = r.mean("mean", r.given("x", NOISY, X), over="d_model")
    step.held = np.array([1.85e-17, 2.0])
    return step


def test_what_cancels_is_zero_and_the_rest_the_very_same() -> None:
    step = noisy(recorder())
    assert settle(step).tolist() == [0.0, 2.0] and step.values[0] != 0
    assert cancels(step)


def test_what_is_made_of_rounding_alone_is_zero_too() -> None:
    r = recorder()
    mean = noisy(r)
    tripled = r.times("tripled", mean, factor=3.0)
    root = r.tanh("tanh", tripled)
    product = r.contract("product", root, r.given("w", [[1e-3], [1.0]], (X[0], Axis("d", 1))), over="token")
    assert settle(root).tolist() == [0.0, np.tanh(6.0)]
    assert settle(product) is product.values


def test_what_is_really_small_stays() -> None:
    r = recorder()
    small = r.given("small", [[1e-18, 3e-20, 4e-30], [1e-15, 2e-15, 3e-15]], X)
    assert settle(r.sum("sum", small, over="d_model")).all()
    assert settle(r.multiply("square", small, small)).all()
    weights = r.softmax("softmax", r.given("scores", [[0.0, -40.0, -80.0], [1.0, 2.0, 3.0]], X), over="d_model")
    assert settle(weights) is weights.values and weights.values[0, 1] == pytest.approx(4.2e-18, rel=0.02)


def test_a_large_number_beside_them_takes_the_small_ones_digits() -> None:
    r = recorder()
    total = r.add("add", r.given("a", [1e6, 1e6], X[:1]), r.given("b", [-1e6 + 1e-9, -1e6 + 1e-3], X[:1]))
    assert settle(total).tolist() == [0.0, total.values[1]]


def test_a_shorter_precision_stays_as_it_is() -> None:
    r = Recorder(Plan(lambda _: False), "float32")
    mean = r.mean("mean", r.given("x", NOISY, X), over="d_model")
    assert settle(mean) is mean.values


def test_a_stage_is_told_alike_whatever_else_is_kept() -> None:
    whole = trace("the cat sees the dog", seed=3)
    for name, step in whole.steps.items():
        kept = trace("the cat sees the dog", seed=3).steps[name]
        assert np.array_equal(settle(step), settle(kept))
        assert np.array_equal(np.abs(settle(step)) <= np.abs(step.values), np.ones(step.values.shape, bool))
