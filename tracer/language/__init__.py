"""Every sentence a user can read, in English and Chinese: one module an area, both languages side by side.

A message id is `area.name`; the area is a module here with `MESSAGES: dict[name, (English, Chinese)]`. One message is
one whole sentence with named placeholders, never glued from fragments. Imports nothing of the project but `visible`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from typing import Any

from tracer.sanitize import sanitize

LANGUAGES = ("en", "zh")
_ONE_OR_MANY = re.compile(r"\{(\w+):([^|{}]*)\|([^|{}]*)\}")
_chosen = ""
_spoken: ContextVar[str] = ContextVar("language", default="")


def from_environment() -> str:
    """`zh` where TTRACE_LANG, LC_ALL, LC_MESSAGES or LANG (the first one set) begins with zh, else `en`."""
    for name in ("TTRACE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def current() -> str:
    """The language sentences are made in: `en` or `zh`."""
    return _spoken.get() or _chosen or from_environment()


def use(language: str | None) -> None:
    """Make sentences in `language` from now on; None goes back to the environment's."""
    global _chosen
    _chosen = language or ""


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, sentences are made in `language`, whatever was chosen for the program; other threads do not hear of it."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def template(message: str, language: str | None = None) -> str:
    """The sentence behind an id, placeholders unfilled."""
    return _template(message, language or current())


@cache
def _template(message: str, language: str) -> str:
    area, _, name = message.partition(".")
    return _messages(area)[name][LANGUAGES.index(language)]


@cache
def _messages(area: str) -> Mapping[str, tuple[str, str]]:
    """The sentences of an area by name, each in every language."""
    messages: Mapping[str, tuple[str, str]] = import_module(f"tracer.language.{area}").MESSAGES
    return messages


def knows(message: str) -> bool:
    """Whether a message with this id exists."""
    area, _, name = message.partition(".")
    try:
        return name in _messages(area)
    except ModuleNotFoundError:
        return False


def listed(items: Iterable[Any]) -> str:
    """Items one after another, as the current language writes a list: `a, b` or `a、b`."""
    return ("、" if current() == "zh" else ", ").join(map(str, items))


def listed_apart(items: Iterable[Any]) -> str:
    """Items that hold commas themselves, one after another: `a, b; c, d` or `a，b；c，d`."""
    return ("；" if current() == "zh" else "; ").join(map(str, items))


def first_few(names: Sequence[Any], most: int) -> list[Any]:
    """So many of the names for a message's list, and "…" where there are more."""
    return [*names[:most], *(["…"] if len(names) > most else [])]


def say(message: str, /, **values: Any) -> str:
    """The sentence with this id in the current language; text values are made visible first, lists are written as one.

    >>> use("en"); say("tokens.empty")
    'The text is empty: give a sentence, for example ttrace "Thinking Machines".'
    """
    safe = {name: _shown(value) for name, value in values.items()}
    return _counted(template(message), safe).format_map(safe)


def _shown(value: Any) -> Any:
    """A value as it stands in a sentence."""
    text = listed(value) if isinstance(value, (list, tuple)) else value
    return sanitize(text) if isinstance(text, str) else text


def _counted(text: str, values: Mapping[str, Any]) -> str:
    """A sentence whose words follow a number: `{count} {count:token|tokens}` is `1 token` and `2 tokens`."""
    return _ONE_OR_MANY.sub(lambda match: match[2] if str(values[match[1]]) == "1" else match[3], text) if "|" in text else text
