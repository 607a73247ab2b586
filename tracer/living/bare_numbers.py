"""Find plain decimal numbers in prose that equal a number printed by a command of the same document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracer.living.places import Lines, Spans

_DECIMAL = re.compile(r"(?<![\w.,/])(?<!arXiv )[-−]?\d+\.\d+(?![\w.]|,\d)")


def bare_numbers(text: str, living: Iterable[tuple[int, int]], printed: Iterable[str]) -> Iterator[tuple[int, str]]:
    """(line, number) of each decimal number outside `living` (spans of the text) that is among the `printed` ones.

    printed: read only where a decimal number stands outside.
    """
    candidates = list(_decimals(text, Spans(living)))
    if not candidates:
        return
    known, lines = set(printed), Lines(text)
    for place, number in candidates:
        if number.replace("−", "-") in known:
            yield lines.line(place), number


def _decimals(text: str, spoken_for: Spans) -> Iterator[tuple[int, str]]:
    """(where it begins, number) of each decimal number that begins outside the spans."""
    for start, end in spoken_for.between(len(text)):
        for match in _DECIMAL.finditer(text, start, end):
            if whole := _DECIMAL.match(text, match.start()):  # it may go on behind `end`, and be a version or a date then
                yield match.start(), whole.group()
