"""A word cut by a tokenizer's rules, in the vocabulary's own strings, and the same as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from tracer.errors import TracerError
from tracer.tokens.cutting.longest_match import LongestMatch
from tracer.tokens.cutting.merges import PairMerge
from tracer.tokens.cutting.unknown import Unknown
from tracer.tokens.labels import WORD
from tracer.word_cut import Match, Merge, Path, WordCut

_LONGEST = 200  # characters of a word whose steps are shown; each step says all pieces of the word
_INSIDE = re.compile(f"[^{WORD}]{WORD}")
_WORDS = re.compile(f"{WORD}*[^{WORD}]+|{WORD}+")


class NotFollowed(TracerError):
    """A tokenizer whose steps cannot be shown for a text: its rules are others than ours, or the text is too long."""


class RawCut(NamedTuple):
    """A word. method: as in `WordCut`. start: symbols before the first step. pieces: after the last, `Unknown` among them."""

    method: str
    start: Sequence[str]
    steps: Sequence[PairMerge | LongestMatch | list[tuple[str, float]]]
    pieces: Sequence[str]


class Shown(NamedTuple):
    """How a vocabulary's strings are shown. label: of a piece; unknown: what stands for all that the vocabulary lacks."""

    label: Callable[[str], str]
    unknown: str

    def __call__(self, symbol: str) -> str:
        return f"{symbol}({self.unknown})" if isinstance(symbol, Unknown) else self.label(symbol)

    def all(self, symbols: Iterable[str]) -> tuple[str, ...]:
        """The labels of several."""
        return tuple(self(symbol) for symbol in symbols)


def readable(word: str, raw: RawCut, ids: Mapping[str, int], unknown: int, shown: Shown) -> WordCut:
    """A word's cut with readable strings and ids."""
    steps = tuple(_step(step, shown) for step in raw.steps)
    numbers = tuple(unknown if isinstance(piece, Unknown) else ids.get(piece, unknown) for piece in raw.pieces)
    return WordCut(raw.method, shown.label(word), shown.all(raw.start), steps, shown.all(raw.pieces), numbers)


def _step(step: PairMerge | LongestMatch | list[tuple[str, float]], shown: Shown) -> Merge | Match | Path:
    if isinstance(step, PairMerge):
        return Merge(shown(step.left), shown(step.right), step.rank, shown.all(step.after))
    if isinstance(step, LongestMatch):
        return Match(shown(step.rest), step.tried, "" if step.piece is None else shown(step.piece))
    scores = tuple(score for _, score in step)
    return Path(shown.all(piece for piece, _ in step), scores, fsum(scores))


def word_splitter(known: Collection[str]) -> Callable[[str], list[str]]:
    """How a text that is cut as a whole falls into words that can be cut one by one: at its spaces, where no piece of the
    vocabulary goes on behind one.

    >>> word_splitter({"▁", "▁a", "c", "a", "t"})("▁a▁cat")
    ['▁a', '▁cat']
    """
    if WORD not in known or any(_INSIDE.search(piece) for piece in known):
        return lambda text: [text]
    return _WORDS.findall


def require_short(words: Iterable[str]) -> None:
    """Raises NotFollowed where a word is so long that its steps would fill pages."""
    for word in words:
        if len(word) > _LONGEST:
            raise NotFollowed("tokens.steps_long", count=len(word), most=_LONGEST)
