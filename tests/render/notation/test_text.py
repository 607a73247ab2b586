"""The text notation, held to a parser of its own: what is written reads back to the value it was written for."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.expression import Call, Cell, Expression, Number, Symbol, call, evaluate
from tracer.render.notation.text import exact_text, text

q, k, x, y = Symbol("q"), Symbol("k"), Symbol("x"), Symbol("y")


def cell(value: float) -> Cell:
    return Cell("scores[0, 0, 0]", "q(it)", value)


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (call("product", q, call("transpose", k)), "q kᵀ"),
        (call("divide", call("product", q, call("transpose", k)), call("sqrt", Symbol("d_k"))), "q kᵀ / √d_k"),
        (call("apply", Symbol("softmax"), call("divide", Symbol("S"), call("sqrt", Symbol("d_k")))), "softmax(S / √d_k)"),
        (call("add", call("product", x, Symbol("W_1")), Symbol("b_1")), "x W_1 + b_1"),
        (call("product", call("add", x, y), Symbol("W")), "(x + y) W"),
        (
            call("add", call("multiply", cell(0.41), cell(0.13)), call("multiply", cell(0.2), cell(-0.3))),
            "0.41×0.13 + 0.20×(-0.30)",
        ),
        (
            call("add", call("multiply", cell(-0.41), cell(0.13)), call("multiply", cell(-0.2), cell(0.3))),
            "-0.41×0.13 + (-0.20)×0.30",
        ),
        (call("subtract", cell(0.5), cell(-0.25)), "0.50 - (-0.25)"),
        (call("subtract", x, call("subtract", y, q)), "x - (y - q)"),
        (call("divide", x, call("multiply", y, q)), "x / (y×q)"),
        (call("multiply", call("divide", x, y), q), "(x / y)×q"),
        (
            call("divide", call("subtract", x, Symbol("μ")), call("sqrt", call("add", call("square", Symbol("σ")), Symbol("ε")))),
            "(x - μ) / √(σ² + ε)",
        ),
        (call("square", cell(-0.5)), "(-0.50)²"),
        (call("square", Symbol("σ²")), "(σ²)²"),
        (call("exp", call("negate", cell(0.5))), "e^(-0.50)"),
        (call("exp", cell(-2.0)), "e^(-2.00)"),
        (call("power", 10000.0, call("divide", 2.0, 4.0)), "10000^(2 / 4)"),
        (call("negate", call("add", x, y)), "-(x + y)"),
        (call("add", x, call("negate", y)), "x + (-y)"),
        (call("max", 0.0, cell(-1.5)), "max(0, -1.50)"),
        (call("absolute", call("subtract", x, y)), "|x - y|"),
        (call("sum_over", Symbol("i"), call("multiply", x, y)), "Σ_i (x×y)"),
        (call("subscript", x, Symbol("i"), 1.0), "x_{i, 1}"),
        (call("equals", call("subscript", x, Symbol("i")), call("elementwise", x, y)), "x_i = x ⊙ y"),
        (call("multiply", 0.044715, Number(math.pi)), "0.044715×π"),
        (call("concat", Symbol("z_0"), Symbol("z_1")), "concat(z_0, z_1)"),
        (call("multiply", cell(-math.inf), 0.5), "-∞×0.5"),
        (call("add", call("text", Symbol("mask")), x), "mask + x"),
    ],
)
def test_each_notation_reads_as_a_person_writes_it(expression: Expression, written: str) -> None:
    assert text(expression, 2) == written


def test_cells_are_named_where_no_number_is_asked_for() -> None:
    assert text(call("multiply", Cell("q[0]", "q(it)", 1.5), Cell("k[0]", "k(\x1b[31m)", 2.0)), None) == "q(it)×k(␛[31m)"


TOKEN = re.compile(r"\s*(inf|nan|π|(?:\d+\.?\d*(?:e[+-]?\d+)?)|[a-z]+|[-+×/^()|,²√∞])")


class Parser:
    """A school-book reading of one line: + and - below × and /, below a sign, below powers; nothing shared with the writer."""

    def __init__(self, line: str) -> None:
        self.tokens = TOKEN.findall(line)
        assert "".join(self.tokens) == line.replace(" ", ""), "every sign is known"
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.peek()
        assert not wanted or token in wanted, (token, wanted)
        self.place += 1
        return token

    def sum(self) -> Expression:
        value = self.times()
        while self.peek() in ("+", "-"):
            sign = self.take()
            other = self.times()
            if sign == "-":
                value = call("subtract", value, other)
            elif isinstance(value, Call) and value.function == "add":
                value = Call("add", (*value.arguments, other))
            else:
                value = call("add", value, other)
        return value

    def times(self) -> Expression:
        value = self.signed()
        while self.peek() in ("×", "/"):
            value = call("multiply" if self.take() == "×" else "divide", value, self.signed())
        return value

    def signed(self) -> Expression:
        if self.peek() == "-":
            self.take()
            return call("negate", self.power())
        return self.power()

    def power(self) -> Expression:
        value = self.atom()
        if self.peek() == "^":
            self.take()
            return call("exp", self.atom()) if value == Symbol("e") else call("power", value, self.atom())
        if self.peek() == "²":
            self.take()
            return call("square", value)
        return value

    def atom(self) -> Expression:
        token = self.take()
        if token in "(|":
            inside = self.sum()
            self.take(")" if token == "(" else "|")
            return inside if token == "(" else call("absolute", inside)
        if token == "√":
            return call("sqrt", self.atom())
        if token == "π":
            return Number(math.pi)
        if token == "e":
            return Symbol("e")
        if token.isalpha() and self.peek() == "(":
            self.take("(")
            arguments = [self.sum()]
            while self.peek() == ",":
                self.take()
                arguments.append(self.sum())
            self.take(")")
            return call({"ln": "log"}.get(token, token), *arguments)
        return Number(float(token))


def read(line: str) -> Expression:
    parser = Parser(line)
    expression = parser.sum()
    assert not parser.peek()
    return expression


values = st.floats(-10, 10).filter(lambda value: value == 0 or abs(value) > 1e-4) | st.sampled_from([1e-7, -1e-7, 0.0, -0.0])
leaves = st.builds(cell, values) | st.builds(Number, values) | st.just(Number(math.pi))


def branches(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    many = st.lists(inner, min_size=2, max_size=4)
    one = st.sampled_from(["negate", "square", "sqrt", "tanh", "erf", "sigmoid", "sin", "cos", "absolute", "log"])
    return st.one_of(
        st.builds(lambda function, args: call(function, *args), st.sampled_from(["add", "multiply", "max", "min"]), many),
        st.builds(lambda function, a, b: call(function, a, b), st.sampled_from(["subtract", "divide"]), inner, inner),
        st.builds(lambda function, a: call(function, a), one, inner),
        st.builds(lambda a: call("exp", call("tanh", a)), inner),
        st.builds(lambda a, b: call("power", call("absolute", a), b), inner, st.sampled_from([2.0, 0.5, 3.0]).map(Number)),
    )


def largest(expression: Expression) -> float:
    """The largest number met on the way, which bounds what another order of the same additions may change."""
    inside = max((largest(part) for part in expression.arguments), default=0.0) if isinstance(expression, Call) else 0.0
    return max(abs(evaluate(expression)), inside)


@settings(max_examples=300, deadline=None)
@given(st.recursive(leaves, branches, max_leaves=12))
def test_a_written_working_reads_back_to_the_value_it_was_written_for(expression: Expression) -> None:
    try:
        value, bound = evaluate(expression), largest(expression)
    except OverflowError:
        return
    if not math.isfinite(bound) or bound > 1e12:
        return
    found = evaluate(read(exact_text(expression)))
    assert found == pytest.approx(value, rel=1e-9, abs=1e-12 * max(bound, 1.0)) or (math.isnan(found) and math.isnan(value))


@given(st.recursive(leaves, branches, max_leaves=12))
def test_no_sign_follows_a_sign(expression: Expression) -> None:
    assert not re.search(r"[-+×/^√]\s*-", exact_text(expression).replace("e-", "e"))


def test_the_parser_of_this_test_reads_school_arithmetic() -> None:
    assert evaluate(read("2 + 3×4 - 6 / 3 + √(9) + 2^(3) + (-2)² - |-1|")) == 2 + 12 - 2 + 3 + 8 + 4 - 1
