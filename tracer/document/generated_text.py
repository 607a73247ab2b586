"""What a decoder wrote: each step's choice beside the likeliest others, and what of a stage came from the cache."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.document.blocks import Block, Heading, Note, Prose, Table
from tracer.language import listed, say
from tracer.ops.ties import largest_positions, tied_positions
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import fixed

_OTHERS = 3


def generation_blocks(trace: Trace) -> Iterator[Block]:
    """A table of the generated tokens, each with its probability and the likeliest alternatives; nothing without generation."""
    tokens, ids = trace.facts.get("generated_tokens"), trace.facts.get("generated_ids")
    if not tokens or not ids:
        return
    rows = [_row(trace, number, token, ids[number]) for number, token in enumerate(tokens)]
    drawn = "generate.0.draw" in trace.steps
    columns = [say(f"generate.{name}") for name in ("step", "token", "id", "probability", "next")]
    yield Heading(2, say("generate.title"))
    yield Table(columns, rows, (0, 3, 0, 3, 3), say("generate.table_drawn" if drawn else "generate.table_greedy"))
    for number, token in enumerate(tokens):
        step = _chances(trace, number)
        if not drawn and len(alike := tied_positions(step.values)) > 1:
            others = [step.axes[-1].labels[at] for at in alike if at != ids[number]][:_OTHERS]
            yield Note(say("generate.tie", step=number, token=token, others=list(others)))
    if "generated_text" in trace.facts:
        yield Prose(say("generate.text", text=trace.facts["generated_text"]))


def _row(trace: Trace, number: int, token: str, chosen: int) -> list[str | float]:
    step = _chances(trace, number)
    labels = step.axes[-1].labels
    others = [place for place in largest_positions(step.values, _OTHERS + 1) if place != chosen and step.values[place] > 0][
        :_OTHERS
    ]

    alternatives = listed(f"{labels[place]} {fixed(float(step.values[place]), 3)}" for place in others) or "–"
    return [number, token, chosen, float(step.values[chosen]), alternatives]


def _chances(trace: Trace, number: int) -> Step:
    """What a choice was made from."""
    return trace.steps.get(f"generate.{number}.renormalised") or trace.steps[f"generate.{number}.probabilities"]


def cached_rows(step: Step) -> Iterator[Block]:
    """A note that says which rows of a KV cache come from earlier passes."""
    if not step.name.endswith("_cache") or step.computed.op != "join":
        return
    before, whole = (cache.size("token") or 0 for cache in (step.computed.inputs[0], step))
    sentence = (
        say("generate.reused_one", new=whole - 1) if before == 1 else say("generate.reused", last=before - 1, new=whole - 1)
    )
    yield Note(sentence)
