"""The tokenizer in a GGUF file: its words are a vocabulary with merges (`gpt2`) or with SentencePiece's scores (`llama`)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from tracer.errors import TracerError
from tracer.tokens.bytelevel import QWEN
from tracer.tokens.configuration import Added
from tracer.tokens.contained import contained
from tracer.tokens.labels import Piece
from tracer.tokens.sentencepiece.albert import identity
from tracer.tokens.sentencepiece.ids import Ids
from tracer.tokens.sentencepiece.model import Model
from tracer.tokens.sentencepiece.tokenizer import SentencePieces
from tracer.tokens.tokenizer import NoTokenizer, Tokenizer
from tracer.tokens.tokenizers_library import Library, add, tokenizers

_KINDS = ("gpt2", "llama")
_UNKNOWN, _CONTROL, _USER_DEFINED, _BYTE = 2, 3, 4, 6  # of a token's types, which are SentencePiece's
_BPE = 2  # SentencePiece's kind of model whose merges follow from scores

# Llama 3's words: numbers are cut into groups of three digits, a sign may stand before a word
_LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


class _Words(NamedTuple):
    """How a pre-tokenizer of llama.cpp cuts a text into words.

    pattern: each match is a word; None: GPT-2's own. digits: each is a word of its own before that. whole: a word of the
    vocabulary is not merged anew. bos: there is a token before a text unless the file says otherwise. composed: letters and
    their accents are put together first.
    """

    pattern: str | None = None
    digits: bool = False
    whole: bool = False
    bos: bool = False
    composed: bool = False


_LLAMA3_WORDS, _QWEN_WORDS = _Words(_LLAMA3, whole=True, bos=True), _Words(QWEN, composed=True)
_WORDS = {
    "gpt-2": _Words(),
    "llama-bpe": _LLAMA3_WORDS,
    "llama3": _LLAMA3_WORDS,
    "llama-v3": _LLAMA3_WORDS,
    "qwen2": _QWEN_WORDS,
    "deepseek-r1-qwen": _QWEN_WORDS,
    "smollm": _Words(digits=True),
}


def open_tokenizer(words: Mapping[str, Any], path: Path) -> Tokenizer:
    """The tokenizer that a file's words describe.

    Raises NoTokenizer where there is none, or one of a kind or with a pre-tokenizer that is not known; TracerError for a
    damaged one, and for a missing library.
    """
    kind, tokens = words.get("tokenizer.ggml.model"), words.get("tokenizer.ggml.tokens")
    if kind is None or not tokens:
        raise NoTokenizer("checkpoints.gguf_no_tokenizer", file=str(path))
    if kind not in _KINDS:
        raise NoTokenizer("checkpoints.gguf_tokenizer", file=str(path), kind=str(kind), known=list(_KINDS))
    types = words.get("tokenizer.ggml.token_type") or [1] * len(tokens)
    if not _strings(tokens) or not _numbers(types, len(tokens)):
        raise TracerError("checkpoints.gguf_vocabulary", file=str(path))
    with contained(str(path)):
        return _byte_pairs(words, tokens, types, path) if kind == "gpt2" else _scored(words, tokens, types, path)


def _byte_pairs(words: Mapping[str, Any], tokens: Sequence[str], types: Sequence[int], path: Path) -> Library:
    """GPT-2's kind: byte pairs, merged in the order of a list."""
    name, merges = words.get("tokenizer.ggml.pre"), words.get("tokenizer.ggml.merges")
    if name not in _WORDS:
        raise NoTokenizer("checkpoints.gguf_words", file=str(path), kind=str(name), known=list(_WORDS))
    if not _strings(merges) or not all(merge.count(" ") == 1 for merge in merges):
        raise TracerError("checkpoints.gguf_vocabulary", file=str(path))
    library, how = tokenizers(), _WORDS[name]
    pairs = [tuple(merge.split(" ")) for merge in merges]
    try:
        known = {token: number for number, token in enumerate(tokens)}
        inner = library.Tokenizer(library.models.BPE(known, pairs, ignore_merges=how.whole))
    except Exception as problem:  # the library raises plain exceptions for whatever is wrong
        raise TracerError("checkpoints.tokenizer", file=str(path), problem=str(problem)[:200]) from None
    _cut_words(inner, library, how)
    inner.decoder = library.decoders.ByteLevel()
    before, after = _around(words, tokens, how.bos, path)
    if before or after:
        side = " ".join([*(token for token, _ in before), "$A", *(token for token, _ in after)])
        inner.post_processor = library.processors.TemplateProcessing(side, special_tokens=[*before, *after])
    add(inner, _added(tokens, types))
    return Library(inner, None, True, str(path))


def _cut_words(inner: Any, library: Any, how: _Words) -> None:
    split = library.pre_tokenizers
    first = [split.Digits(individual_digits=True)] if how.digits else []
    if how.pattern is not None:
        first.append(split.Split(library.Regex(how.pattern), "isolated"))
    letters = split.ByteLevel(add_prefix_space=False, use_regex=how.pattern is None)
    inner.pre_tokenizer = split.Sequence([*first, letters]) if first else letters
    if how.composed:
        inner.normalizer = library.normalizers.NFC()


def _scored(words: Mapping[str, Any], tokens: Sequence[str], types: Sequence[int], path: Path) -> SentencePieces:
    """SentencePiece's kind: the pair whose piece has the best score is merged first."""
    scores = words.get("tokenizer.ggml.scores")
    if not isinstance(scores, list) or not _numbers(scores, len(tokens)) or _UNKNOWN not in types:
        raise TracerError("checkpoints.gguf_vocabulary", file=str(path))
    model = Model(path, serialized=_serialized(words, tokens, scores, types))
    known = {token: number for number, token in enumerate(tokens)}
    added = {token: known[token.content] for token in _added(tokens, types) if token.special}
    before, after = ([Piece(number, token, added=True) for token, number in side] for side in _around(words, tokens, True, path))
    return SentencePieces(model, model, Ids(known, added, list(types).index(_UNKNOWN), before, after, None, False), identity, "")


def _around(
    words: Mapping[str, Any], tokens: Sequence[str], bos: bool, path: Path
) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """The special tokens before a text and after it, with their ids, where the file asks for them."""
    sides: list[list[tuple[str, int]]] = []
    for key, usual in (("bos", bos), ("eos", False)):
        number = words.get(f"tokenizer.ggml.{key}_token_id")
        if not words.get(f"tokenizer.ggml.add_{key}_token", usual):
            sides.append([])
        elif type(number) is int and 0 <= number < len(tokens):
            sides.append([(tokens[number], number)])
        else:
            raise TracerError("checkpoints.special", file=str(path), token=f"{key}_token_id", key=f"add_{key}_token")
    return sides[0], sides[1]


def _added(tokens: Sequence[str], types: Sequence[int]) -> list[Added]:
    """The tokens that are found in a text before it is cut."""
    return [
        Added(token, special=kind != _USER_DEFINED)
        for token, kind in zip(tokens, types, strict=True)
        if kind in (_UNKNOWN, _CONTROL, _USER_DEFINED) and token
    ]


def _serialized(words: Mapping[str, Any], tokens: Sequence[str], scores: Sequence[float], types: Sequence[int]) -> bytes:
    """The pieces as SentencePiece writes a model: a ModelProto (sentencepiece_model.proto) of pieces, trainer's and normaliser's
    settings.
    """
    pieces = b"".join(
        _nested(1, _nested(1, token.encode()) + b"\x15" + struct.pack("<f", score) + _number(3, kind))
        for token, score, kind in zip(tokens, scores, types, strict=True)
    )
    bytewise = _BYTE in types
    trainer = _number(3, _BPE) + _number(35, int(bytewise))
    prefix = words.get("tokenizer.ggml.add_space_prefix", True)
    spaces = words.get("tokenizer.ggml.remove_extra_whitespaces", False)
    normalizer = _nested(1, b"identity") + _number(3, int(bool(prefix))) + _number(4, int(bool(spaces))) + _number(5, 1)
    return pieces + _nested(2, trainer) + _nested(3, normalizer)


def _nested(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def _strings(values: Any) -> TypeGuard[list[str]]:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _numbers(values: Any, count: int) -> bool:
    """Whether these are numbers, one for each token, and none below what a varint holds where they are whole."""
    if not isinstance(values, list) or len(values) != count:
        return False
    return all(type(value) is float or (type(value) is int and value >= 0) for value in values)
