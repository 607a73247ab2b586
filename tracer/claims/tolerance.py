"""Whether two sides of a claim can be the same number, given how many digits are printed.

A side does not hold only where no numbers within the printed digits make it hold:

- a printed decimal operand stands for half a unit of its last place either way, a whole number for itself;
- operands count as exact where the print shows that they are: the result has all the digits of the exact product
  (0.22 × 0.34 = 0.0748), or operands have one decimal and the result is not shorter than it need be (0.5 + 0.3 = 0.8);
- a result may be off by half a unit of its last place, after `≈` by a whole one (700 after `≈`: 100);
- with two decimals or more it may also be cut off instead of rounded (5/3 = 1.66), where digits had to go at all;
- a printed softmax row whose numbers add up to 1 may have been adjusted to: one unit more for each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from tracer.claims.evaluate import Evaluator, flat, shape
from tracer.claims.intervals import Span, Unreadable, Value
from tracer.claims.syntax_tree import CHOICES, Call, Constant, Many, Node, Number, Product, Reading, Sum

Numbers = float | list[Any]
_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is printed, what is right, and whether they can be the same."""

    printed: Numbers
    right: Numbers
    holds: bool
    row: bool = False


def has_operation(node: Node) -> bool:
    """Whether a side calculates anything; a number, its sign, and a list of such do not."""
    match node:
        case Number() | Constant():
            return False
        case Many():
            return any(map(has_operation, node.items))
        case Call():
            return node.name not in ("negative", "group", "percent", "array", "tensor", "Tensor", "transpose") or has_operation(
                node.arguments[0]
            )
    return True


def numbers(node: Node) -> Iterator[Number]:
    """The printed numbers of a side."""
    match node:
        case Number():
            yield node
        case Many():
            for item in node.items:
                yield from numbers(item)
        case Call():
            for argument in node.arguments:
                yield from numbers(argument)
        case Sum():
            for _, term in node.terms:
                yield from numbers(term)
        case Product():
            for _, factor in node.factors:
                yield from numbers(factor)


def judge(left: Callable[[Reading], Node], right: Callable[[Reading], Node], approximate: bool, seen: set[str]) -> Verdict | None:
    """The two sides compared, in the usual reading first; in the other readings of what was `seen` where that fails.

    The sides are given as functions of a reading, since some notations group differently. None where they cannot be
    compared (a vector with a number, shapes that differ) in any reading.
    """
    first: Verdict | None = None
    tried = 0
    keys: list[str] = []
    readings = iter([Reading()])
    while (reading := next(readings, None)) is not None and tried < 64:
        met = set(seen)
        try:
            verdict = _compare(left(reading), right(reading), reading, approximate, met)
        except Unreadable:
            verdict = None
        if verdict is not None and verdict.holds:
            return verdict
        first = first or verdict
        if not tried:
            keys = sorted(met)
            others = product(*(CHOICES[key] for key in keys))
            next(others)
            readings = (Reading(**dict(zip(keys, choice, strict=True))) for choice in others)
        tried += 1
    return first


def _compare(left: Node, right: Node, reading: Reading, approximate: bool, seen: set[str]) -> Verdict | None:
    if has_operation(left) and has_operation(right):
        return _both(left, right, reading, approximate, seen)
    printed, known = (right, left) if has_operation(left) else (left, right)
    stated = Evaluator(reading, slack=0.0).value(printed)
    evaluator = Evaluator(reading, slack=0.0 if _exact(known, printed) else 0.5)
    computed = evaluator.value(known)
    seen |= evaluator.seen
    if _squeezed(stated) != _squeezed(computed):
        return None
    signs = list(numbers(printed))
    if len(signs) != len(flat(stated)):
        return None
    row = _is_row(known, stated, min((sign.unit for sign in signs), default=1.0))
    units = [_unit(sign, signs) for sign in signs]
    hundredths = reading.percent == "hundredth" and isinstance(printed, Call) and printed.name == "percent"
    if hundredths:
        signs = [replace(sign, places=sign.places + 2) for sign in signs]
    holds = all(
        _fits(value, truth, sign, unit / 100 if hundredths else unit, approximate, row)
        for value, truth, sign, unit in zip(flat(stated), flat(computed), signs, units, strict=True)
    )
    return Verdict(_plain(stated), _plain(computed), holds, row)


def _both(left: Node, right: Node, reading: Reading, approximate: bool, seen: set[str]) -> Verdict | None:
    """Two calculations: numbers of the second may be rounded or cut-off results of the first."""
    first = Evaluator(reading)
    second = Evaluator(reading, slack=1.0, whole=0.5 if approximate else 0.0)
    a, b = first.value(left), second.value(right)
    seen |= first.seen | second.seen
    if _squeezed(a) != _squeezed(b):
        return None
    holds = all(_meet(x, y) for x, y in zip(flat(a), flat(b), strict=True))
    return Verdict(_plain(b), _plain(a), holds)


def _meet(a: Span, b: Span) -> bool:
    noise = _NOISE * max(1.0, abs(a.middle), abs(b.middle)) if min(abs(a.middle), abs(b.middle)) else _NOISE
    return a.low <= b.high + noise and b.low <= a.high + noise


def _squeezed(value: Value) -> tuple[int, ...]:
    return tuple(size for size in shape(value) if size != 1)


def _plain(value: Value) -> Numbers:
    """Plain floats, without the noise of binary fractions."""
    if isinstance(value, Span):
        return float(f"{value.middle:.12g}") + 0.0
    return [_plain(item) for item in value]


def _is_row(known: Node, stated: Value, unit: float) -> bool:
    """Whether this is a softmax whose printed rows add up to 1."""
    if not (isinstance(known, Call) and known.name.lower() == "softmax") or isinstance(stated, Span):
        return False
    rows = stated if len(shape(stated)) > 1 else [stated]
    return all(abs(math.fsum(span.middle for span in flat(row)) - 1) < unit / 2 + _NOISE for row in rows)


def _unit(sign: Number, row: list[Number]) -> float:
    """One of the last printed place; a whole number among decimals is a decimal with its zeros left out."""
    if "." in sign.text or abs(sign.value) >= 10:
        return sign.unit
    places = [other.unit for other in row if "." in other.text]
    return max(places) if places else sign.unit


def _fits(stated: Span, truth: Span, sign: Number, unit: float, approximate: bool, row: bool) -> bool:
    value = stated.middle
    noise = _NOISE * max(abs(value), abs(truth.middle), unit)
    low = high = unit / 2
    if approximate:
        low = high = max(unit, sign.zeros if "." not in sign.text else 0.0)
    elif row:
        low = high = 1.5 * unit
    elif "." not in sign.text and unit == 1.0:
        low, high = _whole(value)
    elif sign.places >= 2 and abs(truth.middle - round(truth.middle, sign.places)) > noise:
        low, high = (unit / 2, unit) if value > 0 else (unit, unit / 2) if value < 0 else (unit, unit)
    return truth.low <= value + high + noise and truth.high >= value - low - noise


def _whole(value: float) -> tuple[float, float]:
    """How far the truth may lie from a printed whole number: halves are rounded away from 0; 0 and 1 say more than that."""
    if abs(value) <= 1:
        return 0.1, 0.1
    near = math.nextafter(0.5, 0) - 1e-6
    return (0.5, near) if value > 0 else (near, 0.5)


def _exact(known: Node, printed: Node) -> bool:
    """Whether the printed digits of a result show that the operands are meant as they stand."""
    operands = [sign for sign in numbers(known) if "." in sign.text]
    results = list(numbers(printed))
    if not operands or not results:
        return True
    shown = min((sign.places for sign in results if "." in sign.text), default=0)
    if any("e" in sign.text.lower() for sign in (*operands, *results)):
        return False
    most = max(sign.places for sign in operands)
    needed = _needed(known)
    if needed is not None and needed > most and shown == needed:
        return True
    if most > 1 or any(abs(sign.value) >= 10 for sign in operands):
        return False
    return shown >= 2 if needed is None else shown >= max(needed, 1)


def _needed(node: Node) -> int | None:
    """How many decimals sums and products of the printed numbers have at most; None where there may be no end to them."""
    match node:
        case Number():
            return max(node.places, 0)
        case Many():
            return _most(list(node.items))
        case Sum():
            return _most([term for _, term in node.terms])
        case Product():
            if any(sign == "/" for sign, _ in node.factors):
                return None
            needs = [_needed(factor) for _, factor in node.factors]
            return None if None in needs else sum(need or 0 for need in needs)
        case Call():
            if node.name in ("negative", "group", "max", "min", "relu", "ReLU", "sum", "dot", "abs", "transpose"):
                return sum(_most([a]) or 0 for a in node.arguments) if node.name == "dot" else _most(list(node.arguments))
    return None


def _most(nodes: list[Node]) -> int | None:
    needs = [_needed(node) for node in nodes]
    return None if None in needs else max((need or 0 for need in needs), default=0)
