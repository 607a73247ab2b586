"""On which line of a TOML or JSON file a value stands; read only when an error has to say so."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""\#[^\n]*                                  # a comment
    | \"{3}[\s\S]*?\"{3,5} | '{3}[\s\S]*?'{3,5}   # strings over several lines
    | "(?:\\.|[^"\\\n])*" | '[^'\n]*'             # strings
    | \n | [\[\]{},=:.] | [^\s\[\]{},=:."'\#]+    # signs, and words or numbers between them""",
    re.VERBOSE,
)
_ENDS = frozenset(",]}\n")


def line_of(text: str, path: Sequence[str | int], toml: bool) -> int:
    """The line, from 1, of the value at `path` (keys and positions), or of the nearest value around it."""
    wanted, best, depth = tuple(path), 1, 0
    for key_path, line in places(text, toml):
        if len(key_path) > depth and key_path == wanted[: len(key_path)]:
            best, depth = line, len(key_path)
            if depth == len(wanted):
                break
    return best


def dotted(text: str) -> int:
    """The most parts that a key of a TOML text has, `a.b.c` three; dots in strings and comments are none."""
    most = parts = 0
    follows = False  # whether the token before was a dot
    for match in _TOKEN.finditer(text):
        token = match.group()
        parts = parts + 1 if token == "." else parts if follows else 1
        follows = token == "."
        most = max(most, parts)
    return most


def twice(text: str) -> tuple[str, int]:
    """The first key of a JSON text that its object holds already, and its line."""
    seen: set[Path] = set()
    for path, line in places(text, toml=False):
        if path in seen:
            return str(path[-1]), line
        seen.add(path)
    return "", 1


def places(text: str, toml: bool) -> Iterator[tuple[Path, int]]:
    """Every value's path and line, in the order of a text whose syntax a parser has accepted."""
    reader = _Reader(text)
    return reader.statements() if toml else reader.value(())


class _Reader:
    def __init__(self, text: str) -> None:
        line = 1
        self.tokens: list[tuple[str, int]] = []
        for match in _TOKEN.finditer(text):
            token = match.group()
            if not token.startswith("#"):
                self.tokens.append((token, line))
            line += token.count("\n")
        self.tokens.append(("\n", line))
        self.at = 0

    def token(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def after_newlines(self) -> str:
        while self.token() == "\n":
            self.at += 1
        return self.token()

    def statements(self) -> Iterator[tuple[Path, int]]:
        """A TOML text: headers `[a.b]` and lines `key = value`."""
        table: Path = ()
        while token := self.after_newlines():
            if token == "[":
                table = self.keys("]")
            else:
                yield from self.value(table + self.keys("="))
            while self.token() not in ("\n", ""):
                self.at += 1

    def keys(self, ends: str) -> Path:
        """The parts of a key up to and with the sign that ends it."""
        parts: list[str] = []
        while (token := self.after_newlines()) and token not in ends:
            if token not in ("[", "."):
                parts.append(_name(token))
            self.at += 1
        self.at += 1
        return tuple(parts)

    def value(self, path: Path) -> Iterator[tuple[Path, int]]:
        token = self.after_newlines()
        if not token:
            return
        yield path, self.tokens[self.at][1]
        if token not in ("[", "{"):
            while self.token() and self.token() not in _ENDS:
                self.at += 1
            return
        self.at += 1
        item = 0
        while (inner := self.after_newlines()) and inner not in ("]", "}"):
            if inner == ",":
                self.at += 1
                item += 1
            else:
                yield from self.value((*path, item) if token == "[" else path + self.keys("=:"))
        self.at += 1


def _name(token: str) -> str:
    """A key as the parser reads it, unquoted and unescaped."""
    if not token.startswith(('"', "'")):
        return token
    try:
        return str(json.loads(token))
    except ValueError:
        return str(tomllib.loads(f"k = {token}")["k"])
