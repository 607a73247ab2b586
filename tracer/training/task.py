"""A task: sentences to learn from and sentences never seen, the model that learns them, and how it is judged.

The built-in ones stand in `tracer.training.tasks`; their data is drawn from the seed, so that a task is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np

from tracer.session.resolve.side import END, START
from tracer.training.network import Examples
from tracer.weights.seed import stream

_PART = 1 << 14  # numbers drawn at a time


@dataclass(frozen=True, slots=True)
class Pair:
    """One example. source: tokens read. target: tokens to write (encoder–decoder). answers: place in the source -> class.

    aligned: for each row (a target's token, else a source's) the places of the source it should look at; empty where the
    grammar does not say.
    """

    source: tuple[str, ...]
    target: tuple[str, ...] = ()
    answers: tuple[tuple[int, str], ...] = ()
    aligned: tuple[frozenset[int], ...] = ()


@dataclass(slots=True)
class Task:
    """What `fit` needs.

    settings: of the model. training: keys of the optimiser (see `Optimizer.of`), `label_smoothing`. metric: accuracy (of the
    labelled rows), exact (whole targets), bits (a token, lower is better). enough: the value that ends training early.
    baseline: what the metric is without learning. cut: how a text becomes tokens: words, characters. classes: what an
    encoder tells apart. pointing: how much the second goal counts (see `pointing`); 0: attention is left to itself.
    """

    name: str
    settings: dict[str, Any]
    train: Sequence[Pair]
    held: Sequence[Pair]
    metric: str
    enough: float
    baseline: float
    training: dict[str, Any] = field(default_factory=dict)
    batch: int = 64
    steps: int = 2000
    cut: str = "words"
    classes: Sequence[str] | None = None
    pointing: float = 0.0

    @property
    def vocab(self) -> list[str]:
        """The words that are read; a decoder's begin with <start> and <end>."""
        words = sorted({word for pair in (*self.train, *self.held) for word in pair.source})
        return [START, END, *words] if self.settings["model"] == "decoder" else words

    @property
    def target_vocab(self) -> list[str] | None:
        """The words that are written, <start> and <end> first; None where the model writes none."""
        words = sorted({word for pair in (*self.train, *self.held) for word in pair.target})
        return [START, END, *words] if words else None

    def better(self, first: float, second: float) -> bool:
        """Whether the first value of the metric is better than the second."""
        return first < second if self.metric == "bits" else first > second


def encode(
    pairs: Sequence[Pair], vocab: Sequence[str], target_vocab: Sequence[str] | None, classes: Sequence[str] | None
) -> Examples:
    """Pairs as ids, padded to the longest. Labels: the target and <end>, or the answers, or (neither) the next token."""
    places = {word: place for place, word in enumerate(vocab)}
    lengths = np.array([len(pair.source) for pair in pairs])
    source = np.zeros((len(pairs), int(lengths.max())), np.intp)
    for row, pair in enumerate(pairs):
        source[row, : len(pair.source)] = [places[word] for word in pair.source]
    if target_vocab is not None:
        return _with_target(pairs, source, lengths, {word: place for place, word in enumerate(target_vocab)})
    labels = np.full(source.shape, -1, np.intp)
    if classes is None:
        real = np.arange(source.shape[1]) < lengths[:, None]
        labels[:, :-1] = np.where(real[:, 1:], source[:, 1:], -1)
    else:
        numbers = {word: place for place, word in enumerate(classes)}
        for row, pair in enumerate(pairs):
            for place, answer in pair.answers:
                labels[row, place] = numbers[answer]
    return Examples(source, lengths, labels, pointed=_pointed(pairs, labels.shape[1], source.shape[1]))


def _pointed(pairs: Sequence[Pair], rows: int, keys: int) -> np.ndarray | None:
    if not any(pair.aligned for pair in pairs):
        return None
    result = np.zeros((len(pairs), rows, keys), np.float32)
    for number, pair in enumerate(pairs):
        for row, places in enumerate(pair.aligned):
            result[number, row, list(places)] = 1.0
    return result


def _with_target(pairs: Sequence[Pair], source: np.ndarray, lengths: np.ndarray, places: Mapping[str, int]) -> Examples:
    written = np.array([len(pair.target) + 1 for pair in pairs])
    target = np.zeros((len(pairs), int(written.max())), np.intp)
    labels = np.full(target.shape, -1, np.intp)
    for row, pair in enumerate(pairs):
        ids = [places[word] for word in pair.target]
        target[row, : len(ids) + 1] = [places[START], *ids]
        labels[row, : len(ids) + 1] = [*ids, places[END]]
    return Examples(source, lengths, labels, target, written, _pointed(pairs, labels.shape[1], source.shape[1]))


def split_words(words: str) -> list[str]:
    """The words of a text file's line, or of a line in a grammar."""
    return words.split()


class Draw:
    """Choices from streams of the seed: the same on every machine, however many are made."""

    def __init__(self, seed: int, name: str) -> None:
        self._numbers = (number for part in count() for number in stream(seed, f"{name}|{part}", _PART).tolist())

    def below(self, size: int) -> int:
        """A whole number 0 … size − 1."""
        return int(next(self._numbers)) % size

    def one(self, words: Sequence[Any]) -> Any:
        """One of the words, each as likely as the others."""
        return words[self.below(len(words))]
