"""Formulas and workings as lines of one notation: `symbol = expression`, and label = formula = numbers = value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from tracer.document.blocks import Formula, Working
from tracer.expression import Expression

if TYPE_CHECKING:
    from tracer.render.notation.walk import Notation


class Writer(Protocol):
    """What a working asks of a notation: a LaTeX, MathML, Typst or text writer, made for cells as labels or as numbers."""

    def name(self, text: str, /) -> str: ...

    def lines(self, expression: Expression, /) -> list[str]: ...

    def number(self, value: float, places: int, /) -> str: ...

    def begun(self, value: float, places: int, /) -> str: ...


def chain(working: Working, notation: Callable[[int | None], Writer]) -> list[tuple[str, str]]:
    """A working as (relation, text) lines: the label, `=` formula, `=` its numbers, `=` or `≈` the value.

    A part that reads like the one before it is left out: `x = 1.17`, not `x = 1.17 = 1.17`. A line that goes on from the one
    above has the relation "". A paper-mode value ends `= 0.0533… → 0.05`. notation: makes the writer for cells with so many
    decimals, or by their labels for None.
    """
    plain, filled = notation(None), notation(working.places)
    parts: list[tuple[str, list[str]]] = [("", [plain.name(working.label)])]
    for writer, expression in ((plain, working.formula), (filled, working.substituted)):
        if expression is not None and (lines := writer.lines(expression)) != parts[-1][1]:
            parts.append(("=", lines))
    last = "=" if working.exact_as_shown else "≈"
    value = [filled.number(working.value, working.places)]
    if working.unrounded is not None:
        parts += [(last, [filled.begun(working.unrounded, working.places)]), ("→", value)]
    elif value != parts[-1][1] or len(parts) == 1:
        parts.append((last, value))
    return [(relation if place == 0 else "", line) for relation, lines in parts for place, line in enumerate(lines)]


def equation(formula: Formula, dialect: type[Notation]) -> list[str]:
    """A formula as lines: `symbol = expression`, or the expression alone."""
    writer = dialect()
    first, *rest = writer.lines(formula.expression)
    if formula.symbol:
        first = writer.infix("=", [writer.symbol_or_name(formula.symbol), first])
    return [first, *rest]
