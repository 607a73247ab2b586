"""Squared error, binary cross-entropy and a backward pass that begins with a given gradient, against torch 2.13's (tests/cases/upstream)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tracer import TracerError
from tracer.document.sentence import sentence
from tracer.document.working import explain_cell
from tracer.expression import evaluate
from tracer.language import say
from tracer.session import make_request
from tracer.training.traced_step import trace_steps

TORCH = np.load(Path(__file__).parent.parent / "cases" / "upstream" / "torch.npz")


def request(gradient: Any, **data: Any) -> Any:
    weights = {name: TORCH[name] for name in ("W_Q", "W_K", "W_V", "W_O")}
    return make_request(
        None, model="attention", heads=2, weights=weights, inputs=TORCH["inputs"].tolist(), positions="none",
        upstream_gradient=gradient, **data,
    )  # fmt: skip


def test_a_bare_attention_has_the_gradients_of_torch() -> None:
    run = trace_steps(request(TORCH["upstream"].tolist()))
    np.testing.assert_allclose(run["attention.output"].values, TORCH["output"], rtol=0, atol=1e-13)
    np.testing.assert_array_equal(run["grad.attention.output"].values, TORCH["upstream"])
    assert float(run["loss"].values) == pytest.approx(float((TORCH["upstream"] * TORCH["output"]).sum()), abs=1e-12)
    for name in ("W_Q", "W_K", "W_V", "W_O", "softmax"):
        np.testing.assert_allclose(run[f"grad.attention.{name}"].values, TORCH[f"grad.{name}"], rtol=0, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(run["grad.input"].values, TORCH["grad.inputs"], rtol=0, atol=1e-12)
    assert "lr" in run.steps and run.unread == ()


def test_every_stage_of_it_says_what_it_is() -> None:
    run = trace_steps(request(TORCH["upstream"].tolist()))
    said = {sentence(run[name]) for name in ("loss.upstream", "loss.shares", "loss")}
    assert len(said) == 3 and not said & {say("stages.other"), say("stages.loss"), say("stages.op_multiply")}


def test_an_encoder_needs_no_labels_and_gets_no_output_of_its_own() -> None:
    run = trace_steps(make_request("a b", model="encoder", seed=1, upstream_gradient=[[1, 0, 0, 0], [0, 0, 0, -1]]))
    assert "output.W_U" not in run.parameters
    assert run["grad.encoder.0.ffn.norm"].values.tolist() == [[1, 0, 0, 0], [0, 0, 0, -1]]


@pytest.mark.parametrize("gradient", [[[1.0, 2.0]], [[1.0] * 4] * 2, [[[1.0] * 4] * 3, [[1.0] * 4] * 2]])
def test_a_gradient_of_another_shape_is_refused_with_the_shape_it_needs(gradient: Any) -> None:
    with pytest.raises(TracerError) as caught:
        trace_steps(request(gradient))
    assert caught.value.message == "training.rows" and "3 × 4" in str(caught.value)


def test_labels_beside_it_and_it_in_a_plain_run_are_named_as_unread() -> None:
    run = trace_steps(make_request("a b", model="decoder", seed=1, labels=[0, 1], upstream_gradient=[[1.0] * 4] * 2))
    assert "labels" in run.unread
    from tracer import trace

    assert "upstream_gradient" in trace("a b", seed=1, upstream_gradient=[[1.0] * 4] * 2).unread


def with_logits(z: Any, **data: Any) -> Any:
    """A run whose logits are `z`: the input times an identity matrix."""
    width = np.shape(z)[-1]
    zero = {f"encoder.0.attention.W_{letter}": np.zeros((width, width)) for letter in "QKVO"}
    zero |= {"encoder.0.ffn.W_1": np.zeros((width, 2)), "encoder.0.ffn.W_2": np.zeros((2, width)), "output.W_U": np.eye(width)}
    plain = {"model": "encoder", "heads": 1, "positions": "none", "norm": "none"}
    return make_request(None, weights=zero, inputs=np.asarray(z).tolist(), **plain, **data)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("kind", ["mse", "bce"])
def test_losses_of_rows_and_their_gradients_agree_with_torch(kind: str, reduction: str) -> None:
    run = trace_steps(with_logits(TORCH["z"], loss=kind, targets=TORCH["y"].tolist(), reduction=reduction))
    assert float(run["loss"].values) == pytest.approx(float(TORCH[f"{kind}.{reduction}"]), abs=1e-12)
    np.testing.assert_allclose(run["grad.logits"].values, TORCH[f"grad.{kind}.{reduction}"], rtol=0, atol=1e-12)
    other = {say("stages.other"), say("stages.loss_each")}
    assert run.unread == () and other.isdisjoint(sentence(step) for step in run.steps.values() if step.name.startswith("loss"))


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"loss": "mse"}, "training.no_targets"),
    ({"loss": "mse", "targets": [[1.0, 2.0]]}, "training.rows"),
    ({"loss": "bce", "targets": [[0.0, 1.0, 1.5, 0.0]] * 3}, "training.range"),
]


@pytest.mark.parametrize(("data", "message"), REFUSED)
def test_targets_that_make_no_loss_are_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(TracerError) as caught:
        trace_steps(with_logits(TORCH["z"], **data))
    assert caught.value.message == message and "{" not in str(caught.value)


def test_sentences_of_different_lengths_have_no_mean_over_all_numbers() -> None:
    with pytest.raises(TracerError) as caught:
        trace_steps(make_request("a b", also=["a"], seed=1, loss="mse", targets=[[[0.0] * 4] * 2] * 2))
    assert caught.value.message == "training.targets_padded"


def test_targets_without_their_loss_are_named_as_unread() -> None:
    assert "targets" in trace_steps(make_request("a b", model="decoder", seed=1, targets=[[0.0] * 4] * 2)).unread


def test_the_perplexity_stands_beside_a_plain_cross_entropy_only() -> None:
    run = trace_steps(make_request("a b c", model="decoder", seed=1))
    chances = [float(run["probabilities"].values[row, label]) for row, label in enumerate(run["loss.target"].attrs["ids"][:2])]
    assert float(run["loss.perplexity"].values) == pytest.approx((chances[0] * chances[1]) ** -0.5, rel=1e-12)
    for data in ({"label_smoothing": 0.1}, {"reduction": "sum"}):
        assert "loss.perplexity" not in trace_steps(make_request("a b c", model="decoder", seed=1, **data)).steps


SMOOTHED = np.load(Path(__file__).parent.parent / "cases" / "smoothing" / "torch.npz")
SMOOTHINGS: dict[str, dict[str, Any]] = {
    "annotated": {"loss": "kl", "pad_label": 0, "reduction": "sum"},
    "crossed": {"pad_label": 0},
    "ignored": {"ignore_label": 0},
    "divergence": {"loss": "kl"},
}


@pytest.mark.parametrize("way", SMOOTHINGS)
def test_smoothed_labels_with_and_without_a_pad_class_agree_with_torch(way: str) -> None:
    """The Annotated Transformer's LabelSmoothing, and PyTorch's own (tests/cases/smoothing)."""
    labels = SMOOTHED["labels"].tolist()
    run = trace_steps(with_logits(SMOOTHED["z"], labels=labels, label_smoothing=0.1, **SMOOTHINGS[way]))
    assert float(run["loss"].values) == pytest.approx(float(SMOOTHED[way]), abs=1e-12)
    np.testing.assert_allclose(run["grad.logits"].values, SMOOTHED[f"grad.{way}"], rtol=0, atol=1e-12)
    said = {name: sentence(run[name]) for name in run.steps if name.startswith("loss")}
    assert run.unread == () and say("stages.other") not in said.values()
    assert (said["loss.each"] == say("stages.loss_each")) == ("loss" not in SMOOTHINGS[way])
    pads = "pad_label" in SMOOTHINGS[way]
    assert said["loss.target"] == say("stages.loss_target_without_pad" if pads else "stages.loss_target_smoothed")
    for step in (run[name] for name in said if name != "loss.counted"):
        for index in np.ndindex(step.values.shape):
            worked = explain_cell(step, index).substituted
            assert worked is not None and evaluate(worked) == pytest.approx(step.values[index], abs=1e-12), step.name


def test_a_divergence_of_sharp_labels_is_the_cross_entropy() -> None:
    both = [trace_steps(with_logits(SMOOTHED["z"], labels=[1, 2, 3, 4], loss=loss)) for loss in ("kl", "cross-entropy")]
    assert float(both[0]["loss"].values) == float(both[1]["loss"].values)
    assert "class_weights" in trace_steps(with_logits(SMOOTHED["z"], labels=[1] * 4, loss="kl", class_weights=[1] * 5)).unread


@pytest.mark.parametrize(
    ("data", "message"),
    [({"pad_label": 7}, "training.label_number"), ({"labels": [0] * 4, "pad_label": 0}, "training.nothing_counts")],
)
def test_pad_classes_that_make_no_sense_are_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(TracerError) as caught:
        trace_steps(with_logits(SMOOTHED["z"], **{"labels": [1] * 4, **data}))
    assert caught.value.message == message
    with pytest.raises(TracerError) as caught:
        trace_steps(make_request("a b", model="encoder", labels=[0, 1], classes=["x", "y"], pad_label=0, label_smoothing=0.1))
    assert caught.value.message == "training.pad_classes" and "2" in str(caught.value)
