"""Tokens as rows of a vocabulary."""

import pytest

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


@pytest.mark.parametrize(
    ("options", "tokens", "way"),
    [
        ({"text": "我 爱 机器"}, ["我", "爱", "机器"], "words"),
        ({"text": "我爱机器"}, ["我", "爱", "机", "器"], "characters"),
        ({"text": "我 爱 机器", "cut": "characters"}, ["我", "爱", "机", "器"], "characters"),
        ({"text": "我爱 Machines", "cut": "words"}, ["我爱", "Machines"], "words"),
        ({"text": "Thinking Machines"}, ["Thinking", "Machines"], ""),
        ({"text": "我 爱", "also": "机器"}, [["我", "爱"], ["机", "器"]], "mixed"),
        ({"tokens": ["机器", "学习"]}, ["机器", "学习"], ""),
    ],
)
def test_the_writers_spaces_or_the_option_decide_what_a_token_is(options, tokens, way):
    run = trace(**options)
    assert (run.tokens, run.request.how_cut) == (tokens, way)
    assert run.unread == ()


@pytest.mark.parametrize("cut", ["characters", "words"])
def test_a_cut_that_changes_nothing_is_said(cut):
    run = trace("Thinking Machines", cut=cut)
    assert run.unread == ("cut",) and "--characters change nothing here" in run.notes[0]


def test_the_target_is_cut_as_the_text_is():
    assert trace("a", model="encoder-decoder", target="我 爱 机器").facts["target_tokens"] == ["<start>", "我", "爱", "机器"]
    cut = trace("a b", model="encoder-decoder", target="我 爱 机器", cut="characters")
    assert cut.facts["target_tokens"] == ["<start>", "我", "爱", "机", "器"]
