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


@contextmanager
def progress(message: str, count: int) -> Iterator[Callable[[int], None]]:
    """Inside, a function to be told how many of `count` parts are done; the line is gone at the end.

    message: a message with the placeholders done and count. What a document asked for says nothing.
    """
    if is_confined() or not sys.stderr.isatty():
        yield lambda done: None
        return
    begun = time.monotonic()
    due = begun + PATIENCE

    def report(done: int) -> None:
        nonlocal due
        if (now := time.monotonic()) >= due:
            due = now + _EVERY
            sys.stderr.write(f"{_ERASED}{say(message, done=done, count=count)}")
            sys.stderr.flush()

    try:
        yield report
    finally:
        if due != begun + PATIENCE:
            sys.stderr.write(_ERASED)
            sys.stderr.flush()
