"""Settings that no number of a run depends on: named where they are given, and only there."""

from pathlib import Path

import pytest

from tracer import trace

CASES = Path(__file__).parent.parent / "cases" / "hf"
LLAMA, GPT = (str(CASES / name / "model") for name in ("llama", "gpt2"))


@pytest.mark.parametrize(
    ("options", "unread"),
    [
        ({}, ()),
        ({"seed": 3}, ()),
        ({"model": GPT, "seed": 3}, ("seed",)),
        ({"model": GPT, "seed": 3, "generate": 1}, ("seed",)),
        ({"model": GPT, "seed": 3, "generate": 1, "top_k": 2}, ()),
        ({"model": LLAMA, "variance": "sample"}, ("variance",)),
        ({"model": GPT, "variance": "sample"}, ()),
        ({"model": "rnn", "scale": False}, ("scale",)),
        ({"embeddings": {"the": [1, 2, 3, 4], "cat": [4, 3, 2, 1]}, "seed": 3}, ()),
    ],
)
def test_what_was_given_and_not_read(options, unread):
    run = trace("the cat", **options)
    assert run.unread == unread
    assert bool(unread) == any("nothing here depends" in note for note in run.notes)
