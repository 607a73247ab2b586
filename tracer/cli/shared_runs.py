"""Runs that several commands of one document ask for, made once."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.record.trace import Trace

MOST_NUMBERS = 1 << 24  # of traces that are kept for the commands to come
_FEW = 1 << 16  # numbers of a run that is made whole although a part was asked for
Value = TypeVar("Value")


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


class Latest(Generic[Value]):
    """Values by what asked for them; the oldest are let go when together they are too large, the last one never.

    most: the largest sum of what `size` gives for each.
    """

    def __init__(self, most: int, size: Callable[[Value], int]) -> None:
        self._most, self._size_of = most, size
        self._values: dict[Hashable, Value] = {}
        self._size = 0

    def held(self, key: Hashable) -> Value | None:
        """The value of this key, if it is there still."""
        return self._values.get(key)

    def value(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of this key, made where there is none any more."""
        if key in self._values:
            value = self._values.pop(key)
        else:
            value = make()
            self._size += self._size_of(value)
        self._values[key] = value
        while self._size > self._most and len(self._values) > 1:
            self._size -= self._size_of(self._values.pop(next(iter(self._values))))
        return value


class SharedRuns:
    """The last runs by what asked for them."""

    def __init__(self) -> None:
        self._runs: Latest[_Run] = Latest(MOST_NUMBERS, lambda run: run.size)
        self._first: dict[Hashable, Hashable] = {}  # run -> the key of the part of it that was asked for first

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
        held = self._runs.held
        first = held(self._first.setdefault(run, part))
        if first is not None and held(whole) is None and held(part) is None and _is_small(first.trace):
            try:
                self.trace(whole, lambda: make(()))
            except TracerError:  # it is about what comes behind the stages asked for
                self._first[run] = None
        made_whole = held(whole)
        if made_whole is not None and _serves(made_whole.trace, stages):
            return self.trace(whole, lambda: make(()))
        return self.trace(part, lambda: make(stages))

    def trace(self, key: Hashable, make: Callable[[], Trace]) -> Trace:
        """The trace of this key, made where there is none any more."""
        run = self._runs.value(key, lambda: _made(make))
        run.tell()
        return run.trace


def size_of(trace: Trace) -> int:
    """How many numbers a trace holds by itself: the parameters of a checkpoint are held once, by its folder."""
    from tracer.session.request import request_of

    of_checkpoint = trace.request is not None and request_of(trace).checkpoint is not None
    own = trace.steps if of_checkpoint else trace.every
    return sum(math.prod(step.stored.shape) for step in own.values())


def _made(make: Callable[[], Trace]) -> _Run:
    from tracer.record.precision import precisions
    from tracer.session.warnings import heard

    with precisions() as used, heard() as notes:
        trace = make()
    return _Run(trace, size_of(trace), frozenset(used), tuple(notes))


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
