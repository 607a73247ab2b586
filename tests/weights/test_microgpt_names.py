"""A microgpt's own file against the public algorithm in plain Python: logits, loss, every gradient, and steps of Adam."""

import json

import numpy as np
import pytest

import tracer
from tests.cases.microgpt import plain
from tracer.errors import TracerError
from tracer.session import make_request
from tracer.training.traced_step import trace_steps
from tracer.weights.microgpt_names import BOS, from_microgpt

LETTERS = "abcdefghijklmnopqrstuvwxyz"
OURS = {"attn_wq": "attention.W_Q", "attn_wk": "attention.W_K", "attn_wv": "attention.W_V", "attn_wo": "attention.W_O",
        "mlp_fc1": "ffn.W_1", "mlp_fc2": "ffn.W_2"}  # fmt: skip
ADAM = {
    "optimizer": "adam",
    "learning_rate": 0.01,
    "betas": [0.85, 0.99],
    "optimizer_epsilon": 1e-8,
    "schedule": "linear",
    "warmup": 1,
}


@pytest.fixture
def written(tmp_path):
    """written(state, **beside): a file as the one-line export makes it."""

    def write(state, **beside):
        path = tmp_path / "microgpt.json"
        path.write_text(json.dumps({**plain.numbers(state), **beside}))
        return path

    return write


def ours(name):
    outside = {"wte": "embedding.W_E", "wpe": "positions.W_P", "lm_head": "output.W_U"}
    if name in outside:
        return outside[name]
    layer, _, part = name.partition(".")
    return f"decoder.{layer.removeprefix('layer')}.{OURS[part]}"


def turned(name, matrix):
    return np.array(matrix) if name in ("wte", "wpe") else np.array(matrix).T


@pytest.mark.parametrize(("word", "layers"), [("emma", 1), ("a", 1), ("maximilian", 2)])
def test_logits_are_the_public_algorithm_s(word, layers, written):
    state = plain.parameters(27, layers=layers, seed=len(word))
    tokens = [26, *map(LETTERS.index, word)]
    expected = [[value.data for value in row] for row in plain.logits_of(state, tokens)]
    run = tracer.trace(word, load=written(state))
    np.testing.assert_allclose(run["logits"].values, expected, rtol=1e-9, atol=1e-12)
    assert run.tokens[0] == BOS and run.model["layers"] == layers and any("heads = 4" in note for note in run.notes)


def test_loss_gradients_and_three_steps_of_its_adam_are_the_public_algorithm_s(written):
    state, steps = plain.parameters(27), 3
    file = written(state)
    tokens = [26, *map(LETTERS.index, "emma"), 26]
    request = make_request("emma", load=file, **ADAM)
    trace = trace_steps(request, steps=steps)
    first, second = {}, {}
    for step in range(steps):
        loss = plain.loss_of(state, tokens)
        loss.backward()
        at = f"step.{step + 1}."
        assert float(trace[at + "loss"].values) == pytest.approx(loss.data, rel=1e-9)
        for name, matrix in state.items():
            gradient = turned(name, [[parameter.grad for parameter in row] for row in matrix])
            found = trace[f"{at}grad.{ours(name)}"].values
            np.testing.assert_allclose(found, gradient[: len(found)], rtol=1e-9, atol=1e-12, err_msg=name)
        plain.adam(state, first, second, step, steps)
        for name, matrix in plain.numbers(state).items():
            found = trace[f"{at}after.{ours(name)}"].values
            np.testing.assert_allclose(found, turned(name, matrix)[: len(found)], rtol=1e-9, atol=1e-12, err_msg=name)


def test_characters_of_its_own_stand_beside_the_parameters(written):
    state = plain.parameters(4, seed=3)
    run = tracer.trace("cab", load=written(state, vocab=["a", "b", "c"]))
    expected = [[value.data for value in row] for row in plain.logits_of(state, [3, 2, 0, 1])]
    np.testing.assert_allclose(run["logits"].values, expected, rtol=1e-9)
    with pytest.raises(TracerError, match="'d'"):
        tracer.trace("cad", load=written(state, vocab=["a", "b", "c"]))


def test_what_does_not_fit_is_named(written):
    state = plain.parameters(9, seed=3)
    with pytest.raises(TracerError, match="wte has 9 rows and there are 27 tokens"):
        tracer.trace("a", load=written(state))
    del state["layer0.attn_wv"]
    with pytest.raises(TracerError, match=r"no layer0\.attn_wv"):
        tracer.trace("a", load=written(state, vocab=list("abcdefgh")))
    with pytest.raises(TracerError, match="position"):
        tracer.trace("abcdefghabcdefgha", load=written(plain.parameters(9), vocab=list("abcdefgh")))


def test_other_names_are_not_taken_for_a_microgpt():
    assert from_microgpt({"wte": np.ones((2, 2)), "wpe": np.ones((2, 2))}) is None
    assert from_microgpt({"wte.weight": np.ones((2, 2)), "wpe.weight": np.ones((2, 2)), "lm_head": np.ones((2, 2))}) is None
