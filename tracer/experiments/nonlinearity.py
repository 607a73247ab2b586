"""What the activation is for: without it two linear layers are one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tracer.axes import Axis
from tracer.document.blocks import Block, Prose, Table
from tracer.document.numbers import matrix
from tracer.experiments.metrics import apart, conclusion, label, trace_with, zero_note
from tracer.language import say
from tracer.rounding import significant
from tracer.settings import ACTIVATIONS

DECIDES = ("model", "activation", "dtype")


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """x (W_1 W_2) + (b_1 W_2 + b_2) beside the feed-forward network, without and with each activation."""
    given = {key: value for key, value in options.items() if key != "activation"}
    yield Prose(say("experiments.nonlinearity_about"))
    far: dict[str, float] = {}
    for kind in ("none", *(activation for activation in ACTIVATIONS if activation != "none")):
        run = trace_with(text, given, model="encoder", activation=kind)
        part = "encoder.0.ffn"
        x, output = run[f"{part}.hidden"].computed.inputs[0], run[f"{part}.output"].values
        first, second = (run.parameters[f"{part}.W_{n}"].values for n in (1, 2))
        shifts = [run.parameters[f"{part}.b_{n}"].values if f"{part}.b_{n}" in run.parameters else 0.0 for n in (1, 2)]
        product = first @ second
        bias = (shifts[0] @ second if f"{part}.b_1" in run.parameters else 0.0) + shifts[1]
        far[kind] = apart(x.values @ product + bias, output)
        if kind == "none":
            axes = Axis("d_model (x)", product.shape[0]), Axis("d_model", product.shape[1])
            yield Prose(say("experiments.one_matrix"))
            yield matrix("W_1 W_2", product, *axes)
    rows: list[list[str | float]] = [[kind, size] for kind, size in far.items()]
    yield Table([label("activation"), label("difference")], rows, (0, ~2), say("experiments.nonlinearity_table"))
    yield from zero_note(rows)
    bent = [kind for kind, size in far.items() if kind != "none" and size]
    if not far["none"] and bent:
        least = min(far[kind] for kind in bent)
        yield from conclusion("experiments.nonlinearity_one", kinds=list(bent), least=significant(least, 3))
    else:
        yield from conclusion("experiments.nonlinearity_unseen", size=significant(far["none"], 3))
