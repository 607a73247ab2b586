"""Why scores are divided by √d_k: what softmax does with scores that grow (arXiv 1706.03762, section 3.2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.document.blocks import Block, Figure, Prose, Table
from tracer.experiments.metrics import conclusion, gradient, label, less, settled_columns, trace_with, words, zero_note
from tracer.language import say
from tracer.record.trace import Trace
from tracer.rounding import fixed, significant

WIDTHS = (1, 4, 16, 64, 256, 1024)
SEEDS = 5
_OWN = {"model": "attention", "heads": 1, "d_model": 16, "d_v": 2, "positions": "none"}
DECIDES = ("model", "heads", "d_model", "d_k", "d_v", "positions", "scale", "dtype")


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """A table of d_k: variance of the scores, largest weight, gradient through softmax, with and without the division."""
    tokens = words(text, options)
    yield Prose(say("experiments.scaling_about", seeds=SEEDS))
    measured = [_measured(tokens, options, width) for width in WIDTHS]
    slopes = settled_columns({at: [row[at] for row in measured] for at in (3, 4)})
    rows = [[width, *row[:3], slopes[3][at], slopes[4][at]] for at, (width, row) in enumerate(zip(WIDTHS, measured, strict=True))]
    columns = ["d_k", label("variance"), label("largest"), label("largest_scaled"), label("gradient"), label("gradient_scaled")]
    yield Table(columns, rows, (0, 3, 3, 3, ~2, ~2), say("experiments.scaling_table"))
    yield from zero_note(rows)
    names = {4: label("undivided"), 5: label("divided")}
    series = [{"label": name, "values": [float(row[at]) for row in rows]} for at, name in names.items()]
    data = {"x": list(WIDTHS), "series": series, "log": True, "x_log": True, "x_label": "d_k", "y_label": label("gradient_size")}
    yield Figure("curve", label("gradient_size"), data)
    (_, _, _, _, first, _), last = rows[0], rows[-1]
    facts = {
        "width": last[0],
        "raw": significant(last[4], 3),
        "scaled": significant(last[5], 3),
        "largest": fixed(last[2], 3),
        "kept": fixed(last[3], 3),
    }
    saturated = less(last[4], first) and less(last[4], last[5])
    yield from conclusion("experiments.scaling_needed" if saturated else "experiments.scaling_unseen", **facts)


def _measured(tokens: list[str], options: Mapping[str, Any], width: int) -> list[float]:
    """Means over several seeds: (variance of the scores, largest weight raw and scaled, gradient raw and scaled)."""
    given = {key: value for key, value in options.items() if key not in ("scale", "seed", *_OWN)}
    first = int(options.get("seed", 0))
    samples = []
    for seed in range(first, first + SEEDS):
        settings = {**_own(options), "d_k": width, "seed": seed}
        raw, scaled = trace_with(tokens, given, scale=False, **settings), trace_with(tokens, given, scale=True, **settings)
        variance = float(raw["scores"].values.var())
        samples.append([variance, _largest(raw), _largest(scaled), _slope(raw), _slope(scaled)])
    return [float(value) for value in np.mean(samples, axis=0)]


def _own(options: Mapping[str, Any]) -> dict[str, Any]:
    """The experiment's settings; a file of word vectors decides d_model itself."""
    return {key: value for key, value in _OWN.items() if key != "d_model" or "embeddings" not in options}


def _largest(run: Trace) -> float:
    return float(run["softmax"].values.max(axis=-1).mean())


def _slope(run: Trace) -> float:
    """The mean over queries of ‖∂weights/∂scores‖, by a backward pass through softmax for each key."""
    weights = run["softmax"]
    before = weights.computed.inputs[0]
    squares = np.zeros(weights.values.shape[:-1])
    for key in range(weights.values.shape[-1]):
        seed = np.zeros_like(weights.values)
        seed[..., key] = 1.0
        squares += np.square(gradient(weights, seed, before)).sum(axis=-1)
    return float(np.sqrt(squares).mean())
