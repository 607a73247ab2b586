"""What a router does with the reader's words: each expert's load, how sure the router is, and what its choice leaves out.

Mixture of experts: arXiv 1701.06538; the balance of the load: arXiv 2101.03961, equation 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from tracer.axes import number_repeats
from tracer.document.blocks import Block, Heading, Note, Prose, Table
from tracer.errors import TracerError
from tracer.experiments.metrics import conclusion, label, multiplications, share_changed, trace_with, zero_note
from tracer.language import listed, say
from tracer.ops.masks_and_edits import kept_by_rank
from tracer.record.step import SHOWN, Step
from tracer.record.trace import Trace
from tracer.rounding import fixed, percent, significant

SHOWN_LAYERS = 4
_EVERY = 8  # experts: up to so many each number of chosen ones is tried, of more only the powers of two
_CHOSEN = ".chosen"
DECIDES = ("dtype",)


class Routed(NamedTuple):
    """One layer's router and experts, of one text.

    name: the sublayer's address. likely: probabilities, or where each expert is judged alone its affinity; candidates: what the
    choice ranks (that, or with a bias or groups something else); weights: what experts count with; chosen: 1 where an expert was
    chosen (token × expert each). outputs: what each expert computes (expert × token × d_model). shared: what experts that every
    token gets add to it. work: multiplications of one token by the router and the shared, and by one expert. normalised: whether
    the chosen ones' probabilities are divided by their sum. factor: by which weights are multiplied last.
    """

    name: str
    likely: np.ndarray
    candidates: np.ndarray
    weights: np.ndarray
    chosen: np.ndarray
    outputs: np.ndarray
    shared: np.ndarray | float
    work: tuple[int, int]
    normalised: bool
    factor: float

    @property
    def load(self) -> np.ndarray:
        """How many tokens chose each expert."""
        return np.asarray(self.chosen.sum(axis=0), int)

    @property
    def shares(self) -> np.ndarray:
        """Probabilities; affinities divided by their sum (arXiv 2412.19437, equation 19)."""
        return np.asarray(self.likely / self.likely.sum(axis=-1, keepdims=True))

    @property
    def entropy(self) -> float:
        """The mean entropy of a token's shares, in nats."""
        logs = np.log(self.shares, out=np.zeros_like(self.likely), where=self.shares > 0)
        return float(-(self.shares * logs).sum(axis=-1).mean())

    @property
    def balance(self) -> float:
        """E Σ f P: f the share of the choices that an expert got, P its mean probability; 1 where both are even."""
        return float(self.load.size * (self.load / self.load.sum()) @ self.shares.mean(axis=0))

    def mixed(self, count: int) -> np.ndarray:
        """What the layer computes when `count` experts are chosen (token × d_model)."""
        weights = np.where(kept_by_rank(self.candidates, count, None), self.likely, 0.0)
        if self.normalised:
            weights = weights / weights.sum(axis=-1, keepdims=True)
        return np.asarray(np.einsum("te,etd->td", self.factor * weights, self.outputs) + self.shared)

    def kept(self, count: int) -> float:
        """The mean share of the probability that the `count` experts hold which the router would choose."""
        return float(np.where(kept_by_rank(self.candidates, count, None), self.shares, 0.0).sum(axis=-1).mean())

    def off(self, count: int) -> float:
        """How far the layer's output with `count` experts is from that with all, as a share of its size."""
        return share_changed(self.mixed(self.load.size), self.mixed(count))


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Who chose whom, load and sureness by layer, and the layers' outputs with more and fewer experts."""
    result = trace_with(text, {**_model(options), **options})
    layers = routed(result)
    tokens, experts = layers[0].likely.shape
    count = int(layers[0].chosen[0].sum())
    yield Prose(say("experiments.experts_about", layers=len(layers), experts=experts, count=count, tokens=tokens))
    yield Heading(2, label("experts_choices"))
    yield _choices(result, layers)
    if len(layers) > SHOWN_LAYERS:
        yield Note(say("experiments.experts_first", shown=SHOWN_LAYERS, layers=len(layers)))
    yield Heading(2, label("experts_load"))
    yield _load(layers)
    yield Heading(2, label("experts_sureness"))
    rows: list[list[str | float]] = []
    for layer in layers:
        idle, busiest = int((layer.load == 0).sum()), layer.load.max() / layer.load.mean()
        rows.append([layer.name, idle, float(busiest), layer.balance, layer.entropy, float(np.log(experts))])
    columns = [label(f"experts_column_{name}") for name in ("layer", "idle", "busiest", "balance", "entropy", "even")]
    yield Prose(say("experiments.experts_sureness_means"))
    yield Table(columns, rows, (0, 0, 2, 3, 3, 3), label("experts_sureness_table"))
    yield Heading(2, label("experts_left"))
    left = left_out(layers)
    columns = [label(f"experts_column_{name}") for name in ("chosen", "kept", "off", "work")]
    yield Prose(say("experiments.experts_left_means", experts=experts))
    yield Table(columns, left, (0, 3, 3, 0), label("experts_left_table"))
    yield from zero_note(left)
    yield from _concluded(layers, count)


def _model(options: Mapping[str, Any]) -> dict[str, Any]:
    """What is run where the reader names no model; a preset has a width of its own, beside that of a file of word vectors."""
    if "model" in options or "from_file" in options:
        return {}
    return {"layers": 2, **({"model": "decoder", "experts": 4} if "embeddings" in options else {"model": "mixtral"})}


def routed(run: Trace) -> list[Routed]:
    """The layers with a router. Raises TracerError where there is none, or several sentences are read at once."""
    layers = [_layer(run, chosen) for name, chosen in run.steps.items() if name.endswith(_CHOSEN) and len(chosen.axes) == 2]
    if not layers:
        raise TracerError("experiments.experts_none", model=str(run.model.get("name", "")))
    return layers


def _layer(run: Trace, chosen: Step) -> Routed:
    """The layer whose router made this choice."""
    part = chosen.name.removesuffix(_CHOSEN)
    tokens, experts = chosen.values.shape
    masked = next(step for step in run.steps.values() if step.op == "mask" and chosen in step.inputs and step.level == SHOWN)
    outputs = np.array([run.steps[f"{part}.expert.{number}.output"].values for number in range(experts)])
    first, shared = (f"{part}.{name}." for name in ("expert.0", "shared"))
    works = (
        multiplications(step for name, step in run.steps.items() if name.startswith(which)) // tokens
        for which in (f"{part}.router", shared, first)
    )
    router, everywhere, one = works
    weights, added = run.steps[f"{part}.expert_weights"], run.steps.get(f"{shared}output")
    return Routed(
        name=part,
        likely=masked.inputs[0].values,
        candidates=chosen.inputs[0].values,
        weights=weights.values,
        chosen=chosen.values,
        outputs=outputs,
        shared=0.0 if added is None else added.values,
        work=(router + everywhere, one),
        normalised=f"{part}.chosen_probabilities" in run.steps,
        factor=float(weights.attrs.get("factor", 1.0)),
    )


def _choices(run: Trace, layers: list[Routed]) -> Table:
    """Each token's experts and their weights, the largest first, in the first layers."""
    shown = layers[:SHOWN_LAYERS]
    axis = run.steps[f"{layers[0].name}{_CHOSEN}"].axes[0]
    rows: list[list[str | float]] = []
    for at, token in enumerate(number_repeats(axis.labels)):
        rows.append([token, *(_told(layer.weights[at], layer.chosen[at]) for layer in shown)])
    return Table([label("word"), *(layer.name for layer in shown)], rows, (0,) * (len(shown) + 1), label("experts_choices_table"))


def _told(weights: np.ndarray, chosen: np.ndarray) -> str:
    order = sorted(np.flatnonzero(chosen), key=lambda expert: -weights[expert])
    return listed(f"{expert} ({fixed(float(weights[expert]), 2)})" for expert in order)


def _load(layers: list[Routed]) -> Table:
    shown = layers[:SHOWN_LAYERS]
    total = np.sum([layer.load for layer in layers], axis=0)
    rows: list[list[str | float]] = [
        [
            say("document.cell_place", axis=label("expert"), place=expert),
            *(int(layer.load[expert]) for layer in shown),
            int(total[expert]),
        ]
        for expert in range(total.size)
    ]
    columns = [label("expert"), *(layer.name for layer in shown), label("experts_all")]
    return Table(columns, rows, (0,) * (len(shown) + 2), label("experts_load_table"))


def left_out(layers: list[Routed]) -> list[list[str | float]]:
    """For each number of experts: (number, probability kept, difference from all experts, multiplications), means over layers."""
    experts = layers[0].load.size
    counts = range(1, experts + 1) if experts <= _EVERY else [1 << power for power in range(experts.bit_length())]
    rows: list[list[str | float]] = []
    for count in sorted({*counts, experts}):
        kept = float(np.mean([layer.kept(count) for layer in layers]))
        off = float(np.mean([layer.off(count) for layer in layers]))
        rows.append([count, kept, off, sum(router + count * expert for router, expert in (layer.work for layer in layers))])
    return rows


def _concluded(layers: list[Routed], count: int) -> Iterator[Block]:
    total = np.sum([layer.load for layer in layers], axis=0)
    facts = {
        "experts": total.size,
        "count": count,
        "most": int(total.max()),
        "least": int(total.min()),
        "mean": significant(float(total.mean()), 3),
        "kept": percent(float(np.mean([layer.kept(count) for layer in layers]))),
        "off": percent(float(np.mean([layer.off(count) for layer in layers]))),
        "entropy": fixed(float(np.mean([layer.entropy for layer in layers])), 3),
        "even": fixed(float(np.log(total.size)), 3),
    }
    yield from conclusion("experiments.experts_even" if total.max() == total.min() else "experiments.experts_uneven", **facts)
