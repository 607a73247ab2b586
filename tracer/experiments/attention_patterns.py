"""Where each head of a model looks: the row of one token in every head, and what each head does over all rows.

The five habits (first, last, previous, own, next token) are those counted in arXiv 1906.04341, section 3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tracer.axes import Axis, names, number_repeats, word_spans
from tracer.document.blocks import Block, Heading, Prose, Table
from tracer.errors import TracerError
from tracer.experiments.answer import PRONOUNS, places_of
from tracer.experiments.metrics import EXTRA_KEYS, conclusion, label_of_largest, tied_rows, ties_note
from tracer.language import say
from tracer.ops.ties import TIE, first_largest, largest_positions, tied_positions
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import fixed
from tracer.session import trace

HABITS = ("first", "last", "previous", "own", "next")
MOST = 0.5  # a habit is a mean weight above this
_MORE = MOST * (1 + TIE)
SHOWN = 6
DECIDES = EXTRA_KEYS


class Head(NamedTuple):
    """One head of a self-attention: `encoder.3 head 1`, its weights and which the mask allows (query × key)."""

    name: str
    weights: np.ndarray
    allowed: np.ndarray


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """The token's row head by head, then habits; the conclusion counts."""
    start = trace(text, **{key: value for key, value in options.items() if key not in ("at", "other")})
    patterns, tokens, others = heads(start)
    spans = word_spans(tokens, _classes(start))
    labels = ["".join(tokens[first:last]) for first, last in spans]
    row, words = _row(labels, options.get("at")), number_repeats(labels)
    rows = np.array([_of_words(pattern.weights, spans, row) for pattern in patterns])
    largest = first_largest(rows)
    counts, mean = np.bincount(largest, minlength=len(labels)), rows.mean(axis=0)
    alike = np.flatnonzero(counts == counts.max())
    favourite = int(alike[first_largest(mean[alike])])  # where heads tie, the token with the larger mean
    if others:
        yield Prose(
            say("experiments.patterns_left_out", stack=patterns[0].name.partition(".")[0], heads=len(patterns), others=others)
        )
    yield Heading(2, say("experiments.patterns_row", token=words[row]))
    lines: list[list[str | float | int]] = [[word, int(counts[place]), float(mean[place])] for place, word in enumerate(words)]
    columns = [say(f"experiments.patterns_column_{name}") for name in ("token", "heads", "mean")]
    yield Table(columns, lines, (0, 0, 3), say("experiments.patterns_caption_row", token=words[row], heads=len(patterns)))
    yield from ties_note(tied_rows(rows))
    elsewhere = [(patterns[head].name, rows[head]) for head in np.flatnonzero(largest != favourite)]
    yield from _elsewhere(elsewhere, words, favourite)
    yield Heading(2, say("experiments.patterns_habits"))
    yield _habits(patterns)
    facts = {"token": words[row], "favourite": words[favourite], "largest": int(counts[favourite]), "heads": len(patterns)}
    facts |= {
        "others": [words[place] for place in alike],
        "mean": fixed(float(mean[favourite]), 3),
        **_counted(patterns),
    }
    yield from conclusion(
        "experiments.patterns_conclusion" if len(alike) == 1 else "experiments.patterns_conclusion_tie", **facts
    )


def _classes(start: Trace) -> Collection[str]:
    """The words a classifier answers with: where it reads characters, those that are one of them together count as one word."""
    probabilities = start.steps.get("probabilities")
    return next((axis.labels for axis in (probabilities.axes if probabilities is not None else ()) if axis.name == "class"), ())


def _of_words(weights: np.ndarray, spans: Sequence[tuple[int, int]], row: int) -> np.ndarray:
    """A word's weights (query × key of one head) by words: the mean of its tokens' rows, of each word the sum of its tokens'."""
    first, last = spans[row]
    own = weights[first:last].mean(axis=0)
    return np.array([own[start:stop].sum() for start, stop in spans])


def _elsewhere(patterns: Sequence[tuple[str, np.ndarray]], words: list[str], favourite: int) -> Iterator[Block]:
    """The heads (name, weights) whose largest weight is not on the favourite, the largest weights first."""
    if not patterns:
        return
    lines: list[list[str | float | int]] = []
    for at in largest_positions(np.array([weights.max() for _, weights in patterns]), SHOWN):
        name, weights = patterns[at]
        lines.append([name, label_of_largest(words, tied_positions(weights)), float(weights.max())])
    columns = [say(f"experiments.patterns_column_{name}") for name in ("head", "looks_at", "weight")]
    yield Table(columns, lines, (0, 0, 3), say("experiments.patterns_elsewhere", token=words[favourite], count=len(patterns)))


def heads(start: Trace) -> tuple[list[Head], list[str], int]:
    """Every head of every attention of the first stack over itself, its tokens, and how many other heads there are.

    Raises TracerError where the model has no such attention, or reads several sentences at once.
    """
    patterns: list[Head] = []
    every = [
        step for step in start.steps.values() if step.name.endswith(".softmax") and names(step.axes) == ("head", "query", "key")
    ]
    stack = every[0].name.partition(".")[0] if every else ""
    for step in every:
        layer, attention, _ = step.name.rpartition(".attention.softmax")
        if attention and layer.startswith(stack) and step.axes[1].labels == step.axes[2].labels:
            patterns += [Head(f"{layer} head {at}", weights, visible_keys(start, step)) for at, weights in enumerate(step.values)]
    if not patterns:
        raise TracerError("experiments.patterns_no_attention")
    return patterns, list(every[0].axes[1].labels), sum(step.size("head") or 0 for step in every) - len(patterns)


def visible_keys(start: Trace, weights: Step) -> np.ndarray:
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
    result = {}
    for name, where in wanted.items():
        valid = free & (where >= 0) & (where < size)
        rows = places[valid][allowed[places[valid], where[valid]]]
        if len(rows) > 1:
            result[name] = float(weights[rows, where[rows]].mean())
    return result


def _row(labels: list[str], at: str | None) -> int:
    if at is not None:
        return places_of(Axis("token", len(labels), labels), at)[-1]
    return next((place for place in range(len(labels) - 1, -1, -1) if labels[place] in PRONOUNS), len(labels) - 1)


def _habits(patterns: list[Head]) -> Table:
    """How many heads give a habit more than half, and the one that does so most."""
    habit_shares = [habits(pattern.weights, pattern.allowed) for pattern in patterns]
    lines: list[list[str | float | int]] = []
    for name in (habit for habit in HABITS if any(habit in shares for shares in habit_shares)):
        values = [shares.get(name, 0.0) for shares in habit_shares]
        best = tied_positions(np.array(values))
        most = sum(value > _MORE for value in values)
        lines.append(
            [
                say(f"experiments.patterns_habit_{name}"),
                most,
                label_of_largest([pattern.name for pattern in patterns], best),
                values[best[0]],
            ]
        )
    columns = [say(f"experiments.patterns_column_{name}") for name in ("habit", "heads", "most", "weight")]
    return Table(columns, lines, (0, 0, 0, 3), say("experiments.patterns_caption_habits"))


def _counted(patterns: list[Head]) -> dict[str, int]:
    """How many heads have a habit, and how often a row with a choice looks most at itself."""
    with_habit = sum(max(habits(pattern.weights, pattern.allowed).values(), default=0.0) > _MORE for pattern in patterns)
    chosen = [pattern.allowed.sum(axis=1) > 1 for pattern in patterns]
    own_largest = [first_largest(pattern.weights) == np.arange(len(pattern.weights)) for pattern in patterns]
    own_count = sum(int((own_rows & free).sum()) for own_rows, free in zip(own_largest, chosen, strict=True))
    return {"habit": with_habit, "own": own_count, "rows": sum(int(free.sum()) for free in chosen)}
