"""Find plain decimal numbers in prose that equal a number printed by a command of the same document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracer.living.places import Lines, Spans

_DECIMAL = re.compile(r"(?<![\w.,/])(?<!arXiv )[-−]?\d+\.\d+(?![\w.]|,\d)")


def bare_numbers(text: str, living: Iterable[tuple[int, int]], printed: Iterable[str]) -> Iterator[tuple[int, str]]:
    """(line, number) of each decimal number outside `living` (spans of the text) that is among the `printed` ones."""
    known = set(printed)
    spoken_for, lines = Spans(living), Lines(text)
    for match in _DECIMAL.finditer(text):
        if match.group().replace("−", "-") in known and match.start() not in spoken_for:
            yield lines.line(match.start()), match.group()
