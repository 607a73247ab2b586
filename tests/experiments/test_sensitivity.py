"""Where a number goes: recorded gradients against what a nudge really does."""

import numpy as np
import pytest
from checkpoints import CASES, model
from kinds import KINDS

from tracer import trace
from tracer.document.blocks import Note, Table
from tracer.errors import NotEnoughMemory
from tracer.experiments import sensitivity
from tracer.experiments.sensitivity import affected_stages, derivative, forward
from tracer.language import say


def test_the_derivative_of_a_chosen_cell_is_what_a_nudge_does():
    found = forward(trace("Thinking Machines"), "q[0, Thinking, 1]", "softmax[0, Thinking, Machines]").facts["json"]
    assert found["derivative"] == pytest.approx(found["nudge"], rel=1e-6) and found["derivative"] != 0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("float32", "writing", "dropout", "edited on paper")])
def test_every_strongest_derivative_agrees_with_another_run(kind):
    run = trace("the cat sat", **{**KINDS[kind], "paper": None} if "paper" in KINDS[kind] else {})
    step = run["embedding"]
    rows = affected_stages(run, step, (0,) * len(step.axes))
    assert rows
    for stage, count, _, exact in rows:
        assert 0 < count <= run[stage].values.size
        assert np.isfinite(exact)


def test_what_comes_before_is_not_reached():
    run = trace("a b")
    assert all(not name.endswith((".q", "embedding")) for name, *_ in affected_stages(run, run["scores"], (0, 0, 1)))
    assert derivative(run["scores"], (0, 0, 1), run["q"], (0, 0, 0)) == 0
    blocks = list(forward(run, "ffn.norm[0, 0]").blocks())
    assert blocks[1] == Note("No later number depends on it.")


def test_a_causal_mask_keeps_a_later_token_from_an_earlier_one():
    run = trace("a b c", model="decoder")
    table = next(block for block in forward(run, "embedding[c, 0]").blocks() if isinstance(block, Table))
    for stage, count, _, _ in table.rows:
        if stage.endswith(".z"):
            assert count == run[stage].values.size // 3


def test_a_checkpoint_of_float32_is_counted_in_float64():
    run = model(CASES / "gpt2" / "model").trace("The cat")
    counts = {one["stage"]: one["cells"] for one in forward(run, "decoder.0.attention.q[0, 1, 1]").facts["json"]["reaches"]}
    behind = run["logits"].axes[0].size - 1  # the first token comes before it
    assert counts["probabilities"] == behind * run["probabilities"].axes[1].size
    assert counts["decoder.0.ffn.hidden"] == run["decoder.0.ffn.hidden"].axes[1].size


def test_without_memory_for_float64_it_is_said(monkeypatch):
    run = trace("a b", dtype="float32")

    def full(*_):
        raise NotEnoughMemory("weights.room", file="x", needed="9", room="1")

    monkeypatch.setattr(sensitivity, "run", full)
    said = [block.text for block in forward(run, "q[0, 0, 0]").blocks() if isinstance(block, Note)]
    assert said == [say("document.explain_forward_coarse", dtype="float32")]


def test_paper_mode_does_not_swallow_the_nudge():
    found = forward(trace("a b", paper=1), "q[0, 0, 0]", "softmax[0, 0, 1]").facts["json"]
    assert found["derivative"] == pytest.approx(found["nudge"], rel=1e-6)
    assert forward(trace("a b", paper=1), "q[0, 0, 0]").facts["json"]["reaches"]


@pytest.mark.parametrize(
    ("options", "cell"),
    [
        ({"model": "gru"}, "recurrent.0.h[0, 1]"),
        ({"model": "lstm", "proj_size": 2}, "recurrent.0.c[1, 0]"),
        ({"model": "seq2seq", "target": "x y"}, "attention.softmax[0, 1]"),
        ({"model": "seq2seq", "target": "x y", "attention": "dot"}, "decoder.0.h[1, 2]"),
    ],
)
def test_a_number_of_one_time_step_reaches_what_the_next_steps_compute(options, cell):
    """A recurrent stage is its time steps side by side; the steps are what others read."""
    run = trace("a b c", **options)
    later = "recurrent.0.h[2, 0]" if "target" not in options else "logits[1, 0]"
    facts = forward(run, cell, later).facts["json"]
    assert facts["derivative"] == pytest.approx(facts["nudge"], rel=1e-5) and facts["derivative"] != 0
    reached = [row["stage"] for row in forward(run, cell).facts["json"]["reaches"]]
    assert reached and (reached[-1] == "probabilities") == ("target" in options)
