"""The value of a tree: a number between bounds, a vector or a matrix of them."""

from __future__ import annotations

import math
from collections.abc import Callable

import tracer.claims.intervals as intervals
from tracer.claims.intervals import EACH, Span, Unreadable, Value, add, divide, exactly, multiply, negate, power
from tracer.claims.syntax_tree import Call, Constant, Many, Node, Number, Product, Reading, Sum


def shape(value: Value) -> tuple[int, ...]:
    """Lengths along each axis; () for a number. Raises Unreadable where rows differ in length."""
    if isinstance(value, Span):
        return ()
    shapes = {shape(item) for item in value}
    if len(shapes) != 1:
        raise Unreadable
    return (len(value), *shapes.pop())


def flat(value: Value) -> list[Span]:
    """All numbers in reading order."""
    return [value] if isinstance(value, Span) else [span for item in value for span in flat(item)]


def each(function: Callable[..., Span], *values: Value) -> Value:
    """A function of numbers, number by number; a single number goes with every one."""
    lists = [value for value in values if not isinstance(value, Span)]
    if not lists:
        return function(*values)
    if len({len(value) for value in lists}) != 1:
        raise Unreadable
    columns = [value if not isinstance(value, Span) else [value] * len(lists[0]) for value in values]
    return [each(function, *items) for items in zip(*columns, strict=True)]


def transpose(value: Value) -> Value:
    """A matrix with rows and columns exchanged; numbers and vectors as they are."""
    if len(shape(value)) != 2 or isinstance(value, Span):
        return value
    return [list(column) for column in zip(*value, strict=True)]


def inner(a: Value, b: Value) -> Value:
    """The product of linear algebra: numbers, vectors, matrices; two rows or two columns give their dot product."""
    sizes = shape(a), shape(b)
    if () in sizes:
        return each(multiply, a, b)
    assert isinstance(a, list) and isinstance(b, list)
    if len(sizes[0]) == len(sizes[1]) == 1:
        if sizes[0] != sizes[1]:
            raise Unreadable
        return intervals.total([multiply(x, y) for x, y in zip(flat(a), flat(b), strict=True)])
    if max(map(len, sizes)) > 2:
        raise Unreadable
    if sizes[0] == sizes[1] and 1 in sizes[0] and sizes[0] != (1, 1):
        return inner(list(flat(a)), list(flat(b)))
    if len(sizes[0]) == 1:
        return [inner(a, column) for column in _rows(transpose(b))]
    if len(sizes[1]) == 1:
        return [inner(row, b) for row in _rows(a)]
    return [[inner(row, column) for column in _rows(transpose(b))] for row in _rows(a)]


def _rows(value: Value) -> list[Value]:
    assert isinstance(value, list)
    return value


def _cross(a: Value, b: Value) -> Value:
    if shape(a) != (3,) or shape(b) != (3,):
        raise Unreadable
    x, y = flat(a), flat(b)
    turns = ((1, 2), (2, 0), (0, 1))
    return [add(multiply(x[i], y[j]), negate(multiply(x[j], y[i]))) for i, j in turns]


class Evaluator:
    """Values of trees in one reading. `slack` is how many units of its last place a printed decimal may be off: 0, ½, 1."""

    def __init__(self, reading: Reading, slack: float = 0.5, whole: float = 0.0) -> None:
        self.reading, self.slack, self.whole = reading, slack, whole
        self.seen: set[str] = set()

    def value(self, node: Node) -> Value:
        """The value of a tree: an interval, or nested lists of them. Raises Unreadable where shapes or readings do not fit."""
        match node:
            case Number():
                off = node.unit * (self.slack if "." in node.text else self.whole)
                return Span(node.value, node.value - off, node.value + off)
            case Constant():
                return exactly(node.value)
            case Many():
                return [self.value(item) for item in node.items]
            case Sum():
                return self.sum(node)
            case Product():
                return self.product(node)
            case Call():
                return self.call(node)

    def sum(self, node: Sum) -> Value:
        """Terms added and subtracted number by number; a percentage among plain numbers is unreadable."""
        percents = {isinstance(term, Call) and term.name == "percent" for _, term in node.terms}
        if len(percents) > 1:
            raise Unreadable  # 100 − 20%: of what?
        result: Value | None = None
        for sign, term in node.terms:
            value = self.value(term)
            value = value if sign == "+" else each(negate, value)
            if result is not None and shape(result) != shape(value) and () not in (shape(result), shape(value)):
                raise Unreadable
            result = value if result is None else each(add, result, value)
        assert result is not None
        return result

    def product(self, node: Product) -> Value:
        """Factors multiplied and divided from left to right."""
        result = self.value(node.factors[0][1])
        for sign, factor in node.factors[1:]:
            result = self.times(sign, result, self.value(factor))
        return result

    def times(self, sign: str, a: Value, b: Value) -> Value:
        """Two factors joined by `sign`: a quotient, a number by number or cross product, or the product of linear algebra."""
        if sign == "/":
            if shape(b) != ():
                raise Unreadable
            return each(divide, a, b)
        if () in (shape(a), shape(b)):
            return each(multiply, a, b)
        if sign in ("*", "×", "·"):
            self.seen.add("product")
            if self.reading.product == "cross":
                return _cross(a, b)
        if sign == "⊙" or (sign in ("*", "×", "·") and self.reading.product == "each"):
            if shape(a) != shape(b):
                raise Unreadable
            return each(multiply, a, b)
        return inner(a, b)

    def call(self, node: Call) -> Value:
        """The value of a named function, of a power, a percentage, a sign or a group."""
        values = [self.value(argument) for argument in node.arguments]
        name, first = node.name, values[0]
        if name == "group":
            return first
        if name == "negative":
            return each(negate, first)
        if name == "transpose":
            return transpose(first)
        if name == "percent":
            return each(divide, first, exactly(100.0)) if self.reading.percent == "hundredth" else first
        if name == "power":
            if shape(first) and shape(values[1]):
                raise Unreadable
            return each(power, first, values[1])
        if name in EACH:
            if len(values) != 1:
                raise Unreadable
            return each(self.of_one(name), first)
        return self.of_all(name, values)

    def of_one(self, name: str) -> Callable[[Span], Span]:
        """The function of one number that a name stands for in this reading (base of log, degrees, kind of GELU)."""
        if name == "log":
            return {"e": intervals.ln, "2": intervals.log2, "10": intervals.log10}[self.reading.logarithm]
        if name in ("sin", "cos", "tan") and self.reading.angle == "degree":
            return lambda a: EACH[name](multiply(a, exactly(math.pi / 180)))
        if name.lower() == "gelu":
            self.seen.add("gelu")
            return intervals.gelu if self.reading.gelu == "erf" else intervals.gelu_tanh
        return EACH[name]

    def of_all(self, name: str, values: list[Value]) -> Value:
        """A function of a whole vector or of several numbers: dot, softmax, max, min, sum, mean, variance, deviation."""
        if name in ("array", "tensor", "Tensor"):
            if len(values) == 1 and not shape(values[0]):
                raise Unreadable
            return values[0] if len(values) == 1 else values
        if name in ("dot", "matmul", "inner"):
            if len(values) != 2:
                raise Unreadable
            return inner(*values)
        if name.lower() == "softmax":
            return self.softmax(values[0] if len(values) == 1 else values)
        row = flat(values[0] if len(values) == 1 else values)
        if len(row) < 2 or len(shape(values if len(values) > 1 else values[0])) != 1:
            raise Unreadable
        if name in ("max", "min"):
            best = max if name == "max" else min
            return Span(*(best(span[which] for span in row) for which in range(3)))
        if name == "sum":
            return intervals.total(row)
        if name in ("mean", "avg", "average"):
            return divide(intervals.total(row), exactly(len(row)))
        self.seen.add("spread")
        spread = intervals.variance(row, 0 if self.reading.spread == "population" else 1)
        return spread if name.startswith("var") else intervals.sqrt(spread._replace(low=max(0.0, spread.low)))

    def softmax(self, value: Value) -> Value:
        """Softmax of a vector, or of a matrix along its rows or, in the other reading, its columns."""
        size = shape(value)
        if size in ((), (1,)) or len(size) > 2:
            raise Unreadable
        if len(size) == 1:
            return list(intervals.softmax(flat(value)))
        self.seen.add("softmax")
        if self.reading.softmax == "column":
            return transpose([list(intervals.softmax(flat(row))) for row in _rows(transpose(value))])
        return [list(intervals.softmax(flat(row))) for row in _rows(value)]
