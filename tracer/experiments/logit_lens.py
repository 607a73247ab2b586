"""The logit lens: what every layer would answer, if the model ended there (nostalgebraist 2020; arXiv 2303.08112, section 2).

Each layer's state is put in the last layer's place, and the model's own last steps (a final norm, the output matrix, softmax)
read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tracer.axes import number_repeats
from tracer.document.blocks import Block, Note, Prose, Table
from tracer.document.numbers import plain
from tracer.experiments.answer import Answer, chance, clean_run, in_words, read_answer, states, tie_note
from tracer.language import say
from tracer.ops.ties import first_largest, lowest_tie
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.session import again


class Reading(NamedTuple):
    """What one state says: its own answer, how probable the final answer is in it, and that one's rank (1 is first)."""

    state: Step
    says: Answer
    final: float
    rank: int
    row: list[str]


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Every state of the answering stack read through the output; the conclusion names where the answer is first seen to stay."""
    start = clean_run(text, options)
    last = read_answer(start, options.get("at"))
    yield Prose(say("experiments.probe_answer" if last.row is not None else "experiments.probe_answer_pooled", **in_words(last)))
    yield from tie_note(start, last)
    read_states = list(readings(start, last))
    columns = [say(f"experiments.probe_{name}") for name in ("state", "says", "says_chance", "final_chance", "rank")]
    rows = [
        (reading.state.name, reading.says.label, reading.says.probability, reading.final, reading.rank) for reading in read_states
    ]
    yield Table(columns, rows, (0, 0, 3, 3, 0), say("experiments.probe_lens_caption"))
    if last.row is not None:
        labels = number_repeats(start["probabilities"].axes[0].labels)
        lines = [[label, *(reading.row[place] for reading in read_states)] for place, label in enumerate(labels)]
        yield Table(
            [say("experiments.probe_token"), *(reading.state.name for reading in read_states)],
            lines,
            (0,) * (len(read_states) + 1),
            say("experiments.probe_lens_all"),
        )
    yield Note(say("experiments.probe_lens_means"))
    yield Prose(conclusion(read_states, last))


def readings(start: Trace, last: Answer) -> Iterator[Reading]:
    """What each state says: the output layer applied to it in place of the last state."""
    every = states(start)
    for state in every:
        read = start if state is every[-1] else again(start, [(every[-1].name, state.values.tolist())])
        values = read.steps["probabilities"].values
        logits = values if last.row is None else values[last.row]
        labels = read.steps["probabilities"].axes[-1].labels
        row = [] if last.row is None else [labels[int(place)] for place in first_largest(values)]
        rank = 1 + int((lowest_tie(logits) > logits[last.place]).sum())  # ties share their rank
        yield Reading(state, read_answer(read, row=last.row), chance(read, last), rank, row)


def conclusion(readings: list[Reading], last: Answer) -> str:
    """The first state from which on every state gives the final answer."""
    since = len(readings) - 1
    while since and readings[since - 1].says.place == last.place:
        since -= 1
    facts = {"state": readings[since].state.name, "answer": last.label, "chance": plain(readings[since].final)}
    if since == 0:
        return say("experiments.probe_lens_always", **facts)
    before = {"before": readings[since - 1].state.name, "other": readings[since - 1].says.label}
    return say("experiments.probe_lens_last" if since == len(readings) - 1 else "experiments.probe_lens_since", **facts, **before)
