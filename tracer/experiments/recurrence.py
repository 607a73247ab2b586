"""A recurrent network beside self-attention on the same sentence: who waits, what is forgotten, who says what matters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.axes import names, number_repeats
from tracer.document.blocks import Block, Figure, Heading, Prose, Table
from tracer.experiments.metrics import (
    EXTRA_KEYS,
    backwards,
    conclusion,
    derivative_size,
    jacobian,
    label,
    less,
    longest_chain,
    settled_columns,
    trace_with,
    words,
    zero_note,
)
from tracer.language import say
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import percent, significant

MODELS = ("rnn", "lstm", "gru")
_STATE = re.compile(r"\.t\d+\.h$")
_OWN = {"layers": 1, "positions": "none", "bidirectional": False}  # nothing but the words themselves reaches either of them
DECIDES = ("model", "layers", "positions", "bidirectional", "dtype", *EXTRA_KEYS)


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """The tutorial's three defects of recurrent networks as numbers, and attention's price."""
    tokens = words(text, options)
    runs = _runs(tokens, options)
    yield Prose(say("experiments.recurrence_about", count=len(tokens)))
    yield Heading(2, label("waiting"))
    chains = {model: longest_chain(_last(run), _is_state) for model, run in runs.items()}
    yield _waiting(tokens, options, runs, chains)
    yield Heading(2, label("forgetting"))
    sizes = settled_columns({model: _influence(run, len(tokens)) for model, run in runs.items()})
    labels = number_repeats(tokens)
    rows: list[list[str | float]] = [[token, *(sizes[model][at] for model in runs)] for at, token in enumerate(labels)]
    yield Table([label("word"), *runs], rows, (0, *[~2] * len(runs)), say("experiments.forgetting_about", word=tokens[0]))
    yield from zero_note(rows)
    series = [{"label": model, "values": values} for model, values in sizes.items()]
    data = {"x": labels, "series": series, "log": True, "x_label": label("word"), "y_label": f"‖∂h_t/∂x_0‖ ({tokens[0]})"}
    yield Figure("curve", label("forgetting"), data)
    yield Heading(2, label("importance"))
    yield from _importance(tokens, runs)
    yield Heading(2, label("price"))
    yield _price(tokens, options)
    shares = {model: values[-1] / values[0] if values[0] else 0.0 for model, values in sizes.items()}
    yield from _concluded(tokens, chains, shares)


def _runs(tokens: list[str], options: Mapping[str, Any]) -> dict[str, Trace]:
    runs = {model: trace_with(tokens, options, model=model, **_OWN) for model in MODELS}
    runs["attention"] = trace_with(tokens, options, model="attention", **_OWN)
    return runs


def _last(run: Trace) -> Step:
    """The last word's result: its state, or all of attention's, which are computed at once."""
    if "attention.concat" in run:
        return run["attention.concat"]
    states = [step for name, step in run.steps.items() if _STATE.search(name)]
    return states[-1]


def _is_state(step: Step) -> bool:
    return bool(_STATE.search(step.name)) or step.name == "attention.z"


def _influence(run: Trace, count: int) -> list[float]:
    """‖∂h_t/∂x_0‖ for each word t: how much its result changes with the first word's vector."""
    r, x = backwards(), run["embedding"]
    if "attention.concat" in run:
        return [derivative_size(run["attention.concat"], (at,), x, 0, r) for at in range(count)]
    return _through_time(run, count, x, r)


def _through_time(run: Trace, count: int, x: Step, r: Recorder) -> list[float]:
    """The same of a recurrent network, from state to state (h, and an LSTM's c): J_t = ∂state_t/∂state_{t−1} · J_{t−1}, so that a
    text twice as long takes twice the time.
    """
    norms, before, through = [], [x], np.eye(x.values.size)[:, : x.values.shape[-1]]  # of x only the first word's row
    for at in range(count):
        states = [run.steps[name] for end in "hc" if (name := f"recurrent.0.t{at}.{end}") in run.steps]
        through = np.concatenate([jacobian(state, before, r) for state in states]) @ through
        before = states
        norms.append(float(np.linalg.norm(through[: states[0].values.size])))
    return norms


def _waiting(tokens: list[str], options: Mapping[str, Any], runs: Mapping[str, Trace], chains: Mapping[str, int]) -> Table:
    half = max(len(tokens) // 2, 1)
    shorter = _runs(tokens[:half], options)
    rows: list[list[str | float]] = [
        [model, chains[model], longest_chain(_last(shorter[model])), longest_chain(_last(run))] for model, run in runs.items()
    ]
    columns = [
        label("model"),
        label("states"),
        say("experiments.steps_of", count=half),
        say("experiments.steps_of", count=len(tokens)),
    ]
    return Table(columns, rows, (0, 0, 0, 0), say("experiments.waiting_about"))


def _importance(tokens: list[str], runs: Mapping[str, Trace]) -> Iterator[Block]:
    """Which recorded stages have a number for each pair of words."""
    counts = {model: sum(_pairs(step) for step in run.shown) for model, run in runs.items()}
    rows: list[list[str | float]] = [[model, len(run.shown), counts[model]] for model, run in runs.items()]
    yield Table([label("model"), label("stages"), label("pair_stages")], rows, (0, 0, 0), say("experiments.importance_about"))
    weights = runs["attention"]["softmax"]
    mean = weights.values.mean(axis=names(weights.axes).index("head"))[-1]
    lines: list[list[str | float]] = [[token, float(value)] for token, value in zip(number_repeats(tokens), mean, strict=True)]
    yield Table([label("word"), label("weight")], lines, (0, 3), say("experiments.weights_of", word=tokens[-1]))


def _pairs(step: Step) -> bool:
    return {"query", "key"} <= set(names(step.axes))


def _price(tokens: list[str], options: Mapping[str, Any]) -> Table:
    rows: list[list[str | float]] = []
    for times in (1, 2, 4):
        longer = tokens * times
        run = trace_with(longer, options, model="attention", **_OWN)
        states = trace_with(longer, options, model="rnn", **_OWN)["recurrent.0.h"].size("time") or 0
        rows.append([len(longer), states, run["scores"].values.size])
    return Table(
        [label("word_count"), label("state_count"), label("score_count")], rows, (0, 0, 0), say("experiments.price_about")
    )


def _concluded(tokens: list[str], chains: Mapping[str, int], shares: Mapping[str, float]) -> Iterator[Block]:
    """Chosen by the shares of the first word's influence that are left at the last word."""
    attention = shares["attention"]
    forgetful = [model for model in MODELS if less(shares[model], attention)]
    facts = {
        "count": chains["rnn"],
        "other": chains["attention"],
        "shares": [f"{model} {_share(shares[model])}" for model in MODELS],
        "attention": _share(attention),
    }
    if len(forgetful) == len(MODELS):
        yield from conclusion("experiments.recurrence_all", **facts)
    elif forgetful:
        yield from conclusion("experiments.recurrence_some", models=list(forgetful), **facts)
    else:
        yield from conclusion("experiments.recurrence_none", **facts)


def _share(value: float) -> str:
    """A share in per cent; a vanishing one keeps its size."""
    return percent(value) if value >= 5e-4 or value == 0 else f"{significant(100 * value, 1)}%"
