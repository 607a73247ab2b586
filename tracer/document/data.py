"""A trace as whole stages, for the formats that store numbers (json, npz, csv): every axis, every value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracer.document.blocks import Block, Document, Stage
from tracer.document.select import Selection, checked, chosen
from tracer.document.symbols import formula, is_told, symbol
from tracer.record.step import DETAIL, Step
from tracer.record.trace import Trace


def data_document(trace: Trace, selection: Selection) -> Document:
    """The selected stages with what they were made from; `inputs` name the nearest steps that the document holds."""
    steps = checked(chosen(trace, selection), selection)
    names = {step.name for step in steps}
    parameters = dict(trace.parameters) if selection.parameters else {}

    def blocks() -> Iterator[Block]:
        held = names | set(parameters)
        for name, step in parameters.items():
            if name not in names:
                yield _stage(step, held)
        for step in steps:
            yield _stage(step, held)

    facts: dict[str, Any] = {"model": dict(trace.model), "tokens": trace.tokens, **trace.facts}
    return Document("", blocks, facts)


def _stage(step: Step, held: set[str]) -> Stage:
    return Stage(
        step.name,
        min(step.level, DETAIL),
        step.computed.op,
        symbol(step.name),
        formula(step) if is_told(step) else None,
        tuple(nearest(step, held)),
        step.axes,
        step.values,
        step.edited,
    )


def nearest(step: Step, held: set[str]) -> list[str]:
    """The names of the nearest steps behind this one that are held, in order, each once."""
    found: dict[str, None] = {}
    seen: set[int] = set()

    def walk(one: Step) -> None:
        for behind in one.inputs:
            if behind.name in held:
                found[behind.name] = None
            elif id(behind) not in seen:
                seen.add(id(behind))
                walk(behind)

    walk(step)
    return list(found)
