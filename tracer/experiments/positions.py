"""What positions are for: the same words in another order, with and without them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.document.blocks import Block, Prose, Table
from tracer.errors import TracerError
from tracer.experiments.measured import TINY, apart, conclusion, label, traced, words
from tracer.language import say

KINDS = ("none", "sinusoidal", "learned", "rope")
DECIDES = ("model", "positions")


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Reverse the words; put the outputs back in order; compare."""
    tokens = words(text)
    turned = tokens[::-1]
    if tokens == turned:
        raise TracerError("experiments.palindrome")
    given = {key: value for key, value in options.items() if key != "positions"}
    yield Prose(say("experiments.positions_about", words=" ".join(turned)))
    far: dict[str, np.ndarray] = {}
    for kind in KINDS:
        forward, backward = (traced(order, given, model="encoder", positions=kind).output.values for order in (tokens, turned))
        far[kind] = np.abs(forward - backward[::-1]).max(axis=-1)
    rows: list[list[str | float]] = [[token, *(float(far[kind][at]) for kind in KINDS)] for at, token in enumerate(tokens)]
    yield Table([label("word"), *KINDS], rows, (0, *[~2] * len(KINDS)), say("experiments.positions_table"))
    largest = {kind: apart(values, np.zeros_like(values)) for kind, values in far.items()}
    telling = [kind for kind in KINDS[1:] if largest[kind] > TINY]
    if largest["none"] > TINY:
        yield from conclusion("experiments.positions_other", size=f"{largest['none']:.2g}")
    elif len(telling) == len(KINDS) - 1:
        least = min(largest[kind] for kind in telling)
        yield from conclusion("experiments.positions_needed", size=f"{largest['none']:.1g}", least=f"{least:.2g}")
    else:
        silent = [kind for kind in KINDS[1:] if kind not in telling]
        yield from conclusion("experiments.positions_some", kinds=", ".join(silent))
