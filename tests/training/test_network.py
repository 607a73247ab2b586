"""The fast loop computes what a traced run computes: the same loss and the same update, in batches with padding."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from small_task import small

from tracer.session.request import Request
from tracer.session.resolve.side import END, START
from tracer.settings import Settings
from tracer.settings.data import Inputs
from tracer.training.loop import Training
from tracer.training.network import Fresh
from tracer.training.traced_step import trace_steps


def as_request(training: Training, rows: list[int]) -> Request:
    """A batch of the training's sentences as anybody would ask for it, with the network's own parameters."""
    task, settings = training.task, training.settings
    kept = ("model", "layers", "heads", "d_model", "d_k", "d_v", "d_ff", "dtype")
    data = {
        "tokens": [list(task.train[row].source) for row in rows],
        "target_tokens": [list(task.train[row].target) for row in rows],
        "schedule": "linear", "warmup": 2, "learning_rate": 0.01, "steps": training.steps, "vocab": task.target_vocab,
    }  # fmt: skip
    parameters = training.parameters()
    rows_of = {"embedding.W_E": (task.vocab, parameters.pop("embedding.W_E"))}
    rows_of["decoder.embedding.W_E"] = (task.target_vocab or [], parameters.pop("decoder.embedding.W_E"))
    tables = {name: dict(zip(words, table, strict=True)) for name, (words, table) in rows_of.items()}
    given = {key: value for key, value in asdict(settings).items() if key in kept}
    return Request(given, Inputs(data), parameters, tables, seeded=False)


def test_a_batch_of_the_loop_and_a_traced_step_agree_in_loss_and_update() -> None:
    training = Training(small(), settings={"dtype": "float64"})
    rows = [5, 31, 2, 17, 9, 11, 3, 30]
    run = trace_steps(as_request(training, rows))
    loss = training.network.learn(training.train.at(np.array(rows)))
    assert abs(loss - float(run["loss"].values)) < 1e-12
    for name, array in training.parameters().items():
        np.testing.assert_allclose(array, run.steps[f"after.{name}"].values, rtol=0, atol=1e-10, err_msg=name)


def test_everything_stays_in_the_dtype_that_was_asked_for() -> None:
    training = Training(small())
    for step in (1, 2, 3):
        training.network.learn(training.batch(step))
    held = [*training.network.r.parameters.values(), *training.network.r.steps.values(), *training.network.m.values()]
    assert {step.values.dtype.name for step in held if step is not None} == {"float32"}


def test_padding_changes_nothing_but_the_room_it_takes() -> None:
    training = Training(small(), settings={"dtype": "float64"})
    batch = training.train.at(np.arange(8))
    before = training.network.loss(batch).values.copy()
    batch.source[np.arange(batch.source.shape[1]) >= batch.lengths[:, None]] = 2
    assert batch.target is not None and batch.target_lengths is not None
    batch.target[np.arange(batch.target.shape[1]) >= batch.target_lengths[:, None]] = 3
    assert training.network.loss(batch).values == before


def test_operations_are_planned_once_and_not_again_each_step() -> None:
    training = Training(small())
    for step in (1, 2, 3):
        training.network.learn(training.batch(step))
    before = len(training.network.r.plans._known)
    training.network.learn(training.batch(4))
    assert len(training.network.r.plans._known) - before <= 3  # the rate and Adam's two corrections are numbers of the step


def test_the_target_is_shifted_behind_start_and_its_label_ends_with_end() -> None:
    training = Training(small())
    words = training.task.target_vocab or []
    pair = training.task.train[20]
    row = training.train.at(np.array([20]))
    assert row.target is not None
    assert [words[one] for one in row.target[0][: len(pair.target) + 1]] == [START, *pair.target]
    assert [words[one] for one in row.labels[0] if one >= 0] == [*pair.target, END]


@pytest.mark.parametrize("name", ["b_Q", "b_DKV", "b_UK", "b_Wa"])
def test_biases_of_any_attention_are_there_only_where_they_are_asked_for(name: str) -> None:
    asked, usual = (Fresh(Settings(bias=bias), {}).has(f"decoder.0.attention.{name}") for bias in (True, None))
    assert asked and not usual
