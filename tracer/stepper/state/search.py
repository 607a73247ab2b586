"""Search while stepping: a stage by its address, symbol or sentence, a token by its text, a number by its printed digits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from tracer.document.numbers import places_near
from tracer.document.sentence import sentence
from tracer.document.symbols import symbol
from tracer.frozen import Frozen
from tracer.record.settle import settle
from tracer.record.step import Step
from tracer.stepper.state.place import Place, within

MOST = 200  # hits a reader will look through
_LONGEST_POWER = 6  # characters of a power of ten


class Hit(Frozen):
    """A place that was found. whole: a stage was found, not one cell of it."""

    place: Place
    whole: bool = False


def find(text: str, steps: Iterable[Step], here: Place, hidden: Callable[[Place], bool]) -> list[Hit]:
    """At most `MOST` hits: numbers where the text is one (to the digits it has), else tokens of this stage, then stages.

    A number that is `hidden`, still to be predicted, is not found: that would tell what it is.
    """
    word = text.strip().replace("−", "-")
    every = list(steps)
    try:
        value = float(word)
    except ValueError:
        hits = [*_tokens(word, next(step for step in every if step.name == here.stage), here), *_stages(word, every, here)]
        return hits[:MOST]
    numbers = _numbers(value, _slack(word), every, here.stage)
    return list(islice((hit for hit in numbers if not hidden(hit.place)), MOST))


def _slack(word: str) -> float:
    """Half a unit of the last digit typed: 0.88 finds 0.8808, 14 finds 14 and 14.3; of `0e999` no number can say how much."""
    digits, _, power = word.lower().partition("e")
    decimals = len(digits.partition(".")[2])
    if len(power) > _LONGEST_POWER:
        return 0.0
    return float(f"0.5e{int(power or 0) - decimals}") * (1 + 1e-9)


def _numbers(value: float, slack: float, steps: list[Step], here: str) -> Iterator[Hit]:
    """From the current stage on, then from the start."""
    first = next((place for place, step in enumerate(steps) if step.name == here), 0)
    for step in (*steps[first:], *steps[:first]):
        for index in islice(places_near(settle(step), value, slack), MOST):
            place = Place(step.name, index)
            if within(step, index) == place:  # padding is no number of the text
                yield Hit(place)


def _tokens(word: str, step: Step, here: Place) -> Iterator[Hit]:
    """Positions of the current stage whose label holds the word, first the axis whose tokens are rows."""
    low = word.lower()
    for number, axis in enumerate(step.axes):
        if not axis.labelled or axis.name == "sentence":
            continue
        for at, label in enumerate(axis.labels):
            if low in label.lower():
                index = (*here.index[:number], at, *here.index[number + 1 :])
                yield Hit(Place(step.name, index))


def _stages(word: str, steps: list[Step], here: Place) -> Iterator[Hit]:
    """Stages named so first, then those whose symbol or sentence holds the word."""
    low = word.lower()
    by_name = [step for step in steps if low in step.name.lower()]
    by_words = [step for step in steps if step not in by_name and (symbol(step.name) == word or low in sentence(step).lower())]
    for step in (*by_name, *by_words):
        place = within(step, here.index if step.name == here.stage else (0,) * len(step.axes))
        yield Hit(place, whole=True)
