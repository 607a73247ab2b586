"""Formulas and workings as small trees: evaluated, walked, and written by every format's notation.

A leaf is a `Number`, a `Symbol` (a name of the paper) or a `Cell` (one number of the trace, with its value); every other node
is a `Call` of a known function. The same tree gives the value of a cell and its text, LaTeX, MathML and Typst.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tracer.frozen import Frozen


class Number(Frozen):
    """A constant of the formula itself, shown exactly: 2, 10000, 0.044715."""

    value: float


class Symbol(Frozen):
    """A name as the paper writes it: `q`, `W_Q`, `d_k`, `γ`, `σ²`. A subscript follows the first `_`."""

    name: str


class Cell(Frozen):
    """One number of the trace: `address` names it (`scores[0, 1, 1]`), `label` shows it (`q(it)`).

    places: the decimals it is written with where its line has fewer.
    """

    address: str
    label: str
    value: float
    places: int = 0

    @classmethod
    def unnamed(cls, names: Callable[[], tuple[str, str]], value: float, key: object) -> Cell:
        """A cell whose address and label are worded when they are read: of a sum of a million terms few ever are.

        key: stands for the address until then; equal for the same cell only.
        """
        cell = cls.__new__(cls)
        cell.__dict__.update(_names=names, value=value, places=0, _key=key)
        return cell

    @property
    def key(self) -> object:
        """What tells this cell from others: its address, or what stands for it."""
        return self.__dict__.get("_key") or self.address

    def __getattr__(self, name: str) -> str:
        fields = self.__dict__
        if name not in ("address", "label") or "_names" not in fields:
            raise AttributeError(name)
        fields["address"], fields["label"] = fields.pop("_names")()
        return str(fields[name])

    def replace(self, **changes: Any) -> Cell:
        """A copy with some fields changed, and no name worded for it."""
        cell = type(self).__new__(type(self))
        cell.__dict__.update(self.__dict__, **changes)
        return cell


class Call(Frozen):
    """A known function of expressions: see FUNCTIONS for those with a value, NOTATIONS for those that are only written."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Symbol | Cell | Call


def call(function: str, *arguments: Expression | float) -> Call:
    """A `Call`; plain numbers become `Number`s."""
    return Call(function, tuple(a if isinstance(a, (Number, Symbol, Cell, Call)) else Number(a) for a in arguments))


def _power(base: float, exponent: float) -> float:
    try:
        result = base**exponent
    except OverflowError:  # as a kernel: infinite
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ZeroDivisionError:
        return math.inf
    return math.nan if isinstance(result, complex) else result


def _add(*terms: float) -> float:
    try:
        return math.fsum(terms) if all(map(math.isfinite, terms)) else sum(terms)
    except OverflowError:  # on the way to the end, as a kernel's sum
        return sum(terms)


def _multiply(*factors: float) -> float:
    return math.prod(factors)


def _divide(above: float, below: float) -> float:
    if below:
        return above / below
    return math.nan if above == 0 or above != above else math.copysign(math.inf, above)


def _exp(value: float) -> float:
    return math.inf if value >= 709.8 else math.exp(value)


def _sigmoid(value: float) -> float:
    return 0.0 if value <= -709 else 1 / (1 + math.exp(-value))


def _unless_nan(choose: Callable[..., float]) -> Callable[..., float]:
    """Of several numbers the one chosen, or NaN where one of them is, as kernels have it."""
    return lambda *values: math.nan if any(value != value for value in values) else choose(values)


# name -> value. Each also has a way to be written in every notation (render/notation).
FUNCTIONS: dict[str, Callable[..., float]] = {
    "add": _add,  # n terms
    "subtract": lambda a, b: a - b,
    "multiply": _multiply,  # n factors
    "divide": _divide,
    "negate": lambda a: -a,
    "power": _power,
    "square": lambda a: a * a,
    "sqrt": lambda a: math.sqrt(a) if a >= 0 else math.nan,
    "exp": _exp,
    "log": lambda a: math.log(a) if a > 0 else (-math.inf if a == 0 else math.nan),
    "tanh": math.tanh,
    "erf": math.erf,
    "sigmoid": _sigmoid,
    "sin": lambda a: math.sin(a) if math.isfinite(a) else math.nan,
    "cos": lambda a: math.cos(a) if math.isfinite(a) else math.nan,
    "max": _unless_nan(max),  # n arguments
    "min": _unless_nan(min),
    "absolute": abs,
}

# Written only, without a value: matrix products, transposes, functions of whole matrices, sums over an index.
# product(a, b …) is a b; transpose(a) is aᵀ; apply(f, x …) is f(x, …); sum_over(i, x) is Σ_i x; concat(a, b …);
# subscript(a, i …) is a_{i, …}; compare(a, b) is a = b; elementwise(a, b) is a ⊙ b; dot(a, b) is a·b;
# text(symbol) is upright words.
NOTATIONS = frozenset(
    {"product", "transpose", "apply", "sum_over", "concat", "subscript", "equals", "elementwise", "dot", "text"}
)


def evaluate(expression: Expression, functions: Mapping[str, Callable[..., float]] = FUNCTIONS) -> float:
    """The value of a working. Raises KeyError where a node is written only (a symbol has no value)."""
    if isinstance(expression, (Number, Cell)):
        return expression.value
    if isinstance(expression, Symbol):
        raise KeyError(expression.name)
    return functions[expression.function](*(evaluate(argument, functions) for argument in expression.arguments))


def leaves(expression: Expression) -> Iterator[Cell]:
    """The cells of a working from left to right, one that it names twice twice."""
    stack: list[Expression] = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, Cell):
            yield node
        elif isinstance(node, Call):
            stack.extend(reversed(node.arguments))


def cells(expression: Expression) -> list[Cell]:
    """The cells a working names, in order of first mention, each once."""
    result: dict[object, Cell] = {}
    for cell in leaves(expression):
        result.setdefault(cell.key, cell)
    return list(result.values())


def substitute(expression: Expression, replace: Callable[[Cell], Expression]) -> Expression:
    """The expression with every cell replaced by what `replace` gives for it."""
    if isinstance(expression, Cell):
        return replace(expression)
    if isinstance(expression, Call):
        return Call(expression.function, tuple(substitute(argument, replace) for argument in expression.arguments))
    return expression


def total(terms: Sequence[Expression]) -> Expression:
    """The sum of the terms; one term is itself, none is 0."""
    if len(terms) == 1:
        return terms[0]
    return Call("add", tuple(terms)) if terms else Number(0.0)
