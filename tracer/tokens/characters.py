"""Text cut into single letters, for a model that reads them; a space is shown as ␣, so that it can be seen in a table."""

from __future__ import annotations

SPACE = "␣"


def characters(text: str) -> list[str]:
    """One token a character.

    >>> characters("a b")
    ['a', '␣', 'b']
    """
    return [SPACE if character == " " else character for character in text]
