"""WordPiece as BERT reads with it: from the left, the longest beginning that the vocabulary has."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple


class LongestMatch(NamedTuple):
    """What was left of the word, how many longer beginnings the vocabulary lacks, and the piece; None where it has none."""

    rest: str
    tried: int
    piece: str | None


def longest_matches(word: str, known: Container[str], prefix: str) -> list[LongestMatch]:
    """The pieces of a word from its left; prefix: what stands before a piece that does not begin the word, `##`.

    Where no beginning is known the last match has no piece, and the whole word is unknown.

    >>> [match.piece for match in longest_matches("tokens", {"to", "tok", "##en", "##s"}, "##")]
    ['tok', '##en', '##s']
    """
    matches, start = list[LongestMatch](), 0
    while start < len(word):
        before = prefix if start else ""
        stop = next((stop for stop in range(len(word), start, -1) if before + word[start:stop] in known), start)
        piece = before + word[start:stop] if stop > start else None
        matches.append(LongestMatch(before + word[start:], len(word) - stop, piece))
        if piece is None:
            break
        start = stop
    return matches
