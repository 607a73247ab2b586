"""A side of a claim as a tree, and the readings an ambiguous notation has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from tracer.claims.intervals import Unreadable


class Reading(NamedTuple):
    """Which of its meanings each ambiguous notation has; the first of CHOICES is the usual one."""

    exponent: str = "tight"  # 10^0/4 is (10^0)/4 or 10^(0/4)
    implicit: str = "level"  # 1/2(3) is (1/2)(3) or 1/(2(3))
    minus: str = "outside"  # -2^2 is -(2^2) or (-2)^2
    logarithm: str = "e"
    angle: str = "radian"
    product: str = "inner"  # of vectors or matrices under * or ×: inner, or each with each
    spread: str = "population"  # variance over n or n − 1
    softmax: str = "row"
    percent: str = "hundredth"
    gelu: str = "erf"
    dash: str = "mark"  # before a number: a list's or a sentence's, or a minus sign


CHOICES: dict[str, tuple[str, ...]] = {
    "exponent": ("tight", "loose"),
    "implicit": ("level", "first"),
    "minus": ("outside", "inside"),
    "logarithm": ("e", "10", "2"),
    "angle": ("radian", "degree"),
    "product": ("inner", "each", "cross"),
    "spread": ("population", "sample"),
    "softmax": ("row", "column"),
    "percent": ("hundredth", "plain"),
    "gelu": ("erf", "tanh"),
    "dash": ("mark", "minus"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number; `unit` is one of its last place, `zeros` one of its last place that is not 0 (1200: 100)."""

    value: float
    places: int
    unit: float
    zeros: float
    text: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A number known by name, such as π."""

    value: float


@dataclass(frozen=True, slots=True)
class Many:
    """A vector, or a matrix as a vector of rows."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`name` is a function, or: negative, transpose, percent, power, group."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms with the sign before each: + or -."""

    terms: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Factors with the sign before each: × · * / @ ⊙, or none where two stand side by side."""

    factors: tuple[tuple[str, Node], ...]


Node = Number | Constant | Many | Call | Sum | Product


def number(text: str) -> Number:
    """A number as printed."""
    plain = text.replace(",", "")
    digits, _, exponent = plain.lower().partition("e")
    places = len(digits.partition(".")[2])
    scale = float(f"1e{exponent or 0}")  # infinite or nothing where it is too large or too small
    zeros = len(digits) - len(digits.rstrip("0")) if not places and digits.strip("0") else 0
    value = float(plain)
    if math.isinf(value) or math.isinf(scale) or not scale:
        raise Unreadable
    return Number(value, places - int(exponent or 0), 10.0**-places * scale, 10.0 ** (zeros - places) * scale, text)
