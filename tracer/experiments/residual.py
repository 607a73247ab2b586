"""What residual connections are for: how far a signal and its gradient get through many layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.document.blocks import Block, Figure, Prose, Table
from tracer.experiments.metrics import (
    conclusion,
    derivative_sizes,
    label,
    less,
    root_mean_square,
    settled_columns,
    trace_with,
    words,
    zero_note,
)
from tracer.language import say
from tracer.ops.noise import without_noise
from tracer.record.trace import Trace
from tracer.rounding import percent, significant

LAYERS = 8
DECIDES = ("model", "residual", "dtype")


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """A deep encoder with and without residual connections: gradient size, and how far apart the words still are, by depth."""
    tokens = words(text, options)
    given = {"layers": LAYERS, **{key: value for key, value in options.items() if key != "residual"}}
    yield Prose(say("experiments.residual_about", layers=given["layers"]))
    runs = [trace_with(tokens, given, model="encoder", residual=residual) for residual in (True, False)]
    ends = [layer_ends(run) for run in runs]
    measured = [slopes_by_depth(run) for run in runs]
    measured += [[_spread(run[name].values) for name in names] for run, names in zip(runs, ends, strict=True)]
    slopes_with, slopes_without, *spreads = settled_columns(dict(enumerate(measured))).values()
    slopes = [slopes_with, slopes_without]
    rows = [[at, slopes[0][at], slopes[1][at], spreads[0][at], spreads[1][at]] for at in range(len(ends[0]))]
    columns = [label("depth"), label("gradient_with"), label("gradient_without"), label("spread_with"), label("spread_without")]
    yield Table(columns, rows, (0, ~2, ~2, 3, 3), say("experiments.residual_table"))
    yield from zero_note(rows)
    series = [{"label": label(f"gradient_{name}"), "values": slopes[at]} for at, name in enumerate(("with", "without"))]
    yield depth_figure(len(rows), series)
    with_it, without = (slope[0] / slope[-2] if slope[-2] else 0.0 for slope in slopes)
    alike = [spread[-1] / spread[0] if spread[0] else 0.0 for spread in spreads]
    facts = {
        "layers": given["layers"],
        "kept": significant(with_it, 2),
        "lost": significant(without, 2),
        "with_": percent(alike[0]),
        "without": percent(alike[1]),
    }
    vanishes, merges = less(without, with_it), less(alike[1], alike[0])
    message = {(True, True): "both", (True, False): "gradient", (False, True): "words", (False, False): "unseen"}[
        vanishes, merges
    ]
    yield from conclusion(f"experiments.residual_{message}", **facts)


def layer_ends(run: Trace) -> list[str]:
    """What the first layer reads, and the last stage of each layer."""
    first = run.steps["encoder.0.attention.q"].computed.inputs[0]
    while first.name.startswith("encoder."):
        first = first.inputs[0]
    result = [first.name]
    for layer in range(int(run.model["layers"])):
        result.append([step.name for step in run.shown if step.name.startswith(f"encoder.{layer}.")][-1])
    return result


def slopes_by_depth(run: Trace) -> list[float]:
    """‖∂(last word's output)/∂(what a layer gives)‖ for each depth; the last is the output by itself."""
    return derivative_sizes([run.steps[name] for name in layer_ends(run)])


def sizes_by_depth(run: Trace) -> list[float]:
    """The root mean square of what each layer gives, from the first layer on."""
    return [root_mean_square(run.steps[name].values) for name in layer_ends(run)]


def depth_figure(count: int, series: list[dict[str, Any]]) -> Figure:
    """Curves over depth on a logarithmic scale. count: the depths; series: label and values of each curve."""
    data = {"x": list(range(count)), "series": series, "log": True, "x_label": label("depth"), "y_label": label("gradient_size")}
    return Figure("curve", label("gradient_size"), data)


def _spread(rows: np.ndarray) -> float:
    """How far the words' rows are from their mean, as a share of their size: 0 where all words have become the same."""
    size = root_mean_square(rows)
    return float(without_noise(np.array(root_mean_square(rows - rows.mean(axis=0))), size)) / size if size else 0.0
