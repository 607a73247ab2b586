"""Formulas in LaTeX, MathML and Typst: what needs brackets has them, what is outside text stays text."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import HOSTILE

from tracer.expression import FUNCTIONS, NOTATIONS, Cell, Number, Symbol, call, total
from tracer.render.notation.latex import Latex, escape
from tracer.render.notation.mathml import MathML
from tracer.render.notation.typst import Typst, markup, string

DIALECTS = (Latex, MathML, Typst)


def cell(value, label="x"):
    return Cell("x", label, value)


def shown(xml):
    return "".join(ElementTree.fromstring(xml).itertext()).replace("\u2061", "")


def every_call():
    """One call of every function there is."""
    a, b = cell(0.5, "q(it)"), cell(-0.25, "k(animal)")
    for name in sorted(set(FUNCTIONS) | NOTATIONS):
        yield call(name, Symbol("x")) if name == "text" else call(name, a, b)


@pytest.mark.parametrize(
    ("expression", "latex", "typst"),
    [
        (call("divide", call("product", Symbol("q"), call("transpose", Symbol("k"))), call("sqrt", Symbol("d_k"))),
         r"\frac{q k^{T}}{\sqrt{d_{k}}}", "frac(q k^(upright(T)), sqrt(d_(k)))"),
        (call("multiply", call("add", Symbol("a"), Symbol("b")), Symbol("c")), r"(a + b) \cdot c", "(a + b) · c"),
        (call("power", call("negate", Symbol("x")), 2), "(-x)^{2}", "(-x)^(2)"),
        (call("subtract", Symbol("a"), call("subtract", Symbol("b"), Symbol("c"))), "a - (b - c)", "a - (b - c)"),
        (call("exp", call("negate", Symbol("x"))), "e^{-x}", "e^(-x)"),
        (Symbol("W_Q"), "W_{Q}", "W_(Q)"),
        (Symbol("d_model"), r"d_{\mathrm{model}}", 'd_("model")'),
        (Symbol("σ²"), r"\sigma^{2}", "σ^(2)"),
        (Symbol("x̂"), r"\hat{x}", "hat(x)"),
        (call("subscript", Symbol("W_E"), Symbol("i")), "{W_{E}}_{i}", "attach(#box($W_(E)$), br: #[$i$])"),
        (call("apply", Symbol("softmax"), Symbol("S")), r"\operatorname{softmax}(S)", '"softmax"(S)'),
        (call("sum_over", Symbol("i"), Symbol("x_i")), r"\sum_{i} x_{i}", "sum_(i) x_(i)"),
        (Number(0.044715), "0.044715", "0.044715"),
        (Number(2.0), "2", "2"),
    ],
)  # fmt: skip
def test_a_formula_in_symbols(expression, latex, typst):
    assert Latex().write(expression) == latex
    assert Typst().write(expression) == typst


def test_numbers_take_the_cells_places_and_negative_ones_brackets_behind_a_sign():
    terms = [call("multiply", cell(-0.25), cell(-0.5)), call("multiply", cell(-0.125), cell(1.0))]
    assert Latex(2).write(total(terms)) == r"-0.25 \times (-0.50) + (-0.13) \times 1.00"
    assert shown(MathML(2).write(total(terms))) == "−0.25×(−0.50)+(−0.13)×1.00"


def test_a_label_is_a_symbol_with_words_behind_it():
    assert Latex().write(cell(0.0, "q(it)")) == r"q\text{(it)}"
    assert Typst().write(cell(0.0, "W_Q[0, 1]")) == 'W_(Q)"[0, 1]"'
    assert MathML().write(cell(0.0, "q(<b>)")) == "<mrow><mi>q</mi><mtext>(&lt;b&gt;)</mtext></mrow>"


def test_special_numbers_are_written_as_mathematics():
    one = call("add", cell(float("inf")), cell(float("nan")), cell(1.5e12))
    assert Latex(2).write(one) == r"\infty + \mathrm{nan} + 1.50 \times 10^{12}"
    assert shown(MathML(2).write(one)) == "∞+nan+1.50×1012"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_function_can_be_written(dialect):
    for expression in every_call():
        assert dialect().write(expression)
        assert dialect(2).write(expression)


def test_mathml_is_well_formed_whatever_the_words():
    for word in HOSTILE:
        expression = call("apply", Symbol(word), cell(0.0, word), call("text", Symbol(word)))
        tree = ElementTree.fromstring(f"<math>{MathML().write(expression)}</math>")
        assert not [node for node in tree.iter() if node.tag == "script"]


def test_a_long_sum_breaks_into_lines_that_hold_all_its_terms():
    terms = [call("multiply", cell(i / 8 + 0.125), cell(0.5)) for i in range(20)]
    for dialect in DIALECTS:
        lines = dialect(3).lines(total(terms))
        assert len(lines) > 2
        assert sum(line.count("0.500") for line in lines) == 20 + 1  # 3/8 + 1/8 is 0.500 too
        inside = dialect(3).write(call("divide", total(terms), call("sqrt", 3)))
        assert inside.count("0.500") == 21


def balanced(text):
    plain = re.sub(r"\\[\\{}]", "", text)
    depth = 0
    for char in plain:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


@given(st.text())
def test_no_text_breaks_out_of_latex(text):
    written = escape(text)
    assert balanced(written)
    assert not re.search(r"(?<!\\)[%#&]", written.replace(r"\\", ""))
    commands = set(re.findall(r"\\([a-zA-Z]+)", written))
    assert not commands & {"input", "write", "include", "def", "end", "begin", "catcode"}
    words = Latex().words(text.replace("\n", " "))
    assert balanced(words)
    assert not set(re.findall(r"\\([a-zA-Z]+)", words)) & {"input", "write", "include", "def", "end", "begin", "catcode"}


@given(st.text())
def test_no_text_breaks_out_of_a_typst_string_or_markup(text):
    inner = string(text)[1:-1]
    assert not re.search(r'(?<!\\)(?:\\\\)*"', inner)
    assert not re.search(r"(?<!\\)(?:\\\\)*[#$`@<*_\[\]]", markup(text))


def test_text_in_latex_needs_no_package_beyond_those_named():
    """Commands of the kernel, which every encoding of fonts has; \\textquotedbl and its kind are there with T1 only."""
    kernel = {"textbackslash", "textasciicircum", "textasciitilde", "textasciigrave", "textquotesingle", "textless", "textgreater", "textbar",
              "ttfamily", "char"}  # fmt: skip
    for code in range(32, 127):
        assert set(re.findall(r"\\([A-Za-z]+)", escape(chr(code)))) <= kernel, chr(code)
    assert escape('a "b" 3') == "a {\\ttfamily\\char34}b{\\ttfamily\\char34} 3"
