"""Whatever goes wrong while a key or a click is answered becomes one sentence on the screen; the app goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracer.errors import TracerError
from tracer.language import say
from tracer.render import wrap
from tracer.sanitize import sanitize

_LONGEST = 60  # characters of an error that is none of ours


@contextmanager
def guarded(refuse: Callable[[str], object]) -> Iterator[None]:
    """Do what stands in the block; `refuse` is handed the sentence for what it raises."""
    try:
        yield
    except Exception as error:
        refuse(sentence_for(error))


def sentence_for(error: Exception) -> str:
    """One clear sentence for an error of ours, of the machine, or of the program itself."""
    if isinstance(error, TracerError):
        return str(error)
    if isinstance(error, MemoryError):
        return say("cli.memory")
    return say("stepper.mistake", what=wrap.truncate(sanitize(f"{type(error).__name__}: {error}"), _LONGEST))
