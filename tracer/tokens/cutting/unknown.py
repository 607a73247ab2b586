"""What a vocabulary has no piece for."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import groupby


class Unknown(str):
    """A stretch of a text that stands as the vocabulary's one token for all that it lacks."""

    __slots__ = ()


def fused(symbols: Iterable[str]) -> list[str]:
    """The symbols with unknown neighbours as one.

    >>> fused(["a", Unknown("x"), Unknown("y")])
    ['a', 'xy']
    """
    result = list[str]()
    for unknown, run in groupby(symbols, key=lambda symbol: isinstance(symbol, Unknown)):
        parts = list(run)
        result += [Unknown("".join(parts))] if unknown else parts
    return result


def bytes_of(character: str, known: Container[str]) -> list[str]:
    """A character as tokens of its bytes, `<0xE4>`; none where the vocabulary lacks one of them."""
    tokens = [f"<0x{byte:02X}>" for byte in character.encode()]
    return tokens if all(token in known for token in tokens) else []
