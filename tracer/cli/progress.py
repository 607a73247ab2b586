"""How far a long run has come: one line on standard error, where that is a terminal, once it has taken a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracer.confine import is_confined
from tracer.language import say

PATIENCE = 1.0  # seconds without a word
_EVERY = 0.1  # seconds between two words
_ERASED = "\r\x1b[K"


class _Line:
    """The line: written over by its next state, and erased at the end."""

    def __init__(self) -> None:
        self._due = time.monotonic() + PATIENCE
        self._written = False

    def show(self, message: str, **values: object) -> None:
        now = time.monotonic()
        if now < self._due:
            return
        self._due, self._written = now + _EVERY, True
        sys.stderr.write(f"{_ERASED}{say(message, **values)}")
        sys.stderr.flush()

    def erase(self) -> None:
        """Take the line away; another may appear after as long a time without a word."""
        if self._written:
            sys.stderr.write(_ERASED)
            sys.stderr.flush()
        self._due, self._written = time.monotonic() + PATIENCE, False


@contextmanager
def progress(message: str, count: int) -> Iterator[Callable[[int], None]]:
    """Inside, a function to be told how many of `count` parts are done; the line is gone at the end.

    message: a message with the placeholders done and count. What a document asked for says nothing.
    """
    if not _is_seen():
        yield lambda done: None
        return
    line = _Line()
    try:
        yield lambda done: line.show(message, done=done, count=count)
    finally:
        line.erase()


@contextmanager
def run_progress() -> Iterator[None]:
    """Inside, what takes long (reading, drawing parameters, writing on) says how far it is."""
    if not _is_seen():
        yield
        return
    from tracer.progress import heard_by

    line = _Line()

    def hear(message: str, **values: object) -> None:
        if values.get("layer") == 1:  # a run begins: of many short ones none is waited for
            line.erase()
        line.show(message, **values)

    try:
        with heard_by(hear):
            yield
    finally:
        line.erase()


def _is_seen() -> bool:
    return sys.stderr.isatty() and not is_confined()
