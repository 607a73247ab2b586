"""Formulas and workings as one line of Unicode text: `q kᵀ / √d_k`, `0.41×0.13 + 0.2×(-0.3)`.

Two rules make a line read back to the very same tree. Parentheses follow one table of precedence, and a minus sign never
follows another sign: a negative number that is not the first thing in its line or parentheses stands in its own:
`-0.4×0.1 + (-0.2)×(-0.3)`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from tracer.document.blocks import Call, Cell, Expression, Formula, Number, Symbol, Working
from tracer.render.notation.chain import chain
from tracer.rounding import begun, exact, fixed, show, show_operand
from tracer.sanitize import sanitize

# How tightly a written form holds together; an operand that holds less tightly gets parentheses.
EQUALS, SUM, TIMES, SIGN, ROOT, POWER, ATOM = range(7)

_OPERATORS: dict[str, tuple[str, int, int, int]] = {
    # function: (sign, how tightly it holds, least for its first operand, least for the others)
    "equals": (" = ", EQUALS, SUM, SUM),
    "add": (" + ", SUM, SUM, TIMES),
    "subtract": (" - ", SUM, SUM, TIMES),
    "multiply": ("×", TIMES, SIGN, SIGN),
    "elementwise": (" ⊙ ", TIMES, SIGN, SIGN),
    "dot": ("·", TIMES, SIGN, SIGN),
    "product": (" ", TIMES, SIGN, SIGN),
    "divide": (" / ", TIMES, TIMES, SIGN),
    "power": ("^", POWER, ATOM, ATOM),
}
_FORMS = {"negate": SIGN, "square": POWER, "transpose": POWER, "sqrt": ROOT, "exp": POWER, "sum_over": TIMES}
_POSTFIX = {"square": "²", "transpose": "ᵀ"}
_NAMES = {"log": "ln"}  # other functions are written by their own name

Leaf = Callable[[Cell], str]
_MARK = 0xF0000  # the first of the characters for private use, which `sanitize` lets into no name: they mark where a number ends


def text(expression: Expression, places: int | None) -> str:
    """The expression in Unicode; cells as numbers with `places` (see `rounding.show`), or by their labels where it is None.

    >>> from tracer.expression import call
    >>> text(call("divide", call("product", Symbol("q"), call("transpose", Symbol("k"))), call("sqrt", Symbol("d_k"))), 2)
    'q kᵀ / √d_k'
    """
    if places is None:
        return _written(expression, lambda cell: sanitize(cell.label))
    return _written(expression, lambda cell: show_operand(cell.value, places, cell.places))


class TextWriter(NamedTuple):
    """Text as a notation that `chain` writes workings in; an expression is always one line. places: see `text`."""

    places: int | None

    def name(self, label: str) -> str:
        return sanitize(label)

    def lines(self, expression: Expression) -> list[str]:
        return [text(expression, self.places)]

    def number(self, value: float, places: int) -> str:
        return show(value, places)

    def begun(self, value: float, places: int) -> str:
        return begun(value, places)


def working_line(working: Working) -> str:
    """`S[it, animal] = q(it)·k(animal) = 0.41×0.13 + 0.2×(-0.3) = -0.007`: a working on one line, whatever its length."""
    return " ".join(part for link in chain(working, TextWriter) for part in link if part)


def formula_line(formula: Formula) -> str:
    """`S = q kᵀ`, or the expression alone where the formula has no symbol."""
    written = text(formula.expression, None)
    return f"{sanitize(formula.symbol)} = {written}" if formula.symbol else written


def text_with_cells(expression: Expression, places: int) -> tuple[str, list[tuple[int, int, Cell]]]:
    """The same with numbers, and where in the line the number of each cell stands: (start, end, cell)."""
    written: list[tuple[str, Cell]] = []

    def leaf(cell: Cell) -> str:
        written.append((show_operand(cell.value, places, cell.places), cell))
        return written[-1][0] + chr(_MARK + len(written) - 1)

    line: list[str] = []
    spans: list[tuple[int, int, Cell]] = []
    for char in _written(expression, leaf):
        if ord(char) < _MARK:
            line.append(char)
        else:
            number, cell = written[ord(char) - _MARK]
            spans.append((len(line) - len(number), len(line), cell))
    return "".join(line), spans


def exact_text(expression: Expression) -> str:
    """The expression with every cell's number in full, so that the line evaluates to the same float."""
    return _written(expression, lambda cell: exact(cell.value))


def _written(node: Expression, leaf: Leaf) -> str:
    return _write(node, leaf, True)


def _constant(value: float) -> str:
    if value == math.pi:
        return "π"
    if not math.isfinite(value):
        return fixed(value, 0)
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else exact(value)


def _number(node: Number | Cell, leaf: Leaf) -> str:
    return _constant(node.value) if isinstance(node, Number) else leaf(node)


def _holds(node: Expression, leaf: Leaf) -> int:
    """How tightly the written form of a node holds together."""
    if isinstance(node, Symbol):
        return ROOT if "/" in node.name else POWER if node.name.endswith(("²", "ᵀ")) else ATOM
    if not isinstance(node, Call):
        return _number_holds(_number(node, leaf))
    if len(node.arguments) == 1 and (node.function in _OPERATORS or node.function == "text"):
        return _holds(node.arguments[0], leaf)
    if node.function in _OPERATORS:
        return _OPERATORS[node.function][1]
    return _FORMS.get(node.function, ATOM)


def _number_holds(number: str) -> int:
    return SIGN if number.startswith("-") else POWER if number[:1].isdigit() and "e" in number else ATOM


def _write(node: Expression, leaf: Leaf, first: bool) -> str:
    """The text of a node; `first` where nothing stands before it in its line or parentheses."""
    if isinstance(node, Symbol):
        return sanitize(node.name)
    if not isinstance(node, Call):
        number = _number(node, leaf)
        return number if first or not number.startswith("-") else f"({number})"
    if node.function in _OPERATORS:
        sign, _, least_first, least = _OPERATORS[node.function]
        head, *others = node.arguments
        if not others:
            return _write(head, leaf, first)
        return sign.join([_operand(head, leaf, least_first, first), *(_operand(other, leaf, least) for other in others)])
    return _named(node, leaf, first)


def _operand(node: Expression, leaf: Leaf, least: int, first: bool = False) -> str:
    """An operand, in parentheses where it holds less tightly than it must."""
    if isinstance(node, (Cell, Number)):
        number = _number(node, leaf)
        return number if (first or not number.startswith("-")) and _number_holds(number) >= least else f"({number})"
    holds = _holds(node, leaf)
    if holds == SIGN and not first:
        return _write(node, leaf, False)  # in parentheses of its own already
    return f"({_write(node, leaf, True)})" if holds < least else _write(node, leaf, first)


def _named(node: Call, leaf: Leaf, first: bool) -> str:
    function, arguments = node.function, node.arguments
    if function == "negate":
        negated = "-" + _operand(arguments[0], leaf, TIMES)
        return negated if first else f"({negated})"
    if function in _POSTFIX:
        return _operand(arguments[0], leaf, ATOM, first) + _POSTFIX[function]
    if function == "sqrt":
        return f"√{_operand(arguments[0], leaf, ATOM, True)}"
    if function == "exp":
        return f"e^({_written(arguments[0], leaf)})"
    if function == "absolute":
        return f"|{_written(arguments[0], leaf)}|"
    if function == "sum_over":
        return f"Σ_{_written(arguments[0], leaf)} " + " ".join(_operand(term, leaf, SIGN) for term in arguments[1:])
    if function == "subscript":
        return _subscript(node, leaf)
    if function == "text":
        return _write(arguments[0], leaf, first)
    if function == "apply":
        return _applied(_operand(arguments[0], leaf, ATOM), arguments[1:], leaf)
    return _applied(_NAMES.get(function, function), arguments, leaf)


def _applied(name: str, arguments: tuple[Expression, ...], leaf: Leaf) -> str:
    return f"{name}({', '.join(_written(argument, leaf) for argument in arguments)})"


def _subscript(node: Call, leaf: Leaf) -> str:
    base, *indices = node.arguments
    below = ", ".join(_written(index, leaf) for index in indices)
    return f"{_operand(base, leaf, ATOM)}_{below if len(indices) == 1 and below.isalnum() else f'{{{below}}}'}"
