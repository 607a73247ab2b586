"""What positions are for: the same words in another order, with and without them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.axes import number_repeats
from tracer.document.blocks import Block, Prose, Table
from tracer.errors import TracerError
from tracer.experiments.metrics import conclusion, gaps, label, trace_with, words, zero_note
from tracer.language import say
from tracer.rounding import significant

KINDS = ("none", "sinusoidal", "learned", "rope")
DECIDES = ("model", "positions", "pool", "dtype")


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Reverse the words; put the outputs back in order; compare."""
    tokens = words(text, options)
    turned = tokens[::-1]
    if tokens == turned:
        raise TracerError("experiments.palindrome")
    given = {**options, "pool": "none"}
    yield Prose(say("experiments.positions_about", words=" ".join(turned)))
    far: dict[str, np.ndarray] = {}
    for kind in KINDS:
        forward, backward = (
            trace_with(order, given, model="encoder", positions=kind).output.values for order in (tokens, turned)
        )
        far[kind] = gaps(forward, backward[::-1]).max(axis=-1)
    labels = number_repeats(tokens)
    rows: list[list[str | float]] = [[token, *(float(far[kind][at]) for kind in KINDS)] for at, token in enumerate(labels)]
    yield Table([label("word"), *KINDS], rows, (0, *[~2] * len(KINDS)), say("experiments.positions_table"))
    yield from zero_note(rows)
    telling = [kind for kind in KINDS[1:] if far[kind].any()]
    if far["none"].any():
        yield from conclusion("experiments.positions_other", size=significant(float(far["none"].max()), 3))
    elif len(telling) == len(KINDS) - 1:
        sizes = [float(value) for kind in telling for value in far[kind]]
        facts = {"least": significant(min(sizes), 3), "most": significant(max(sizes), 3)}
        yield from conclusion("experiments.positions_needed" if min(sizes) else "experiments.positions_moved", **facts)
    else:
        silent = [kind for kind in KINDS[1:] if kind not in telling]
        yield from conclusion("experiments.positions_some", kinds=list(silent))
