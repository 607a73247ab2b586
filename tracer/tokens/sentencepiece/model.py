"""One SentencePiece model file: a stretch of text cut into pieces, with the characters each stands for."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from tracer.errors import MissingExtra, TracerError
from tracer.tokens.labels import WORD, is_byte

_NO_PREFIX = b"\x1a\x02\x18\x00"  # normalizer_spec.add_dummy_prefix = false: in a protobuf, what comes later counts


class Found(NamedTuple):
    """A piece of a text: its string, whether the model knows it, and the span of the text it stands for."""

    piece: str
    known: bool
    start: int
    stop: int


class Model:
    """A SentencePiece model. once: the space before a text is put there once, not before every stretch of it. serialized: the
    model, where `path` is no file of SentencePiece but one that holds its pieces.

    Raises TracerError: a missing or damaged file, a missing library.
    """

    def __init__(self, path: Path, once: bool = False, serialized: bytes | None = None) -> None:
        self.once, self.inner = once, _loaded(path, _NO_PREFIX if once else b"", serialized)
        self.pieces: list[str] = [self.inner.id_to_piece(number) for number in range(self.inner.get_piece_size())]

    def encode(self, text: str, prefix: bool) -> list[Found]:
        """The pieces of a stretch; prefix: it is the first, before which a model with `once` puts a space."""
        if not self.once:
            return self._encode(text, 0)
        text = WORD * prefix + text.replace(WORD, " ")
        if not text.startswith((WORD, " ")):
            return self._encode(text, 0)
        # such a model drops a space at the very start: what Transformers puts before it, and takes away again, keeps it
        lead = "<unk>"
        return self._encode(lead + text, len(lead) + prefix)[len(self._encode(lead, 0)) :]

    def _encode(self, text: str, shift: int) -> list[Found]:
        encoding = self.inner.encode(text, out_type="offset_mapping")
        spans = [(max(start - shift, 0), max(stop - shift, 0)) for start, stop in encoding["offsets"]]
        for at in range(len(spans) - 2, -1, -1):  # of the bytes of a character, only the last has its span
            if spans[at][0] == spans[at][1] and is_byte(encoding["pieces"][at]) and is_byte(encoding["pieces"][at + 1]):
                spans[at] = spans[at + 1]
        unknown = self.inner.unk_id()
        return [
            Found(piece, number != unknown, *span)
            for piece, number, span in zip(encoding["pieces"], encoding["ids"], spans, strict=True)
        ]

    def decode(self, pieces: list[str]) -> str:
        """Pieces as text."""
        return str(self.inner.decode_pieces(pieces))

    def normalize(self, text: str) -> str:
        """The text as the model reads it."""
        return str(self.inner.normalize(text))

    def read(self, text: str, prefix: bool) -> str:
        """The normalised text with the space that is put before it where it has none; prefix: as in `encode`."""
        if not self.once:
            return self.normalize(text)
        text = (WORD * prefix + text).replace(" ", WORD)
        return self.normalize("a" + text)[1:]  # behind a letter, a space at the start is kept


def _loaded(path: Path, more: bytes, serialized: bytes | None) -> Any:
    try:
        import sentencepiece
    except ImportError:
        raise MissingExtra("checkpoints.extra", "models", library="sentencepiece") from None
    model = sentencepiece.SentencePieceProcessor()
    try:
        model.load_from_serialized_proto((path.read_bytes() if serialized is None else serialized) + more)
    except IsADirectoryError:
        raise TracerError("checkpoints.tokenizer_directory", file=str(path)) from None
    except (OSError, RuntimeError, ValueError) as problem:
        raise TracerError("checkpoints.tokenizer", file=str(path), problem=str(problem)[:200]) from None
    return model
