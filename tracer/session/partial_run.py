"""A run that ends behind the last stage somebody wants to see: what comes later is neither computed nor read from a file.

Heads and rows of the last layer that nobody asked for are computed all the same. A stage's decimals follow from all its heads,
and a product of one row rounds otherwise than the same row of a product of many (with random numbers in the shapes of MiniLM's
q, 351 of 384 differ in float32). To leave out eleven of twelve heads would save about 5 of 23 ms up to the softmax of layer 0
at 500 tokens, and 5 of 177 up to that of layer 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.session.prepared import Prepared
from tracer.session.request import Request


class Reached(Exception):
    """The last stage that was asked for has its numbers."""


class PartialRecorder(Recorder):
    """A recorder that raises `Reached` once the stage `last` is recorded."""

    def __init__(self, *given: Any, last: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.last = last

    def _store(self, step: Step, into: dict[str, Step] | None = None) -> Step:
        stored = super()._store(step, into)
        if into is None and step.name == self.last:
            raise Reached
        return stored


def partial_recorder(last: str) -> Callable[..., PartialRecorder]:
    """What makes a recorder that ends at the stage `last`."""
    return partial(PartialRecorder, last=last)


def last_stage(prepared: Prepared, request: Request, shown: Iterable[str]) -> str:
    """The one of the stages `shown` that is computed last; "" where the whole run is of use.

    A run is whole where numbers are given, since one that is missing behind that stage is an error too, and where it writes on.
    """
    checkpoint = request.checkpoint is not None
    given = not checkpoint and (request.parameters or request.rows or request.data.vectors is not None or not request.is_seeded)
    if given or request.edits or request.data.generate is not None:
        return ""
    names = set(shown)
    stages = prepared.names.steps
    last = next((name for name in reversed(stages) if name in names), "")
    return "" if last == next(reversed(stages), "") else last
