"""Formulas and workings as one line of Unicode text: `q kᵀ / √d_k`, `0.41×0.13 + 0.2×(-0.3)`.

Two rules make a line read back to the very same tree. Parentheses follow one table of precedence, and a minus sign never
follows another sign: a negative number that is not the first thing in its line or parentheses stands in its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from tracer.document.blocks import Call, Cell, Expression, Number, Symbol
from tracer.rounding import exact, show
from tracer.visible import visible

# How tightly a written form holds together; an operand that holds less tightly gets parentheses.
EQUALS, SUM, TIMES, SIGN, ROOT, POWER, ATOM = range(7)

_OPERATORS: dict[str, tuple[str, int, int, int]] = {
    # function: (sign, how tightly it holds, least for its first operand, least for the others)
    "equals": (" = ", EQUALS, SUM, SUM),
    "add": (" + ", SUM, SUM, TIMES),
    "subtract": (" - ", SUM, SUM, TIMES),
    "multiply": ("×", TIMES, SIGN, SIGN),
    "elementwise": (" ⊙ ", TIMES, SIGN, SIGN),
    "product": (" ", TIMES, SIGN, SIGN),
    "divide": (" / ", TIMES, TIMES, SIGN),
    "power": ("^", POWER, ATOM, ATOM),
}
_POSTFIX = {"square": "²", "transpose": "ᵀ"}
_NAMES = {"log": "ln"}  # other functions are written by their own name

Leaf = Callable[[Cell], str]


def text(expression: Expression, places: int | None) -> str:
    """The expression in Unicode; cells as numbers with `places` (see `rounding.show`), or by their labels where it is None.

    >>> from tracer.ops.expression import call
    >>> text(call("divide", call("product", Symbol("q"), call("transpose", Symbol("k"))), call("sqrt", Symbol("d_k"))), 2)
    'q kᵀ / √d_k'
    """
    if places is None:
        return _written(expression, lambda cell: visible(cell.label))
    return _written(expression, lambda cell: show(cell.value, places))


def exact_text(expression: Expression) -> str:
    """The expression with every cell's number in full, so that the line evaluates to the same float."""
    return _written(expression, lambda cell: exact(cell.value))


def _written(expression: Expression, leaf: Leaf) -> str:
    return _write(expression, leaf)[0]


def _constant(value: float) -> str:
    if value == math.pi:
        return "π"
    return str(int(value)) if value == int(value or 0) and abs(value) < 1e15 else exact(value)


def _write(node: Expression, leaf: Leaf) -> tuple[str, int]:
    """The text of a node and how tightly it holds."""
    if isinstance(node, Symbol):
        name = visible(node.name)
        return name, POWER if name.endswith(("²", "ᵀ")) else ATOM
    if isinstance(node, (Number, Cell)):
        number = _constant(node.value) if isinstance(node, Number) else leaf(node)
        return number, SIGN if number.startswith("-") else POWER if number[:1].isdigit() and "e" in number else ATOM
    if node.function in _OPERATORS:
        return _operator(node, leaf)
    return _named(node, leaf)


def _operand(node: Expression, leaf: Leaf, least: int, first: bool) -> str:
    written, holds = _write(node, leaf)
    if holds >= least and (first or not written.startswith("-")):
        return written
    return f"({written})"


def _operator(node: Call, leaf: Leaf) -> tuple[str, int]:
    sign, holds, least_first, least = _OPERATORS[node.function]
    head, *others = node.arguments
    parts = [_operand(head, leaf, least_first, True), *(_operand(other, leaf, least, False) for other in others)]
    if len(parts) == 1:
        return _write(head, leaf)
    return sign.join(parts), holds


def _named(node: Call, leaf: Leaf) -> tuple[str, int]:
    function, arguments = node.function, node.arguments
    if function == "negate":
        return "-" + _operand(arguments[0], leaf, TIMES, False), SIGN
    if function in _POSTFIX:
        return _operand(arguments[0], leaf, ATOM, False) + _POSTFIX[function], POWER
    if function == "sqrt":
        inner, holds = _write(arguments[0], leaf)
        return (f"√{inner}", ROOT) if holds == ATOM else (f"√({inner})", ROOT)
    if function == "exp":
        return f"e^({_written(arguments[0], leaf)})", POWER
    if function == "absolute":
        return f"|{_written(arguments[0], leaf)}|", ATOM
    if function == "sum_over":
        index, *terms = arguments
        return f"Σ_{_written(index, leaf)} " + " ".join(_operand(term, leaf, SIGN, False) for term in terms), TIMES
    if function == "subscript":
        return _subscript(node, leaf), ATOM
    if function == "text":
        return _write(arguments[0], leaf)
    if function == "apply":
        name, *arguments_of = arguments
        return _applied(_operand(name, leaf, ATOM, True), tuple(arguments_of), leaf)
    return _applied(_NAMES.get(function, function), arguments, leaf)


def _applied(name: str, arguments: tuple[Expression, ...], leaf: Leaf) -> tuple[str, int]:
    return f"{name}({', '.join(_written(argument, leaf) for argument in arguments)})", ATOM


def _subscript(node: Call, leaf: Leaf) -> str:
    base, *indices = node.arguments
    below = ", ".join(_written(index, leaf) for index in indices)
    return f"{_operand(base, leaf, ATOM, False)}_{below if len(indices) == 1 and below.isalnum() else f'{{{below}}}'}"
