"""What is said of a run beside its numbers."""

import numpy as np

from tracer import trace


def notes(*words, **options):
    return " ".join(trace(*words, **options).notes)


def test_an_ordinary_run_needs_no_words():
    assert notes("a b") == ""


def test_what_nothing_reads_what_was_drawn_and_what_is_missing_are_told():
    assert "does not read d_ff" in notes("a b", model="attention", d_ff=3)
    assert "b: drawn from seed 0" in notes("a b", embeddings={"a": [1.0, 0.0, 0.0, 0.0]}, seed=0)
    assert "ends where its numbers do" in notes(None, model="attention", scale=False, edits={"scores": np.eye(2)})


def test_the_first_stage_that_overflows_and_a_query_without_keys_are_named():
    assert "encoder.0.attention.scores" in notes("a b", edits={"q": 1e200 * np.ones((2, 2, 2)), "k": 1e200 * np.ones((2, 2, 2))})
    assert "“b” may look at no token" in notes("a b", mask=[[1, 1], [0, 0]])
