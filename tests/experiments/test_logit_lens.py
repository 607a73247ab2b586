"""The logit lens: each state read by the model's own last steps."""

from __future__ import annotations

import numpy as np
import pytest

from tracer.document.blocks import Prose, Table
from tracer.experiments import logit_lens
from tracer.experiments.answer import clean_run, read_answer, states
from tracer.language import say
from tracer.rounding import fixed

OPTIONS = {"model": "decoder", "layers": 3, "heads": 2, "seed": 4, "norm": "pre", "final_norm": True}


def softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def test_a_reading_is_the_final_norm_the_output_matrix_and_softmax_of_the_state() -> None:
    run = clean_run("a b c a", OPTIONS)
    found = list(logit_lens.readings(run, read_answer(run)))
    assert [one.state.name for one in found] == ["input", *(f"decoder.{layer}.ffn.add" for layer in range(3))]
    last = read_answer(run)
    for one in found:
        state = one.state.values
        normed = (state - state.mean(axis=1, keepdims=True)) / np.sqrt(state.var(axis=1, keepdims=True) + 1e-5)
        expected = softmax(normed @ run["output.W_U"].values)[last.row]
        assert one.final == pytest.approx(expected[last.place], abs=1e-12)
        assert one.says.place == int(expected.argmax())
        assert one.rank == 1 + int((expected > expected[last.place]).sum())
    assert found[-1].says == last and found[-1].rank == 1


def test_states_of_a_norm_after_each_sublayer_are_the_norms() -> None:
    run = clean_run("a b", {**OPTIONS, "norm": "post", "final_norm": False})
    assert [step.name for step in states(run)] == ["input", *(f"decoder.{layer}.ffn.norm" for layer in range(3))]


def test_an_encoder_decoder_is_read_through_its_decoder() -> None:
    run = clean_run("a b", {"model": "encoder-decoder", "layers": 2, "seed": 1, "target": "x y z"})
    assert [step.name for step in states(run)] == ["decoder.input", "decoder.0.ffn.norm", "decoder.1.ffn.norm"]
    assert read_answer(run).token == "z"


def test_the_conclusion_names_the_first_state_from_which_the_answer_stays() -> None:
    blocks = list(logit_lens.run("The animal didn't cross the street because it was too narrow", {"model": "pronoun"}))
    table = next(block for block in blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == ["input", "encoder.0.ffn.norm", "encoder.1.ffn.norm"]
    assert table.rows[-1][1] == "street" and table.rows[0][1] != "street"
    said = [block.text for block in blocks if isinstance(block, Prose)][-1]
    since = next(row for row in table.rows if all(later[1] == "street" for later in table.rows[table.rows.index(row) :]))
    before = table.rows[table.rows.index(since) - 1]
    message = "experiments.probe_lens_last" if since is table.rows[-1] else "experiments.probe_lens_since"
    assert said == say(message, state=since[0], answer="street", chance=fixed(since[3], 3), before=before[0], other=before[1])
