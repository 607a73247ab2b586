"""A number of a training step is explained like any other, and a lesson can quote it."""

import json

from tracer.cli import reader
from tracer.cli.replay import Replay

STEP = ("--model", "decoder", "--heads", "1", "--steps", "1", "--optimizer", "sgd", "--learning-rate", "0.5")


def test_an_updated_weight_is_the_weight_minus_the_rate_times_its_gradient(ttrace):
    cells = {}
    for cell in ("decoder.0.attention.W_Q[2, 2]", "grad.decoder.0.attention.W_Q[2, 2]", "after.decoder.0.attention.W_Q[2, 2]"):
        code, out, _ = ttrace("explain", "I love machines", cell, *STEP, "--format", "json")
        assert code == 0
        cells[cell[:5]] = json.loads(out)["value"]
    assert abs(cells["decod"] - 0.5 * cells["grad."] - cells["after"]) < 1e-12


def test_without_a_word_about_training_there_is_no_loss_to_explain(ttrace):
    assert ttrace("explain", "I love machines", "loss", "--model", "decoder")[0] == 2


def test_a_lesson_quotes_a_training_step(tmp_path):
    runner = Replay(tmp_path, "en", reader())
    trained = runner.cell(["train", "I love machines", *STEP], "grad.logits[I, love]")
    explained = runner.cell(["explain", "I love machines", "loss", *STEP], "grad.logits[I, love]")
    assert trained == explained < 0
