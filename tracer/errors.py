"""The one error users meet: a message id with values, worded when shown.

Nothing here knows a sentence; those stand in `tracer.language`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# What this program itself lists or a library says, and paths; everything else in an error is what somebody gave.
_LONGER = frozenset(
    ("axes", "cache", "choices", "command", "endings", "file", "flavours", "folder", "formats", "inputs", "keys", "known",
     "labels", "names", "near", "needed", "options", "path", "problem", "reason", "safe", "stages", "takes", "tensor", "tools")
)  # fmt: skip
_MOST_QUOTED, _MOST_LISTED = 60, 400


class Worded(str):
    """A value of an error that is worded and short already, such as a name together with its file."""

    __slots__ = ()


class Phrase:
    """A part of a sentence, worded when the sentence is: a message id with its values."""

    __slots__ = ("message", "values")

    def __init__(self, message: str, **values: Any) -> None:
        self.message, self.values = message, values

    def __str__(self) -> str:
        from tracer.language import say

        return say(self.message, **quoted(self.values))


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

        return say(self.message, **quoted(self.values))

    def renamed(self, names: Mapping[str, str]) -> TracerError:
        """The same error with each value that is one of `names`, or a cell of one, by the other name."""
        return type(self)(self.message, **{key: _renamed(value, names) for key, value in self.values.items()})

    @classmethod
    def near(cls, message: str, word: str, known: Iterable[str], /, **values: Any) -> TracerError:
        """An error about an unknown `word`; the message `{message}.near`, with `{near}`, where a known one is close."""
        close = closest(word, known)
        if close:
            return cls(f"{message}.near", word=word, near=close, **values)
        return cls(message, word=word, **values)

    @classmethod
    def refused(cls, key: str, value: Any, takes: str | list[str]) -> TracerError:
        """An argument of a kind that it does not take; the value is shown as Python writes it, cut short."""
        from reprlib import repr as short

        return cls("settings.value", key=key, value=short(value), takes=takes)


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


class TooMuchPrinted(TracerError):
    """A document's commands print more than it may: each further one would be refused too."""


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    stage, bracket, places = value.partition("[")
    return names[stage] + bracket + places if stage in names else value


def quoted(values: Mapping[str, Any]) -> dict[str, Any]:
    """An error's values as they are shown: of what was given at most 60 characters, of lists and paths at most 400.

    >>> quoted({"word": "a" * 1000})["word"] == "a" * 39 + "…" + "a" * 20
    True
    """
    return {name: _short(name, value) for name, value in values.items()}


def _short(name: str, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        from tracer.language import listed

        return _within(listed(value), _MOST_LISTED)
    return _within(value, _MOST_LISTED if name in _LONGER else _MOST_QUOTED) if _is_given(value) else value


def _is_given(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Worded)


def _within(text: str, most: int) -> str:
    """A text without its middle where it is longer."""
    end = most // 3
    return text if len(text) <= most else f"{text[: most - end - 1]}…{text[-end:]}"


def closest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known words nearest to `word`, best first; endings of dotted names count, one for each name.

    Nothing is near to a word far longer than names are.
    """
    if len(word) > _MOST_QUOTED:
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
