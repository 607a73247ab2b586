"""The one error users meet: a message id with values, worded when shown.

Nothing here knows a sentence; those stand in `tracer.language`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class TracerError(ValueError):
    """What is wrong, where, and what to do next.

    `message` is an id of `tracer.language`, `values` fill its placeholders. The sentence is made when the error is
    shown, in the language chosen by then.

    >>> str(TracerError("tokens.empty"))
    'The text is empty: give a sentence, for example ttrace "Thinking Machines".'
    """

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        from tracer.language import say

        return say(self.message, **{key: _quoted(key, value) for key, value in self.values.items()})

    @classmethod
    def near(cls, message: str, word: str, known: Iterable[str], /, **values: Any) -> TracerError:
        """An error about an unknown `word`; the message `{message}.near`, with `{near}`, where a known one is close."""
        close = closest(word, known)
        if close:
            return cls(f"{message}.near", word=word, near=", ".join(close), **values)
        return cls(message, word=word, **values)


class MissingExtra(TracerError):
    """A library of an optional part is not installed. extra: the part's name, as in `pip install 'transformer-tracer[extra]'`.

    The request is right and would work elsewhere, which is why documents leave what needs it as it stands.
    """

    def __init__(self, message: str, extra: str, **values: Any) -> None:
        super().__init__(message, **values)
        self.extra = extra


class Inapplicable(TracerError):
    """A setting or an edit that is right in itself, and that this model or this run cannot take."""


class NotEnoughMemory(TracerError):
    """More memory is needed than the machine has left."""


_QUOTED = frozenset(["word", "text", "cell", "value", "stage", "token", "command", "key"])  # what somebody wrote
_LONGEST = 60  # characters of it that an error repeats


def _quoted(key: str, value: Any) -> Any:
    """A value as an error shows it: of long words that somebody wrote, their beginning."""
    long = key in _QUOTED and isinstance(value, str) and len(value) > _LONGEST
    return f"{value[:_LONGEST]}…" if long else value


def closest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known words nearest to `word`, best first; endings of dotted names count, one for each name.

    Nothing is near to a word far longer than names are.
    """
    if len(word) > _LONGEST:
        return []
    from difflib import get_close_matches

    names = list(dict.fromkeys(known))
    ends: dict[str, str] = {}
    for name in names:
        parts = name.split(".")
        for start in range(len(parts)):
            ends.setdefault(".".join(parts[start:]), name)
    lower: dict[str, str] = {}
    for end in ends:
        lower.setdefault(end.lower(), end)
    near: dict[str, str] = {}
    for matche in get_close_matches(word.lower(), lower, n=4 * most, cutoff=0.6):
        near.setdefault(ends[lower[matche]], lower[matche])
    return list(near.values())[:most]
