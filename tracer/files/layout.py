"""A trace file's text: read as UTF-8 after a look at its size, written with one row a line.

TOML and JSON differ in their signs only; `Signs` holds those.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracer.files.text import decode
from tracer.memory.available import check_room

_PER_BYTE = 12  # memory a parsed number takes for each of its characters, roughly
_HIDDEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def text_of(path: Path) -> str:
    """The text of a UTF-8 file (a byte order mark is skipped)."""
    check_room(path.stat().st_size * _PER_BYTE, str(path))
    return decode(path.read_bytes(), str(path))


def quote(text: str) -> str:
    """A string as JSON and TOML both read it; characters that do not show, or that a terminal acts on, are escaped."""
    return _HIDDEN.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(text, ensure_ascii=False))


def values(value: Any, indent: int) -> Iterator[str]:
    """A value in pieces: numbers exactly, a list of numbers on one line, one row of a matrix a line."""
    if isinstance(value, list) and any(isinstance(element, list) for element in value):
        pad = "  " * (indent + 1)
        for place, part in enumerate(value):
            yield ("[\n" if place == 0 else ",\n") + pad
            yield from values(part, indent + 1)
        yield "\n" + "  " * indent + "]"
    elif isinstance(value, list):
        yield "[" + ", ".join(one(element) for element in value) + "]"
    else:
        yield one(value)


def one(value: str | bool | float) -> str:
    """A word, a truth value or a number, so that it reads back bit for bit."""
    if isinstance(value, str):
        return quote(value)
    return json.dumps(value) if isinstance(value, bool) else repr(value)
