"""What normalising does: over which axis each kind averages, and how activations and gradients grow with depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.axes import names
from tracer.document.blocks import Block, Heading, Prose, Table
from tracer.document.numbers import stage_matrix
from tracer.experiments.metrics import conclusion, label, less, settled_columns, trace_with, words, zero_note
from tracer.experiments.residual import LAYERS, sizes_by_depth, slopes_by_depth
from tracer.language import listed, say
from tracer.ops.noise import without_noise
from tracer.ops.ties import first_largest
from tracer.record.trace import Trace
from tracer.rounding import significant

KINDS = ("layer", "batch", "rms")
PLACES = ("none", "post", "pre")
_STAGE = "encoder.0.attention.norm"
DECIDES = ("model", "norm", "norm_kind", "dtype")


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Layer, batch and RMS norm of the same matrix; then a deep encoder without, with post- and with pre-norm."""
    tokens = words(text, options)
    given = {key: value for key, value in options.items() if key not in ("norm", "norm_kind")}
    yield Prose(say("experiments.norm_about"))
    runs = {kind: trace_with(tokens, given, model="encoder", norm_kind=kind) for kind in KINDS}
    before = runs["layer"]["encoder.0.attention.add"]
    yield Prose(say("experiments.norm_before"))
    yield stage_matrix(before)
    rows: list[list[str | float]] = []
    for kind, run in runs.items():
        axis, normalised = averaged_over(run), run[_STAGE]
        yield Prose(say("experiments.norm_of", kind=kind, axis=axis))
        yield stage_matrix(normalised)
        rows.append([kind, axis, *_left(normalised.values)])
    columns = [
        label("norm_kind"),
        label("averages_over"),
        label("row_mean"),
        label("row_deviation"),
        label("column_mean"),
        label("column_deviation"),
    ]
    yield Table(columns, rows, (0, 0, 3, 3, 3, 3), say("experiments.norm_table"))
    yield from zero_note(rows)
    yield Heading(2, label("by_depth"))
    deep = {"layers": LAYERS, **given}
    stacks = {place: trace_with(tokens, deep, model="encoder", norm=place) for place in PLACES}
    sizes = {place: sizes_by_depth(run) for place, run in stacks.items()}
    slopes = settled_columns({place: slopes_by_depth(run) for place, run in stacks.items()})
    yield _by_depth(sizes, say("experiments.sizes_table"), 3)
    yield _by_depth(slopes, say("experiments.slopes_table"), ~2)
    growth = {place: max(norms) / min(norms) for place, norms in sizes.items()}
    facts = {"layers": deep["layers"], **{place: significant(growth[place], 3) for place in PLACES}}
    wild = less(max(growth["post"], growth["pre"]), growth["none"])
    yield from conclusion("experiments.norm_tames" if wild else "experiments.norm_unseen", **facts)


def averaged_over(run: Trace) -> str:
    """The axes of x that its mean (or mean square) no longer has."""
    whole = set(names(run[_STAGE].axes))
    mean = run.steps.get(f"{_STAGE}.mean") or run.steps.get(f"{_STAGE}.mean_square")
    gone = whole - set(names(mean.axes)) if mean is not None else whole
    return listed(axis.name for axis in run[_STAGE].axes if axis.name in gone)


def _left(x: np.ndarray) -> list[float]:
    """The furthest mean from 0 and deviation from 1, of rows and of columns."""
    result = []
    for axis in (1, 0):
        means, deviations = without_noise(x.mean(axis=axis), np.abs(x).mean(axis=axis)), x.std(axis=axis)
        result += [float(means[first_largest(np.abs(means))]), float(deviations[first_largest(np.abs(deviations - 1))])]
    return result


def _by_depth(series: Mapping[str, list[float]], caption: str, places: int) -> Table:
    rows = [[at, *(values[at] for values in series.values())] for at in range(len(next(iter(series.values()))))]
    return Table([label("depth"), *series], rows, (0, *[places] * len(series)), caption)
