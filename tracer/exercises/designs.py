"""What attention can be designed to do: properties of a run, each measured for every word that it is asked of.

They are about head 0 of the run's first attention, which reads a row of its own for each different word (1 in one column, 0 in
the others): a row of W_Q is then the query of one word, a row of W_V its value. The page that marks itself measures the same way
(`render/live/design.js`); tests/render/live/test_marking.py holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from tracer.document.cell_document import find
from tracer.frozen import Frozen
from tracer.record.settle import settle
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import units
from tracer.session import again

PLACES = 2  # decimals that a property is measured with
SHARE = 0.9  # of a row's attention, where some words are to get it
_SOFTMAX = ".softmax"

Targets = Callable[[Sequence[str], int], Sequence[int] | None]
"""The keys that are to get a word's attention; None where nothing is asked of that word."""


class Design(NamedTuple):
    """matrix: the parameter to write. keys: the words it is about. measure: how a row of the run is measured.

    share: the keys' weights together are at least `SHARE`; even: each weight is 1 over their number; same: the scores are those
    of the first word, and not all 0; copy: the value is the word's own row.
    """

    matrix: str
    measure: str
    keys: Targets


def _neighbour(step: int) -> Targets:
    return lambda words, at: [at + step] if 0 <= at + step < len(words) else None


def _every(words: Sequence[str], _: int) -> Sequence[int]:
    return range(len(words))


DESIGNS: dict[str, Design] = {
    "first": Design("W_Q", "share", lambda words, at: [0]),
    "previous": Design("W_Q", "share", _neighbour(-1)),
    "itself": Design("W_Q", "share", lambda words, at: [at]),
    "equal": Design("W_Q", "share", lambda words, at: [key for key, word in enumerate(words) if word == words[at]]),
    "next": Design("W_Q", "share", _neighbour(1)),
    "last": Design("W_Q", "share", lambda words, at: [len(words) - 1]),
    "uniform": Design("W_Q", "even", _every),
    "independent": Design("W_Q", "same", _every),
    "copy": Design("W_V", "copy", _every),
}
"""name -> what is asked; the sentences that ask for it and tell what came out are `design.task_NAME` and `design.out_NAME`."""


class Head(Frozen):
    """Head 0 of the first attention of a run. prefix: `encoder.0.attention`. source: the stage it reads. words: its tokens.

    visible: by query, the keys that no mask hides from it.
    """

    trace: Trace
    prefix: str
    source: str
    words: tuple[str, ...]
    visible: tuple[tuple[int, ...], ...]

    @property
    def different(self) -> list[str]:
        """Every word once, in order; the place of a word is its row of the matrices."""
        return list(dict.fromkeys(self.words))

    def step(self, name: str) -> Step:
        return self.trace.every[f"{self.prefix}.{name}"]

    def values(self, name: str) -> np.ndarray:
        """The numbers of a stage of this head, as they are told."""
        rows: np.ndarray = settle(self.step(name))[0]
        return rows

    def row_of(self, cell: str) -> int:
        """The row of its matrix that a parameter's cell is in."""
        return find(self.trace, cell)[1][0]

    def edited(self, edits: dict[str, float]) -> Head:
        """The head of the run with these cells set."""
        return self.replace(trace=again(self.trace, list(edits.items()))) if edits else self


class Asked(Frozen):
    """What is asked of one word: its place, its row of the matrix, and the keys it is about."""

    word: int
    row: int
    keys: tuple[int, ...]


class Outcome(Frozen):
    """What a run does about a design. values: by word asked, the measured number. holds: whether it is as asked.

    largest: the largest size of a score.
    """

    design: str
    asked: tuple[Asked, ...]
    values: tuple[float, ...]
    holds: tuple[bool, ...]
    largest: float = 0.0

    @property
    def rows(self) -> dict[int, bool]:
        """By row of the matrix, whether it holds for every word that is asked for with it."""
        result: dict[int, bool] = {}
        for asked, holds in zip(self.asked, self.holds, strict=True):
            result[asked.row] = result.get(asked.row, True) and holds
        return result

    @property
    def failing(self) -> Asked | None:
        """The first word for which it does not hold."""
        return next((asked for asked, holds in zip(self.asked, self.holds, strict=True) if not holds), None)


def design_head(trace: Trace) -> Head | None:
    """Head 0 of the first attention where it reads a row of its own for each different word; None: no attention, or no room."""
    weights = next((step for step in trace.shown if f".{step.name}".endswith(f".attention{_SOFTMAX}")), None)
    if weights is None or weights.values.ndim != 3:
        return None
    prefix = weights.name.removesuffix(_SOFTMAX)
    source = trace.every[f"{prefix}.q"].computed.inputs[0]
    words = tuple(source.axes[0].labels)
    different = list(dict.fromkeys(words))
    if source.values.ndim != 2 or len(different) > source.values.shape[1]:
        return None
    rows = np.eye(len(different), source.values.shape[1])[[different.index(word) for word in words]]
    made = again(trace, [(source.name, rows.tolist())])
    seen = np.isfinite(made.every[weights.name].computed.inputs[0].values[0])
    visible = tuple(tuple(map(int, np.flatnonzero(row))) for row in seen)
    return Head(made, prefix, source.name, words, visible)


def asked_of(head: Head, name: str) -> tuple[Asked, ...]:
    """The words that a design is asked of, each with the keys it is about as far as no mask hides them."""
    different = head.different
    result = []
    for at, word in enumerate(head.words):
        keys = DESIGNS[name].keys(head.words, at)
        if keys is not None:
            result.append(Asked(at, different.index(word), tuple(key for key in keys if key in head.visible[at])))
    return tuple(result)


def measure(head: Head, name: str) -> Outcome:
    """What head 0 of a run does about a design."""
    asked = asked_of(head, name)
    way = DESIGNS[name].measure
    largest = 0.0
    if way in ("share", "even"):
        weights = head.values("softmax")
        if way == "share":
            values = [sum(float(weights[place.word, key]) for key in place.keys) for place in asked]
        else:
            values = [max(abs(float(weights[place.word, key]) - 1 / len(place.keys)) for key in place.keys) for place in asked]
    elif way == "same":
        scores = head.values("scores")
        values = [float(np.abs(scores[place.word] - scores[0]).max()) for place in asked]
        largest = float(np.abs(scores).max())
    else:
        rows, wanted = head.values("v"), settle(head.trace.every[head.source])
        values = [float(np.abs(rows[place.word] - wanted[place.word, : rows.shape[1]]).max()) for place in asked]
    holds = tuple(_holds(way, value, largest) for value in values)
    return Outcome(name, asked, tuple(values), holds, largest)


def _holds(way: str, value: float, largest: float) -> bool:
    """Whether a measured number is as asked, at the decimals it is told with."""
    if way == "share":
        return units(value, PLACES) >= units(SHARE, PLACES)
    return units(value, PLACES) == 0 and (way != "same" or units(largest, PLACES) > 0)
