"""Numbers that stand in prose as plain text, though a command of the same document prints them: they cannot be re-checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_DECIMAL = re.compile(r"(?<![\w.,/])(?<!arXiv )[-−]?\d+\.\d+(?![\w.]|,\d)")


def bare_numbers(text: str, living: Iterable[tuple[int, int]], printed: Iterable[str]) -> Iterator[tuple[int, str]]:
    """(line, number) of each decimal number outside `living` (spans of the text) that is among the `printed` ones."""
    known = set(printed)
    spans = list(living)
    for found in _DECIMAL.finditer(text):
        if any(start <= found.start() < end for start, end in spans):
            continue
        if found.group().replace("−", "-") in known:
            yield text.count("\n", 0, found.start()) + 1, found.group()
