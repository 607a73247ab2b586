"""Merges against the rule itself: at each step the pair of the lowest rank, of equal ones the leftmost, looked for anew."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracer.tokens.cutting.merges import merges

SYMBOLS = st.text("ab", min_size=1, max_size=2)
RANKS = st.dictionaries(st.tuples(SYMBOLS, SYMBOLS), st.integers(0, 4), max_size=12)


@given(word=st.text("ab", max_size=10), ranks=RANKS)
def test_each_merge_is_the_first_of_the_lowest_rank(word, ranks):
    before = list(word)
    for merge in merges(word, lambda left, right: ranks.get((left, right)), str.__add__):
        pairs = list(pairwise(before))
        lowest = min(ranks[pair] for pair in pairs if pair in ranks)
        at = next(place for place, pair in enumerate(pairs) if ranks.get(pair) == lowest)
        assert (merge.left, merge.right, merge.rank) == (*pairs[at], lowest)
        before = [*before[:at], "".join(pairs[at]), *before[at + 2 :]]
        assert merge.after == before
    assert not any(pair in ranks for pair in pairwise(before))
