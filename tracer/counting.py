"""Whole numbers in names and answers: read where they are counts, and never longer than a count can be."""

from __future__ import annotations

_MOST_DIGITS = 9


def count_of(text: str) -> int | None:
    """The whole number that `text` writes in at most nine decimal digits, else None.

    >>> count_of("12"), count_of("²"), count_of("9" * 5000), count_of("-1")
    (12, None, None, None)
    """
    return int(text) if len(text) <= _MOST_DIGITS and text.isdecimal() else None
