"""The rules of a SentencePiece model: byte pairs merged by the score of what they make, or a unigram model."""

from __future__ import annotations

from typing import Any

from tracer.tokens.cutting.best_path import Pieces
from tracer.tokens.cutting.library_rules import Rule, unigram_cut
from tracer.tokens.cutting.merges import merges
from tracer.tokens.cutting.raw_cut import NotFollowed, RawCut
from tracer.tokens.cutting.unknown import Unknown, bytes_of, fused

_TRAINER, _KIND = 2, 3  # fields of a ModelProto and of its TrainerSpec (sentencepiece_model.proto)
_UNIGRAM, _BPE = 1, 2


def rule_of(inner: Any) -> Rule:
    """How one word is cut by an opened model. Raises NotFollowed for a kind without steps of ours."""
    model = model_kind(inner.serialized_model_proto())
    numbers = range(inner.get_piece_size())
    apart = inner.is_control, inner.is_unknown, inner.is_unused, inner.is_byte
    kept = [at for at in numbers if not any(kind(at) for kind in apart)]
    scores = {inner.id_to_piece(at): float(inner.get_score(at)) for at in kept}
    in_bytes = {inner.id_to_piece(at): 0.0 for at in numbers if inner.is_byte(at)}
    if model == _UNIGRAM:
        pieces = Pieces(scores, min(scores.values(), default=0.0), single=True)
        return lambda word: unigram_cut(pieces, in_bytes, word)
    if model == _BPE:
        return lambda word: _scored(scores, in_bytes, word)
    raise NotFollowed("tokens.steps_kind", kind={3: "word", 4: "char"}.get(model, str(model)))


def _scored(scores: dict[str, float], in_bytes: dict[str, float], word: str) -> RawCut:
    """A word by merges: of two neighbours that make a piece, those of the greatest score first."""

    def rank(left: str, right: str) -> float | None:
        score = scores.get(left + right)
        return None if score is None else 0.0 - score

    steps = list(merges(word, rank, str.__add__))
    pieces = list[str]()
    for symbol in steps[-1].after if steps else word:
        pieces += [symbol] if symbol in scores else bytes_of(symbol, in_bytes) or [Unknown(symbol)]
    return RawCut("scored", list(word), steps, fused(pieces))


def model_kind(serialized: bytes) -> int:
    """The kind a serialized model says it is (1: unigram, which is also meant where it says nothing; 2: byte pairs)."""
    trainer = b"".join(_nested(serialized, _TRAINER))
    return next(reversed([value for field, value in _fields(trainer) if field == _KIND and isinstance(value, int)]), _UNIGRAM)


def _nested(message: bytes, field: int) -> list[bytes]:
    return [value for number, value in _fields(message) if number == field and isinstance(value, bytes)]


def _fields(message: bytes) -> list[tuple[int, int | bytes]]:
    """The fields of a protobuf message: numbers of varints, bytes of all that says its length or has four or eight of them."""
    fields, at = list[tuple[int, int | bytes]](), 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at) if key & 7 in (0, 2) else (8 if key & 7 == 1 else 4, at)
        if key & 7 == 0:
            fields.append((key >> 3, value))
        else:
            fields.append((key >> 3, message[at : at + value]))
            at += value
    return fields


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while message[at] & 128:
        value |= (message[at] & 127) << shift
        at, shift = at + 1, shift + 7
    return value | message[at] << shift, at + 1
