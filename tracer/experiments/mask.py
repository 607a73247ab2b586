"""What the causal mask is for: without it, a word knows what comes after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.axes import number_repeats
from tracer.document.blocks import Block, Prose, Table
from tracer.experiments.metrics import EXTRA_KEYS, conclusion, gaps, label, trace_with, words, zero_note
from tracer.language import say
from tracer.rounding import percent, significant
from tracer.session import again

DECIDES = ("model", "mask", "pool", "dtype", *EXTRA_KEYS)


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Change the last word's vector; see which earlier outputs change, and how much weight later words get."""
    tokens = words(text, options)
    given = {**options, "pool": "none"}
    yield Prose(say("experiments.mask_about", word=tokens[-1]))
    changes, ahead = [], []
    for mask in ("none", "causal"):
        before = trace_with(tokens, given, model="decoder", mask=mask)
        after = again(before, [(f"embedding[{len(tokens) - 1}]", 0.0)])
        stage = "probabilities" if "probabilities" in before else before.output.name
        changes.append(gaps(after[stage].values, before[stage].values).max(axis=-1))
        ahead.append(_ahead(before["decoder.0.attention.softmax"].values))
    rows: list[list[str | float]] = [
        [token, *(float(values[at]) for values in (*ahead, *changes))] for at, token in enumerate(number_repeats(tokens))
    ]
    columns = [label("word"), label("ahead_none"), label("ahead_causal"), label("change_none"), label("change_causal")]
    yield Table(columns, rows, (0, 3, 3, 3, 3), say("experiments.mask_table", word=tokens[-1]))
    yield from zero_note(rows)
    leaked, remaining = (float(values[:-1].max()) for values in changes)
    facts = {"count": len(tokens) - 1, "leaked": significant(leaked, 2), "kept": significant(remaining, 2)}
    facts["share"] = percent(float(ahead[0][:-1].mean()))
    if remaining:
        yield from conclusion("experiments.mask_fails", **facts)
    else:
        yield from conclusion("experiments.mask_needed" if leaked else "experiments.mask_unseen", **facts)


def _ahead(weights: np.ndarray) -> np.ndarray:
    """For each query the weight (mean over heads) that later words get."""
    later = np.triu(np.ones(weights.shape[-2:]), 1)
    ahead: np.ndarray = (weights * later).sum(axis=-1).mean(axis=0)
    return ahead
