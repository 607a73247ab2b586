"""Tokens as rows of a vocabulary."""

from tracer.session import trace
from tracer.session.resolve.vocabulary import vocabulary


def test_a_word_read_several_times_has_one_row():
    assert vocabulary("vocab", ["<start>", "<end>", "<start>", "a", "b", "a"], None, {}, closed=False).labels == (
        "<start>",
        "<end>",
        "a",
        "b",
    )


def test_the_decoder_of_a_seeded_model_can_say_each_word_once():
    run = trace("a b", target="c c", model="encoder-decoder")
    assert run["logits"].axes[-1].labels == ("<start>", "<end>", "c")
