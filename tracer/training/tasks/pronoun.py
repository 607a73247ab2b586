"""What does "it" mean? A grammar of sentences with two nouns and one "it", which the last adjective decides.

Animals are tired, places are narrow: an adjective fits one kind of noun only. The pairs in `HELD` and one in ten others never
occur together in training, so that *animal … tired* can only be known from other animals and other states. In some patterns
the animal stands first, in others the place, or "it" stands before both: position alone cannot answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracer.tokens.words import split
from tracer.training.task import Draw, Pair, Task, split_words
from tracer.weights.seed import stream

ANIMALS = split_words("animal dog cat horse bird fox bear rabbit cow sheep goat wolf duck mouse pony donkey")
PLACES = split_words("street road river bridge field tunnel path garden lane stream hill yard park alley canal trail")
OF_ANIMALS = split_words("tired hungry scared sleepy weak lazy sick nervous shy old")
OF_PLACES = split_words("narrow wide crowded muddy dark steep busy deep icy noisy")
VERBS = ("cross crossed", "enter entered", "leave left", "reach reached", "like liked", "visit visited")
STAYED = ("stopped", "waited", "stayed", "slept")
HELD = (("animal", "tired"), ("street", "narrow"))
PATTERNS = (
    "The {animal} didn't {verb} the {place} because it was too {state}",
    "The {place} wasn't {done} by the {animal} because it was too {state}",
    "Because it was too {state} the {animal} didn't {verb} the {place}",
    "The {animal} {stayed} near the {place} since it was very {state}",
    "Near the {place} the {animal} {stayed} because it looked too {state}",
    "Since it was very {state} the {place} wasn't {done} by the {animal}",
)
SLOTS = {
    "animal": ANIMALS,
    "place": PLACES,
    "state": (*OF_ANIMALS, *OF_PLACES),
    "verb": tuple(verb.split()[0] for verb in VERBS),
    "done": tuple(verb.split()[1] for verb in VERBS),
    "stayed": STAYED,
}
TRAIN, UNSEEN = 24_000, 768


def make(name: str, seed: int) -> Task:
    """The task: an encoder of two layers says at "it" which noun is meant. In `pronoun-free` its attention is left to itself."""
    held = held_out(seed, "pronoun", HELD, (ANIMALS, OF_ANIMALS), (PLACES, OF_PLACES))
    train, unseen = split_sentences(seed, "pronoun", held, sentence)
    return task_of(name, seed, train, unseen, [*ANIMALS, *PLACES], pointing=0.0 if name == "pronoun-free" else 0.1)


def task_of(
    name: str, seed: int, train: Sequence[Pair], unseen: Sequence[Pair], nouns: Sequence[str], pointing: float = 0.1
) -> Task:
    """The model and its training, the same for both languages; guessing between the two nouns is right half of the time.

    One narrow head a layer (d_v 8): too little room to carry both nouns along, so the last layer has to fetch the one meant.
    """
    return Task(
        name,
        {"model": "encoder", "layers": 2, "heads": 1, "d_model": 32, "d_k": 8, "d_v": 8, "d_ff": 64, "seed": seed},
        train, unseen, metric="accuracy", enough=1.1, baseline=0.5, steps=1200, classes=nouns, pointing=pointing,
        training={"schedule": "linear", "warmup": 100, "learning_rate": 0.003},
    )  # fmt: skip


def held_out(
    seed: int, name: str, always: Sequence[tuple[str, str]], *kinds: tuple[Sequence[str], Sequence[str]]
) -> frozenset[tuple[str, str]]:
    """The pairs of noun and state kept from training: those named, and one in ten of the others."""
    pairs = [(noun, state) for nouns, states in kinds for noun in nouns for state in states]
    numbers = stream(seed, f"{name}|held", len(pairs))
    return frozenset([*always, *(pair for pair, number in zip(pairs, numbers, strict=True) if number % 10 == 0)])


def split_sentences(
    seed: int, name: str, held: frozenset[tuple[str, str]], draw_sentence: Callable[[Draw], tuple[Pair, tuple[str, str]]]
) -> tuple[list[Pair], list[Pair]]:
    """Sentences for training, none with a held-out pair, and different ones to judge by, each with one."""
    draw = Draw(seed, f"{name}|sentences")
    train: list[Pair] = []
    unseen: dict[Pair, None] = {}
    while len(train) < TRAIN or len(unseen) < UNSEEN:
        pair, meant = draw_sentence(draw)
        if meant not in held:
            if len(train) < TRAIN:
                train.append(pair)
        elif len(unseen) < UNSEEN:
            unseen[pair] = None
    return train, list(unseen)


def sentence(draw: Draw) -> tuple[Pair, tuple[str, str]]:
    """One sentence and the noun and state that go together in it."""
    animal, place = draw.one(ANIMALS), draw.one(PLACES)
    noun, states = draw.one(((animal, OF_ANIMALS), (place, OF_PLACES)))
    state, (verb, done) = draw.one(states), draw.one(VERBS).split()
    words = {"animal": animal, "place": place, "state": state, "verb": verb, "done": done, "stayed": draw.one(STAYED)}
    tokens = split(draw.one(PATTERNS).format(**words) + draw.one(("", ".")))
    return pronoun_pair(tokens, "it", noun), (noun, state)


def pronoun_pair(tokens: Sequence[str], pronoun: str, noun: str) -> Pair:
    """The sentence, the answer at its pronoun, and the noun's places, which the pronoun should look at."""
    size = 1 if noun in tokens else len(noun)  # one token, or a run of characters
    start = next(place for place in range(len(tokens)) if "".join(tokens[place : place + size]) == noun)
    places = frozenset(range(start, start + size))
    position = tokens.index(pronoun)
    return Pair(
        tuple(tokens),
        answers=((position, noun),),
        aligned=tuple(places if place == position else frozenset() for place in range(len(tokens))),
    )
