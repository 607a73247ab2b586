"""Texts split at added tokens, without any library."""

from tracer.tokens.configuration import Added
from tracer.tokens.sentencepiece.added_tokens import Splitter


def test_the_longest_of_the_tokens_that_begin_together_is_taken():
    assert Splitter([Added("<a>"), Added("<a><b>")])("x<a><b>y<a>") == [
        (0, 1, None), (1, 7, "<a><b>"), (7, 8, None), (8, 11, "<a>"),
    ]  # fmt: skip


def test_a_token_takes_the_space_beside_it_along():
    assert Splitter([Added("<m>", lstrip=True)])("a  <m> b") == [(0, 1, None), (1, 6, "<m>"), (6, 8, None)]
    assert Splitter([Added("<m>", rstrip=True)])("a <m>  b") == [(0, 2, None), (2, 7, "<m>"), (7, 8, None)]


def test_a_single_word_touches_no_letter():
    assert Splitter([Added("new", single_word=True)])("anew new") == [(0, 5, None), (5, 8, "new")]


def test_without_tokens_the_text_is_one_stretch():
    assert Splitter([])("a b") == [(0, 3, None)]
    assert Splitter([])("") == []
