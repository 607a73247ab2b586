"""Formulas and workings written in a notation: one walk over the tree, a dialect for each way of writing.

The walk decides what needs brackets, where a long sum breaks and how a working's chain of equalities goes on; a dialect
(`notation_latex`, `notation_mathml`, `notation_typst`) knows how a fraction or a root is spelled.
"""

from __future__ import annotations

import math
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Sequence

from tracer.expression import Call, Cell, Expression, Number, Symbol
from tracer.rounding import begun, exact, fixed, show, show_operand
from tracer.sanitize import sanitize

RELATION, SUM, PRODUCT, FRACTION, POWER, ATOM = range(6)
WIDTH = 64
_ABOVE = re.compile("(.*?)([²³ᵀ⊤′']*)", re.DOTALL)  # a symbol and the signs that stand above its end
_ACCENTS = "\u0302\u0304\u0303"  # combining circumflex, macron, tilde
_HEAD = re.compile(r"[^\W\d]\w*[²³ᵀ′']*(?=[(\[]|$)")
_NAMED = {"log": "ln", "tanh": "tanh", "erf": "erf", "sigmoid": "σ", "sin": "sin", "cos": "cos", "max": "max", "min": "min"}


class Notation(ABC):
    """Writes expressions. `places`: decimals of the cells' numbers, or None to write the cells' labels.

    width: characters of a sum before it breaks into lines.
    """

    width = WIDTH

    def __init__(self, places: int | None = None) -> None:
        self.places = places

    # what a dialect spells

    @abstractmethod
    def digits(self, text: str) -> str:
        """An unsigned number as `rounding` wrote it: `0.12`, `1.2e-05`, `∞`, `nan`."""

    @abstractmethod
    def letter(self, name: str) -> str:
        """One part of a symbol, without index, accent or signs above: `x`, `2i`, `model`."""

    @abstractmethod
    def accented(self, inner: str, accent: str) -> str:
        """A letter under a combining accent."""

    @abstractmethod
    def indexed(self, base: str, indices: Sequence[str]) -> str:
        """A symbol with the indices of its name: the Q of `W_Q`."""

    @abstractmethod
    def raised(self, base: str, signs: str) -> str:
        """A symbol with the signs above its end, such as `²` and `ᵀ`."""

    @abstractmethod
    def words(self, text: str) -> str:
        """Upright text from anywhere, escaped."""

    @abstractmethod
    def brackets(self, inner: str) -> str: ...

    @abstractmethod
    def infix(self, sign: str, parts: Sequence[str]) -> str:
        """Parts joined by `+ - × · ⊙ =`, or by nothing where `sign` is empty."""

    @abstractmethod
    def negative(self, inner: str) -> str: ...

    @abstractmethod
    def fraction(self, above: str, below: str) -> str: ...

    @abstractmethod
    def root(self, inner: str) -> str: ...

    @abstractmethod
    def superscript(self, base: str, exponent: str) -> str: ...

    @abstractmethod
    def subscript(self, base: str, indices: Sequence[str]) -> str: ...

    @abstractmethod
    def application(self, function: str, arguments: Sequence[str]) -> str: ...

    @abstractmethod
    def summed(self, index: str, body: str) -> str: ...

    @abstractmethod
    def transposed(self, base: str) -> str: ...

    @abstractmethod
    def size(self, inner: str) -> str:
        """The absolute value."""

    @abstractmethod
    def stack_lines(self, lines: Sequence[str]) -> str:
        """Lines of one long sum, above one another."""

    def symbol(self, name: str) -> str:
        """A name as the paper writes it, subscript after the first `_`."""
        base, _, index = name.partition("_")
        core, above = _ABOVE.fullmatch(base).groups()  # type: ignore[union-attr]
        text = self._letter(core)
        if index:
            text = self.indexed(text, [self._letter(part.strip()) for part in index.split(",")])
        return self.raised(text, above) if above else text

    def _letter(self, name: str) -> str:
        parts = unicodedata.normalize("NFD", name)
        if len(parts) == 2 and parts[1] in _ACCENTS:
            return self.accented(self._letter(parts[0]), parts[1])
        return self.letter(name)

    def symbol_or_name(self, text: str) -> str:
        """A symbol of the paper, which may name a part: `W_Q`, `E(Thinking)`."""
        return self.name(text) if "(" in text or "[" in text else self.symbol(_primed(sanitize(text)))

    def beside(self, left: str, right: str) -> str:
        """Two parts that touch, such as a symbol and its bracketed index."""
        return left + right

    # the walk

    def write(self, expression: Expression) -> str:
        return self._typeset(expression, True)[0]

    def lines(self, expression: Expression) -> list[str]:
        """The expression, in several lines where its outermost sum is too long for one."""
        if isinstance(expression, Call) and expression.function == "add" and extent(expression, self.places) > self.width:
            return self._broken(expression.arguments)
        return [self.write(expression)]

    def number(self, value: float, places: int) -> str:
        return self._signed(show(value, places))

    def name(self, text: str) -> str:
        """A label such as `q(it)` or `W_Q[0, 1]`: the symbol as a symbol, the rest as words."""
        text = sanitize(text)
        head = _HEAD.match(text)
        if head is None:
            return self.words(text)
        rest = text[head.end() :]
        symbol = self.symbol(_primed(head.group()))
        return self.beside(symbol, self.words(rest)) if rest else symbol

    def begun(self, value: float, places: int) -> str:
        """A number before it was rounded to `places`, as `rounding.begun` cuts it."""
        digits = begun(value, places)
        shown = self._signed(digits.removesuffix("…"))
        return self.beside(shown, self.words("…")) if digits.endswith("…") else shown

    def _operand(self, cell: Cell) -> str:
        assert self.places is not None
        return show_operand(cell.value, self.places, cell.places)

    def _signed(self, text: str) -> str:
        return self.negative(self.digits(text[1:])) if text.startswith("-") else self.digits(text)

    def _broken(self, terms: Sequence[Expression]) -> list[str]:
        rows: list[list[str]] = [[]]
        used = 0
        for place, term in enumerate(terms):
            wide = extent(term, self.places) + 3
            if rows[-1] and used + wide > self.width:
                rows.append([])
                used = 0
            rows[-1].append(self._part(term, PRODUCT if place else SUM, place == 0))
            used += wide
        return [self.infix("+", row if place == 0 else ["", *row]) for place, row in enumerate(rows)]

    def _part(self, expression: Expression, level: int, lead: bool = False) -> str:
        """An operand: in brackets where it binds less than `level`, or begins with a sign behind another one."""
        text, binds = self._typeset(expression, lead)
        return self.brackets(text) if binds < level or (not lead and self._begins_negative(expression)) else text

    def _begins_negative(self, expression: Expression) -> bool:
        if isinstance(expression, Number):
            return expression.value < 0
        if isinstance(expression, Cell):
            return self.places is not None and self._operand(expression).startswith("-")
        return isinstance(expression, Call) and expression.function == "negate"

    def _typeset(self, expression: Expression, lead: bool) -> tuple[str, int]:
        if isinstance(expression, Number):
            return self._signed(constant(expression.value)), ATOM
        if isinstance(expression, Symbol):
            return self.symbol_or_name(expression.name), FRACTION if "/" in expression.name else ATOM
        if isinstance(expression, Cell):
            return self.name(expression.label) if self.places is None else self._signed(self._operand(expression)), ATOM
        return self._call(expression.function, expression.arguments, lead)

    def _call(self, function: str, a: tuple[Expression, ...], lead: bool) -> tuple[str, int]:
        if function in _INFIX:
            return self._joined(function, a, lead)
        if function == "negate":
            return self.negative(self._part(a[0], PRODUCT)), PRODUCT
        if function == "divide":
            return self.fraction(self.write(a[0]), self.write(a[1])), FRACTION
        if function in ("power", "square"):
            exponent = self.write(a[1]) if function == "power" else self.digits("2")
            return self.superscript(self._part(a[0], ATOM), exponent), POWER
        if function == "exp":
            return self.superscript(self.symbol("e"), self.write(a[0])), POWER
        if function == "sum_over":
            terms = [self._part(term, PRODUCT) for term in a[1:]]
            return self.summed(self.write(a[0]), self.infix("", terms)), SUM
        return self._tight(function, a), ATOM

    def _tight(self, function: str, a: tuple[Expression, ...]) -> str:
        """Calls that never need brackets around them."""
        if function == "sqrt":
            return self.root(self.write(a[0]))
        if function == "absolute":
            return self.size(self.write(a[0]))
        if function == "transpose":
            return self.transposed(self._part(a[0], ATOM))
        if function == "subscript":
            return self.subscript(self._part(a[0], ATOM), [self.write(index) for index in a[1:]])
        if function == "text":
            return self.words(sanitize(a[0].name)) if isinstance(a[0], Symbol) else self.write(a[0])
        if function == "apply":
            return self.application(self.write(a[0]), [self.write(argument) for argument in a[1:]])
        name = "Concat" if function == "concat" else _NAMED.get(function, function)
        return self.application(self.symbol(name), [self.write(argument) for argument in a])

    def _joined(self, function: str, a: tuple[Expression, ...], lead: bool) -> tuple[str, int]:
        sign, level = _INFIX[function]
        if function == "add" and extent(Call(function, a), self.places) > self.width:
            return self.stack_lines(self._broken(a)), SUM
        if function == "multiply" and self.places is None:
            sign = "·"
        inner = level if function == "product" else level + 1  # so that a line reads back to the same tree
        parts = [self._part(x, inner if place else level, lead and place == 0) for place, x in enumerate(a)]
        return self.infix(sign, parts), level


_INFIX = {
    "add": ("+", SUM),
    "subtract": ("-", SUM),
    "multiply": ("×", PRODUCT),
    "product": ("", PRODUCT),
    "elementwise": ("⊙", PRODUCT),
    "dot": ("·", PRODUCT),
    "equals": ("=", RELATION),
}


def _primed(name: str) -> str:
    """`W_E′` is a primed W with an index, not an index with a prime: `W′_E`."""
    base, low, index = name.partition("_")
    return f"{base}′_{index[:-1]}" if low and index.endswith("′") else name


def constant(value: float) -> str:
    """A constant of a formula, exactly: `2`, `0.044715`, `π`."""
    if abs(value) == math.pi:
        return "π" if value > 0 else "-π"
    return fixed(value, 0) if not abs(value) < float("inf") else exact(value).removesuffix(".0")


def extent(expression: Expression, places: int | None) -> int:
    """About how many characters wide an expression is when it stands in one line."""
    if isinstance(expression, Number):
        return len(constant(expression.value))
    if isinstance(expression, Symbol):
        return len(expression.name)
    if isinstance(expression, Cell):
        return len(expression.label if places is None else show_operand(expression.value, places, expression.places))
    wide = [extent(argument, places) for argument in expression.arguments]
    if expression.function == "divide":
        return max(wide)
    return sum(wide) + 3 * (len(wide) - 1) if expression.function in _INFIX else sum(wide) + 2
