"""A mixture of experts as a reader meets it: what a token's choice is, what flows back through it, what is refused."""

import numpy as np
import pytest
from slopes import slopes

import tracer
from tracer.document.sentence import sentence
from tracer.document.stage_names import stage_name
from tracer.document.symbols import formula, source
from tracer.errors import TracerError
from tracer.language import say
from tracer.render.notation.text import text

SIZES = {"d_model": 8, "heads": 2, "d_ff": 6}
OPTIONS = {"model": "decoder", "experts": 4, "experts_per_token": 2, "gated": True, "activation": "silu", "bias": True, **SIZES}
TEXT = "the cat sat"
PART = "decoder.0.ffn"


BALANCED = {**OPTIONS, "router": "sigmoid", "shared_experts": 2, "expert_factor": 2.5}


def test_each_token_gets_as_many_experts_as_asked_and_their_weights_sum_to_one():
    run = tracer.trace(TEXT, **OPTIONS)
    likely, chosen = run[f"{PART}.router_probabilities"].values, run[f"{PART}.chosen"].values
    weights = run[f"{PART}.expert_weights"].values
    assert (chosen.sum(axis=1) == 2).all() and set(chosen.ravel()) == {0.0, 1.0}
    assert np.where(chosen == 1, likely, np.inf).min(axis=1) == pytest.approx(np.sort(likely)[:, -2])
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-12)
    assert ((weights > 0) == (chosen == 1)).all()
    parts = [run[f"{PART}.expert.{number}.part"].values for number in range(4)]
    np.testing.assert_allclose(run[f"{PART}.output"].values, sum(parts), atol=1e-12)
    for number, part in enumerate(parts):
        assert (part[chosen[:, number] == 0] == 0).all()


@pytest.mark.parametrize(
    ("options", "ending"),
    [
        *((OPTIONS, ending) for ending in ("W_R", "b_R", "expert.0.W_G", "expert.1.W_2", "expert.2.b_1", "expert.3.W_1")),
        *((BALANCED, ending) for ending in ("W_R", "b_R", "shared.W_G", "expert.1.W_2")),
    ],
)
def test_the_gradient_of_routers_and_experts_is_the_slope(options, ending):
    run = tracer.trace(TEXT, **options)
    name = f"{PART}.{ending}"
    back = run.gradients("logits[2, 0]")[f"grad.{name}"].values
    places, expected = slopes(TEXT, name, (2, 0), options)
    np.testing.assert_allclose(back[places], expected, atol=1e-7)


def test_the_stages_inside_an_expert_are_told_as_those_of_a_feed_forward():
    run = tracer.trace(TEXT, **OPTIONS)
    assert sentence(run[f"{PART}.expert.2.gate"]) == say("stages.ffn_gate")
    assert sentence(run[f"{PART}.output"]) == say("stages.ffn_output_experts")
    assert stage_name(f"{PART}.expert.2.gate").endswith("expert 2 · gate")
    assert "1701.06538" in source(run[f"{PART}.chosen"])
    assert text(formula(run[f"{PART}.output"]), None) == "y_0 + y_1 + y_2 + y_3"
    assert [step.name for step in run.steps.values() if sentence(step) == say("stages.other")] == []


def test_a_router_that_judges_each_expert_alone_is_told_so_and_its_bias_decides_the_choice_only():
    run = tracer.trace(TEXT, **BALANCED)
    assert [step.name for step in run.steps.values() if sentence(step) == say("stages.other")] == []
    assert sentence(run[f"{PART}.chosen"]) == say("stages.ffn_chosen_alone")
    assert sentence(run[f"{PART}.output"]) == say("stages.ffn_output_shared")
    assert text(formula(run[f"{PART}.output"]), None).endswith("y_3 + y_S")
    moved = tracer.trace(TEXT, seed=0, weights={f"{PART}.b_choice": np.array([9.0, 9, 0, 0])}, **BALANCED)
    assert (moved[f"{PART}.chosen"].values == [1, 1, 0, 0]).all()
    likely = moved[f"{PART}.router_affinities"].values[:, :2]
    expected = 2.5 * likely / likely.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(moved[f"{PART}.expert_weights"].values[:, :2], expected, atol=1e-12)


def test_more_experts_a_token_than_there_are_are_refused_with_the_rule():
    with pytest.raises(TracerError, match="5 experts of 4: experts_per_token must be at most experts"):
        tracer.trace(TEXT, **{**OPTIONS, "experts_per_token": 5})


@pytest.mark.parametrize("options", [{"shared_experts": 1024, "d_ff": 1 << 18}, {"experts": 1024, "d_ff": 1 << 15}])
def test_more_experts_than_memory_holds_are_refused_before_anything_is_computed(options):
    with pytest.raises(TracerError, match="million numbers"):
        tracer.trace(TEXT, **{**OPTIONS, **options})


def test_one_expert_is_refused_and_a_choice_among_none_is_named_as_unread():
    with pytest.raises(TracerError, match="from 2 to"):
        tracer.trace(TEXT, experts=1)
    assert "experts_per_token" in tracer.trace(TEXT, experts_per_token=1).unread
