"""Explanations as documents: back to the inputs (why), and forward to later cells (where it goes)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tracer.address import cell as cell_address
from tracer.address import locate, parse
from tracer.document.blocks import Block, Document, Formula, Heading, Note, Prose, Table
from tracer.document.explain import Index, explained, label, tree
from tracer.document.sentence import sentence
from tracer.document.symbols import formula, is_told, symbol
from tracer.errors import TracerError
from tracer.language import say
from tracer.ops.expression import evaluate
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import places_for


def find(trace: Trace, cell: str) -> tuple[Step, Index]:
    """The step and position a reader names; the stage's ending is enough. Raises TracerError with near misses."""
    place = parse(cell)
    every = trace.every
    stage = trace[place.stage].name

    step = every[stage]
    index = locate(place.replace(stage=stage), step.axes)
    if not all(isinstance(at, int) for at in index):
        raise TracerError("document.not_a_cell", address=cell, axes=", ".join(axis.name for axis in step.axes))
    return step, tuple(at for at in index if isinstance(at, int))


def explanation(trace: Trace, cell: str, depth: int = 1, precision: int | None = None) -> Document:
    """The cell worked out, the cells it came from with their values, and so on `depth` levels down."""
    step, index = find(trace, cell)
    found = explained(step, index)

    def blocks() -> Iterator[Block]:
        yield Heading(1, found.address)
        yield Prose(sentence(step))
        yield Formula(formula(step), symbol(step.name) if is_told(step) else "", step.name, "")
        if found.edited:
            yield Note(say("document.edited_cell"))
        elif step.computed.op == "parameter":
            yield Note(say("document.parameter_cell", name=step.name))
        elif found.substituted is None:
            yield Note(say("document.given_cell"))
        yield from tree(step, index, trace.every, depth - 1, precision)
        if step.row.source:
            yield Note(say("document.source", source=step.computed.row.source))
        if found.inputs and depth == 1:
            rows = [(one.address, one.value) for one in found.inputs]
            places = places_for([one.value for one in found.inputs], precision)
            heads = (say("document.column_cell"), say("document.column_value"))
            yield Table(heads, rows, (0, places), say("document.inputs"))

    return Document(found.address, blocks, {"json": _json(step, index)})


def _json(step: Step, index: Index) -> dict[str, Any]:
    """The contract of `explain --format json`; `evaluates_to` is the unrounded working worked out."""
    from importlib import import_module

    text = import_module("tracer.render.notation_text")
    found = explained(step, index)
    working = found.substituted
    result: dict[str, Any] = {
        "cell": found.address,
        "value": found.value,
        "formula": text.text(formula(step), None) if is_told(step) else "",
        "substituted": "" if working is None else text.exact_text(working),
        "evaluates_to": found.value if working is None else evaluate(working),
        "inputs": [{"cell": one.address, "value": one.value} for one in found.inputs],
    }
    if found.unrounded is not None:
        result["unrounded"] = found.unrounded
    if found.edited:
        result["edited"] = True
    return result


def forward(trace: Trace, cell: str, target: str = "", precision: int | None = None) -> Document:
    """How strongly later cells depend on this one: the derivative of each by it, from recorded gradients.

    With a `target` cell: that one derivative, beside what a small nudge of the number really does. Without one: for every
    later stage, how many of its cells the number reaches and the largest derivative.
    """
    step, index = find(trace, cell)
    address = cell_address(step.name, step.axes, index)
    if target:
        return _one_derivative(trace, step, index, address, target)

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("explain.forward_title", cell=address))
        yield Prose(say("explain.forward_how"))
        rows = [row for later in _later(trace, step) if (row := _reach(trace, step, index, later))]
        if not rows:
            yield Note(say("explain.reaches_nothing"))
            return
        heads = [say(f"explain.column_{name}") for name in ("stage", "reached", "cell", "derivative")]
        yield Table(heads, rows, (0, 0, 0, 4))

    return Document(address, blocks, {"json": _forward_json(trace, step, index, address)})


def _forward_json(trace: Trace, step: Step, index: Index, address: str) -> dict[str, Any]:
    rows = [row for later in _later(trace, step) if (row := _reach(trace, step, index, later))]
    return {"cell": address, "reaches": [{"stage": r[0], "cells": r[1], "strongest": r[2], "derivative": r[3]} for r in rows]}


def _later(trace: Trace, step: Step) -> list[Step]:
    """The shown stages that depend on a step, in order."""
    reached = {id(step)}
    found = []
    for one in trace.steps.values():
        if id(one) not in reached and any(id(behind) in reached for behind in one.inputs):
            reached.add(id(one))
            if one.level == 1:
                found.append(one)
    return found


def _reach(trace: Trace, step: Step, index: Index, later: Step) -> tuple[str, int, str, float] | None:
    """How many cells of a later stage move with the number, which one most, and by how much per unit: a nudge's first-order effect."""
    slopes = slope(trace, step, index, later)
    if not slopes.any():
        return None
    place = tuple(map(int, np.unravel_index(int(np.argmax(np.abs(slopes))), slopes.shape)))
    return later.name, int((slopes != 0).sum()), label(later, place), float(slopes[place])


def slope(trace: Trace, step: Step, index: Index, later: Step) -> np.ndarray:
    """d later / d cell for every cell of the later stage: one recorded gradient for each would do; a forward pass is one.

    Written as a directional derivative with the same rows: the derivative of Σ w·later by the cell is linear in w, so the
    gradient of each later cell is read from a backward pass with a unit seed where there are few cells, and from a central
    difference over the run (base trace, only what follows is computed) where there are many.
    """
    if later.values.size <= 64:
        return _by_gradients(trace, step, index, later)
    return _by_nudge(trace, step, index, later)


def _by_gradients(trace: Trace, step: Step, index: Index, later: Step) -> np.ndarray:
    found = np.zeros(later.values.shape)
    for place in np.ndindex(*later.values.shape):
        found[place] = derivative(trace, step, index, later, place)
    return found


def derivative(trace: Trace, step: Step, index: Index, later: Step, place: Index) -> float:
    """The recorded gradient of one later cell by one cell."""
    from tracer.record.backward import backward
    from tracer.record.plan import Plan
    from tracer.record.recorder import Recorder

    recorder = Recorder(Plan(lambda name: False), str(later.values.dtype))
    seed = np.zeros(later.values.shape, later.values.dtype)
    seed[place] = 1.0
    with np.errstate(all="ignore"):
        gradients = backward(recorder, later, recorder.given("seed", seed, later.axes), [step])
    return float(gradients[step.name].values[index]) if step.name in gradients else 0.0


def _by_nudge(trace: Trace, step: Step, index: Index, later: Step, size: float = 1e-6) -> np.ndarray:
    up, down = (nudged(trace, step, index, sign * size) for sign in (1, -1))
    name = later.name
    difference: np.ndarray = (up.steps[name].values - down.steps[name].values) / (2 * size)
    return np.where(np.abs(difference) < 1e-9, 0.0, difference)


def nudged(trace: Trace, step: Step, index: Index, by: float) -> Trace:
    """The run with one number moved a little."""
    from importlib import import_module

    again = import_module("tracer.session").again
    address = cell_address(step.name, step.axes, index)
    result: Trace = again(trace, [(address, float(step.values[index]) + by)])
    return result


def _one_derivative(trace: Trace, step: Step, index: Index, address: str, target: str) -> Document:
    later, place = find(trace, target)
    goal = cell_address(later.name, later.axes, place)
    value = derivative(trace, step, index, later, place)
    size = 1e-5
    up, down = (float(nudged(trace, step, index, sign * size).steps[later.name].values[place]) for sign in (1, -1))
    measured = (up - down) / (2 * size)

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("explain.derivative_title", cell=address, target=goal))
        heads = (say("explain.column_how"), say("explain.column_derivative"))
        rows = [(say("explain.by_gradient"), value), (say("explain.by_nudge", size=f"{size:g}"), measured)]
        yield Table(heads, rows, (0, 8))
        yield Prose(
            say(
                "explain.derivative_says" if value else "explain.derivative_zero", cell=address, target=goal, value=f"{value:.4g}"
            )
        )

    return Document(address, blocks, {"json": {"cell": address, "target": goal, "derivative": value, "nudge": measured}})
