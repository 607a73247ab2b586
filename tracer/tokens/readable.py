"""Tokens as a reader sees them: the text's own characters, word starts marked, no byte debris.

`Ġanimal` is `▁animal`; a character cut into several tokens shows which part of it each is: `中(1/3)`; what the vocabulary
does not know shows the text it stands for: `🙂(<unk>)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
WORD = "▁"


@dataclass(frozen=True, slots=True)
class Piece:
    """One token as the library gives it: id, string, the span of the text it stands for, whether it is a special one."""

    id: int
    token: str
    start: int = 0
    stop: int = 0
    special: bool = False


def labels(text: str, pieces: Sequence[Piece], byte_level: bool, unknown: str | None) -> list[str]:
    """One label a token."""
    shown = [_label(text, piece, byte_level, unknown) for piece in pieces]
    start = 0
    while start < len(pieces):
        stop = start + 1
        if _partial(pieces[start], byte_level):
            while stop < len(pieces) and _partial(pieces[stop], byte_level) and pieces[stop].start < pieces[stop - 1].stop:
                stop += 1
        if stop - start > 1:
            for place in range(start, stop):
                shown[place] += f"({place - start + 1}/{stop - start})"
        start = stop
    return shown


def _partial(piece: Piece, byte_level: bool) -> bool:
    """Whether the token may be only some bytes of a character."""
    if piece.special or piece.stop <= piece.start:
        return False
    return _broken(piece.token) if byte_level else bool(_BYTE.fullmatch(piece.token))


def _label(text: str, piece: Piece, byte_level: bool, unknown: str | None) -> str:
    own = text[piece.start : piece.stop]
    if piece.token == unknown and own.strip():
        return f"{own.replace(' ', WORD)}({piece.token})"
    if piece.special:
        return piece.token
    if byte_level:
        begins = piece.token.startswith("Ġ") and not own.startswith(" ")
        return ((" " if begins else "") + own if own else decoded(piece.token)).replace(" ", WORD)
    found = _BYTE.fullmatch(piece.token)
    if found:
        return own.removeprefix(" ") or own or _single(int(found.group(1), 16))
    return piece.token


def alone(piece: Piece, byte_level: bool) -> str:
    """A token's label without a text around it: ids read as they are, words of the vocabulary."""
    if piece.special:
        return piece.token
    if byte_level:
        return decoded(piece.token).replace(" ", WORD)
    found = _BYTE.fullmatch(piece.token)
    return _single(int(found.group(1), 16)) if found else piece.token


def _single(byte: int) -> str:
    return chr(byte) if byte < 0x80 else f"⟨{byte:02X}⟩"


def _alphabet() -> dict[str, int]:
    """GPT-2's letters for bytes: printable ones stand for themselves, the rest follow from U+0100 on."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    rest = [byte for byte in range(256) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {chr(256 + place): byte for place, byte in enumerate(rest)}


_LETTERS = _alphabet()


def _bytes(token: str) -> bytes | None:
    if any(letter not in _LETTERS for letter in token):
        return None
    return bytes(_LETTERS[letter] for letter in token)


def _broken(token: str) -> bool:
    data = _bytes(token)
    if data is None:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


def decoded(token: str) -> str:
    """A byte-level token as text; bytes that are no whole character stand as ⟨E4⟩."""
    data = _bytes(token)
    if data is None:
        return token
    return re.sub(
        r"[\udc80-\udcff]", lambda found: f"⟨{ord(found.group()) - 0xDC00:02X}⟩", data.decode("utf-8", "surrogateescape")
    )
