"""Training steps agree with PyTorch: loss, the gradient of every parameter and stage, and what the optimiser makes of them.

`tests/cases/torch` holds PyTorch's own numbers for two cases; `tests/cases/training` those of torch 2.13 (autograd,
CrossEntropyLoss, optim.Adam, optim.SGD, in float64) for three models whose parameters are our seeds', after three steps.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from tracer import TracerError
from tracer.session import make_request
from tracer.session.request import Request
from tracer.training.traced_step import trace_steps

CASES = Path(__file__).parent.parent / "cases"
NAMES = {
    "emb.weight": "embedding.W_E",
    "layer.self_attn.out_proj.weight": "encoder.0.attention.W_O",
    "layer.self_attn.out_proj.bias": "encoder.0.attention.b_O",
    "layer.linear1.weight": "encoder.0.ffn.W_1",
    "layer.linear1.bias": "encoder.0.ffn.b_1",
    "layer.linear2.weight": "encoder.0.ffn.W_2",
    "layer.linear2.bias": "encoder.0.ffn.b_2",
    "layer.norm1.weight": "encoder.0.attention.norm.gamma",
    "layer.norm1.bias": "encoder.0.attention.norm.beta",
    "layer.norm2.weight": "encoder.0.ffn.norm.gamma",
    "layer.norm2.bias": "encoder.0.ffn.norm.beta",
    "head.weight": "output.W_U",
    "head.bias": "output.b_U",
}
STAGES = {
    "in": "input",
    "pooled": "pooled",
    "logits": "logits",
    "q": "encoder.0.attention.q",
    "k": "encoder.0.attention.k",
    "v": "encoder.0.attention.v",
    "attn": "encoder.0.attention.softmax",
    "scores": "encoder.0.attention.masked",
    "ctx": "encoder.0.attention.concat",
    "attn_out": "encoder.0.attention.output",
    "norm1": "encoder.0.attention.norm",
    "ff_pre": "encoder.0.ffn.hidden",
    "ff_act": "encoder.0.ffn.activation",
}
MODELS: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
    "seq2seq": (
        ["the cat sat down", "a dog"],
        {
            "model": "encoder-decoder", "layers": 2, "heads": 2, "d_model": 8, "d_ff": 12, "seed": 3, "embedding_scale": True,
            "target": ["le chat", "un grand chien"], "vocab": ["<start>", "<end>", "le", "chat", "un", "grand", "chien"],
        },
        {"label_smoothing": 0.1, "optimizer": "adam", "schedule": "noam", "warmup": 4},
    ),
    "tied": (
        ["we go home now", "we sleep"],
        {
            "model": "decoder", "layers": 1, "heads": 2, "d_model": 8, "d_ff": 12, "seed": 5, "tied": True, "norm": "pre",
            "final_norm": True, "activation": "gelu",
        },
        {"reduction": "sum", "optimizer": "sgd", "learning_rate": 0.1},
    ),
    "weighted": (
        "one two three four",
        {"model": "encoder", "layers": 1, "heads": 2, "d_model": 8, "d_ff": 12, "seed": 6},
        {
            "labels": [0, 2, 9, 1], "ignore_label": 9, "class_weights": [0.5, 2.0, 1.5], "label_smoothing": 0.2,
            "optimizer": "adam", "learning_rate": 0.01, "betas": [0.8, 0.95], "optimizer_epsilon": 1e-6,
        },
    ),
}  # fmt: skip


def request(name: str) -> Request:
    text, options, data = MODELS[name]
    asked = make_request(text, **options)
    asked.data.update(data)
    return asked


@pytest.mark.parametrize("name", MODELS)
def test_three_steps_of_a_whole_model_agree_with_pytorch(name: str) -> None:
    told = np.load(CASES / "training" / f"{name}.npz")
    run = trace_steps(request(name), 3)
    assert len(told.files) > 15
    for key in told.files:
        np.testing.assert_allclose(run.steps[key].values, told[key], rtol=0, atol=1e-10, err_msg=key)


def test_the_encoder_classifier_of_pytorch_has_the_same_loss_and_every_gradient() -> None:
    case = CASES / "torch" / "train_encoder_classifier"
    told = np.load(case / "expected.npz")
    lengths = (told["ids"] != 0).sum(axis=1)
    tokens = [[str(one) for one in row[:length]] for row, length in zip(told["ids"], lengths, strict=True)]
    options = {"model": "encoder", "heads": 2, "embedding_scale": True, "pool": "mean"}
    asked = make_request(None, load=case / "weights.safetensors", tokens=tokens, vocab=[str(n) for n in range(12)], **options)
    asked.data["labels"] = told["labels"].tolist()
    run = trace_steps(asked)
    assert float(run["loss"].values) == pytest.approx(float(told["loss"]), abs=1e-12)
    for theirs, ours in NAMES.items():
        expected = told[f"grad.{theirs}"]
        expected = expected.T if expected.ndim == 2 and theirs != "emb.weight" else expected
        np.testing.assert_allclose(run[f"grad.{ours}"].values, expected, rtol=0, atol=1e-10, err_msg=ours)
    for place, letter in enumerate("QKV"):
        whole = told["grad.layer.self_attn.in_proj_weight"][8 * place : 8 * place + 8]
        np.testing.assert_allclose(run[f"grad.encoder.0.attention.W_{letter}"].values, whole.T, rtol=0, atol=1e-10)
    for theirs, ours in STAGES.items():
        np.testing.assert_allclose(run[f"grad.{ours}"].values, told[f"dact.{theirs}"], rtol=0, atol=1e-10, err_msg=ours)
    assert set(NAMES) | {f"layer.self_attn.in_proj_{kind}" for kind in ("weight", "bias")} == set(
        load_file(case / "weights.safetensors")
    )


VARIANTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "sum": {"reduction": "sum"},
    "ignore0": {"ignore_label": 0},
    "smooth": {"label_smoothing": 0.1},
    "smooth_ignore0": {"label_smoothing": 0.1, "ignore_label": 0},
    "weighted": {"class_weights": "class_weight"},
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_cross_entropy_and_its_gradient_agree_with_pytorch(variant: str) -> None:
    """The logits are inputs times an identity matrix, so that only the loss is tried."""
    told = np.load(CASES / "torch" / "cross_entropy" / "expected.npz")
    logits = told["logits"]
    options: dict[str, Any] = {"model": "encoder", "d_model": 5, "norm": "none", "positions": "none"}
    zero = {f"encoder.0.attention.W_{letter}": np.zeros((5, 5)) for letter in "QKVO"}
    zero |= {"encoder.0.ffn.W_1": np.zeros((5, 2)), "encoder.0.ffn.W_2": np.zeros((2, 5))}
    asked = make_request(None, weights={**zero, "output.W_U": np.eye(5)}, inputs=logits.tolist(), heads=1, **options)
    asked.data["labels"] = told["target"].tolist()
    asked.data.update(
        {key: told[value].tolist() if value == "class_weight" else value for key, value in VARIANTS[variant].items()}
    )
    smoothing = VARIANTS[variant].get("label_smoothing")
    run = trace_steps(asked)
    np.testing.assert_allclose(run["logits"].values, logits, atol=1e-12)
    assert float(run["loss"].values) == pytest.approx(float(told[f"loss.{variant}"]), abs=1e-10), smoothing
    np.testing.assert_allclose(run["grad.logits"].values, told[f"grad.{variant}"], rtol=0, atol=1e-10)


def test_one_step_names_everything_plainly_and_several_under_their_number() -> None:
    asked = make_request("Thinking Machines", model="decoder", seed=1)
    one, three = trace_steps(asked), trace_steps(asked, 3)
    for name in (
        "loss.each",
        "loss",
        "lr",
        "grad.logits",
        "grad.decoder.0.attention.W_Q",
        "after.output.W_U",
        "adam.m.embedding.W_E",
    ):
        assert name in one.steps
        assert f"step.3.{name}" in three.steps
        np.testing.assert_array_equal(one.steps[name].values, three.steps[f"step.1.{name}"].values)
    np.testing.assert_array_equal(three.steps["step.2.after.output.W_U"].values, three.steps["step.3.output.W_U"].values)
    losses = [float(three.steps[f"step.{number}.loss"].values) for number in (1, 2, 3)]
    assert losses == sorted(losses, reverse=True)


def test_the_gradient_of_a_parameter_is_what_nudging_it_does_to_the_loss() -> None:
    asked = make_request("a b c a", model="decoder", seed=2)
    cell, step = "decoder.0.attention.W_K[1, 2]", 1e-6
    before = trace_steps(asked)
    value = before.parameters["decoder.0.attention.W_K"].values[1, 2]
    losses = [float(trace_steps(asked.changed(None, [(cell, value + sign * step)]))["loss"].values) for sign in (1, -1)]
    slope = before["grad.decoder.0.attention.W_K"].values[1, 2]
    assert slope == pytest.approx((losses[0] - losses[1]) / (2 * step), rel=1e-6)


def test_a_decoder_predicts_the_next_token_and_a_target_ends_with_end() -> None:
    run = trace_steps(make_request("a b c", model="decoder", seed=1))
    labels = run.steps["logits"].axes[-1].labels
    assert [labels[one] for one in run.steps["loss.target"].attrs["ids"][:2]] == ["b", "c"]
    assert run.steps["loss.counted"].values.tolist() == [1.0, 1.0, 0.0]
    both = trace_steps(make_request("a b", model="encoder-decoder", seed=1, target="x y"))
    words = both.steps["logits"].axes[-1].labels
    assert [words[one] for one in both.steps["loss.target"].attrs["ids"]] == ["x", "y", "<end>"]


REFUSED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"model": "encoder"}, {}, "training.no_labels"),
    ({"model": "encoder"}, {"labels": [0, 1, 1]}, "training.labels"),
    *[({"model": model, "read_out": "linear"}, {}, "training.goal_linear") for model in ("encoder", "rnn", "decoder")],
    ({"model": "rnn", "read_out": "linear"}, {"labels": [0, 1]}, "training.goal_linear"),
    ({"model": "rnn", "read_out": "sigmoid"}, {}, "training.goal_sigmoid"),
    ({"model": "rnn", "read_out": "sigmoid"}, {"labels": [0, 1]}, "training.goal_sigmoid"),
    ({"model": "decoder"}, {"labels": ["<end>", "Machine"]}, "training.label.near"),
    ({"model": "decoder"}, {"labels": [0, 9]}, "training.label_number"),
    ({"model": "decoder"}, {"label_smoothing": 1.5}, "training.range"),
    ({"model": "decoder"}, {"learning_rate": -1.0}, "training.range"),
    ({"model": "decoder"}, {"betas": [0.9]}, "training.betas"),
    ({"model": "decoder"}, {"class_weights": [1.0]}, "training.class_weights"),
    ({"model": "decoder"}, {"labels": [0, 0], "ignore_label": 0}, "training.nothing_counts"),
]


@pytest.mark.parametrize(("options", "data", "message"), REFUSED)
def test_what_cannot_be_trained_is_refused_in_one_sentence(options: dict[str, Any], data: dict[str, Any], message: str) -> None:
    asked = make_request("Thinking Machines", **options)
    asked.data.update(data)
    with pytest.raises(TracerError) as caught:
        trace_steps(asked)
    assert caught.value.message == message
    assert "{" not in str(caught.value)


def test_a_network_read_in_both_directions_gets_an_output_as_wide_as_both() -> None:
    asked = make_request("a b", model="gru", bidirectional=True, seed=1)
    asked.data["labels"] = ["noun", "verb"]
    assert trace_steps(asked).parameters["output.W_U"].array.shape == (8, 2)


def test_class_weights_tell_of_classes_that_no_row_has() -> None:
    asked = make_request("a b", seed=1)
    asked.data.update({"labels": [0, 9], "ignore_label": 9, "class_weights": np.array([1.0, 2.0, 3.0])})
    assert trace_steps(asked)["logits"].array.shape == (2, 3)


def test_steps_that_overflow_say_where_it_began() -> None:
    def notes(rate: float) -> tuple[str, ...]:
        asked = make_request("a b", model="decoder", seed=1)
        asked.data.update({"optimizer": "sgd", "learning_rate": rate})
        return trace_steps(asked, 3).notes

    assert notes(0.1) == ()
    assert len(told := notes(1e300)) == 1
    assert "step.2." in told[0]


ZEROS = {name: [[0.0]] for name in ("W_Q", "W_K", "W_V", "W_O", "W_1", "W_2")}
BY_HAND = {"model": "encoder", "embeddings": {"a": [0.0]}, "heads": 1, "positions": "none", "norm": "none", "labels": [0],
           "weights": {**ZEROS, "output.W_U": [[0.0, 0.0]], "output.b_U": [0.0, 0.0]}, "optimizer": "sgd", "learning_rate": 1}  # fmt: skip


@pytest.mark.parametrize("key", ["momentum", "optimizer_momentum"])
def test_sgd_with_momentum_by_hand(key):
    run = trace_steps(make_request("a", **BY_HAND, **{key: 0.9}), 2)
    second = 1 - 1 / (1 + np.exp(-1))  # the gradient after a step of 0.5 up and 0.5 down
    bias = run.steps["step.2.after.output.b_U"].values
    assert run.steps["step.2.sgd.velocity.output.b_U"].values[1] == pytest.approx(0.9 * 0.5 + second, abs=1e-15)
    assert bias == pytest.approx([0.5 + 0.45 + second, -0.5 - 0.45 - second], abs=1e-15)
    assert round(float(bias[0]), 3) == 1.219 and run.notes == ()


def test_keys_of_another_optimizer_are_named_in_training():
    run = trace_steps(make_request("a", **BY_HAND, betas=[0.9, 0.99], warmup=3, epsilon=0.5), 1)
    assert set(run.unread) == {"betas", "warmup", "epsilon"}
    assert any("betas" in note and "epsilon" in note for note in run.notes)
    adam = trace_steps(make_request("a", **{**BY_HAND, "optimizer": "adam"}, momentum=0.9), 1)
    assert "momentum" in adam.unread
