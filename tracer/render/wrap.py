"""Lines that fit: prose broken between words and between Chinese characters, formulas broken before their signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rich.cells import cell_len, chop_cells, set_cell_size

OPENS, CLOSES = "\ue000", "\ue001"  # stand for a sign around a word until the lines are made; `visible` lets none of them in
_CLOSING = frozenset("，。、；：？！）】》」』”’…％,;:?!)]}\"'%" + CLOSES)  # never begins a line
_OPENING = frozenset("（【《「『“‘" + OPENS)  # never ends one
_BEFORE_SIGN = re.compile(r" (?=[-+=≈≠→⊙/] )")
_IN_NAME = r"(?<=[./])(?=.)|(?<=_)(?=[^\W_]{3})"  # a long address goes on behind a dot, not inside W_Q
_AFTER_SIGN = r"(?<=[×·,])(?=.)"


def truncate(text: str, width: int, mark: str = "…") -> str:
    """A label at most `width` cells wide, its end replaced by `mark` where it is longer; never used on numbers."""
    if cell_len(text) <= width:
        return text
    return (set_cell_size(text, max(width - len(mark), 0)).rstrip() + mark)[:width]


def prose(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """A paragraph as lines of at most `width` cells, the first led by `first`, the others by `rest`."""
    return list(_prose(text, width, first, rest))


@lru_cache(maxsize=512)  # the stages of a document share their sentences, and so do documents
def _prose(text: str, width: int, first: str, rest: str) -> tuple[str, ...]:
    room = max(width - cell_len(rest), 2)
    return tuple(fill((part for chunk in _words(text) for part in _parts(chunk, room)), width, first, rest))


def _parts(chunk: str, room: int) -> Iterator[str]:
    """A word, in parts where it is too long for a line: names between their own parts, others anywhere."""
    if 2 * len(chunk) <= room or cell_len(chunk) <= room:  # no character is wider than two cells
        yield chunk
        return
    for part in re.split(_IN_NAME, chunk):
        yield from chop_cells(part, room) if cell_len(part) > room else [part]


def narrowest(text: str, whole: bool) -> int:
    """The cells a text needs so that no word is broken, or (not `whole`) no part of a name."""
    words = [word.strip(" ") for word in _words(text)]
    return max(map(cell_len, words if whole else [part for word in words for part in re.split(_IN_NAME, word)]), default=0)


def formula(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """A line of mathematics broken before signs, and within a long term after a ×, a · or a comma; a number is never cut."""
    room = width - cell_len(rest)
    terms = (f" {term}" if place else term for place, term in enumerate(_BEFORE_SIGN.split(text)))
    chunks = (part for term in terms for part in (re.split(_AFTER_SIGN, term) if cell_len(term) > room else [term]))
    return fill(chunks, width, first, rest)


def fill(chunks: Iterable[str], width: int, first: str = "", rest: str = "") -> list[str]:
    """Lines filled one after another with chunks that stay whole; a chunk loses its leading space where it begins a line."""
    lines: list[str] = []
    line, used, fresh = first, cell_len(first), True
    for chunk in chunks:
        size = cell_len(chunk)
        if not fresh and used + size > width:
            lines.append(line)
            line, used, fresh = rest, cell_len(rest), True
        if fresh and chunk.startswith(" "):
            chunk = chunk.lstrip(" ")
            size = cell_len(chunk)
        line, used, fresh = line + chunk, used + size, False
    return [*lines, line]


def _words(text: str) -> Iterator[str]:
    """The pieces a paragraph may be broken between, each with the space before it."""
    for place, word in enumerate(text.split(" ")):
        start, lead = 0, " " if place else ""
        if not word.isascii():
            for position in range(1, len(word)):
                before, after = word[position - 1], word[position]
                if (_wide(before) or _wide(after)) and after not in _CLOSING and before not in _OPENING:
                    yield lead + word[start:position]
                    start, lead = position, ""
        yield lead + word[start:]


def _wide(char: str) -> bool:
    return char >= "\u2e80" and cell_len(char) == 2
