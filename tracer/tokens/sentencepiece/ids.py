"""Which ids a family gives to the pieces of its SentencePiece model, and to the tokens it has beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.errors import TracerError
from tracer.tokens.configuration import Added, Configuration, read_object, require_token
from tracer.tokens.labels import Piece
from tracer.tokens.special_tokens import Kinds, special_tokens

# The first ids of fairseq's models; the pieces of SentencePiece follow, some places further on.
_XLM_ROBERTA = ("<s>", "<pad>", "</s>", "<unk>")
_CAMEMBERT = ("<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED")


@dataclass(frozen=True, slots=True)
class Ids:
    """known: every token's id. added: those found in the text before it is cut. unknown: the id of any other piece.

    before, after: the special tokens around a text; second: those before a second text, None where there is never one;
    segments: whether it is of another segment.
    """

    known: dict[str, int]
    added: dict[Added, int]
    unknown: int
    before: list[Piece]
    after: list[Piece]
    second: list[Piece] | None
    segments: bool


def ids_of(file: Path, pieces: Sequence[str], how: Configuration, kind: str, kinds: Kinds) -> Ids:
    """The ids of a model file's pieces. Raises TracerError: no token that is needed, a damaged or missing vocab.json."""
    special, further = special_tokens(kind, kinds), list[Added]()
    if file.suffix == ".spm":
        file = file.with_name("vocab.json")
        known = _told(file)
    else:
        known, further = _numbered(pieces, kind, how)
    roles = how.roles(special.roles)
    added = {token: known[token.content] for token in further} | how.added(roles, known)
    known_ids = known | how.numbered

    def side(keys: Sequence[str]) -> list[Piece]:
        ends = (require_token(roles, key, known_ids, file) for key in keys)
        return [Piece(number, token, added=True) for token, number in ends]

    before, after = special.around(how)
    second = side(special.second) if special.second is not None else None
    unknown = require_token(roles, "unk_token", known_ids, file)[1]
    known = known | {token.content: number for token, number in added.items()}
    return Ids(known, added, unknown, side(before), side(after), second, special.segments)


def _numbered(pieces: Sequence[str], kind: str, how: Configuration) -> tuple[dict[str, int], list[Added]]:
    """(piece → id, tokens of the family that have no role)."""
    if kind == "xlm-roberta":  # its model's <unk>, <s>, </s> are 0, 1, 2
        return _shifted(pieces, _XLM_ROBERTA, 1, 3), []
    if kind == "camembert":  # its model's <unk> is 0; `NOTUSED` are its authors' spares
        return _shifted(pieces, _CAMEMBERT, 4, 1), [Added(token) for token in _CAMEMBERT]
    known = {piece: number for number, piece in enumerate(pieces)}
    extra = int(how.get("extra_ids", 100)) if kind == "t5" else 0
    further = [Added(f"<extra_id_{number}>", lstrip=True, rstrip=True) for number in range(extra)]
    return known | {token.content: len(pieces) + extra - 1 - at for at, token in enumerate(further)}, further


def _shifted(pieces: Sequence[str], first: Sequence[str], shift: int, start: int) -> dict[str, int]:
    after = {piece: number + shift for number, piece in enumerate(pieces) if number >= start}
    return after | {token: number for number, token in enumerate(first)} | {"<mask>": len(pieces) + shift}


def _told(path: Path) -> dict[str, int]:
    """Marian's own list, shared by both of its models."""
    result = read_object(path)
    if not all(type(number) is int and number >= 0 for number in result.values()):
        raise TracerError("checkpoints.json", file=str(path))
    return result
