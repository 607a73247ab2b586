"""The recorder: names, levels, what is kept, and numbers no model can compute without recording them."""

import numpy as np
import pytest

from tracer import TracerError, trace
from tracer.axes import Axis
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.session import make_request, run

AXES = (Axis("token", 2), Axis("d_model", 3))


def test_names_stand_below_their_part_and_a_slash_starts_from_the_top():
    r = Recorder(Plan(lambda name: False))
    x = r.given("x", np.ones((2, 3)), AXES)
    with r.at("encoder.0"), r.at("ffn"):
        assert r.add("sum", x, x).name == "encoder.0.ffn.sum" and r.add("/top", x, x).name == "top"
    assert list(r.steps) == ["x", "encoder.0.ffn.sum", "top"] and (r.steps["top"].array == 2).all()


def test_an_operation_nobody_knows_and_axes_that_do_not_fit():
    r = Recorder(Plan(lambda name: False))
    x = r.given("x", np.ones((2, 3)), AXES)
    with pytest.raises(AttributeError):
        r.conjure("y", x)
    with pytest.raises(TracerError, match="x .*token 2 × d_model 3"):
        r.contract("y", x, r.given("w", np.ones((4, 1)), (Axis("d_model", 4), Axis("d_k", 1))), over="d_model")
    with pytest.raises(TracerError, match="2 × 2"):
        r.given("z", np.ones((2, 2)), AXES)


def test_what_is_not_kept_is_forgotten_and_what_is_kept_is_the_same():
    whole = trace("a b")
    part = run(make_request("a b"), keep=lambda name: name.endswith("softmax"))
    assert list(part.steps) == ["encoder.0.attention.softmax"]
    np.testing.assert_array_equal(part["softmax"].array, whole["softmax"].array)


def test_paper_mode_rounds_what_is_shown_and_keeps_what_it_was():
    found = trace("a b", paper=1)
    for step in (*found.shown, *found.parameters.values()):
        np.testing.assert_allclose(step.values * 10, np.round(step.values * 10), atol=1e-9)
    assert "encoder.0.attention.softmax.unrounded" in found.steps
    assert found["scaled.divisor"].array == np.sqrt(2)


def test_dtype_reaches_every_step():
    assert {step.values.dtype.name for step in trace("a b", dtype="float32").every.values()} == {"float32"}


def test_a_released_trace_is_free_at_once():
    import gc
    import weakref

    from tracer import trace

    gc.disable()  # a cycle would be kept until the collector comes, and the next run would pay for fresh memory
    try:
        run = trace("a b")
        scores = weakref.ref(run["scores"].array)
        del run
        assert scores() is None
    finally:
        gc.enable()


def test_a_pass_reads_what_an_earlier_one_carried_under_the_same_part():
    r = Recorder(Plan(lambda name: False))
    x = r.given("x", [1.0], (Axis("token", 1),))
    r.carry("state", x)
    assert r.carried("state") is None and not r.caches  # one pass alone carries nothing
    with r.passes(cache=True):
        assert r.caches
        with r.again(""), r.at("decoder"):
            r.carry("state", x)
        with r.again("pass.1"):
            assert r.carried("state") is None  # of another part
            with r.at("decoder"):
                assert r.carried("state") == (x,)
    with r.passes():
        assert r.carried("/decoder.state") is None and not r.caches  # a text begun anew
