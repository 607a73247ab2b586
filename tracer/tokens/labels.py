"""Tokens as a reader sees them: the text's own characters, word starts marked, no byte debris.

`Ġanimal` is `▁animal`; a character cut into several tokens shows which part of it each is: `中(1/3)`; what the vocabulary
does not know shows the text it stands for: `🙂(<unk>)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracer.tokens.tokenizer import Cut

_MARKED = re.compile(r"(.+)\((.+)\)", re.DOTALL)
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
WORD = "▁"


@dataclass(frozen=True, slots=True)
class Piece:
    """One token: id, string, the span of the text it stands for, whether it is an added one, whether it stands for what
    the vocabulary does not know."""

    id: int
    token: str
    start: int = 0
    stop: int = 0
    added: bool = False
    unknown: bool = False


def labels(text: str, pieces: Sequence[Piece], byte_level: bool) -> list[str]:
    """One label a token."""
    shown = [_label(text, piece, byte_level) for piece in pieces]
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
    if piece.added or piece.stop <= piece.start:
        return False
    return _broken(piece.token) if byte_level else is_byte(piece.token)


def _label(text: str, piece: Piece, byte_level: bool) -> str:
    original = text[piece.start : piece.stop]
    if piece.unknown and original.strip() not in ("", piece.token):
        return f"{original.replace(' ', WORD)}({piece.token})"
    if piece.added or piece.unknown:
        return alone(piece, byte_level)
    if byte_level and original and _broken(piece.token):
        begins = piece.token.startswith("Ġ") and not original.startswith(" ")
        return ((" " if begins else "") + original).replace(" ", WORD)
    if not byte_level and is_byte(piece.token) and original:
        return original.removeprefix(" ") or original
    return alone(piece, byte_level)


def alone(piece: Piece, byte_level: bool) -> str:
    """A token's label without a text around it: ids read as they are, words of the vocabulary."""
    if piece.added or byte_level:
        return (piece.token if piece.added else decode(piece.token)).replace(" ", WORD)
    match = _BYTE.fullmatch(piece.token)
    return _single(int(match.group(1), 16)) if match else piece.token


def is_byte(token: str) -> bool:
    """Whether a token stands for one byte: `<0xE4>`."""
    return _BYTE.fullmatch(token) is not None


def token_of_byte_label(label: str) -> str | None:
    """The token of one byte that `alone` shows so."""
    half = _HALF.fullmatch(label)
    return f"<0x{half[0][1:3]}>" if half else f"<0x{ord(label):02X}>" if len(label) == 1 and label < "\x80" else None


def by_label(label: str, cut: Callable[[str], Cut], unknown: Piece | None) -> int | None:
    """The id of a token that is only a part of a character or unknown, as a text's cut shows it: `🙂(1/4)`, `x(<unk>)`.

    A part is found where its character alone is cut into the same parts.
    """
    match = _MARKED.fullmatch(label)
    if match is None:
        return None
    if unknown is not None and match[2] == unknown.token:
        return unknown.id
    again = cut(match[1].replace(WORD, " "))
    return next((number for number, shown in zip(again.ids, again.labels, strict=True) if shown == label), None)


def _single(byte: int) -> str:
    return chr(byte) if byte < 0x80 else f"⟨{byte:02X}⟩"


def _alphabet() -> dict[str, int]:
    """GPT-2's letters for bytes: printable ones stand for themselves, the rest follow from U+0100 on."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    rest = [byte for byte in range(256) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {chr(256 + place): byte for place, byte in enumerate(rest)}


_LETTERS = _alphabet()
_OF_BYTE = {byte: letter for letter, byte in _LETTERS.items()}
_HALF = re.compile(r"(⟨[0-9A-F]{2}⟩)")


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


def decode(token: str) -> str:
    """A byte-level token as text; bytes that are no whole character stand as ⟨E4⟩."""
    data = _bytes(token)
    if data is None:
        return token
    return re.sub(
        r"[\udc80-\udcff]", lambda match: f"⟨{ord(match.group()) - 0xDC00:02X}⟩", data.decode("utf-8", "surrogateescape")
    )


def encode(label: str) -> str:
    """What `decoded` reads: a label, its spaces marked or not, in the letters of a byte-level vocabulary."""
    data = b"".join(
        bytes([int(part[1:3], 16)]) if _HALF.fullmatch(part) else part.encode("utf-8", "surrogatepass")
        for part in _HALF.split(label.replace(WORD, " "))
    )
    return "".join(_OF_BYTE[byte] for byte in data)
