"""Settings of `tokenizer.json`'s models that no stored tokenizer has, against the library on any word."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.tokens.cutting.library_rules import ids_of, rule_of
from tracer.tokens.cutting.raw_cut import NotFollowed
from tracer.tokens.cutting.unknown import Unknown

tokenizers = pytest.importorskip("tokenizers")
BYTES = {f"<0x{byte:02X}>": 100 + byte for byte in range(256)}
LETTERS = {"<unk>": 0, "a": 1, "b": 2, "c": 3, "ab": 4, "abc": 5, "bc": 6}
AB = [("b", "c"), ("a", "b"), ("ab", "c"), ("a", "bc")]
INNER = {"<unk>": 0, "a": 1, "##a": 2, "b": 3, "##b": 4, "ab": 5, "##ab": 6, "##ba": 7}
ENDED = {"<unk>": 0, "a": 1, "b": 2, "a_": 3, "b_": 4, "ab": 5, "ab_": 6}
SCORES = [("<unk>", 0.0), ("a", -1.0), ("b", -1.5), ("ab", -2.5), ("ba", -2.0), ("aba", -3.5)]
MODELS = {
    "fused": lambda make: make.BPE(LETTERS, AB, unk_token="<unk>", fuse_unk=True),
    "apart": lambda make: make.BPE(LETTERS, AB, unk_token="<unk>"),
    "dropped": lambda make: make.BPE(LETTERS, AB),
    "bytes": lambda make: make.BPE(LETTERS | BYTES, AB, unk_token="<unk>", byte_fallback=True),
    "whole": lambda make: make.BPE(LETTERS, AB[:1], unk_token="<unk>", ignore_merges=True),
    "prefix": lambda make: make.BPE(INNER, [("a", "##b"), ("##a", "##b"), ("##b", "##a")], continuing_subword_prefix="##"),
    "suffix": lambda make: make.BPE(ENDED, [("a", "b"), ("a", "b_")], end_of_word_suffix="_"),
    "wordpiece": lambda make: make.WordPiece(INNER, unk_token="<unk>", max_input_chars_per_word=6),
    "unigram": lambda make: make.Unigram(SCORES, unk_id=0),
    "unigram with bytes": lambda make: make.Unigram(SCORES + [(byte, -9.0) for byte in BYTES], unk_id=0, byte_fallback=True),
}


@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=40)
@given(word=st.text("abcé", min_size=1, max_size=9))
def test_pieces_are_the_library_s(name, word):
    library = tokenizers.Tokenizer(MODELS[name](tokenizers.models))
    model = json.loads(library.to_str())["model"]
    ids = ids_of(model)
    pieces = rule_of(model)(word).pieces
    assert [0 if isinstance(piece, Unknown) else ids[piece] for piece in pieces] == library.encode(word).ids


def test_other_kinds_are_not_followed():
    for model in ({"type": "WordLevel", "vocab": {}}, {"type": "BPE", "dropout": 0.1}, {"type": "Unigram", "vocab": []}):
        with pytest.raises(NotFollowed, match=model["type"]):
            rule_of(model)
