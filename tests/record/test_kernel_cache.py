"""Kernels are made once a shape, and results' axes once a run."""

import numpy as np

from tracer.axes import Axis
from tracer.ops import OPS
from tracer.record import kernel_cache
from tracer.record.dry_run import Plan
from tracer.record.kernel_cache import Plans
from tracer.record.recorder import Recorder


def rows(words, plans=None):
    r = Recorder(Plan(lambda name: False), plans=plans)
    axes = (Axis("token", len(words), words), Axis("d_model", 3))
    x = r.given("x", np.arange(3.0 * len(words)).reshape(len(words), 3), axes)
    return r, x


def test_another_text_of_the_length_has_its_own_labels_and_numbers(monkeypatch):
    made = []
    monkeypatch.setattr(kernel_cache, "_by_shape", {})
    build = OPS["add"].kernel
    monkeypatch.setitem(OPS, "add", OPS["add"].replace(kernel=lambda *given: made.append(given) or build(*given)))
    for words in (["a", "b"], ["c", "d"], ["c", "d", "e"]):
        r, x = rows(words)
        step = r.add("sum", x, x)
        assert step.axes[0].labels == tuple(words)
        np.testing.assert_array_equal(step.values, 2 * x.values)
    assert len(made) == 2  # one for each length


def test_an_attribute_is_part_of_a_kernel():
    r, x = rows(["a", "b"])
    for factor in (2.0, 3.0):
        np.testing.assert_array_equal(r.times(f"by{factor}", x, factor=factor).values, factor * x.values)


def test_a_recorder_takes_over_what_another_has_planned():
    plans = Plans()
    axes = (Axis("token", 2), Axis("d_model", 3))
    steps = []
    for values in (None, np.ones((2, 3))):
        r = Recorder(Plan(lambda name: False), computes=values is not None, plans=plans)
        steps.append(r.add("sum", *[r.given("x", values, axes)] * 2))
    assert steps[0].axes is steps[1].axes
    assert steps[0].array is None
    np.testing.assert_array_equal(steps[1].values, 2.0)


def test_kernels_of_lengths_long_gone_are_let_go(monkeypatch):
    monkeypatch.setattr(kernel_cache, "_by_shape", {})
    monkeypatch.setattr(kernel_cache, "_MOST", 3)
    for length in range(1, 9):
        r, x = rows([str(place) for place in range(length)])
        np.testing.assert_array_equal(r.add("sum", x, x).values, 2 * x.values)
    assert len(kernel_cache._by_shape) <= 3


def test_axes_of_a_length_met_before_are_those_of_the_inputs(monkeypatch):
    """Also where inputs shared an axis then and have each their own now, or one has labels and the other none."""
    monkeypatch.setattr(kernel_cache, "_by_shape", {})

    def token(*labels):
        return Axis("token", 2, labels or None)

    shared, width = token("a", "b"), Axis("d_model", 3)
    pairs = [
        ((shared, shared), 0),
        ((token("c", "d"), token("e", "f")), 1),
        ((token(), token("g", "h")), 1),
        ((token("i", "j"), token()), 0),
    ]
    for (first, second), of in pairs:
        r = Recorder(Plan(lambda name: False))
        row = r.given("row", np.ones(2), (first,))
        table = r.given("table", np.ones((2, 3)), (second, width))
        assert r.add("sum", row, table).axes == ((first, second)[of], width)
        assert r.contract("product", row, table, over="token").axes == (width,)
        assert r.merge("merged", table, axes=("token", "d_model"), into="both").axes[0].size == 6
