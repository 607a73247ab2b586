"""Encoder–decoders of recurrent networks against torch 2.13 in float64 (tests/cases/seq2seq), and each kind of attention by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tracer import TracerError, trace
from tracer.document.working import explain_cell
from tracer.expression import evaluate
from tracer.session import make_request
from tracer.training.traced_step import trace_steps

CASES = Path(__file__).parent.parent / "cases" / "seq2seq"
VOCAB = [f"w{place}" for place in range(8)]
READ: dict[str, Any] = {"tokens": ["w3", "w5", "w2", "w7"], "target_ids": [0, 4, 6], "labels": [4, 6, 1], "vocab": VOCAB}
CLOSE = {"rtol": 0.0, "atol": 1e-12}


def theirs(case: str) -> dict[str, np.ndarray]:
    with np.load(CASES / f"{case}.npz") as arrays:
        return dict(arrays)


def test_pytorchs_translation_tutorial_loads_and_agrees_with_its_gradients() -> None:
    told = theirs("tutorial")
    run = trace_steps(make_request(None, load=CASES / "tutorial.safetensors", **READ))
    assert run.model["name"] == "seq2seq" and run.unread == ()
    for stage, name in (("encoder.0.h", "states"), ("attention.softmax", "weights"), ("logits", "logits"), ("loss", "loss")):
        np.testing.assert_allclose(run[stage].values, told[name], **CLOSE, err_msg=stage)
    for side in ("encoder", "decoder"):
        for letter, sort in (("x", "ih"), ("h", "hh")):
            ours = np.concatenate([run[f"grad.{side}.0.W_{letter}{gate}"].values for gate in "rzn"], axis=1)
            np.testing.assert_allclose(ours.T, told[f"grad.{side}.gru.weight_{sort}_l0"], **CLOSE)
    for ours, name in (
        ("W_a", "Wa.weight"),
        ("b_Wa", "Wa.bias"),
        ("U_a", "Ua.weight"),
        ("b_Ua", "Ua.bias"),
        ("v_a", "Va.weight"),
    ):
        got, wanted = run[f"grad.attention.{ours}"].values, told[f"grad.decoder.attention.{name}"]
        np.testing.assert_allclose(got.T if got.ndim == 2 else got, wanted.reshape(got.shape), **CLOSE, err_msg=name)
    assert abs(float(run["grad.attention.b_va"].values)) < 1e-15  # a bias of all scores moves no weight
    np.testing.assert_allclose(run["grad.embedding.W_E"].values, told["grad.encoder.embedding.weight"], **CLOSE)
    np.testing.assert_allclose(run["grad.output.W_U"].values.T, told["grad.decoder.out.weight"], **CLOSE)


@pytest.mark.parametrize("kind", ["dot", "general", "none"])
def test_luongs_attention_and_none_agree_with_torch(kind: str) -> None:
    told = theirs(kind)
    weights = {name: array for name, array in told.items() if f"grad.{name}" in told}
    shape = {"cell": "rnn"} if kind == "none" else {"cell": "lstm", "layers": 2}
    run = trace_steps(make_request(None, weights=weights, model="seq2seq", attention=kind, **shape, **READ))
    assert run.unread == ()
    stages = {"logits": "logits", "loss": "loss", f"encoder.{shape.get('layers', 1) - 1}.h": "states"}
    stages |= {"attention.softmax": "weights"} if kind != "none" else {}
    for stage, name in stages.items():
        np.testing.assert_allclose(run[stage].values, told[name], **CLOSE, err_msg=stage)
    for name in weights:
        np.testing.assert_allclose(run[f"grad.{name}"].values, told[f"grad.{name}"], **CLOSE, err_msg=name)


@pytest.mark.parametrize("cell", ["gru", "lstm", "rnn"])
def test_every_cell_of_every_stage_is_what_its_short_working_says(cell: str) -> None:
    for attention in ("additive", "dot", "general"):
        run = trace("a b c", model="seq2seq", target="x y z", attention=attention, cell=cell, seed=2, bias=True)
        for step in run.shown:
            for index in np.ndindex(step.values.shape):
                worked = explain_cell(step, index)
                assert worked.substituted is not None or step.op in ("given", "lookup"), step.name
                assert worked.substituted is None or evaluate(worked.substituted) == pytest.approx(step.values[index], abs=1e-12)
                assert len(worked.inputs) <= 30, step.name  # it does not go back through all steps


def test_a_short_sentence_is_masked_and_ends_where_it_ends() -> None:
    both = trace("a b c", model="seq2seq", also=["d"], target=["x", "y z"], attention="dot", seed=4)
    for at, (text, target) in enumerate((("a b c", "x"), ("d", "y z"))):
        alone = trace(text, model="seq2seq", target=target, attention="dot", seed=4, vocab=list(both["logits"].axes[-1].labels))
        rows = len(target.split()) + 1
        np.testing.assert_allclose(both["logits"].values[at, :rows], alone["logits"].values, rtol=0, atol=1e-13)
    assert (both["attention.softmax"].values[1, :, 1:] == 0).all() and "attention.masked" in both.steps


def test_writing_on_reads_the_source_once_and_an_edit_of_a_score_moves_what_follows() -> None:
    run = trace("a b", model="seq2seq", target="x", generate=3, seed=1)
    ids = [*run.facts["target_token_ids"], *run.facts["generated_ids"]]
    again = trace("a b", model="seq2seq", target_ids=ids[:-1], vocab=list(run["logits"].axes[-1].labels), seed=1)
    assert int(again["logits"].values[-1].argmax()) == ids[-1] and not any(
        name.startswith("pass.1.encoder") for name in run.steps
    )
    plain, edited = (
        trace("a b", model="seq2seq", target="x y", seed=1, edits=edits) for edits in ({}, {"attention.scores[1, 0]": 9.0})
    )
    same = plain["logits"].values == edited["logits"].values
    assert same[0].all() and not same[1].any() and not same[2].any()
    assert edited["attention.softmax"].values[1, 0] > 0.99


def test_what_makes_no_sense_is_refused_by_name() -> None:
    for options, message in (
        ({"attention": "additve"}, "settings.value"),
        ({"cell": "elman"}, "settings.value"),
        ({"generate": 2, "cache": True}, "generate.no_cache"),
        ({"weights": {"attention.W_a": np.eye(3), "embedding.W_E": np.eye(4)}}, None),
    ):
        with pytest.raises(TracerError) as caught:
            trace("a b", model="seq2seq", target="x", **options)  # type: ignore[arg-type]
        assert message in (None, caught.value.message) and "{" not in str(caught.value)
    unread = trace("a b", model="seq2seq", target="x", heads=2, bidirectional=True, causal=True).unread
    assert {"heads", "bidirectional"} <= set(unread)
