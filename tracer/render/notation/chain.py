"""Formulas and workings as lines of one notation: `symbol = expression`, and label = formula = numbers = value."""

from __future__ import annotations

from tracer.document.blocks import Formula, Working
from tracer.expression import Cell, Expression, Number
from tracer.render.notation.walk import Notation


def chain(working: Working, dialect: type[Notation]) -> list[tuple[str, str]]:
    """A working as (relation, text) lines: the label, `=` formula, `=` its numbers, `=` or `≈` the value.

    A line that goes on from the one above has the relation "". A paper-mode value ends `= 0.0533… → 0.05`.
    """
    plain, filled = dialect(), dialect(working.places)
    lines = [("", plain.name(working.label))]
    for writer, expression in ((plain, working.formula), (filled, working.substituted)):
        if expression is not None and not _says_nothing(expression, writer, working):
            first, *rest = writer.lines(expression)
            lines += [("=", first), *(("", line) for line in rest)]
    last = "=" if working.exact_as_shown else "≈"
    if working.unrounded is None:
        return [*lines, (last, filled.number(working.value, working.places))]
    lines.append((last, filled.begun(working.unrounded, working.places)))
    return [*lines, ("→", filled.number(working.value, working.places))]


def _says_nothing(expression: Expression, writer: Notation, working: Working) -> bool:
    """Whether a line would only repeat the value: `x = 1.17 = 1.17`."""
    return (
        writer.places is not None
        and isinstance(expression, (Cell, Number))
        and expression.value == working.value
        and working.unrounded is None
    )


def equation(formula: Formula, dialect: type[Notation]) -> list[str]:
    """A formula as lines: `symbol = expression`, or the expression alone."""
    writer = dialect()
    first, *rest = writer.lines(formula.expression)
    if formula.symbol:
        first = writer.infix("=", [writer.symbol_or_name(formula.symbol), first])
    return [first, *rest]
