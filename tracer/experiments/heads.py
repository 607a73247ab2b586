"""What several heads are for: each its own columns of W_Q, W_K, W_V, its own weights, its own share of the output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.axes import Axis, names, number_repeats
from tracer.document.blocks import Block, Heading, Prose, Table
from tracer.document.numbers import matrix
from tracer.experiments.metrics import EXTRA_KEYS, apart, conclusion, label, tied_rows, ties_note, trace_with, words
from tracer.language import say
from tracer.ops.ties import first_largest
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import fixed, significant

PART = "encoder.0.attention"
_MATRICES = ("W_Q", "W_K", "W_V", "W_O", "b_Q", "b_K", "b_V", "b_O")
DECIDES = ("model", "layers", "latent_kv", "latent_q", "dtype", *EXTRA_KEYS)


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Blocks of W_Q beside each head's q; Σ z W_O = output; one head against several; the claim about a word itself."""
    tokens = words(text, options)
    several = trace_with(tokens, options, model="encoder", layers=1)
    heads = int(several.model["heads"])
    yield Prose(say("experiments.heads_about", heads=heads))
    yield from _columns(several, heads)
    yield Heading(2, label("heads_sum"))
    far = _summed(several, heads)
    yield Prose(say("experiments.heads_sum_other", size=significant(far, 2)) if far else say("experiments.heads_sum_same"))
    yield Heading(2, label("one_head"))
    single = _one_head(tokens, options, several)
    yield _weights(tokens, several, single, heads)
    added = several[f"{PART}.scores"].values.sum(axis=0)
    gap = apart(added, single[f"{PART}.scores"].values[0])
    added_up = say("experiments.heads_scores_differ", size=significant(gap, 2)) if gap else say("experiments.heads_scores_add")
    yield Prose(added_up)
    yield Heading(2, label("oneself"))
    yield from _oneself(several, heads)
    weights = several[f"{PART}.softmax"].values
    between = max(apart(weight, other) for weight in weights for other in weights)
    one_head = apart(weights.mean(axis=0), single[f"{PART}.softmax"].values[0])
    facts = {"heads": heads, "between": fixed(between, 3), "one": fixed(one_head, 3)}
    message = "experiments.heads_one" if heads == 1 else "experiments.heads_differ" if between else "experiments.heads_same"
    yield from conclusion(message, **facts)


def _columns(run: Trace, heads: int) -> Iterator[Block]:
    """W_Q's columns of each head, then the q they make."""
    whole, q = run.parameters[f"{PART}.W_Q"], run[f"{PART}.q"]
    width = q.size("d_k") or 1
    for head in range(heads):
        block = whole.values[:, head * width : (head + 1) * width]
        columns = Axis(whole.axes[1].name, width, [str(head * width + at) for at in range(width)])
        yield Prose(say("experiments.heads_block", head=head, first=head * width, last=(head + 1) * width - 1))
        yield matrix(f"{PART}.W_Q", block, whole.axes[0], columns)
        token, part = q.axes[-2:]
        yield Prose(say("experiments.heads_q", head=head))
        yield matrix(q.name, q.values[head], token, part)


def _summed(run: Trace, heads: int) -> float:
    """How far Σ_h z_h W_O[h] (+ b_O) is from the recorded output."""
    z, whole = run[f"{PART}.z"], run.parameters[f"{PART}.W_O"].values
    width = z.size("d_v") or 1
    total = sum(z.values[head] @ whole[head * width : (head + 1) * width] for head in range(heads))
    shift = run.parameters.get(f"{PART}.b_O")
    return apart(np.asarray(total) + (0.0 if shift is None else shift.values), run[f"{PART}.output"].values)


def _one_head(tokens: list[str], options: Mapping[str, Any], several: Trace) -> Trace:
    """The same matrices read as one head of the full width."""
    names_of = [f"{PART}.{end}" for end in _MATRICES if f"{PART}.{end}" in several.parameters]
    matrices = {name: several.parameters[name].values for name in names_of}
    sizes = {f"d_{letter}": matrices[f"{PART}.W_{end}"].shape[1] for letter, end in (("k", "Q"), ("v", "V"))}
    seed = int(options.get("seed", 0))
    given = {key: value for key, value in options.items() if key not in ("heads", "d_k", "d_v", "seed")}
    return trace_with(tokens, given, model="encoder", layers=1, heads=1, seed=seed, weights=matrices, **sizes)


def _weights(tokens: list[str], several: Trace, single: Trace, heads: int) -> Table:
    """The last word's weights in each head, their mean, and in the one head."""
    by_head, one_head = several[f"{PART}.softmax"].values[:, -1], single[f"{PART}.softmax"].values[0, -1]
    rows: list[list[str | float]] = [
        [token, *map(float, by_head[:, at]), float(by_head[:, at].mean()), float(one_head[at])]
        for at, token in enumerate(number_repeats(tokens))
    ]
    columns = [label("word"), *(f"head {head}" for head in range(heads)), label("mean"), label("single")]
    return Table(columns, rows, (0, *[3] * (heads + 2)), say("experiments.heads_table", word=tokens[-1]))


def _oneself(run: Trace, heads: int) -> Iterator[Block]:
    """In how many rows the largest weight is the word's own."""
    step: Step = run[f"{PART}.softmax"]
    on_itself = first_largest(step.values) == np.arange(step.values.shape[-1])
    count = on_itself.shape[1]
    rows: list[list[str | float]] = [[f"head {head}", int(on_itself[head].sum()), count] for head in range(heads)]
    assert names(step.axes)[-2:] == ("query", "key")
    yield Table([label("head"), label("own_largest"), label("words_of")], rows, (0, 0, 0), say("experiments.oneself_about"))
    yield from ties_note(tied_rows(step.values))
    message = "all" if on_itself.all() else "some" if on_itself.any() else "none"
    yield Prose(say(f"experiments.oneself_{message}", count=int(on_itself.sum()), rows=on_itself.size))
