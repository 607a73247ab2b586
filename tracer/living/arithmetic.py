"""Arithmetic on the cells of a run, as a living number may ask for it: `softmax[0, it, animal] * 100`, `(z[0] + z[1]) / 2`.

Cells, numbers, + - * / (also − × · ÷) and parentheses, with their usual precedence; nothing else, and nothing is run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tracer.errors import TracerError
from tracer.frozen import Frozen

_BLANK = re.compile(r"\s*+")
_CELL = re.compile(r'[\w.]+\[(?:"(?:[^"\\]|\\.)*"|[^"\]])*\]')
_NUMBER = re.compile(r"(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?![\w.\[])")
_SIGNS = {"+": "+", "-": "-", "−": "-", "*": "*", "×": "*", "·": "*", "/": "/", "÷": "/"}
_DEEPEST = 50  # parentheses inside one another


class Misplaced(TracerError):
    """A part of a living number's comment that has no place there. place: its offset in the text after `ttrace:`."""

    def __init__(self, message: str, place: int, **values: Any) -> None:
        super().__init__(message, **values)
        self.place = place


class Cell(Frozen):
    """One number of the run, by its address."""

    address: str


class Number(Frozen):
    """A number as written."""

    value: float


class Calculation(Frozen):
    """Two numbers under one of + - * /."""

    sign: str
    left: Node
    right: Node


Node = Cell | Number | Calculation


def evaluate(node: Node, cell: Callable[[str], float]) -> float:
    """The number that a calculation comes to; `cell` gives one of the run. Raises TracerError where it divides by 0."""
    if isinstance(node, Cell):
        return cell(node.address)
    if isinstance(node, Number):
        return node.value
    left, right = evaluate(node.left, cell), evaluate(node.right, cell)
    if node.sign == "/" and not right:
        raise TracerError("check.divided_by_zero", dividend=left)
    if node.sign == "/":
        return left / right
    return left * right if node.sign == "*" else left + right if node.sign == "+" else left - right


def read_calculation(text: str, place: int) -> tuple[Node, int]:
    """(the calculation that begins at `place`, where it ends). Raises Misplaced at what is no part of one."""
    return _sum(text, place, 0)


def _sum(text: str, place: int, depth: int) -> tuple[Node, int]:
    node, place = _product(text, place, depth)
    while (sign := _sign(text, place)) and sign[0] in "+-":
        right, place = _product(text, sign[1], depth)
        node = Calculation(sign[0], node, right)
    return node, place


def _product(text: str, place: int, depth: int) -> tuple[Node, int]:
    node, place = _operand(text, place, depth)
    while (sign := _sign(text, place)) and sign[0] in "*/":
        right, place = _operand(text, sign[1], depth)
        node = Calculation(sign[0], node, right)
    return node, place


def _sign(text: str, place: int) -> tuple[str, int] | None:
    """(the sign of a calculation that stands next, where it ends)."""
    place = _skip(text, place)
    if text.startswith("--", place):  # an option, which has no place here
        return None
    return (_SIGNS[text[place]], place + 1) if text[place : place + 1] in _SIGNS else None


def _operand(text: str, place: int, depth: int) -> tuple[Node, int]:
    """A cell, a number, either with a minus before it, or a calculation in parentheses."""
    place = _skip(text, place)
    if depth > _DEEPEST:
        raise Misplaced("check.too_deep", place, most=_DEEPEST)
    if match := _NUMBER.match(text, place):
        return Number(float(match.group())), match.end()
    if match := _CELL.match(text, place):
        return Cell(match.group()), match.end()
    if text[place : place + 1] in ("-", "−"):
        node, place = _operand(text, place + 1, depth + 1)
        return Calculation("*", Number(-1.0), node), place
    if text[place : place + 1] != "(":
        raise Misplaced("check.operand", place, text=text[place:].strip()[:40] or "–")
    node, inside = _sum(text, place + 1, depth + 1)
    end = _skip(text, inside)
    if text[end : end + 1] != ")":
        raise Misplaced("check.parenthesis", place)
    return node, end + 1


def _skip(text: str, place: int) -> int:
    blank = _BLANK.match(text, place)
    return blank.end() if blank else place
