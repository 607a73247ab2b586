"""ALBERT's text before SentencePiece sees it, and where each of its characters came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_QUOTES = re.compile(r"``|''|.", re.DOTALL)


def identity(text: str) -> tuple[str, Sequence[int]]:
    """The text unchanged, with the place of each character: for models without a normaliser."""
    return text, range(len(text) + 1)


def albert(text: str, spaces: bool, accents: bool, lower: bool) -> tuple[str, Sequence[int]]:
    """The normalised text, and the place in `text` where each of its characters begins; one place more, where it ends.

    spaces: those at the ends go, several become one. accents: they are kept. lower: all letters are lower-cased.
    """
    marked = list(_one_space(text) if spaces else zip(text, range(len(text)), strict=True))
    quoted = _QUOTES.finditer("".join(letter for letter, _ in marked))
    marked = [('"' if len(match[0]) == 2 else match[0], marked[match.start()][1]) for match in quoted]
    if not accents:
        marked = [(part, at) for letter, at in marked for part in unicodedata.normalize("NFKD", letter)]
        marked = [(part, at) for part, at in marked if not unicodedata.combining(part)]
    whole, end = "".join(letter for letter, _ in marked), len(text.rstrip() if spaces else text)
    if not lower:
        return whole, [*(at for _, at in marked), end]
    # letter by letter for the places only: a sigma is lower-cased by the letters around it
    return whole.lower(), [*(at for letter, at in marked for _ in letter.lower()), end]


def _one_space(text: str) -> Iterable[tuple[str, int]]:
    stop = 0
    for word in text.split():
        start = text.index(word, stop)
        if stop:
            yield " ", stop
        yield from zip(word, range(start, start + len(word)), strict=True)
        stop = start + len(word)
