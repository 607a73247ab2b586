"""Edits while stepping: each gives a new trace, says what followed from it, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.address import plain
from tracer.document.numbers import moved, moves
from tracer.errors import TracerError
from tracer.frozen import Frozen
from tracer.record.settle import settle
from tracer.record.step import SHOWN, Step
from tracer.record.trace import Trace
from tracer.session import again
from tracer.stepper.state.place import Place


class Change(Frozen):
    """A stage changed by an edit: number of changed cells, largest change, and where it is."""

    stage: str
    count: int
    total: int
    most: float
    place: Place


class Run(Frozen):
    """A trace and the edit it was made with: cell, old and new number, in how many stages it changed a number."""

    trace: Trace
    place: Place | None = None
    old: float = 0.0
    new: float = 0.0
    changed: int = 0
    notes: tuple[str, ...] = ()


def number(text: str) -> float:
    """Parse a typed number. Raises TracerError."""
    try:
        return float(text.strip().replace("−", "-").replace("∞", "inf"))
    except ValueError:
        raise TracerError("stepper.no_number", text=text) from None


def run_with_edit(trace: Trace, place: Place, value: float) -> Run:
    """The run with `value` at `place`; only what follows from it is computed.

    Raises TracerError where this trace cannot be run again, or the stage takes no edit.
    """
    if trace.request is None:
        raise TracerError("stepper.no_request")
    old = float(trace.every[place.stage].values[place.index])
    rerun = again(trace, [(plain(place.stage, place.index), value)])
    if place.stage not in rerun.every:  # a stage that running again does not make
        raise TracerError("stepper.no_request")
    new = float(rerun.every[place.stage].values[place.index])
    notes = tuple(note for note in rerun.notes if note not in trace.notes)
    changed = sum(moves(settle(before), settle(after)) for before, after in _computed_again(trace, rerun))
    return Run(rerun, place, old, new, changed, notes)


def changes(before: Trace, after: Trace) -> Iterator[Change]:
    """The shown stages and parameters whose numbers differ, in order."""
    for old, new in _computed_again(before, after):
        if (difference := moved(settle(old), settle(new))) is not None:
            place = Place(new.name, difference.place)
            yield Change(new.name, difference.count, new.values.size, difference.most, place)


def _computed_again(before: Trace, after: Trace) -> Iterator[tuple[Step, Step]]:
    """The shown stages and parameters that both runs have and whose numbers are not the very same array."""
    known = before.every
    for step in after.every.values():
        other = known.get(step.name)
        if step.level != SHOWN or other is None or other.array is step.array:
            continue
        if other.values.shape == step.values.shape:
            yield other, step
