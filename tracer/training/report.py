"""What a training run has to say, as document blocks: steps of a trace, a task's result, cards."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tracer.document.blocks import Block, Document, Heading, Note, Prose, Table
from tracer.language import say
from tracer.record.trace import Trace
from tracer.training.loop import Training
from tracer.training.model_card import Card, cards


def steps_document(trace: Trace, steps: int, text: str) -> Document:
    """One line a training step: rate, loss, and the largest gradient of any parameter."""

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("training.title_text", text=text))
        columns = [say(f"training.column_{name}") for name in ("step", "rate", "loss", "gradient")]
        rows = [_line(trace, f"step.{number}." if steps > 1 else "", number) for number in range(1, steps + 1)]
        yield Table(columns, rows, (0, 6, 6, 6), say("training.caption_steps"))
        yield from map(Note, trace.notes)

    return Document(say("training.title_text", text=text), blocks)


def _line(trace: Trace, prefix: str, number: int) -> list[float | int]:
    gradients = [
        trace.steps[name].values
        for name in (f"{prefix}grad.{parameter}" for parameter in trace.parameters)
        if name in trace.steps
    ]
    largest = max((float(np.abs(array).max()) for array in gradients), default=0.0)
    return [number, float(trace.steps[f"{prefix}lr"].values), float(trace.steps[f"{prefix}loss"].values), largest]


def task_document(training: Training, card: Card, file: str) -> Document:
    """How the validation went, the result beside the baseline, and the card."""

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("training.title", task=card.task))
        columns = [say(f"training.column_{name}") for name in ("step", "validation", training.task.metric)]
        yield Table(columns, training.state.looks, (0, 4, 4), say("training.caption_looks"))
        yield from card_blocks(card)
        if training.task.train[:1] and set(training.task.held) <= set(training.task.train):
            yield Note(say("training.none_held"))
        yield from map(Note, notes)
        if file:
            yield Note(say("training.saved", file=file))

    idle = training.unread()
    notes = [say("session.idle", keys=", ".join(idle), model=training.settings.model)] if idle else []
    told = {"notes": notes} if notes else {}
    looks = [dict(zip(("step", "loss", card.metric), look, strict=True)) for look in training.state.looks]
    return Document(
        say("training.title", task=card.task), blocks, {"json": {"card": card.stored(), "validation": looks, **told}, **told}
    )


def card_blocks(card: Card) -> Iterator[Block]:
    """A card as paragraphs."""
    yield Prose(card.sentence("about"))
    for sentence in card.measured():
        yield Prose(sentence)
    yield Prose(card.sentence("data"))
    yield Prose(card.sentence("limits"))
    yield Note(say("training.card_command", command=card.command, seed=card.seed, steps=card.steps))
    yield from map(Note, card.computed())


def models_document() -> Document:
    """Every bundled checkpoint with its card."""

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("training.models_title"))
        for name, card in cards().items():
            yield Heading(2, name)
            yield from card_blocks(card)
        yield Note(say("training.models_use", text="The animal didn't cross the street because it was too tired"))

    return Document(
        say("training.models_title"), blocks, {"json": {"models": {name: card.stored() for name, card in cards().items()}}}
    )
