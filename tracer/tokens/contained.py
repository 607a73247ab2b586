"""The tokenizers library kept from ending the program: what is known to make it run out of memory is refused beforehand, and a
panic of its own, which is no ordinary exception and reports itself on the standard error, becomes one sentence.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tracer.errors import TracerError

_MOST_GROWTH = 1024  # how many times as long a tokenizer's rules may make a text; real ones replace one character by one


@contextmanager
def contained(origin: str) -> Iterator[None]:
    """Around calls into the library. Raises TracerError, naming the file `origin`, where it panics."""
    with _silent():
        try:
            yield
        except Exception:
            raise
        except BaseException as problem:
            if type(problem).__module__ != "pyo3_runtime":
                raise  # an interrupt
            raise TracerError("checkpoints.tokenizer_panic", file=origin, problem=str(problem)[:200]) from None


@contextmanager
def _silent() -> Iterator[None]:
    """The process's standard error goes nowhere: the library's report of a panic is written by compiled code."""
    stderr = nowhere = -1
    with suppress(OSError):
        stderr, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    if nowhere >= 0:
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.flush()
        os.dup2(nowhere, 2)
        os.close(nowhere)
    try:
        yield
    finally:
        if nowhere >= 0:
            os.dup2(stderr, 2)
        if stderr >= 0:
            os.close(stderr)


def check(raw: Any, origin: str) -> None:
    """Raise TracerError for a `tokenizer.json` whose rules would take memory without bound, before the library reads it."""
    growth = 1
    for part in _parts(raw):
        kind = part.get("type")
        if kind == "Precompiled" and not _sound(part.get("precompiled_charsmap")):
            raise TracerError("checkpoints.tokenizer_charsmap", file=origin)
        if kind in ("Replace", "Prepend"):
            growth *= max(len(str(part.get("content", part.get("prepend", "")))), 1)
        if growth > _MOST_GROWTH:
            raise TracerError("checkpoints.tokenizer_grows", file=origin, most=_MOST_GROWTH)


def _parts(raw: Any) -> Iterator[dict[str, Any]]:
    """Every object of the rules, however they stand in one another."""
    rules = ("normalizer", "pre_tokenizer", "post_processor", "decoder")
    waiting = [raw.get(key) for key in rules] if isinstance(raw, dict) else []
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def _sound(charsmap: Any) -> bool:
    """Whether a table of characters says a size that it has: four bytes of length, so many bytes of a trie, then texts."""
    if charsmap is None:
        return True
    try:
        data = base64.b64decode(charsmap)
    except (ValueError, TypeError):
        return False
    size = int.from_bytes(data[:4], "little")
    return len(data) >= 4 and 0 < size <= len(data) - 4 and size % 4 == 0
