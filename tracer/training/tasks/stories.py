"""Write on, letter by letter: small stories from a grammar of ours, in which a name comes back sentences later.

A trigram table knows two letters; a decoder sees the whole window, so it can know who is spoken of and which word was begun.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from tracer.ops.arithmetic import exactly, log
from tracer.ops.reproducible import LN_2
from tracer.tokens.characters import characters
from tracer.training.task import Draw, Pair, Task, split_words

NAMES = split_words("anna ben clara david emma felix greta henry iris jonas")
HERS = frozenset(split_words("anna clara emma greta iris"))
THINGS = split_words("apple basket bottle candle drum feather kite lantern mirror ribbon")
COLOURS = split_words("red blue green yellow white black")
PLACES = split_words("barn bridge cellar forest garden harbour kitchen market meadow tower")
BEGINNINGS = (
    "{name} has a {colour} {thing}",
    "{name} found a {colour} {thing} in the {place}",
    "in the {place} {name} saw a {thing}",
)
MIDDLES = ("{she} takes it to the {other}", "{name} likes the {thing}", "{she} runs to the {other} with the {thing}")
ENDS = ("{name} gives {her} {thing} to {friend}", "the {thing} is in the {other}", "now {name} is in the {other}")
PATTERNS = (*BEGINNINGS, *MIDDLES, *ENDS)
SLOTS = {
    "name": NAMES, "friend": NAMES, "thing": THINGS, "colour": COLOURS, "place": PLACES, "other": PLACES,
    "she": ("she", "he"), "her": ("her", "his"),
}  # fmt: skip
WINDOW = 48
TRAIN, UNSEEN = 12_000, 512
_SHARES = (0.7, 0.2, 0.09, 0.01)  # of three letters, two, one, and any at all: a trigram table that knows what it has not seen


def make(name: str, seed: int) -> Task:
    """The task: a decoder predicts the next letter of windows of 48; the baseline is an interpolated trigram table."""
    draw = Draw(seed, f"{name}|stories")
    train, seen = _windows(draw, TRAIN, set())
    unseen, _ = _windows(draw, UNSEEN, seen)
    return Task(
        name,
        {
            "model": "decoder", "layers": 2, "heads": 2, "d_model": 48, "d_ff": 128,
            "norm": "pre", "final_norm": True, "seed": seed,
        },
        train, unseen, metric="bits", enough=0.0, baseline=trigram_bits(train, unseen), batch=32, steps=800, cut="characters",
        training={"schedule": "linear", "warmup": 100, "learning_rate": 0.004},
    )  # fmt: skip


def _windows(draw: Draw, count: int, avoid: set[str]) -> tuple[list[Pair], set[str]]:
    """Windows that begin at a sentence, each of a story no story of `avoid` equals; and those stories."""
    windows: list[Pair] = []
    stories: set[str] = set()
    while len(windows) < count:
        text = story(draw)
        if text in avoid or text in stories:
            continue
        stories.add(text)
        start = 0 if draw.below(2) else text.index(". ") + 2
        windows.append(Pair(tuple(characters(text[start : start + WINDOW]))))
    return windows, stories


def story(draw: Draw) -> str:
    """Three sentences about one child and one thing: who has it, where it is taken, and what happens to it."""
    name, thing, colour = draw.one(NAMES), draw.one(THINGS), draw.one(COLOURS)
    first, second = draw.one(PLACES), draw.one(PLACES)
    she, her = ("she", "her") if name in HERS else ("he", "his")
    begin, middle = draw.one(BEGINNINGS), draw.one(MIDDLES)
    friend, end = draw.one(NAMES), draw.one(ENDS)
    words = {"name": name, "thing": thing, "colour": colour, "place": first, "other": second, "friend": friend}
    return f"{begin}. {middle}. {end}. ".format(**words, she=she, her=her)


def sentence(draw: Draw) -> tuple[Pair, tuple[str, ...]]:
    """One story, letter by letter; nothing in it is asked for."""
    return Pair(tuple(characters(story(draw).rstrip()))), ()


def trigram_bits(train: Sequence[Pair], unseen: Sequence[Pair]) -> float:
    """Bits a letter of the unseen windows (their first letter left out), by counts of one, two and three letters in training."""
    letters = {letter for pair in train for letter in pair.source}
    counts = [Counter(gram[3 - size :] for pair in train for gram in _grams(pair.source)) for size in (1, 2, 3)]
    below = [Counter[str]() for _ in counts]
    for number, table in enumerate(counts):
        for gram, count in table.items():
            below[number][gram[:-1]] += count

    def chance(gram: str) -> float:
        result = _SHARES[-1] / len(letters)
        for share, size in zip(_SHARES, (3, 2, 1), strict=False):
            context = below[size - 1][gram[3 - size : -1]]
            result += share * (counts[size - 1][gram[3 - size :]] / context if context else 1 / len(letters))
        return result

    chances = np.array([chance(gram) for pair in unseen for gram in _grams(pair.source)])
    with exactly():  # it stands in the card, whose bytes are to be the same everywhere
        surprises = log(chances)
    return -math.fsum(surprises.tolist()) / len(chances) / LN_2


def _grams(source: Sequence[str]) -> Iterator[str]:
    """Three letters ending at each place but the first; before the beginning stands a line break."""
    text = "\n" + "".join(source)
    return (text[place - 2 : place + 1] for place in range(2, len(text)))
