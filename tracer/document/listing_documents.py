"""Short documents: the stages of a run with shapes and no values, and how a text was cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tracer.axes import describe, names, shape
from tracer.document.blocks import Block, Document, Note, Table, Tokens
from tracer.document.selection import Selection, of_layers
from tracer.document.symbols import symbol
from tracer.language import say
from tracer.record.step import SHOWN, Step
from tracer.record.trace import Trace


def list_document(steps: Mapping[str, Step], parameters: Mapping[str, Step], selection: Selection, note: str = "") -> Document:
    """A table of stages with symbol, operation and shape, without values; parameters and details if selected."""
    shown = [step for step in steps.values() if selection.detail or step.level == SHOWN]
    if selection.parameters:
        shown = [*parameters.values(), *shown]
    if selection.stages:
        from tracer.address import matching

        wanted = {name for pattern in selection.stages for name in matching(pattern, [step.name for step in shown])}
        shown = [step for step in shown if step.name in wanted]
    if selection.layers:
        shown = of_layers(steps, shown, selection.layers)
    rows = [(step.name, symbol(step.name), describe(step.axes) if step.axes else say("document.shape_one")) for step in shown]
    heads = [say(f"document.column_{name}") for name in ("stage", "symbol", "shape")]
    table = Table(heads, rows, (), say("document.list"))
    listed = [
        {"name": s.name, "level": s.level, "op": s.op, "axes": list(names(s.axes)), "shape": list(shape(s.axes))} for s in shown
    ]
    blocks = [table, Note(note)] if note else [table]
    return Document(say("document.list"), blocks, {"json": {"format": "ttrace-list/1", "stages": listed}})


def tokens_document(trace: Trace) -> Document:
    """How each text was tokenised, as recorded in the trace; with `token_ids` where the model has a vocabulary."""
    several = bool(trace.tokens) and not isinstance(trace.tokens[0], str)
    ids: Any = trace.facts.get("token_ids")

    def blocks() -> Iterator[Block]:
        for number, tokens in enumerate(trace.tokens if several else [trace.tokens]):
            caption = (
                say("document.tokens_of", number=number, count=len(tokens))
                if several
                else say("document.tokens", count=len(tokens))
            )
            yield Tokens(caption, tokens, (ids[number] if several else ids) if ids else None)
        for step in trace.cutting:
            yield Tokens(say(f"checkpoints.cut_{step.name}", count=len(step.pieces)), step.pieces, step.ids)

    facts = {"tokens": trace.tokens, **({"token_ids": ids} if ids else {})}
    return Document(say("document.tokens_title"), blocks, {**facts, "json": facts})
