"""Every way of changing parameters against three steps of torch 2.13's (tests/cases/optimizers), and what is refused or unread."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_task import small

from tracer import TracerError
from tracer.document.sentence import sentence
from tracer.language import say
from tracer.session import make_request
from tracer.training.checkpoint import card_of, command
from tracer.training.loop import Training
from tracer.training.optimizer import Optimizer
from tracer.training.traced_step import trace_steps

TORCH = np.load(Path(__file__).parent.parent / "cases" / "optimizers" / "torch.npz")
INITIAL = {name.removeprefix("initial/"): TORCH[name] for name in TORCH.files if name.startswith("initial/")}
WAYS: dict[str, dict[str, Any]] = {
    "adamw": {"optimizer": "adamw", "learning_rate": 0.05, "weight_decay": 0.1},
    "adamw usual": {"optimizer": "adamw", "learning_rate": 0.05},
    "adam, decay": {"optimizer": "adam", "learning_rate": 0.05, "weight_decay": 0.1},
    "nesterov": {"optimizer": "sgd", "learning_rate": 0.1, "optimizer_momentum": 0.9, "nesterov": True},
    "sgd, decay": {"optimizer": "sgd", "learning_rate": 0.1, "optimizer_momentum": 0.9, "weight_decay": 0.2},
    "clipped": {"optimizer": "sgd", "learning_rate": 0.1, "clip_norm": 1.5},
    "clipped adamw, cosine": {
        "optimizer": "adamw", "learning_rate": 0.05, "weight_decay": 0.1, "clip_norm": 0.7, "schedule": "cosine", "warmup": 2,
    },
}  # fmt: skip


def request(*also: str, **data: Any) -> Any:
    weights = {name: array for name, array in INITIAL.items() if name != "embedding.W_E"}
    embeddings = {letter: row.tolist() for letter, row in zip("abcd", INITIAL["embedding.W_E"], strict=True)}
    options = {"model": "encoder", "heads": 2, "positions": "none", "norm": "none", "labels": [0, 2, 1, 1]}
    if also:
        data["also"] = list(also)
    return make_request("a b c d", embeddings=embeddings, weights=weights, **{**options, **data})


@pytest.mark.parametrize("way", WAYS)
def test_three_steps_agree_with_torch(way: str) -> None:
    run = trace_steps(request(**WAYS[way]), 3)
    names = [name for name in TORCH.files if name.startswith(f"{way}/")]
    assert len(names) > 3 * 10 and run.unread == ()
    for name in names:
        ours = run.steps[name.partition("/")[2]].values
        np.testing.assert_allclose(ours, TORCH[name], rtol=0, atol=1e-12, err_msg=name)


def test_each_part_is_a_stage_with_a_sentence_of_its_own() -> None:
    run = trace_steps(request(**WAYS["clipped adamw, cosine"]), 1)
    norm = math.sqrt(sum(float((run[f"grad.{name}"].values ** 2).sum()) for name in INITIAL))
    assert float(run["clip.norm"].values) == pytest.approx(norm, abs=1e-12)
    assert float(run["clip.factor"].values) == pytest.approx(0.7 / (norm + 1e-6), abs=1e-15)
    other = {say("stages.other"), say("stages.op_multiply"), say("stages.parameter")}
    for name in ("clip.norm", "clip.factor", "clip.squares", "clipped.output.W_U", "decay.output.W_U"):
        assert sentence(run[name]) not in other, name
    nesterov = trace_steps(request(**WAYS["nesterov"], weight_decay=0.1), 1)
    assert {sentence(nesterov[f"{part}.output.W_U"]) for part in ("penalty", "nesterov")}.isdisjoint(other)


def test_gradients_below_the_limit_are_left_as_they_are() -> None:
    run = trace_steps(request(clip_norm=1e6), 1)
    assert float(run["clip.factor"].values) == 1.0
    np.testing.assert_array_equal(run["clipped.output.W_U"].values, run["grad.output.W_U"].values)


def test_a_cosine_ends_at_nothing_behind_its_last_step_and_begins_at_once_unless_told() -> None:
    optimizer = Optimizer.of({"schedule": "cosine", "learning_rate": 0.4, "steps": 4})
    rates = [float(trace_steps(request(schedule="cosine", learning_rate=0.4), 4)[f"step.{t}.lr"].values) for t in (1, 2, 3, 4)]
    assert optimizer.warmup == 1 and rates[0] == 0.4
    assert rates == pytest.approx([0.2 * (1 + math.cos(math.pi * t / 4)) for t in range(4)], abs=1e-15)


@pytest.mark.parametrize(
    "data", [{"clip_norm": 0.0}, {"clip_norm": math.inf}, {"weight_decay": -0.1}, {"weight_decay": math.nan}]
)
def test_what_makes_no_sense_is_refused_by_name(data: dict[str, Any]) -> None:
    with pytest.raises(TracerError) as caught:
        trace_steps(request(**data), 1)
    assert caught.value.message in ("training.range", "settings.value") and next(iter(data)) in str(caught.value)


@pytest.mark.parametrize("data", [{"optimizer": "adamw"}, {"optimizer": "sgd"}])
def test_nesterov_without_a_velocity_is_named_as_unread(data: dict[str, Any]) -> None:
    assert "nesterov" in trace_steps(request(nesterov=True, **data), 1).unread


def test_a_task_trained_so_says_so_in_its_card_and_learns_as_the_traced_steps_do() -> None:
    ways = {"optimizer": "sgd", "optimizer_momentum": 0.9, "nesterov": True, "weight_decay": 0.01, "clip_norm": 0.5}
    training = Training(small(steps=2), training={**ways, "schedule": "cosine"})
    plain = Training(small(steps=2), training={"optimizer": "sgd", "optimizer_momentum": 0.9})
    assert len(list(training.run())) == len(list(plain.run())) == 2
    assert "--nesterov" in command(training).split() and "--nesterov true" not in command(training)
    assert card_of(training).sha256 != card_of(plain).sha256


def test_accumulated_gradients_agree_with_torch() -> None:
    """Sentences of different lengths, so that the mean of their losses is not the mean over all rows (tests/cases/optimizers)."""
    labels = [[0, 2, 1, 1], [2, 0], [1]]
    run = trace_steps(request("b d", "c", labels=labels, accumulate=3, **WAYS["adamw"]), 3)
    names = [name for name in TORCH.files if name.startswith("accumulated/")]
    assert len(names) == 3 * (3 + 2 * len(INITIAL)) and run.unread == ()
    for name in names:
        ours = run.steps[name.partition("/")[2]].values
        np.testing.assert_allclose(ours, TORCH[name], rtol=0, atol=1e-12, err_msg=name)
    whole = trace_steps(request("b d", "c", labels=labels), 1)
    assert abs(float(whole["loss"].values) - float(run["step.1.loss"].values)) > 0.01
    other = {say("stages.other"), say("stages.loss"), say("stages.loss_each")}
    assert {sentence(run[f"step.1.{name}"]) for name in ("loss", "loss.micro")}.isdisjoint(other)
    inside = {sentence(run[f"step.1.micro.1.{name}"]) == sentence(whole[name]) for name in whole.steps if name.startswith("enc")}
    assert inside == {True}


def test_parts_of_equal_size_have_the_gradient_of_the_whole_batch() -> None:
    mask = np.random.Generator(np.random.PCG64(5)).normal(size=(4, 4, 4)).tolist()  # one a sentence and head
    data = {"labels": [[0, 2, 1, 1], [2, 0, 0, 0]], "reduction": "sum", "added_mask": mask}
    halves, whole = (trace_steps(request("d a b b", **data, **more), 1) for more in ({"accumulate": 2}, {}))
    np.testing.assert_allclose(halves["grad.output.W_U"].values, whole["grad.output.W_U"].values, rtol=0, atol=1e-13)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"accumulate": 2}, "training.accumulate"),
        ({"accumulate": 0}, "training.range"),
        ({"accumulate": 2, "also": ["a b c d"], "labels": [[0] * 4] * 2, "edits": {"scores[0, 0, 0, 0]": 1.0}}, "training.accumulate_edits"),
        ({"accumulate": 2, "also": ["a b"], "labels": [[0] * 4, [9, 9]], "ignore_label": 9}, "training.nothing_counts"),
    ],
)  # fmt: skip
def test_parts_that_make_no_sense_are_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(TracerError) as caught:
        trace_steps(request(**data), 1)
    assert caught.value.message == message and "{" not in str(caught.value)


def test_a_task_accumulates_the_gradients_of_several_batches() -> None:
    """As one batch of all their sentences, where each has as many rows that count; other dropout in each."""
    parts = Training(small(steps=1), settings={"dtype": "float64"}, training={"accumulate": 2, "optimizer": "sgd"})
    (progress,) = parts.run()
    assert "--accumulate 2" in command(parts) and parts.unread() == []
    alone = Training(small(steps=1), settings={"dtype": "float64"}, training={"optimizer": "sgd"})
    before = alone.network.snapshot()
    changes = []
    for part in (0, 1):
        alone.network.restore(before)
        loss = alone.network.learn(alone.batch(1, part))
        changes.append((loss, {name: array - before.parameters[name] for name, array in alone.parameters().items()}))
    assert progress.loss == pytest.approx((changes[0][0] + changes[1][0]) / 2, abs=1e-12)
    for name, array in parts.parameters().items():
        mean = (changes[0][1][name] + changes[1][1][name]) / 2
        np.testing.assert_allclose(array - before.parameters[name], mean, rtol=0, atol=1e-12, err_msg=name)
