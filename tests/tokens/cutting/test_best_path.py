"""The best and the next best way to cut a word, against all ways there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.tokens.cutting.best_path import Pieces
from tracer.tokens.cutting.unknown import Unknown

SCORES = st.dictionaries(st.text("ab", min_size=1, max_size=3), st.integers(-40, -1).map(lambda number: number / 4), min_size=1)


def every(word, scores, unknown):
    if not word:
        yield 0.0
    for stop in range(1, len(word) + 1):
        score = scores.get(word[:stop], unknown if stop == 1 else None)
        if score is not None:
            yield from (score + rest for rest in every(word[stop:], scores, unknown))


@given(word=st.text("abc", min_size=1, max_size=7), scores=SCORES, single=st.booleans())
def test_the_two_best_of_all_ways(word, scores, single):
    lowest = min(scores.values())
    paths = Pieces(scores, lowest, single).best_paths(word)
    totals = sorted(every(word, scores, lowest - 10), reverse=True)[:2]
    assert [sum(score for _, score in path) for path in paths] == pytest.approx(totals)
    assert all("".join(piece for piece, _ in path) == word for path in paths)
    assert all(isinstance(piece, Unknown) == (piece not in scores) for path in paths for piece, _ in path)
