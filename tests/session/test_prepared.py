"""A request is worked out once: its texts are looked up once, and its page is walked at most twice, the run included."""

from pathlib import Path

import numpy as np
import pytest

from tracer.models import gpt, transformer
from tracer.session import make_request, plan_run, run
from tracer.session.checkpoint import Checkpoint
from tracer.session.resolve import frame

GPT = Path(__file__).parent.parent / "cases" / "hf" / "gpt2" / "model"
EDIT = [("decoder.0.attention.scores[0, 1, 0]", 2.0)]


@pytest.fixture
def calls(monkeypatch):
    """Counts the calls of a module's function by its name."""
    counts = {}

    def count(module, name):
        function = getattr(module, name)

        def counted(*args, **options):
            counts[name] = counts.get(name, 0) + 1
            return function(*args, **options)

        monkeypatch.setattr(module, name, counted)

    count(gpt, "gpt")
    count(Checkpoint, "prepared")
    count(transformer, "encoder")
    count(transformer, "bare_attention")
    count(frame, "source_text")
    return counts


def test_a_checkpoint_with_chosen_stages_and_an_edit_is_planned_once_and_run_once(calls):
    trace = run(make_request("it was it", model=str(GPT), edits=EDIT), keep=("softmax",))
    assert [step.name for step in trace] == ["decoder.0.attention.softmax", "decoder.1.attention.softmax"]
    assert calls == {"prepared": 1, "gpt": 2}


def test_a_checkpoint_that_was_checked_before_is_only_run(calls):
    request = make_request("it was it", model=str(GPT))
    run(request)
    calls.clear()
    run(request)
    assert calls == {"prepared": 1, "gpt": 1}


@pytest.mark.parametrize(
    ("options", "page", "walks"),
    [
        ({}, "encoder", 1),
        ({"d_model": 2048}, "encoder", 2),
        ({"edits": [("scores[0, 0, 0]", 1.0)]}, "encoder", 2),
        ({"model": "attention", "weights": {name: np.ones((4, 2)) for name in ("W_Q", "W_K", "W_V")}}, "bare_attention", 2),
        ({"model": "attention", "memory_inputs": np.ones((3, 4)), "inputs": np.ones((2, 4)), "seed": 1}, "bare_attention", 1),
    ],
    ids=["seeded", "wide", "edited", "weights", "memory"],
)
def test_a_toy_looks_its_text_up_once_and_walks_its_page_once_unless_sizes_or_room_are_in_question(calls, options, page, walks):
    run(make_request("a b", **options) if "weights" not in options else make_request("a b", seed=0, **options))
    assert calls == {"source_text": 1, page: walks}


def test_a_list_of_stages_walks_the_page_without_computing(calls):
    steps, parameters = plan_run(make_request("a b"))
    assert calls == {"source_text": 1, "encoder": 1}
    assert all(step.array is None for step in (*steps.values(), *parameters.values()))
