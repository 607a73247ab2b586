"""Where each head of a model looks: the row of one token in every head, and what each head does over all rows.

The five habits (first, last, previous, own, next token) are those counted in arXiv 1906.04341, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from tracer.axes import Axis, names
from tracer.document.blocks import Block, Heading, Prose, Table
from tracer.errors import TracerError
from tracer.experiments.answer import PRONOUNS, places_of
from tracer.experiments.measured import conclusion
from tracer.language import say
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.session import trace

HABITS = ("first", "last", "previous", "own", "next")
MOST = 0.5  # a habit is a mean weight above this
SHOWN = 6


class Head(NamedTuple):
    """One head of a self-attention: `encoder.3 head 1`, its weights and which the mask allows (query × key)."""

    name: str
    weights: np.ndarray
    allowed: np.ndarray


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """The token's row head by head, then habits; the conclusion counts."""
    start = trace(text, **{key: value for key, value in options.items() if key not in ("at", "other")})
    found, labels, others = heads(start)
    row = _row(labels, options.get("at"))
    favourite = int(np.bincount([int(one.weights[row].argmax()) for one in found], minlength=len(labels)).argmax())
    if others:
        yield Prose(say("looks.left_out", stack=found[0].name.partition(".")[0], heads=len(found), others=others))
    yield Heading(2, say("looks.row", token=labels[row]))
    yield _by_token(found, labels, row)
    elsewhere = sorted((one for one in found if one.weights[row].argmax() != favourite), key=lambda one: -one.weights[row].max())
    if elsewhere:
        lines: list[list[str | float | int]] = [
            [one.name, labels[int(one.weights[row].argmax())], float(one.weights[row].max())] for one in elsewhere[:SHOWN]
        ]
        columns = [say(f"looks.column_{name}") for name in ("head", "looks_at", "weight")]
        yield Table(columns, lines, (0, 0, 3), say("looks.elsewhere", token=labels[favourite], count=len(elsewhere)))
    yield Heading(2, say("looks.habits"))
    yield _habits(found)
    yield from conclusion("looks.conclusion", **_counted(found, labels, row, favourite))


def heads(start: Trace) -> tuple[list[Head], list[str], int]:
    """Every head of every attention of the first stack over itself, its tokens, and how many other heads there are.

    Raises TracerError where the model has no such attention, or reads several sentences at once.
    """
    found: list[Head] = []
    every = [
        step for step in start.steps.values() if step.name.endswith(".softmax") and names(step.axes) == ("head", "query", "key")
    ]
    stack = every[0].name.partition(".")[0] if every else ""
    for step in every:
        layer, attention, _ = step.name.rpartition(".attention.softmax")
        if attention and layer.startswith(stack) and step.axes[1].labels == step.axes[2].labels:
            found += [Head(f"{layer} head {at}", one, allowed(start, step)) for at, one in enumerate(step.values)]
    if not found:
        raise TracerError("looks.no_attention")
    return found, list(every[0].axes[1].labels), sum(step.size("head") or 0 for step in every) - len(found)


def allowed(start: Trace, weights: Step) -> np.ndarray:
    """Which keys each query may look at (query × key): all, where no mask was put on the scores."""
    masked = start.steps.get(weights.name.removesuffix("softmax") + "masked")
    shape = weights.values.shape[1:]
    return np.ones(shape, bool) if masked is None else np.broadcast_to(masked.computed.inputs[1].values > 0, shape)


def habits(weights: np.ndarray, allowed: np.ndarray) -> dict[str, float]:
    """The mean weight on the first, last, previous, own and next token, over the rows that may look there and have a choice.

    Left out is what no two rows may look at (with a causal mask the next token, and the last): one row is no habit.
    """
    size, free = len(weights), allowed.sum(axis=1) > 1
    places = np.arange(size)
    wanted = {"first": places * 0, "last": places * 0 + size - 1, "previous": places - 1, "own": places, "next": places + 1}
    found = {}
    for name, where in wanted.items():
        there = free & (where >= 0) & (where < size)
        rows = places[there][allowed[places[there], where[there]]]
        if len(rows) > 1:
            found[name] = float(weights[rows, where[rows]].mean())
    return found


def _row(labels: list[str], at: str | None) -> int:
    if at is not None:
        return places_of(Axis("token", len(labels), labels), at)[-1]
    return next((place for place in range(len(labels) - 1, -1, -1) if labels[place] in PRONOUNS), len(labels) - 1)


def _by_token(found: list[Head], labels: list[str], row: int) -> Table:
    """For every token: in how many heads the row's largest weight is there, and the mean weight over all heads."""
    largest = [int(one.weights[row].argmax()) for one in found]
    mean = np.mean([one.weights[row] for one in found], axis=0)
    lines: list[list[str | float | int]] = [
        [label, largest.count(place), float(mean[place])] for place, label in enumerate(labels)
    ]
    columns = [say(f"looks.column_{name}") for name in ("token", "heads", "mean")]
    return Table(columns, lines, (0, 0, 3), say("looks.caption_row", token=labels[row], heads=len(found)))


def _habits(found: list[Head]) -> Table:
    """How many heads give a habit more than half, and the one that does so most."""
    each = [habits(one.weights, one.allowed) for one in found]
    lines: list[list[str | float | int]] = []
    for name in (one for one in HABITS if any(one in told for told in each)):
        values = [told.get(name, 0.0) for told in each]
        best = int(np.argmax(values))
        lines.append([say(f"looks.habit_{name}"), sum(value > MOST for value in values), found[best].name, values[best]])
    columns = [say(f"looks.column_{name}") for name in ("habit", "heads", "most", "weight")]
    return Table(columns, lines, (0, 0, 0, 3), say("looks.caption_habits"))


def _counted(found: list[Head], labels: list[str], row: int, favourite: int) -> dict[str, Any]:
    """Where most heads look from the row, how many have a habit, and how often a row with a choice looks most at itself."""
    largest = sum(int(one.weights[row].argmax()) == favourite for one in found)
    with_habit = sum(max(habits(one.weights, one.allowed).values(), default=0.0) > MOST for one in found)
    chosen = [one.allowed.sum(axis=1) > 1 for one in found]
    own_largest = [one.weights.argmax(axis=1) == np.arange(len(labels)) for one in found]
    own = sum(int((mine & free).sum()) for mine, free in zip(own_largest, chosen, strict=True))
    told = {"token": labels[row], "favourite": labels[favourite], "largest": largest, "heads": len(found)}
    return {**told, "habit": with_habit, "own": own, "rows": sum(int(free.sum()) for free in chosen)}
