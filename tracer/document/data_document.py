"""A trace as stages for the formats that store numbers (json, npz, csv): every axis and value, or the places asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tracer.document.blocks import Block, Document, Stage
from tracer.document.selection import Selection, check_selection, select_places, select_steps, slice_axis
from tracer.document.symbols import formula, has_formula, symbol
from tracer.errors import TracerError
from tracer.record.step import DETAIL, Step
from tracer.record.trace import Trace

_COUNTS = ("argmax", "draw")  # operations whose numbers are ids


def data_document(trace: Trace, selection: Selection, steps: Sequence[Step] | None = None) -> Document:
    """The selected stages with exact values; `inputs` names the nearest recorded steps that the document also holds.

    steps: instead of the stages that the selection names.
    Raises TracerError for heads, tokens or columns that no stage has, and where none is left.
    """
    steps = [
        step
        for step in check_selection(select_steps(trace, selection) if steps is None else list(steps), selection)
        if all(map(len, select_places(step.axes, selection)))
    ]
    if not steps:
        raise TracerError("document.no_such_stages")
    names = {step.name for step in steps}
    parameters = dict(trace.parameters) if selection.parameters else {}

    def blocks() -> Iterator[Block]:
        held = names | set(parameters)
        for name, step in parameters.items():
            if name not in names:
                yield _stage(step, held, selection)
        for step in steps:
            yield _stage(step, held, selection)

    facts: dict[str, Any] = {"model": dict(trace.model), "dtype": trace.dtype, "tokens": trace.tokens, **trace.facts}
    if trace.notes:
        facts["notes"] = list(trace.notes)
    return Document("", blocks, facts)


def _stage(step: Step, held: set[str], selection: Selection) -> Stage:
    places = select_places(step.axes, selection)
    axes = tuple(slice_axis(axis, shown) for axis, shown in zip(step.axes, places, strict=True))
    values, edited = step.values, step.edited
    for at, (axis, shown) in enumerate(zip(step.axes, axes, strict=True)):
        if shown is not axis:
            values = values.take(places[at], axis=at)
            edited = None if edited is None else edited.take(places[at], axis=at)
    return Stage(
        step.name,
        min(step.level, DETAIL),
        step.computed.op,
        symbol(step.name),
        formula(step) if has_formula(step) else None,
        tuple(nearest(step, held)),
        axes,
        values.astype(int) if step.computed.op in _COUNTS else values,
        edited,
        {axis.name: whole.size or 0 for axis, whole in zip(axes, step.axes, strict=True) if axis is not whole},
    )


def nearest(step: Step, held: set[str]) -> list[str]:
    """Names of the nearest ancestors of `step` that are in `held`, in order, without repeats."""
    names: dict[str, None] = {}
    seen: set[int] = set()

    def walk(current: Step) -> None:
        for behind in current.inputs:
            if behind.name in held:
                names[behind.name] = None
            elif id(behind) not in seen:
                seen.add(id(behind))
                walk(behind)

    walk(step)
    return list(names)
