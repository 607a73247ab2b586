"""A task small enough to train in a test: two-letter strings, written again."""

from __future__ import annotations

from itertools import product

from tracer.training.task import Pair, Task


def small(seed: int = 0, steps: int = 12, **settings: object) -> Task:
    pairs = [Pair(tuple(word), tuple(word)) for length in (1, 2, 3) for word in product("abc", repeat=length)]
    model = {"model": "encoder-decoder", "layers": 1, "heads": 2, "d_model": 8, "d_ff": 8, "seed": seed, **settings}
    return Task(
        "small", model, pairs[:32], pairs[32:], metric="exact", enough=1.0, baseline=0.0, batch=8, steps=steps,
        training={"schedule": "linear", "warmup": 2, "learning_rate": 0.01},
    )  # fmt: skip
