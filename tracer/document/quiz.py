"""Exercises for other programs, which `render.quizzes` writes: questions whose answers are numbers, and cards to learn by.

A number is asked for as it is printed, in whole units of its last decimal, so that bounds are exact decimals on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm

from tracer.document.blocks import Block
from tracer.frozen import Frozen
from tracer.rounding import fixed

_FINEST = 100  # parts of a point


class Gap(Frozen):
    """A number to work out. number: of its `Blank` in the exercise's blocks. question: asks for it alone.

    units: the right number in units of the last of `places` decimals. slack: how many units an answer may be off. working: how it
    comes about. points: what a right answer is worth. usual: usual wrong answers in the same units, each with its mistake.
    """

    number: int
    question: str
    units: int
    places: int
    slack: int
    working: Block
    points: float = 1.0
    usual: Sequence[tuple[int, str]] = ()

    def wrong(self) -> Iterator[tuple[Decimal, str]]:
        """The usual wrong numbers, each with its mistake."""
        return ((Decimal(units).scaleb(-self.places), mistake) for units, mistake in self.usual)

    def answer(self, power: int = 0) -> Decimal:
        """The right number times 10 to the power.

        >>> gap = Gap(1, "S", 714, 3, 1, None)
        >>> str(gap.answer()), str(gap.answer(2))
        ('0.714', '71.4')
        """
        return Decimal(self.units).scaleb(power - self.places)

    def tolerance(self, power: int = 0) -> Decimal:
        """How far from `answer` a number may be: half a unit of the last decimal, beyond the units it may be off.

        >>> str(Gap(1, "S", 714, 3, 0, None).tolerance()), str(Gap(1, "S", 714, 3, 1, None).tolerance())
        ('0.0005', '0.0015')
        """
        return Decimal(10 * self.slack + 5).scaleb(power - self.places - 1)


class Exercise(Frozen):
    """What one pupil works on, as a whole: blocks with `Blank`s, and the gap behind each. code: the sheet's, one word.

    name: the pupil's, or "". blocks: what is given and asked for, without title or name.
    """

    code: str
    name: str
    title: str
    blocks: Sequence[Block]
    gaps: Sequence[Gap]

    @property
    def points(self) -> float:
        """What all right answers together are worth."""
        return sum(gap.points for gap in self.gaps)

    def weights(self) -> dict[int, int]:
        """Whole numbers that stand to each other as the gaps' points do, for systems that take no fractions: by gap's number.

        >>> gap = Gap(1, "S", 714, 3, 1, None)
        >>> Exercise("3f2a9c", "", "", (), [gap.replace(points=0.5), gap.replace(number=2, points=2.0)]).weights()
        {1: 1, 2: 4}
        """
        points = {gap.number: Fraction(gap.points).limit_denominator(_FINEST) for gap in self.gaps}
        scale = lcm(*(fraction.denominator for fraction in points.values()))
        whole = {number: int(fraction * scale) for number, fraction in points.items()}
        divisor = gcd(*whole.values()) or 1
        return {number: weight // divisor for number, weight in whole.items()}


class Quiz(Frozen):
    """Exercises that go out together. pool: each pupil gets any one of them, since they differ in their numbers only."""

    title: str
    exercises: Sequence[Exercise]
    pool: bool

    def by_blank(self) -> dict[int, list[tuple[Exercise, Gap]]]:
        """The gaps of the same number in every exercise, for systems that draw one question after the other."""
        result: dict[int, list[tuple[Exercise, Gap]]] = {}
        for exercise in self.exercises:
            for gap in exercise.gaps:
                result.setdefault(gap.number, []).append((exercise, gap))
        return result


class Card(Frozen):
    """A card to learn by: front and back. tags: words without spaces, to find it by."""

    front: Sequence[Block]
    back: Sequence[Block]
    tags: Sequence[str]


class Deck(Frozen):
    """Cards under one name."""

    title: str
    cards: Sequence[Card]


def points_text(points: float) -> str:
    """Points as a number without an exponent.

    >>> points_text(1.0), points_text(0.5)
    ('1', '0.5')
    """
    return fixed(points, 2).rstrip("0").rstrip(".") if points else "0"


def decimal(number: Decimal) -> str:
    """A decimal as every system reads it: no exponent, a dot, no sign on zero.

    >>> decimal(Decimal("-0.00")), decimal(Decimal("7E+2")), decimal(Decimal("-0.5"))
    ('0.00', '700', '-0.5')
    """
    return f"{number + 0 if number else abs(number):f}"
