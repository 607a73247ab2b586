"""A user's own pairs: one a line, source and target with a tab between them, UTF-8."""

from __future__ import annotations

import codecs
from collections import Counter
from pathlib import Path

from tracer.errors import TracerError
from tracer.files.formats import reading_errors
from tracer.tokens.words import spaces_delimit, split
from tracer.training.task import Pair, Task
from tracer.weights.seed import stream

_MOST_BYTES = 1 << 26  # of the file: a million pairs
MOST = 64  # tokens a side: longer ones would make every batch as long


def make(name: str, seed: int) -> Task:
    """The task: an encoder–decoder learns the file's pairs; one in ten is kept to judge by, none of fewer than ten.

    The baseline is the answer that is most frequent, given always.
    """
    unique = list(dict.fromkeys(pairs(name)))
    numbers = stream(seed, "own|held", len(unique))
    order = sorted(range(len(unique)), key=lambda place: (int(numbers[place]), place))
    count = len(unique) // 10
    train = [unique[place] for place in order[count:]]
    held = [unique[place] for place in order[:count]]
    often = Counter(pair.target for pair in train).most_common(1)[0][0]
    judged = held or train
    return Task(
        name,
        {
            "model": "encoder-decoder", "layers": 2, "heads": 4, "d_model": 64, "d_ff": 128,
            "norm": "pre", "final_norm": True, "seed": seed,
        },
        train, judged, metric="exact", enough=1.0, baseline=sum(pair.target == often for pair in judged) / len(judged),
        batch=min(64, max(8, len(train))), steps=1500, training={"schedule": "linear", "warmup": 100, "learning_rate": 0.002},
    )  # fmt: skip


def pairs(name: str) -> list[Pair]:
    """The pairs of a file; where it sets Chinese words apart with spaces anywhere, all of it is cut at them.

    Raises TracerError: no file, no UTF-8, a line without exactly two sides (its number), a side without tokens or with too
    many, fewer than two pairs.
    """
    lines = _lines(name)
    words = any(spaces_delimit(side) for _, sides in lines for side in sides)
    result = []
    for number, sides in lines:
        source, target = (tuple(split(side, words)) for side in sides)
        for side in (source, target):
            if not side:
                raise TracerError("training.line_empty", file=name, line=number)
            if len(side) > MOST:
                raise TracerError("training.line_long", file=name, line=number, tokens=len(side), most=MOST)
        result.append(Pair(source, target))
    if len(set(result)) < 2:
        raise TracerError("training.few_pairs", file=name, count=len(set(result)))
    return result


def _lines(name: str) -> list[tuple[int, list[str]]]:
    """The numbered lines of the file that say something, each with its two sides."""
    with reading_errors(name, _MOST_BYTES):
        raw = Path(name).read_bytes().removeprefix(codecs.BOM_UTF8)
    result = []
    for number, line in enumerate(raw.split(b"\n"), start=1):
        try:
            text = line.decode().rstrip("\r")
        except UnicodeDecodeError:
            raise TracerError("training.line_utf8", file=name, line=number) from None
        if not text.strip():
            continue
        sides = text.split("\t")
        if len(sides) != 2:
            raise TracerError("training.line_sides", file=name, line=number, sides=len(sides))
        result.append((number, sides))
    return result
