"""How far the reading of a large file of word vectors is, on a reader's screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tracer.confine import is_confined
from tracer.language import say


@contextmanager
def shown_progress() -> Iterator[None]:
    """Inside, a line of standard error says how far it is, and goes away at the end; nothing where nobody sees it."""
    if is_confined() or not sys.stderr.isatty():
        yield
        return
    from tracer.files.vector_stream import progress_to

    written = ""

    def show(file: str, place: int, size: int) -> None:
        nonlocal written
        written = say("cli.reading", file=file, share=100 * place // size)
        sys.stderr.write(f"\r{written}")
        sys.stderr.flush()

    with progress_to(show):
        try:
            yield
        finally:
            if written:
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()
