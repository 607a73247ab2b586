"""Interval arithmetic: numbers between two bounds, and the functions that worked arithmetic names.

A printed 0.22 stands for any number from 0.215 to 0.225. A `Span` carries the printed number and its bounds through a
calculation; a list of spans (of lists …) is a vector or a matrix. Every function encloses: no value within the bounds of
its arguments lies outside the bounds of its result.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple, Union


class Unreadable(Exception):
    """This is not arithmetic with one certain meaning; the claim is left alone."""


class Span(NamedTuple):
    """A number as printed, and the least and greatest number it can stand for."""

    middle: float
    low: float
    high: float


Value = Union[Span, "list[Value]"]


def exactly(number: float) -> Span:
    """A number that stands for itself."""
    return Span(number, number, number)


def _checked(middle: float, *ends: float) -> Span:
    if not all(map(math.isfinite, (middle, *ends))):
        raise Unreadable
    return Span(middle, min(ends), max(ends))


def add(a: Span, b: Span) -> Span:
    """a + b, with both bounds."""
    return _checked(a.middle + b.middle, a.low + b.low, a.high + b.high)


def negate(a: Span) -> Span:
    """-a: the bounds change places."""
    return Span(-a.middle, -a.high, -a.low)


def multiply(a: Span, b: Span) -> Span:
    """a × b: the least and the greatest product of bounds."""
    return _checked(a.middle * b.middle, a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)


def divide(a: Span, b: Span) -> Span:
    """a / b. Raises Unreadable where b may be 0."""
    if b.low <= 0 <= b.high:
        raise Unreadable
    return _checked(a.middle / b.middle, a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high)


def power(a: Span, b: Span) -> Span:
    """a to the b: any base to a whole power, a positive base to any."""
    try:
        ends = [x**y for x in (a.low, a.high) for y in (b.low, b.high)] if b.low != b.high else [a.low**b.low, a.high**b.low]
        middle = a.middle**b.middle
    except (OverflowError, ZeroDivisionError, ValueError):
        raise Unreadable from None
    if a.low <= 0 <= a.high:
        if b.low != b.high or b.low < 0:
            raise Unreadable
        ends.append(0.0**b.low)
    if any(isinstance(end, complex) for end in (*ends, middle)) or (a.low < 0 and b.low != b.high):
        raise Unreadable
    return _checked(middle, *ends)


def _monotone(function: Callable[[float], float]) -> Callable[[Span], Span]:
    def spanned(a: Span) -> Span:
        try:
            return _checked(function(a.middle), function(a.low), function(a.high))
        except (ValueError, OverflowError):
            raise Unreadable from None

    return spanned


def _valley(function: Callable[[float], float], bottom: float) -> Callable[[Span], Span]:
    """A function that falls to its least value at `bottom` and rises after it."""

    def spanned(a: Span) -> Span:
        ends = [a.low, a.high] + ([bottom] if a.low < bottom < a.high else [])
        try:
            return _checked(function(a.middle), *map(function, ends))
        except OverflowError:
            raise Unreadable from None

    return spanned


def _wave(function: Callable[[float], float], first_top: float) -> Callable[[Span], Span]:
    """A sine or cosine: between its ends it may pass a top or a bottom, which lie half a turn apart."""

    def spanned(a: Span) -> Span:
        ends = [function(a.low), function(a.high)]
        half = math.ceil((a.low - first_top) / math.pi)
        if first_top + half * math.pi <= a.high:
            ends += [-1.0, 1.0]
        return _checked(function(a.middle), *ends)

    return spanned


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def _phi(x: float) -> float:
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def _gelu_tanh(x: float) -> float:
    return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


sqrt = _monotone(math.sqrt)
exp = _monotone(math.exp)
ln = _monotone(math.log)
log2 = _monotone(math.log2)
log10 = _monotone(math.log10)
gelu = _valley(lambda x: x * _phi(x), -0.7517915)
gelu_tanh = _valley(_gelu_tanh, -0.7524614)
sine, cosine = _wave(math.sin, math.pi / 2), _wave(math.cos, 0.0)
_silu = _valley(lambda x: x * _sigmoid(x), -1.2784645)
_sigmoid_of, _phi_of = _monotone(_sigmoid), _monotone(_phi)
_relu = _monotone(lambda x: max(0.0, x))


def _tangent(a: Span) -> Span:
    if math.floor(a.low / math.pi + 0.5) != math.floor(a.high / math.pi + 0.5):
        raise Unreadable
    return _monotone(math.tan)(a)


# name -> function of one number, applied to each number of a vector
EACH: dict[str, Callable[[Span], Span]] = {
    "sqrt": sqrt, "exp": exp, "ln": ln, "log": ln, "log2": log2, "log10": log10, "lg": log10, "tanh": _monotone(math.tanh),
    "sin": sine, "cos": cosine, "tan": _tangent, "sinh": _monotone(math.sinh), "sigmoid": _sigmoid_of, "σ": _sigmoid_of,
    "sigma": _sigmoid_of, "Sigmoid": _sigmoid_of, "relu": _relu, "ReLU": _relu, "RELU": _relu, "gelu": gelu, "GELU": gelu,
    "GeLU": gelu,
    "silu": _silu, "SiLU": _silu, "swish": _silu, "Swish": _silu, "erf": _monotone(math.erf), "Φ": _phi_of, "Phi": _phi_of,
    "abs": _valley(abs, 0.0), "square": _valley(lambda x: x * x, 0.0),
}  # fmt: skip
# functions of all the numbers they are given
ALL = frozenset(
    [
        "softmax",
        "Softmax",
        "max",
        "min",
        "sum",
        "mean",
        "avg",
        "average",
        "var",
        "variance",
        "std",
        "dot",
        "matmul",
        "array",
        "tensor",
        "Tensor",
        "inner",
    ]
)
FUNCTIONS = frozenset(EACH) | ALL
CONSTANTS = {"π": math.pi, "pi": math.pi}


def softmax(row: list[Span]) -> list[Span]:
    """e^x over the sum of all e^x; each bound is reached where the others are at theirs."""
    top = max(a.high for a in row)
    powers = [Span(math.exp(a.middle - top), math.exp(a.low - top), math.exp(a.high - top)) for a in row]
    middle, low, high = (math.fsum(p[which] for p in powers) for which in range(3))
    return [Span(p.middle / middle, p.low / (p.low + high - p.high), p.high / (p.high + low - p.low)) for p in powers]


def total(row: list[Span]) -> Span:
    """The sum of all, exactly rounded."""
    return Span(*(math.fsum(a[which] for a in row) for which in range(3)))


def variance(row: list[Span], less: int = 0) -> Span:
    """Mean squared distance from the mean; `less` 1 divides by n − 1."""
    if len(row) <= less:
        raise Unreadable
    size = exactly(len(row))
    mean = divide(total(row), size)
    apart = [power(add(a, negate(mean)), exactly(2)) for a in row]
    return divide(total(apart), exactly(len(row) - less))
