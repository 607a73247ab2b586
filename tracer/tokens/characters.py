"""Text cut into single letters, for a model that reads them; a space is shown as ␣, so that it can be seen in a table."""

from __future__ import annotations

from collections.abc import Sequence

SPACE = "␣"


def characters(text: str) -> list[str]:
    """One token a character.

    >>> characters("a b")
    ['a', '␣', 'b']
    """
    return [SPACE if character == " " else character for character in text]


def join_characters(tokens: Sequence[str]) -> str:
    """The text that such tokens are of.

    >>> join_characters(["a", "␣", "b"])
    'a b'
    """
    return "".join(tokens).replace(SPACE, " ")
