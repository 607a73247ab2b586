"""The rules of `tokenizer.json`'s models, by which the `tokenizers` library cuts a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tracer.tokens.cutting.best_path import Pieces
from tracer.tokens.cutting.longest_match import longest_matches
from tracer.tokens.cutting.merges import merges
from tracer.tokens.cutting.raw_cut import NotFollowed, RawCut
from tracer.tokens.cutting.unknown import Unknown, bytes_of, fused

Rule = Callable[[str], RawCut]


def rule_of(model: Mapping[str, Any]) -> Rule:
    """How one word is cut by a model as `tokenizer.json` writes it. Raises NotFollowed for a kind without steps of ours."""
    kind = model.get("type")
    if kind == "BPE" and not model.get("dropout"):
        return _byte_pairs(model)
    if kind == "WordPiece":
        return _word_pieces(model)
    if kind == "Unigram" and model.get("unk_id") is not None:
        return _unigram(model)
    raise NotFollowed("tokens.steps_kind", kind=str(kind))


def ids_of(model: Mapping[str, Any]) -> dict[str, int]:
    """The ids of a model's pieces."""
    vocab = model["vocab"]
    return vocab if isinstance(vocab, dict) else {piece: number for number, (piece, _) in enumerate(vocab)}


def _byte_pairs(model: Mapping[str, Any]) -> Rule:
    known, prefix, suffix = model["vocab"], model.get("continuing_subword_prefix") or "", model.get("end_of_word_suffix") or ""
    pairs = (pair.split(" ") if isinstance(pair, str) else pair for pair in model["merges"])
    ranks: dict[tuple[str, str], float] = {(left, right): number for number, (left, right) in enumerate(pairs)}

    def symbols(word: str) -> list[str]:
        """The word's characters; in a byte-level vocabulary each stands for a byte."""
        found = list[str]()
        for place, character in enumerate(word):
            symbol = (prefix if place else "") + character + (suffix if place == len(word) - 1 else "")
            alone = [symbol] if symbol in known else bytes_of(character, known) if model.get("byte_fallback") else []
            found += alone or ([Unknown(character)] if model.get("unk_token") is not None else [])
        return fused(found) if model.get("fuse_unk") else found

    def join(left: str, right: str) -> str:
        return left + right.removeprefix(prefix)

    def cut(word: str) -> RawCut:
        if model.get("ignore_merges") and word in known:
            return RawCut("whole", [word], [], [word])
        start = symbols(word)
        steps = list(merges(start, lambda left, right: ranks.get((left, right)), join))
        return RawCut("bpe", start, steps, steps[-1].after if steps else start)

    return cut


def _word_pieces(model: Mapping[str, Any]) -> Rule:
    known, prefix = model["vocab"], model.get("continuing_subword_prefix", "##")
    most = model.get("max_input_chars_per_word", 100)

    def cut(word: str) -> RawCut:
        if len(word) > most:
            return RawCut("wordpiece", [word], [], [Unknown(word)])
        steps = longest_matches(word, known, prefix)
        pieces = [step.piece for step in steps if step.piece is not None]
        return RawCut("wordpiece", [word], steps, pieces if len(pieces) == len(steps) else [Unknown(word)])

    return cut


def _unigram(model: Mapping[str, Any]) -> Rule:
    scores = {piece: float(score) for piece, score in model["vocab"]}
    known = Pieces(scores, min(scores.values()), single=False)

    def cut(word: str) -> RawCut:
        return unigram_cut(known, scores if model.get("byte_fallback") else {}, word)

    return cut


def unigram_cut(pieces: Pieces, fallback: Mapping[str, float], word: str) -> RawCut:
    """A word cut by a unigram model; fallback: the vocabulary with tokens for bytes that stand for what is unknown, if any."""
    paths = pieces.best_paths(word)
    best = list[str]()
    for piece in fused(piece for piece, _ in paths[0]):
        in_bytes = bytes_of(piece, fallback) if isinstance(piece, Unknown) else []
        best += in_bytes or [piece]
    return RawCut("unigram", list(word), paths, best)
