"""Copy and reverse: strings of 4 to 12 letters, the classic check that attention finds its way by position."""

from __future__ import annotations

from string import ascii_lowercase

from tracer.training.task import Draw, Pair, Task

SHORTEST, LONGEST = 4, 12
TRAIN, UNSEEN = 40_000, 1024


def make(name: str, seed: int) -> Task:
    """The task: an encoder–decoder writes the letters again, or from the last to the first. Guessing letters is never right."""
    draw = Draw(seed, f"{name}|strings")
    unique: dict[Pair, None] = {}
    while len(unique) < TRAIN + UNSEEN:
        letters = tuple(draw.one(ascii_lowercase) for _ in range(SHORTEST + draw.below(LONGEST - SHORTEST + 1)))
        unique[Pair(letters, letters if name == "copy" else letters[::-1])] = None
    pairs = list(unique)
    return Task(
        name,
        {
            "model": "encoder-decoder", "layers": 1, "heads": 4, "d_model": 64, "d_ff": 128,
            "norm": "pre", "final_norm": True, "seed": seed,
        },
        pairs[:TRAIN], pairs[TRAIN:], metric="exact", enough=0.999, baseline=1 / 26**SHORTEST, steps=1600,
        training={"schedule": "linear", "warmup": 200, "learning_rate": 0.003},
    )  # fmt: skip
