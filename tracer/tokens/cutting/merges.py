"""Byte-pair encoding (arXiv 1508.07909): neighbours that a list ranks are merged, the lowest rank first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

Rank = Callable[[str, str], float | None]


class PairMerge(NamedTuple):
    """One merge: the two symbols, their rank, and all symbols after it."""

    left: str
    right: str
    rank: float
    after: list[str]


def merges(symbols: Sequence[str], rank: Rank, join: Callable[[str, str], str]) -> Iterator[PairMerge]:
    """The merges of a word in their order: lowest rank first, of equal ranks the leftmost, until no neighbours have a rank.

    rank: of two neighbours, None where they are not merged. join: what the two become.

    >>> order = {("h", "e"): 0, ("t", "he"): 1}
    >>> [merge.after for merge in merges("the", lambda *pair: order.get(pair), str.__add__)]
    [['t', 'he'], ['the']]
    """
    after = list(symbols)
    ranks = [rank(*pair) for pair in pairwise(after)]
    while ranked := [(value, place) for place, value in enumerate(ranks) if value is not None]:
        lowest, at = min(ranked)
        left, right = after[at : at + 2]
        after[at : at + 2] = [join(left, right)]
        before = max(at - 1, 0)
        ranks[before : at + 2] = [rank(*pair) for pair in pairwise(after[before : at + 2])]
        yield PairMerge(left, right, lowest, list(after))
