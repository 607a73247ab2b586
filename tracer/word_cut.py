"""How one word of a text was cut into pieces of a vocabulary, step by step: what a tokenizer's rules did, for documents to show.

Every string is readable: a space is ▁, a byte that is no whole character ⟨E4⟩, what the vocabulary lacks `x(<unk>)`.
"""

from __future__ import annotations

from typing import NamedTuple


class Merge(NamedTuple):
    """Byte-pair encoding: two neighbours become one. rank: of the pair, the lowest goes first; after: all pieces behind it."""

    left: str
    right: str
    rank: float
    after: tuple[str, ...]


class Match(NamedTuple):
    """WordPiece: the longest beginning of `rest` in the vocabulary. tried: how many longer ones are not in it."""

    rest: str
    tried: int
    piece: str


class Path(NamedTuple):
    """Unigram: one way to cut the word. scores: log probability of each piece; total: their sum, the greatest is taken."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    total: float


class WordCut(NamedTuple):
    """A word and its steps. method: bpe (a list of merges), scored (merges by the score of what they make), wordpiece, unigram,
    or whole (the word is in the vocabulary, and is not cut). start: the pieces before the first step. steps: `Merge`s in their
    order, `Match`es from the left, or the best `Path` and the next best. pieces, ids: what the word became.
    """

    method: str
    word: str
    start: tuple[str, ...]
    steps: tuple[Merge | Match | Path, ...]
    pieces: tuple[str, ...]
    ids: tuple[int, ...]
