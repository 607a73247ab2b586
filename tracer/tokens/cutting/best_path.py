"""The unigram model (arXiv 1804.10959): of all ways to cut a word, the one whose pieces have the greatest sum of scores."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracer.tokens.cutting.unknown import Unknown

_PENALTY = 10.0  # how far below the worst piece an unknown character stands, in both libraries


class _Arrival(NamedTuple):
    """The best way, or the next best, to some place of the word: its sum, and the piece and arrival it came by."""

    total: float
    score: float
    piece: str
    before: _Arrival | None


class Pieces:
    """The pieces of a unigram model. scores: log probability of each; lowest: the smallest of them; single: whether sums are
    float32 numbers, as in SentencePiece's own library.
    """

    def __init__(self, scores: Mapping[str, float], lowest: float, single: bool) -> None:
        self.scores, self.unknown, self.single = scores, lowest - _PENALTY, single
        self.longest = max(map(len, scores), default=1)

    def best_paths(self, word: str) -> list[list[tuple[str, float]]]:
        """The best way to cut the word and the next best, where there is one: each piece with its score (Viterbi).

        >>> Pieces({"a": -2.0, "b": -2.0, "ab": -3.0}, -3.0, single=False).best_paths("ab")
        [[('ab', -3.0)], [('a', -2.0), ('b', -2.0)]]
        """
        arrivals: list[list[_Arrival]] = [[_Arrival(0.0, 0.0, "", None)], *([] for _ in word)]
        for start in range(len(word)):
            for stop, piece, score in self._from(word, start):
                ways = [_Arrival(self._sum(way.total, score), score, piece, way) for way in arrivals[start]]
                arrivals[stop] = sorted([*arrivals[stop], *ways], key=lambda way: -way.total)[:2]
        return [_backwards(way) for way in arrivals[-1]]

    def _from(self, word: str, start: int) -> Iterator[tuple[int, str, float]]:
        """The pieces that begin at a place; a character that is none of them is unknown."""
        for stop in range(start + 1, min(start + self.longest, len(word)) + 1):
            if (score := self.scores.get(word[start:stop])) is not None:
                yield stop, word[start:stop], score
        if word[start] not in self.scores:
            yield start + 1, Unknown(word[start]), self.unknown

    def _sum(self, total: float, score: float) -> float:
        exact = total + score
        return float(struct.unpack("<f", struct.pack("<f", exact))[0]) if self.single else exact


def _backwards(way: _Arrival) -> list[tuple[str, float]]:
    pieces = list[tuple[str, float]]()
    while way.before is not None:
        pieces.append((way.piece, way.score))
        way = way.before
    return pieces[::-1]
