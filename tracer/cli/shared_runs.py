"""Runs that several commands of one document ask for, made once."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tracer.record.trace import Trace

_MOST = 1 << 24  # numbers of stages that are kept for the commands to come


class _Run(NamedTuple):
    """A trace, how many numbers it holds, the precisions it was computed in, and the notes of each run it took."""

    trace: Trace
    size: int
    precisions: frozenset[str]
    notes: tuple[tuple[str, ...], ...]

    def tell(self) -> None:
        """Tell whoever listens what the run told when it was made."""
        from tracer.record.precision import computes_in
        from tracer.session.warnings import hear

        for dtype in self.precisions:
            computes_in(dtype)
        for notes in self.notes:
            hear(notes)


class SharedRuns:
    """The last runs by what asked for them; the oldest are let go when together they hold too many numbers."""

    def __init__(self) -> None:
        self._runs: dict[Hashable, _Run] = {}
        self._size = 0

    @contextmanager
    def used(self) -> Iterator[None]:
        """Context manager: `shared` inside looks here."""
        token = _now.set(self)
        try:
            yield
        finally:
            _now.reset(token)

    def trace(self, key: Hashable, make: Callable[[], Trace]) -> Trace:
        """The trace of this key, made where there is none yet."""
        run = self._runs.pop(key, None)
        if run is None:
            run = _made(make)
            self._size += run.size
        run.tell()
        self._runs[key] = run
        while self._size > _MOST:
            self._size -= self._runs.pop(next(iter(self._runs))).size
        return run.trace


def _made(make: Callable[[], Trace]) -> _Run:
    from tracer.record.precision import precisions
    from tracer.session.warnings import heard

    with precisions() as used, heard() as notes:
        trace = make()
    size = sum(math.prod(step.stored.shape) for step in trace.steps.values())
    return _Run(trace, size, frozenset(used), tuple(notes))


_now: ContextVar[SharedRuns | None] = ContextVar("shared_runs", default=None)


def shared(key: Hashable, make: Callable[[], Trace]) -> Trace:
    """`make()`; inside a document, what it made for this key before."""
    runs = _now.get()
    return make() if runs is None else runs.trace(key, make)
