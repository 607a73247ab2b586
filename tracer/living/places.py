"""Places of a text: line and column of an offset, and whether it lies in one of many spans, without reading the text again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

_BLOCK = 1 << 12  # characters between two places whose line is kept


class Lines:
    """The lines of a text, counted once.

    >>> Lines("a\\nbc").line(3), Lines("a\\nbc").column(3)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        counts = (text.count("\n", place, place + _BLOCK) for place in range(0, len(text), _BLOCK))
        self._before = [0, *accumulate(counts)]

    def line(self, place: int) -> int:
        """The line, from 1, that an offset stands on."""
        block = place // _BLOCK
        return self._before[block] + self._text.count("\n", block * _BLOCK, place) + 1

    def column(self, place: int) -> int:
        """Where in its line an offset stands, from 1."""
        return place - self._text.rfind("\n", 0, place)


class Spans:
    """Parts of a text, from `start` up to `end`, which may overlap and come in any order.

    >>> inside = Spans([(4, 6), (0, 2), (1, 3)])
    >>> [place for place in range(7) if place in inside]
    [0, 1, 2, 4, 5]
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, place: int) -> bool:
        before = bisect_right(self._starts, place) - 1
        return before >= 0 and place < self._ends[before]

    def between(self, length: int) -> Iterator[tuple[int, int]]:
        """The parts of a text of this length that lie in no span, in order.

        >>> list(Spans([(4, 6), (0, 2)]).between(9))
        [(2, 4), (6, 9)]
        """
        return ((start, end) for start, end in zip([0, *self._ends], [*self._starts, length], strict=True) if start < end)

    def blanked(self, text: str) -> str:
        """The text with spaces in place of its spans, as long as before."""
        pieces, last = [], 0
        for start, end in zip(self._starts, self._ends, strict=True):
            pieces += [text[last:start], " " * (end - start)]
            last = end
        return "".join([*pieces, text[last:]])
