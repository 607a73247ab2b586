"""What each data key of a run may hold: one reader a kind, for a trace file and for an argument in Python alike."""

from __future__ import annotations

from typing import Any

from tracer.files import readers
from tracer.files.line_numbers import Path
from tracer.files.readers import Origin, Reader
from tracer.settings.data import DATA


def _label(value: Any, path: Path, origin: Origin) -> int | str:
    return value if isinstance(value, str) else readers.a_whole(value, path, origin)


def _word_or_words(value: Any, path: Path, origin: Origin) -> str | list[str]:
    return (_WORDS if isinstance(value, list) else readers.a_word)(value, path, origin)


def _further(value: Any, path: Path, origin: Origin) -> list[str]:
    """Any number of texts, a single one or none among them."""
    words: list[str] = [] if value == [] else _WORDS(value if isinstance(value, list) else [value], path, origin)
    return words


_WORDS = readers.list_of(readers.a_word)
_READERS: dict[str, Reader] = {  # kind of a data key: what reads its value; lists come as lists, rows as float64 arrays
    "word": readers.a_word,
    "words": _further,
    "word_list": _WORDS,
    "word_lists": readers.some(readers.a_word),
    "word_or_words": _word_or_words,
    "whole": readers.a_whole,
    "wholes": readers.some(readers.a_whole, single=True),
    "number": readers.a_number,
    "flag": readers.a_flag,
    "array": readers.array,
    "matrices": readers.matrices,
    "labels": readers.some(_label, single=True),
}


def read_data(key: str, value: Any, origin: Origin, kind: str = "") -> Any:
    """The value of a data key as a run holds it: plain lists, numbers and texts; rows as float64 arrays.

    kind: in place of the key's own. Raises the origin's error, which says where the value stands, for another kind of value.
    """
    entry = DATA[key]
    read = readers.one_of(*entry.choices) if entry.kind == "choice" else _READERS[kind or entry.kind]
    return read(value, (key,), origin)
