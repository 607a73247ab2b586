"""Causes read off the numbers, of runs that were edited so."""

import numpy as np
import pytest

import tracer
from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis.search import diagnose
from tracer.session.run import again

TOLERANCE = Tolerance(1e-9, 1e-9)


@pytest.fixture(scope="module")
def trace():
    return tracer.trace("the cat sat down", layers=3, heads=2, d_model=8, bias=True)


def went_on(trace, stage, change):
    """What a run computes whose stage was changed so, and went on from there."""
    edited = again(trace, [(stage, change(trace[stage].values).tolist())])
    return {step.name: edited[step.name].values for step in trace.shown}


def first(trace, theirs):
    diagnosis = diagnose(trace, theirs, TOLERANCE)
    assert diagnosis.explained
    return diagnosis.findings[0]


def test_a_factor_is_told_with_the_size_it_is_made_of(trace):
    found = first(trace, went_on(trace, "encoder.1.ffn.hidden", lambda x: x * 8.0**-0.5))
    assert (found.stage, found.cause.id, found.cause.values["factor"]) == (
        "encoder.1.ffn.hidden",
        "factor",
        "0.3536 = 1/√d_model",
    )


def test_a_term_of_a_sum_may_have_a_factor(trace):
    x, out = trace["encoder.0.ffn.add"].inputs
    found = first(trace, went_on(trace, "encoder.0.ffn.add", lambda _: x.values + 0.7 * out.values))
    assert (found.cause.id, found.cause.values["term"], found.cause.values["factor"]) == ("factor_of_term", out.name, "0.7")


def test_a_bias_that_ours_has_not(trace):
    row = np.linspace(-1, 1, 8)
    assert first(trace, went_on(trace, "encoder.0.attention.output", lambda x: x + row)).cause.id == "row_added"


def test_rows_of_other_words():
    trace = tracer.trace("the cat sat down", model="decoder")
    table = trace.parameters["embedding.W_E"].values
    ids = list(trace["embedding"].attrs["ids"])
    other = [ids[1], ids[0], *ids[2:]]
    found = first(trace, went_on(trace, "embedding", lambda _: table[other]))
    assert (found.cause.id, found.cause.values["theirs"]) == ("other_rows", list(map(str, other)))


def test_hidden_states_counted_from_the_input(trace):
    stages = ["input", *(f"encoder.{layer}.ffn.norm" for layer in range(3))]
    theirs = {stage: trace[before].values for stage, before in zip(stages[1:], stages, strict=False)}
    found = first(trace, theirs)
    assert found.cause.id in ("other_stage", "other_layer_stage")
    assert found.explained == tuple(stages[1:])


def test_hidden_states_given_twice_are_no_missing_residual(trace):
    stages = ["input", *(f"encoder.{layer}.ffn.norm" for layer in range(3))]
    before = ["input", *stages]
    theirs = {stage: trace[source].values for stage, source in zip(stages, before, strict=False)}
    pre = tracer.trace("the cat sat down", layers=2, d_model=8, norm="pre", final_norm=True, model="decoder")
    shifted = {"input": "input", "decoder.0.ffn.add": "input", "decoder.1.ffn.add": "decoder.0.ffn.add", "logits": "logits"}
    for run, arrays in ((trace, theirs), (pre, {stage: pre[source].values for stage, source in shifted.items()})):
        assert first(run, arrays).cause.id in ("other_stage", "other_layer_stage")


def test_the_wrong_stage_under_a_name(trace):
    theirs = {step.name: step.values for step in trace.shown}
    theirs["encoder.1.attention.output"] = trace["encoder.1.attention.concat"].values
    assert first(trace, theirs).cause.id in ("other_stage", "not_projected")


@pytest.mark.parametrize("stage", ["encoder.1.ffn.output", "encoder.0.attention.q"])
def test_a_part_that_was_left_out_is_all_zeros(trace, stage):
    found = first(trace, went_on(trace, stage, np.zeros_like))
    assert (found.stage, found.cause.id) == (stage, "zeros")


def test_masked_keys_are_told_by_their_tokens(trace):
    def hide(values):
        weights = values * np.array([1.0, 0, 1, 0])
        return weights / weights.sum(axis=-1, keepdims=True)

    theirs = went_on(trace, "encoder.1.attention.softmax", hide)
    found = first(trace, theirs)
    assert (found.cause.id, found.cause.values["keys"], found.scope) == ("hidden_keys", ["cat", "down"], "here")
    everywhere = tracer.trace("the cat sat down", layers=3, heads=2, d_model=8, bias=True, mask=[[1, 0, 1, 0]] * 4)
    found = first(trace, {step.name: step.values for step in everywhere.shown if step.name in trace})
    assert (found.cause.id, found.scope) == ("hidden_keys", "all")


def test_logarithms_of_probabilities_under_the_name_of_logits():
    trace = tracer.trace("the cat sat down", model="decoder")
    logits = trace["logits"].array
    theirs = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    assert first(trace, {"logits": theirs}).cause.id == "log_softmax"
    assert first(trace, {"logits": theirs, "probabilities": trace["probabilities"].array}).cause.id == "log_softmax"
