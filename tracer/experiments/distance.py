"""What distance does to attention: rotary positions and ALiBi on equal content, windows over layers, and stretched positions.

Rotary: arXiv 2104.09864, section 3.4.3; ALiBi: arXiv 2108.12409; sliding windows: arXiv 2004.05150, section 3; position
interpolation: arXiv 2306.15595; a larger base instead ("NTK-aware"): arXiv 2309.00071, section 3.1.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tracer.document.blocks import Block, Figure, Heading, Prose, Table
from tracer.experiments.metrics import (
    EXTRA_KEYS,
    apart,
    backwards,
    conclusion,
    gradient,
    label,
    less,
    settled_columns,
    trace_with,
    words,
)
from tracer.language import say
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import percent, significant

DISTANCES = (0, 1, 2, 4, 8, 16, 32, 64)
NEAR = 8
MOST_WORDS = 6
WINDOW, LAYERS = 4, 4
STRETCH = 4
_SIZES: dict[str, Any] = {"model": "attention", "heads": 4, "d_k": 32, "d_v": 2}
BASES = (10_000, 500_000)  # the paper's, and that of Llama 3 (arXiv 2407.21783, section 3.2)
KINDS: dict[str, dict[str, Any]] = {
    "none": {"positions": "none"},
    "rope": {"positions": "rope", "position_base": float(BASES[0])},
    "large_base": {"positions": "rope", "position_base": float(BASES[1])},
    "alibi": {"positions": "alibi"},
    "linear": {"positions": "rope", "position_base": float(BASES[0]), "rotary_factor": float(STRETCH)},
    "ntk": {"positions": "rope", "position_base": BASES[0] * STRETCH ** (_SIZES["d_k"] / (_SIZES["d_k"] - 2))},
}
"""The attentions that are compared -> their settings; `ntk` slows the slowest pair by STRETCH, as `linear` does every pair."""
DECIDES = (
    "model", "layers", "heads", "d_k", "d_v", "positions", "position_base", "rotary_columns", "rotary_factor", "mask",
    "sliding_window", "dtype", *EXTRA_KEYS,
)  # fmt: skip


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """One word beside itself at growing distances; where such a row looks; how far windows reach; positions stretched."""
    tokens = list(dict.fromkeys(words(text, options, 1)))[:MOST_WORDS]
    given = {"d_model": 16, **options} if "embeddings" not in options else dict(options)
    rows = {kind: last_rows(tokens, given, settings) for kind, settings in KINDS.items()}
    yield Prose(
        say("experiments.distance_about", words=tokens, count=DISTANCES[-1] + 1, heads=_SIZES["heads"], d_k=_SIZES["d_k"])
    )
    kept = settled_columns({kind: (scores.mean(axis=0) / scores[:, 0].mean()).tolist() for kind, (scores, _) in rows.items()})
    yield Heading(2, label("distance_rotary"))
    columns = [label("distance_column"), *(say("experiments.distance_base", base=base) for base in BASES)]
    yield Prose(say("experiments.distance_rotary_means"))
    yield _at_distances(kept, ("rope", "large_base"), columns, label("distance_rotary_table"))
    yield _figure({columns[1]: kept["rope"], columns[2]: kept["large_base"]})
    yield Heading(2, label("distance_alibi"))
    taken = rows["alibi"][0] - rows["alibi"][0][:, :1]
    heads = {head: taken[head :: _SIZES["heads"]].mean(axis=0).tolist() for head in range(_SIZES["heads"])}
    columns = [label("distance_column"), *(f"head {head}" for head in heads)]
    yield _at_distances(heads, tuple(heads), columns, say("experiments.distance_alibi_table"))
    yield Heading(2, label("distance_looks"))
    yield _looks(rows)
    yield Heading(2, label("distance_window"))
    reach = yield from _window(tokens, options)
    yield Heading(2, label("distance_stretch"))
    yield from _stretched(kept)
    facts = {"furthest": DISTANCES[-1], "rope": percent(kept["rope"][-1]), "large": percent(kept["large_base"][-1])}
    facts |= {"steep": significant(-heads[0][-1], 3), "flat": significant(-heads[_SIZES["heads"] - 1][-1], 3)}
    facts |= {"window": WINDOW, "one": reach[0], "layers": LAYERS, "all": reach[-1]}
    fades = less(kept["rope"][-1], kept["large_base"][-1]) and less(kept["large_base"][-1], 1.0)
    yield from conclusion("experiments.distance_fades" if fades else "experiments.distance_unseen", **facts)


def last_rows(tokens: Sequence[str], given: Mapping[str, Any], settings: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """The last token's row, for each word repeated and each head: (scores, weights), each rows × distance (0: itself).

    W_K is W_Q, so that query and key of one word are the same vector before anything turns them.
    """
    scores, weights = [], []
    for token in tokens:
        repeated = [token] * (DISTANCES[-1] + 1)
        plain = trace_with(repeated[:1], given, **_SIZES, positions="none")
        alike = {name: step.values for name, step in plain.parameters.items()}
        alike |= {name.replace("_Q", "_K"): matrix for name, matrix in alike.items() if name.endswith("_Q")}
        run = trace_with(repeated, given, **{**_SIZES, **settings}, weights=alike, layout="x W")
        step = run.steps.get("attention.biased") or run["attention.scores"]
        scores.append(step.values[:, -1, ::-1])
        weights.append(run["attention.softmax"].values[:, -1, ::-1])
    return np.concatenate(scores), np.concatenate(weights)


def _at_distances(values: Mapping[Any, Sequence[float]], names: Sequence[Any], columns: list[str], caption: str) -> Table:
    rows: list[list[str | float]] = [[far, *(float(values[name][far]) for name in names)] for far in DISTANCES]
    return Table(columns, rows, (0, *[3] * len(names)), caption)


def _figure(curves: Mapping[str, Sequence[float]]) -> Figure:
    series = [{"label": name, "values": list(values)} for name, values in curves.items()]
    data = {
        "x": list(range(DISTANCES[-1] + 1)),
        "series": series,
        "x_label": label("distance_column"),
        "y_label": label("distance_kept"),
    }
    return Figure("curve", label("distance_kept"), data)


def _looks(rows: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Table:
    """The mean distance the last row looks back, and its weight on the nearest, for each kind (ALiBi: for each head)."""
    weights = {label("distance_kind_none"): rows["none"][1]}
    for kind, base in zip(("rope", "large_base"), BASES, strict=True):
        weights[say("experiments.distance_kind_rotary", base=base)] = rows[kind][1]
    for head in range(_SIZES["heads"]):
        weights[say("experiments.distance_kind_alibi", head=head)] = rows["alibi"][1][head :: _SIZES["heads"]]
    lines: list[list[str | float]] = []
    for name, of_kind in weights.items():
        mean = of_kind.mean(axis=0)
        lines.append([name, float(mean @ np.arange(mean.size)), float(mean[:NEAR].sum())])
    columns = [label("distance_kind"), label("distance_mean"), say("experiments.distance_near", count=NEAR)]
    return Table(columns, lines, (0, 1, 3), say("experiments.distance_looks_table", count=DISTANCES[-1] + 1))


def _window(tokens: Sequence[str], options: Mapping[str, Any]) -> Generator[Block, None, list[int]]:
    """How far back each layer of a decoder reaches, with a window and without; returns that with the window, by layer."""
    count = WINDOW * LAYERS + 1
    text = [tokens[place % len(tokens)] for place in range(count)]
    given = {key: value for key, value in options.items() if key not in DECIDES}
    runs = [
        trace_with(text, given, model="decoder", layers=LAYERS, positions="none", mask="causal", sliding_window=window)
        for window in (WINDOW, None)
    ]
    reach, whole = ([furthest(run, layer) for layer in range(LAYERS)] for run in runs)
    rows: list[list[str | float]] = [[layer + 1, reach[layer], whole[layer]] for layer in range(LAYERS)]
    columns = [label("distance_layers"), say("experiments.distance_windowed", window=WINDOW), label("distance_unwindowed")]
    yield Prose(say("experiments.distance_window_means", count=count))
    yield Table(columns, rows, (0, 0, 0), label("distance_window_table"))
    return reach


def furthest(run: Trace, layer: int) -> int:
    """How many tokens back the furthest one stands whose vector changes the last token's row after a layer."""
    target = [step for step in run.shown if step.name.startswith(f"decoder.{layer}.")][-1]
    sizes = _influence(target, run["embedding"])
    return len(sizes) - 1 - int(np.flatnonzero(sizes)[0])


def _influence(target: Step, x: Step) -> np.ndarray:
    """‖∂(last row of target)/∂(row of x)‖ for each token."""
    squares, r = np.zeros(x.values.shape[0]), backwards()
    for place in range(target.values.shape[-1]):
        seed = np.zeros_like(target.values)
        seed[-1, place] = 1.0
        squares += np.square(gradient(target, seed, x, r)).sum(axis=-1)
    return np.array(settled_columns({"row": np.sqrt(squares).tolist()})["row"])


def _stretched(kept: Mapping[str, Sequence[float]]) -> Iterator[Block]:
    """Rotary positions as they are, all divided, and with a larger base: at far distances and between neighbours."""
    names = ("rope", "linear", "ntk")
    columns = [label("distance_column"), *(label(f"distance_{name}") for name in names)]
    yield Prose(say("experiments.distance_stretch_means", factor=STRETCH))
    yield _at_distances(kept, names, columns, label("distance_stretch_table"))
    inside = DISTANCES[-1] // STRETCH + 1
    far = apart(np.array(kept["linear"][::STRETCH]), np.array(kept["rope"][:inside]))
    drop = {name: 1.0 - kept[name][1] for name in names}
    facts = {"factor": STRETCH, "linear": percent(drop["linear"] / drop["rope"]), "ntk": percent(drop["ntk"] / drop["rope"])}
    if far:
        yield Prose(say("experiments.distance_stretch_other", size=significant(far, 2), **facts))
    else:
        yield Prose(say("experiments.distance_stretch_same", **facts))
