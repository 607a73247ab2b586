"""What grows with depth and with learning, and which norm holds it: pre- and post-norm, RMS norm, normed queries and keys.

Pre- and post-norm: arXiv 2002.04745; RMS norm: arXiv 1910.07467; q/k norm against growing scores: arXiv 2302.05442, section 2,
and by learning rate 2309.14322, section 3.1.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tracer.document.blocks import Block, Heading, Prose, Table
from tracer.experiments.metrics import (
    backwards,
    conclusion,
    label,
    less,
    root_mean_square,
    settled_columns,
    share_changed,
    trace_with,
    words,
    zero_note,
)
from tracer.experiments.residual import LAYERS, layer_ends, slopes_by_depth
from tracer.language import say
from tracer.record.backward import backward
from tracer.record.step import DETAIL
from tracer.record.trace import Trace
from tracer.rounding import percent, significant

FACTORS = (1, 2, 4, 8)
RATES = (0, 1, 4, 16)
_LEARNER: dict[str, Any] = {"model": "decoder", "layers": 1, "norm": "pre", "norm_kind": "rms", "final_norm": True, "bias": False}
DECIDES = ("model", "norm", "norm_kind", "qk_norm", "final_norm", "bias", "layout", "pool", "dtype")


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Sizes by depth with post- and pre-norm; the mean that RMS norm leaves alone; scores as weights grow and learn."""
    tokens, options = words(text, options), {**options, "pool": "none"}
    yield Heading(2, label("growth_depth"))
    deep = {"layers": LAYERS, **options}
    stacks = {place: trace_with(tokens, deep, model="encoder", norm=place) for place in ("post", "pre")}
    yield Prose(say("experiments.growth_depth_about", layers=deep["layers"]))
    sizes = yield from _depth(stacks)
    yield Heading(2, label("growth_mean"))
    shares = mean_shares(stacks["pre"])
    rows: list[list[str | float]] = [[layer, share] for layer, share in enumerate(shares)]
    yield Prose(say("experiments.growth_mean_means"))
    yield Table([label("depth"), label("growth_share")], rows, (0, 3), label("growth_mean_table"))
    yield Heading(2, label("growth_factor"))
    scaled = {normed: [_largest(_scaled(tokens, options, normed, factor)) for factor in FACTORS] for normed in (False, True)}
    rows = [[factor, scaled[False][at], scaled[True][at]] for at, factor in enumerate(FACTORS)]
    columns = [label("growth_times"), label("growth_plain"), label("growth_normed")]
    yield Prose(say("experiments.growth_factor_means"))
    yield Table(columns, rows, (0, 3, 3), label("growth_factor_table"))
    yield Heading(2, label("growth_step"))
    stepped = {normed: after_a_step(tokens, options, normed) for normed in (False, True)}
    rows = [[rate, stepped[False][at], stepped[True][at]] for at, rate in enumerate(RATES)]
    columns = [label("growth_rate"), label("growth_plain"), label("growth_normed")]
    yield Prose(say("experiments.growth_step_means"))
    yield Table(columns, rows, (0, 3, 3), label("growth_step_table"))
    yield from _concluded(sizes, shares, scaled, stepped)


def _depth(stacks: Mapping[str, Trace]) -> Generator[Block, None, dict[str, list[float]]]:
    """A table by depth for each place of the norm; returns the sizes."""
    columns: list[str] = [label("depth")]
    numbers: list[Sequence[str | float]] = []
    sizes: dict[str, list[float]] = {}
    slopes = settled_columns({place: slopes_by_depth(run) for place, run in stacks.items()})
    for place, run in stacks.items():
        states = [run.steps[name].values for name in layer_ends(run)]
        sizes[place] = [root_mean_square(state) for state in states]
        changed = [share_changed(before, after) for before, after in zip(states, states[1:], strict=False)]
        numbers += [sizes[place], ["–", *changed], slopes[place]]
        columns += [say(f"experiments.growth_{name}", place=place) for name in ("size", "changed", "slope")]
    rows: list[list[str | float]] = [[at, *(values[at] for values in numbers)] for at in range(len(numbers[0]))]
    yield Prose(say("experiments.growth_depth_means"))
    yield Table(columns, rows, (0, 3, 3, ~2, 3, 3, ~2), label("growth_depth_table"))
    yield from zero_note(rows)
    return sizes


def mean_shares(run: Trace) -> list[float]:
    """For each layer's first norm: what part of its rows' mean square is the square of their mean (mean over tokens)."""
    result = []
    for layer in range(int(run.model["layers"])):
        mean, variance = (run.steps[f"encoder.{layer}.attention.norm.{name}"].values for name in ("mean", "variance"))
        result.append(float((mean**2 / (mean**2 + variance)).mean()))
    return result


def _scaled(tokens: list[str], options: Mapping[str, Any], normed: bool, factor: int) -> Trace:
    """The learner with its seeded W_Q and W_K times `factor`."""
    first = _learner(tokens, options, normed)
    larger = {name: step.values * (factor if name.endswith((".W_Q", ".W_K")) else 1.0) for name, step in first.parameters.items()}
    return _learner(tokens, options, normed, larger)


def _learner(
    tokens: list[str], options: Mapping[str, Any], normed: bool, weights: Mapping[str, np.ndarray] | None = None
) -> Trace:
    given = {"d_model": 8, **options} if "embeddings" not in options else dict(options)
    more = {} if weights is None else {"weights": weights}
    vocab = list(dict.fromkeys(tokens))
    return trace_with(tokens, given, **_LEARNER, qk_norm=normed, vocab=vocab, layout="x W", **more)


def _largest(run: Trace) -> float:
    name = "decoder.0.attention.scaled"
    step = run.steps.get(name) or run.steps["decoder.0.attention.scores"]
    return float(np.abs(step.values).max())


def after_a_step(tokens: list[str], options: Mapping[str, Any], normed: bool) -> list[float]:
    """The largest scaled score after one step down the gradient of the next tokens' cross-entropy, for each learning rate."""
    run = _learner(tokens, options, normed)
    likely, logits = run["probabilities"], run["logits"]
    ids = [likely.axes[-1].labels.index(token) for token in tokens[1:]]
    slope = np.zeros_like(likely.values)
    slope[: len(ids)] = likely.values[: len(ids)]
    slope[np.arange(len(ids)), ids] -= 1.0
    r, parameters = backwards(), list(run.parameters.values())
    gradients = backward(r, logits, r.given("seed", slope / len(ids), logits.axes, DETAIL), parameters)
    result = []
    for rate in RATES:
        weights = {step.name: step.values - rate * gradients[step.name].values for step in parameters if step.name in gradients}
        rest = {step.name: step.values for step in parameters}
        result.append(_largest(_learner(tokens, options, normed, {**rest, **weights})))
    return result


def _concluded(
    sizes: Mapping[str, list[float]],
    shares: Sequence[float],
    scaled: Mapping[bool, list[float]],
    stepped: Mapping[bool, list[float]],
) -> Iterator[Block]:
    """Chosen by whether the scores grew less with normed queries and keys."""
    grown = {normed: _times(largest) for normed, largest in stepped.items()}
    facts = {
        "layers": len(sizes["pre"]) - 1,
        "pre": significant(_times(sizes["pre"]), 3),
        "post": significant(_times(sizes["post"]), 3),
        "mean": percent(float(np.mean(shares))),
        "factor": FACTORS[-1],
        "plain": significant(_times(scaled[False]), 3),
        "normed": significant(_times(scaled[True]), 3),
        "rate": RATES[-1],
        "grown": significant(grown[False], 3),
        "held": significant(grown[True], 3),
    }
    yield from conclusion("experiments.growth_held" if less(grown[True], grown[False]) else "experiments.growth_unseen", **facts)


def _times(sizes: Sequence[float]) -> float:
    """How many times the first the last is; 1 where there is nothing to grow."""
    return sizes[-1] / sizes[0] if sizes[0] else 1.0
