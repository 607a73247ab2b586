"""What a checkpoint's tokenizer offers, whichever library reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tracer.errors import TracerError
from tracer.word_cut import WordCut


class NoTokenizer(TracerError):
    """A checkpoint's folder holds no tokenizer, so that it reads ids alone."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut into tokens: ids, readable labels, the vocabulary's own strings, and the segment each belongs to."""

    ids: list[int]
    labels: list[str]
    tokens: list[str]
    segments: list[int] = field(default_factory=list)


class Tokenizer(Protocol):
    """Text to ids and back; `size` is one more than the greatest id."""

    size: int

    def cut(self, text: str, target: bool = False, pair: str | None = None) -> Cut:
        """The text's tokens, with the special ones the model was trained with; `pair` is a second text read with it."""

    def label(self, ids: Sequence[int]) -> list[str]:
        """Ids as readable labels."""

    def id_of(self, token: str) -> int | None:
        """The id of a token written as it is shown, or as the vocabulary has it."""

    def text_of(self, ids: Sequence[int]) -> str:
        """Ids as text, special tokens left out."""

    def steps(self, text: str, target: bool = False, pair: str | None = None) -> list[tuple[str, list[str]]]:
        """How the text is cut, step by step: the name of each step and the pieces after it."""

    def word_cuts(self, text: str, target: bool = False, pair: str | None = None) -> list[WordCut]:
        """Each word of the text between added tokens, with the steps that cut it into pieces; raises NotFollowed without any."""
