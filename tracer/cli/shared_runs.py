"""Runs that several commands of one document ask for, made once."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.record.trace import Trace

_MOST = 1 << 24  # numbers of stages that are kept for the commands to come
_FEW = 1 << 16  # numbers of a run that is made whole although a part was asked for


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
        self._first: dict[Hashable, Hashable] = {}  # run -> the key of the part of it that was asked for first
        self._size = 0

    @contextmanager
    def used(self) -> Iterator[None]:
        """Context manager: `shared` inside looks here."""
        token = _now.set(self)
        try:
            yield
        finally:
            _now.reset(token)

    def part(self, run: Hashable, stages: tuple[str, ...], make: Callable[[tuple[str, ...]], Trace]) -> Trace:
        """A trace of a run of which these stages are shown, maybe with more behind them.

        A small run of which other stages were asked for before is made whole, and serves them all. make(()) makes the whole.
        """
        whole, part = (run, ()), (run, stages, "part")
        first = self._runs.get(self._first.setdefault(run, part))
        if not {whole, part} & self._runs.keys() and first is not None and _is_small(first.trace):
            try:
                self.trace(whole, lambda: make(()))
            except TracerError:  # it is about what comes behind the stages asked for
                self._first[run] = None
        if whole in self._runs and _serves(self._runs[whole].trace, stages):
            return self.trace(whole, lambda: make(()))
        return self.trace(part, lambda: make(stages))

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


def _is_small(part: Trace) -> bool:
    """Whether the whole run that this is a part of keeps so few numbers that planning a part of it takes as long."""
    from tracer.axes import shape
    from tracer.session import plan_run
    from tracer.session.request import request_of

    request = request_of(part)
    if request.checkpoint is not None:
        return False
    steps, _ = plan_run(request)
    return sum(math.prod(shape(step.axes)) for step in steps.values()) <= _FEW


def _serves(whole: Trace, stages: Sequence[str]) -> bool:
    """Whether a run that ends behind these stages would say the same of them: nothing is wrong with a number, and it has them."""
    from tracer.address import matching
    from tracer.session.request import request_of
    from tracer.session.warnings import overflow_notes

    names = [*whole.steps, *whole.parameters]
    try:
        found = all(matching(pattern, names) for pattern in stages)
    except TracerError:
        return False
    return found and request_of(whole).checkpoint is None and not overflow_notes(whole.steps.values())


_now: ContextVar[SharedRuns | None] = ContextVar("shared_runs", default=None)


def shared(key: Hashable, make: Callable[[], Trace]) -> Trace:
    """`make()`; inside a document, what it made for this key before."""
    runs = _now.get()
    return make() if runs is None else runs.trace(key, make)


def shared_part(run: Hashable, stages: tuple[str, ...], make: Callable[[tuple[str, ...]], Trace]) -> Trace:
    """`make(stages)`; inside a document, what was made of this run before, if it has these stages."""
    runs = _now.get()
    return make(stages) if runs is None else runs.part(run, stages, make)
