"""What a training run has to say, as document blocks: steps of a trace, a task's result, cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tracer.document.blocks import Block, Document, Heading, Note, Points, Prose, Table, Tokens
from tracer.errors import TracerError
from tracer.files.formats import load
from tracer.language import listed, say
from tracer.record.trace import Trace
from tracer.tokens.characters import join_characters
from tracer.tokens.words import join_words
from tracer.training.loop import Training
from tracer.training.model_card import Card, cards
from tracer.training.tasks import grammar
from tracer.weights.bundled import file_of


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
    notes = [say("session.idle", keys=list(idle), model=training.settings.model)] if idle else []
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


def model_document(name: str) -> Document:
    """One bundled checkpoint: its card, sentences it knows with their answers, the patterns they follow, its whole vocabulary.

    Raises TracerError for a name nobody knows (the nearest is named).
    """
    known = cards()
    if name not in known:
        raise TracerError.near("training.no_model", name, known, known=list(known))
    card, stored = known[name], load(file_of(name))
    words, written = list(stored.tokens or ()), list(stored.target_tokens or ())

    def blocks() -> Iterator[Block]:
        yield Heading(1, name)
        yield from card_blocks(card)
        yield from _grammar_blocks(card)
        yield Heading(2, say("training.vocabulary_title"))
        yield Tokens(say("training.vocabulary", count=len(words)), words)
        if written:
            yield Tokens(say("training.vocabulary_written", count=len(written)), written)

    data = {"name": name, "card": card.stored(), "vocabulary": words, **({"target_vocabulary": written} if written else {})}
    return Document(name, blocks, {"json": data})


def _grammar_blocks(card: Card) -> Iterator[Block]:
    """Examples, patterns and what their slots hold; nothing where the model was trained on somebody's own pairs."""
    found = grammar(card.task)
    if found is None:
        return
    yield Heading(2, say("training.samples_title"))
    joined = join_characters if card.cut == "characters" else join_words
    answers = [joined(pair.target) or listed(answer for _, answer in pair.answers) for pair in found.samples]
    rows = [
        (joined(pair.source), answer) if answer else (joined(pair.source),)
        for pair, answer in zip(found.samples, answers, strict=True)
    ]
    columns = [say("training.column_sentence"), say("training.column_answer")]
    yield Table(columns[: len(rows[0])], rows)
    yield Heading(2, say("training.patterns_title"))
    yield Points([("•", pattern, 0) for pattern in found.patterns])
    slots = [(f"{{{slot}}}", _words_of(words)) for slot, words in found.slots.items()]
    yield Table((say("training.column_slot"), say("training.column_words")), slots)


def _words_of(words: Sequence[str] | Mapping[str, str]) -> str:
    """The words of a slot, each with its translation where there is one."""
    return listed(f"{word} {other}" for word, other in words.items()) if isinstance(words, Mapping) else listed(words)


def models_document(others: Sequence[Block] = (), names: Mapping[str, Sequence[str]] | None = None) -> Document:
    """Every bundled checkpoint with its card. others: what is told of models that are none; names: theirs, by kind."""

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("training.models_title"))
        for name, card in cards().items():
            yield Heading(2, name)
            yield from card_blocks(card)
        yield Note(say("training.models_use", text="The animal didn't cross the street because it was too tired"))
        yield Note(say("training.models_more"))
        yield from others

    data = {"models": {name: card.stored() for name, card in cards().items()}, **(names or {})}
    return Document(say("training.models_title"), blocks, {"json": data})
