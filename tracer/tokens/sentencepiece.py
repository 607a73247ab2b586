"""SentencePiece vocabularies (`spiece.model`, `tokenizer.model`, `sentencepiece.bpe.model`, `source.spm`) of older folders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.errors import TracerError
from tracer.tokens.readable import Piece, alone, labels

if TYPE_CHECKING:
    from tracer.tokens.huggingface import Cut

FILES = ("spiece.model", "tokenizer.model", "sentencepiece.bpe.model", "source.spm")
# family -> tokens put before and after, by name
_AROUND = {
    "t5": ((), ("</s>",)),
    "marian": ((), ("</s>",)),
    "xlm-roberta": (("<s>",), ("</s>",)),
    "camembert": (("<s>",), ("</s>",)),
    "albert": (("[CLS]",), ("[SEP]",)),
    "llama": (("<s>",), ()),
    "mistral": (("<s>",), ()),
    "phi3": (("<s>",), ()),
    "gemma": (("<bos>",), ()),
    "gemma2": (("<bos>",), ()),
    "gemma3_text": (("<bos>",), ()),
}
_FAIRSEQ = ("<s>", "<pad>", "</s>", "<unk>")  # XLM-R's first ids; the model's own pieces follow, one place further on


class SentencePieces:
    """A SentencePiece model with its family's ids and special tokens. Marian has one for each language."""

    def __init__(self, folder: Path, name: str, family: str) -> None:
        self.source = _model(folder / name)
        self.target = _model(folder / "target.spm") if name == "source.spm" and (folder / "target.spm").exists() else self.source
        self.family, self.size = family, self.source.get_piece_size()
        self.own: dict[str, int] = {}
        if name == "source.spm":
            self.own = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
            self.size = max(self.own.values()) + 1
        self.shift = 1 if family == "xlm-roberta" else 0
        self.size += 2 * self.shift
        self.words = {number: token for token, number in self.own.items()}

    def _id(self, token: str) -> int | None:
        if self.own:
            return self.own.get(token, self.own.get("<unk>"))
        if self.shift and token in _FAIRSEQ:
            return _FAIRSEQ.index(token)
        found = self.source.piece_to_id(token)
        return found + self.shift if found != self.source.unk_id() else (3 if self.shift else found)

    def _token(self, number: int) -> str:
        if self.own:
            return self.words.get(number, str(number))
        if self.shift and number < len(_FAIRSEQ):
            return _FAIRSEQ[number]
        inner = number - self.shift
        return str(self.source.id_to_piece(inner)) if 0 <= inner < self.source.get_piece_size() else str(number)

    def _pieces(self, text: str, target: bool = False) -> list[Piece]:
        model = self.target if target else self.source
        if self.family == "albert":
            text = text.lower()
        found = model.encode(text, out_type="immutable_proto")
        return [self._piece(one) for one in found.pieces]

    def _piece(self, one: Any) -> Piece:
        number = self._id(one.piece)
        unknown = number == self._id("<unk>")
        return Piece(number or 0, "<unk>" if unknown else one.piece, one.begin, one.end)

    def cut(self, text: str, target: bool = False, pair: str | None = None) -> Cut:
        from tracer.tokens.huggingface import Cut

        before, after = (
            [Piece(self._id(token) or 0, token, special=True) for token in side] for side in _AROUND.get(self.family, ((), ()))
        )
        if pair is not None:
            raise TracerError("checkpoints.pair")
        pieces = [*before, *self._pieces(text, target), *after]
        return Cut([one.id for one in pieces], labels(text, pieces, False, "<unk>"), [one.token for one in pieces])

    def label(self, ids: Sequence[int]) -> list[str]:
        return [alone(Piece(number, self._token(number)), False) for number in ids]

    def id_of(self, token: str) -> int | None:
        found = self._id(token)
        return found if found is not None and self._token(found) == token else None

    def text_of(self, ids: Sequence[int]) -> str:
        tokens = [self._token(number) for number in ids]
        return str(self.target.decode_pieces([one for one in tokens if one not in ("<s>", "</s>", "<pad>", "<bos>", "<eos>")]))

    def steps(self, text: str) -> list[tuple[str, list[str]]]:
        normal = str(self.source.normalize(text)) if hasattr(self.source, "normalize") else text
        cut = self.cut(text)
        found = [("normalised", [normal]), ("pieces", [one.token for one in self._pieces(text)])]
        if len(cut.tokens) != len(found[-1][1]):
            found.append(("special", cut.tokens))
        return [*found, ("readable", cut.labels)]


def _model(path: Path) -> Any:
    try:
        import sentencepiece
    except ImportError:
        raise TracerError("checkpoints.extra", library="sentencepiece") from None
    model = sentencepiece.SentencePieceProcessor()
    try:
        model.load(str(path))
    except (OSError, RuntimeError) as problem:
        raise TracerError("checkpoints.tokenizer", file=str(path), problem=str(problem)[:200]) from None
    return model


def found_in(folder: Path, family: str, special: dict[str, Any]) -> SentencePieces | None:
    """The folder's SentencePiece model, or None where it has none."""
    for name in FILES:
        if (folder / name).exists():
            return SentencePieces(folder, name, family)
    return None
