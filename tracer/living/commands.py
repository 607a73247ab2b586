"""Commands in documents: split into words without a shell; only `ttrace` is accepted.

A document is data. What it asks for is done, or refused, by a `Runner`, in this process.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tracer.errors import MissingExtra, TracerError
from tracer.sanitize import sanitize

PROGRAM = "ttrace"

_SHELL_SIGN = re.compile(r"[|&;<>()`]+")
_QUOTED = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|\\.""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command printed (standard output and error, in order), its exit code, and whether a run behind it is in float32.

    missing: the error that ended it, where that was an optional library that is not installed.
    """

    text: str
    code: int
    single: bool = False
    missing: MissingExtra | None = None


class Runner(Protocol):
    """Runs commands inside this process, in a fixed environment. Raises TracerError for what a document may not ask for."""

    def run(self, words: Sequence[str]) -> Outcome:
        """`words` after `ttrace`."""

    def cell(self, words: Sequence[str], address: str) -> float:
        """The value of one cell of the trace made by `words`. Raises MissingExtra where an optional library is missing."""

    def single(self, words: Sequence[str]) -> bool:
        """Whether the trace made by `words` was computed in float32."""

    def written(self, file: str) -> str | None:
        """The text of a file beside the document; None where there is none. Raises TracerError where it may not be opened."""

    def lacks(self, words: Sequence[str]) -> str:
        """The model that `words` need, if the document declares it and it is not installed; else ""."""


def words_of(command: str) -> list[str]:
    """Split a `ttrace` command line into the words after `ttrace`, with shell quoting but no shell.

    Raises TracerError: open quotes, another program, signs only a shell understands.
    """
    try:
        words = shlex.split(command)
    except ValueError:
        raise TracerError("check.quotes", command=command) from None
    if not words or words[0] != PROGRAM:
        raise TracerError("check.program", command=command)
    if sign := _SHELL_SIGN.search(_QUOTED.sub("", command)):
        raise TracerError("check.shell", sign=sign.group())
    return words[1:]


def command_line(words: Sequence[str]) -> str:
    """Quote `words` as one readable command line; inverse of `words_of`.

    Raises TracerError for words that no comment can carry: line breaks and other signs that act.
    """
    for word in words:
        if sanitize(word) != word:
            raise TracerError("check.unwritable", word=word)
    return " ".join([PROGRAM, *map(_quoted, words)])


def _quoted(word: str) -> str:
    if word and not any(char in word for char in "' []()*#;&|<>\"$`\\!?{}~\t"):
        return shlex.quote(word)
    return f'"{word}"' if not any(char in word for char in '"$`\\!') else shlex.quote(word)


def requested_model(words: Sequence[str], models: Sequence[str]) -> str:
    """The first of `models` that the command's `--model` names, or "".

    >>> [requested_model(words, ["one"]) for words in (["a", "--model", "one"], ["a", "--model=two"], ["a", "--", "--model=one"])]
    ['one', '', '']
    """
    before = list(words[: words.index("--")] if "--" in words else words)
    for place, word in enumerate(before):
        option, equals, value = word.partition("=")
        if option == "--model":
            value = value if equals else "".join(before[place + 1 : place + 2])
            return value if value in models else ""
    return ""


def is_run(words: Sequence[str]) -> bool:
    """Whether the command makes exactly one trace, whose cells later numbers may name."""
    if words and words[0] == "train":
        return not any(word.partition("=")[0] == "--task" for word in words)
    return not words or words[0] not in ("compare", "step", "experiment", "worksheet", "check", "lesson", "models")
