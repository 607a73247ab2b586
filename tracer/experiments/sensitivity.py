"""Where a number goes, as a document: which later cells it reaches, and how strongly, by recorded gradients and by a nudge."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tracer.address import cell as cell_address
from tracer.document.blocks import Block, Document, Heading, Note, Prose, Table
from tracer.document.cell_document import find
from tracer.document.working import Index, label, row_of
from tracer.errors import NotEnoughMemory
from tracer.language import say
from tracer.ops.ties import first_largest
from tracer.record.backward import backward
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.record.step import SHOWN, Step
from tracer.record.trace import Trace
from tracer.rounding import places_of_divisor, significant
from tracer.session import again, run
from tracer.session.request import request_of

BY_GRADIENT = 4096  # numbers of a later stage up to which its strongest derivative is the recorded gradient
_KNOWN = 6  # decimals of a nudged run's quotient that rounding (1e-16 over a nudge of 1e-6) leaves alone
_ROUNDING = 1e-12  # of a nudged run's number: far above what rounding does to it, so that no digit of it is shown
Reach = tuple[str, int, str, float]


def forward(trace: Trace, cell: str, target: str = "") -> Document:
    """How strongly later cells depend on this one.

    With a `target` cell: that one derivative, beside what a small nudge of the number really does. Without one: for every
    later stage, how many of its cells the number reaches and the largest derivative. Raises TracerError for unknown cells.
    """
    notes, trace = trace.notes, precise(trace)
    step, index = find(trace, cell)
    address = cell_address(step.name, step.axes, index)
    if target:
        return _one_derivative(trace, step, index, target, notes)
    rows = affected_stages(trace, step, index)

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("document.explain_forward_title", cell=address))
        if not rows:
            yield Note(say("document.explain_reaches_nothing"))
            yield from map(Note, notes)
            return
        yield Prose(say("document.explain_forward_how", dtype=str(step.values.dtype)))
        if step.values.dtype != np.float64:
            yield Note(say("document.explain_forward_coarse", dtype=str(step.values.dtype)))
        heads = [say(f"document.explain_column_{name}") for name in ("stage", "reached", "cell", "derivative")]
        yield Table(heads, rows, (0, 0, 0, 4))
        yield from map(Note, notes)

    listed = [{"stage": row[0], "cells": row[1], "strongest": row[2], "derivative": row[3]} for row in rows]
    told = _told(notes)
    return Document(address, blocks, {"json": {"cell": address, "reaches": listed, **told}, **told})


def _told(notes: Sequence[str]) -> dict[str, Any]:
    """The notes of a run as JSON and csv have them."""
    return {"notes": list(notes)} if notes else {}


def affected_stages(trace: Trace, step: Step, index: Index) -> list[Reach]:
    """For each later stage that moves: its name, how many cells move, the one that moves most, its derivative.

    The number is moved a little up and down, once for all stages, and only what follows from it is computed.
    """
    size = _size(step, index)
    up, down = (perturb(trace, step, index, sign * size) for sign in (1, -1))
    result = []
    for later in _later(trace, step, index):
        with np.errstate(all="ignore"):
            slopes = np.nan_to_num((up.steps[later.name].values - down.steps[later.name].values) / (2 * size), posinf=0, neginf=0)
            noise = np.finfo(later.values.dtype).eps * 8 / size * max(1.0, float(np.nanmax(np.abs(_finite(later.values)))))
        moved = np.abs(slopes) > noise
        if moved.any():
            place = tuple(map(int, np.unravel_index(int(first_largest(np.abs(slopes).ravel())), slopes.shape)))
            exact = derivative(step, index, later, place) if slopes.size <= BY_GRADIENT else float(slopes[place])
            result.append((later.name, int(moved.sum()), label(later, place), exact))
    return result


def _finite(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), values, 0.0)


def _size(step: Step, index: Index) -> float:
    """A nudge that is small beside the number and large beside its last bit."""
    return (1e-6 if step.values.dtype == np.float64 else 1e-2) * max(1.0, abs(float(_finite(step.values[index]))))


def _later(trace: Trace, step: Step, index: Index) -> list[Step]:
    """The shown stages that depend on a cell of a step, in order; of a recurrent stage its time step is what others read."""
    behind = {id(step), id(_read(step, index)[0])}
    result = []
    for candidate in trace.steps.values():
        if id(candidate) not in behind and any(id(read) in behind for read in candidate.inputs):
            behind.add(id(candidate))
            if candidate.level == SHOWN:
                result.append(candidate)
    return result


def _read(step: Step, index: Index) -> tuple[Step, Index]:
    """The step and the place that hold a cell's number for those who read it."""
    return row_of(step, index) if step.op == "stack" and step.level == SHOWN else (step, index)


def derivative(step: Step, index: Index, later: Step, place: Index) -> float:
    """The recorded gradient of one later cell by one cell."""
    step, index = _read(step, index)
    recorder = Recorder(Plan(lambda name: False), str(later.values.dtype))
    seed = np.zeros(later.values.shape, later.values.dtype)
    seed[place] = 1.0
    with np.errstate(all="ignore"):
        gradients = backward(recorder, later, recorder.given("seed", seed, later.axes), [step])
    return float(gradients[step.name].values[index]) if step.name in gradients else 0.0


def precise(trace: Trace) -> Trace:
    """The same run in float64 and without paper mode, whose rounding would swallow every small change.

    Where there is no memory for float64 the precision stays as it is.
    """
    request = request_of(trace)
    settings = {key: value for key, value in request.settings.items() if key != "paper"}
    if settings == request.settings and trace.dtype == "float64":
        return trace
    try:
        return run(replace(request, settings={**settings, "dtype": "float64"}, seeded=request.is_seeded))
    except NotEnoughMemory:
        pass
    return run(replace(request, settings=settings, seeded=request.is_seeded)) if settings != request.settings else trace


def perturb(trace: Trace, step: Step, index: Index, by: float) -> Trace:
    """The run with one number moved a little; only what follows from it is computed."""
    edit = (cell_address(step.name, step.axes, index), float(step.values[index]) + by)
    return again(trace, [edit])


def _decimals(derivative: float, quotient: float) -> int:
    """The decimals of a derivative: more than usual for a small one, where rounding leaves them alone.

    quotient: the size of the nudged run's number over that of the nudge; rounding of the first is as many times larger.
    """
    known = -math.ceil(math.log10(_ROUNDING * quotient)) if quotient else _KNOWN
    return max(_KNOWN, min(places_of_divisor(derivative, _KNOWN), known))


def _one_derivative(trace: Trace, step: Step, index: Index, target: str, notes: Sequence[str]) -> Document:
    later, place = find(trace, target)
    address, goal = cell_address(step.name, step.axes, index), cell_address(later.name, later.axes, place)
    value, size = derivative(step, index, later, place), _size(step, index)
    up, down = (float(perturb(trace, step, index, sign * size).every[later.name].values[place]) for sign in (1, -1))
    measured = (up - down) / (2 * size)

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("document.explain_derivative_title", cell=address, target=goal))
        heads = (say("document.explain_column_how"), say("document.explain_column_derivative"))
        rows = [
            (say("document.explain_by_gradient"), value),
            (say("document.explain_by_nudge", size=significant(size, 2)), measured),
        ]
        yield Table(heads, rows, (0, _decimals(value, max(abs(up), abs(down)) / size)))
        message = "document.explain_derivative_says" if value else "document.explain_derivative_zero"
        yield Prose(say(message, cell=address, target=goal, value=significant(value, 4)))
        yield from map(Note, notes)

    told = _told(notes)
    facts: dict[str, Any] = {"cell": address, "target": goal, "derivative": value, "nudge": measured, **told}
    return Document(address, blocks, {"json": facts, **told})
