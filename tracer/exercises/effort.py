"""How much work an exercise is, measured: the operations of its workings, and the digits of what is multiplied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from tracer.document.working import explain_cell
from tracer.exercises.blanks import Sheet
from tracer.expression import Call, Expression, evaluate
from tracer.frozen import Frozen
from tracer.record.step import Step
from tracer.rounding import fixed, rounded

_COUNTED = {"multiply": "multiplications", "divide": "divisions", "exp": "exponentials", "add": "additions"}
_SHARE = 1 / 3  # by which two sheets of the same difficulty may differ in multiplications


class Effort(Frozen):
    """Operations a person carries out, each once however often its result is used; those with a factor 0, 1 or −1 are none.

    digits: significant digits, as printed, of the longest factor. largest: the largest factor's size.
    """

    multiplications: int
    divisions: int
    exponentials: int
    additions: int
    digits: int
    largest: float

    def is_like(self, other: Effort) -> bool:
        """Whether the two ask for about the same work: multiplications within a third, and digits."""
        room = max(2, round(_SHARE * other.multiplications))
        return abs(self.multiplications - other.multiplications) <= room and self.digits == other.digits


def effort(sheet: Sheet) -> Effort:
    """What the blanks of a sheet take, and the stages to be worked out on the way to them."""
    steps = sheet.trace.every
    asked = [(steps[blank.stage], blank.index) for blank in sheet.blanks if blank.stage]
    hidden = [(steps[name], index) for name in sheet.hidden for index in np.ndindex(steps[name].values.shape)]
    return _effort([*hidden, *asked], sheet.places)


def _effort(cells: Iterable[tuple[Step, tuple[int, ...]]], places: int) -> Effort:
    counted = _Counted(places)
    for step, index in cells:
        substituted = explain_cell(step, index, as_shown=True).substituted
        if substituted is not None:
            counted.walk(substituted)
    digits = max((_digits(factor, places) for factor in counted.factors), default=0)
    return Effort(**counted.operations, digits=digits, largest=max(counted.factors, default=0.0))


class _Counted:
    """The operations of workings: the same one with the same numbers is carried out once."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.operations = Counter(dict.fromkeys(_COUNTED.values(), 0))
        self.factors: set[float] = set()
        self._seen: set[tuple[Any, ...]] = set()

    def walk(self, expression: Expression) -> None:
        if not isinstance(expression, Call):
            return
        values = tuple(evaluate(argument) for argument in expression.arguments)
        if (expression.function, values) in self._seen:
            return
        self._seen.add((expression.function, values))
        for argument in expression.arguments:
            self.walk(argument)
        name = _COUNTED.get(expression.function)
        if name is None:
            return
        if expression.function in ("multiply", "divide"):
            self._times(name, values)
        elif expression.function == "add":
            self.operations[name] += max(sum(value != 0 for value in values) - 1, 0)
        else:
            self.operations[name] += any(values)

    def _times(self, name: str, values: tuple[float, ...]) -> None:
        """A product, or a quotient by its divisor: nothing to do where an operand is 0, or all factors but one are 1 or −1."""
        if 0 in values or not all(map(np.isfinite, values)):
            return
        factors = values if name == "multiplications" else values[1:]
        needed = sum(abs(factor) != 1 for factor in factors) - (name == "multiplications")
        if needed > 0:
            self.operations[name] += needed
            self.factors.update(rounded(abs(factor), self.places) for factor in factors)


def _digits(value: float, places: int) -> int:
    """Significant digits of a number as printed, without zeros at its ends.

    >>> _digits(3.85, 2), _digits(0.5, 2), _digits(12, 2)
    (3, 1, 2)
    """
    text = fixed(value, places)
    whole, _, decimals = text.partition(".")
    return len((whole + decimals.rstrip("0")).lstrip("-0"))
