"""Greedy decoding of the whole 2017 model against the tokens that PyTorch chose; what is said about a cache."""

from pathlib import Path

import numpy as np
import pytest

from tracer import trace
from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.language import use
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.session.generation import compare_passes

CASE = Path(__file__).parents[1] / "cases" / "torch" / "transformer_2017"


@pytest.mark.parametrize("cache", [False, True])
def test_the_tokens_that_pytorch_chose(cache):
    from safetensors.numpy import load_file

    with np.load(CASE / "expected.npz") as told:
        ids, greedy = told["src"][0][~told["src_key_padding_mask"][0]], told["greedy"].tolist()
    rows = load_file(CASE / "weights.safetensors")["src_emb.weight"][ids].tolist()
    run = trace(
        load=CASE / "weights.safetensors",
        heads=2,
        embedding_scale=True,
        inputs=rows,
        target_ids=greedy[:1],
        generate=8,
        cache=cache,
    )
    assert run.facts["generated_ids"] == greedy[1:9]


@pytest.mark.parametrize("cache", [False, True])
def test_a_text_that_never_ends_is_refused_before_it_fills_the_machine(cache, monkeypatch):
    """With what to ask for instead, which is then written; the same with a cache, whose numbers are compared with a whole run's."""
    monkeypatch.setattr("tracer.session.prepared.MOST_CELLS", 40_000)
    with pytest.raises(TracerError) as refused:
        trace("a b", model="llama", generate=10**12, cache=cache)
    written = refused.value.values["written"]
    assert (refused.value.message, refused.value.values["count"]) == ("generate.large", 10**12)
    assert len(trace("a b", model="llama", generate=written, cache=cache).facts["generated_ids"]) == written > 2
    with pytest.raises(TracerError):
        trace("a b", model="llama", generate=written + 1, cache=cache)


def test_a_text_that_does_not_fit_in_memory_is_refused(monkeypatch):
    monkeypatch.setattr("tracer.session.generation.available", lambda: 0)
    monkeypatch.setattr("tracer.session.generation._SURE", 0)
    with pytest.raises(TracerError) as refused:
        trace("a b", model="llama", generate=9)
    assert (refused.value.message, refused.value.values["written"]) == ("generate.room", 1)


def one_pass(values, length=1):
    """A recorder with one product and one softmax in pass 1."""
    r = Recorder(Plan(lambda _: False))
    with r.again("pass.1"):
        x = r.given("x", np.full((length, 2), values[0]), (Axis("token", length), Axis("d_model", 2)))
        matrix = r.given("/m", np.full((2, 3), values[1]), (Axis("d_model", 2), Axis("vocab", 3)), level=2)
        r.softmax("soft", r.contract("product", x, matrix, over="d_model"), over="vocab")
    return r.steps


@pytest.mark.parametrize(
    ("theirs", "again", "told"),
    [
        ((0.5, 1.0), [1, 2], "that of the full recomputation, to the rounding of float64 (4 stages compared)"),
        ((0.5, 1.0), [1, 0], "at step 1 rounding decides"),
        ((0.5, 1.5), [1, 2], "first is pass.1.m, which depends on how many"),
        ((0.5, 1.5), [1, 0], "from step 1 on another token is chosen"),
    ],
)
def test_what_is_said_about_a_cache_is_what_the_numbers_say(theirs, again, told):
    use("en")
    assert told in compare_passes(one_pass((0.5, 1.0)), one_pass(theirs, length=3), [1, 2], again)
    use(None)


@pytest.mark.parametrize("way", [9, -9])
def test_a_product_that_adds_in_another_order_is_told_as_one_that_does_not(way):
    use("en")
    cached, whole = one_pass((0.5, 1.0)), one_pass((0.5, 1.0), length=3)
    one = whole["pass.1.product"]
    whole[one.name] = Step(one.name, one.op, one.inputs, one.attrs, one.axes, np.nextafter(one.array, way), one.level)
    assert compare_passes(cached, whole, [1], [1]) == compare_passes(cached, one_pass((0.5, 1.0), length=3), [1], [1])
    use(None)
