"""Spreadsheet formulas, in the functions that Excel and LibreOffice share: `SUM(MMULT(C6:F6,'W_Q'!B6:B9))`.

A sum whose terms run along a row or down a column is written over ranges: SUM, SUMPRODUCT, or MMULT of a row and a column.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tracer.document.blocks import Call, Expression, Number, Reference

MOST_CHARACTERS = 8192  # of a formula, as Excel allows
INFINITE = 1e300  # stands for an infinity, which no spreadsheet has
SUM, TIMES, POWER, ATOM = range(4)

Move = tuple[int, int]  # rows and columns from one term's cell to the next one's
_ALONG: tuple[Move, Move] = ((0, 1), (1, 0))
_BETWEEN: dict[str, tuple[str, int, int, int]] = {
    # function: (sign, how tightly it holds, least for its first operand, least for the others)
    "add": ("+", SUM, SUM, TIMES),
    "subtract": ("-", SUM, SUM, TIMES),
    "multiply": ("*", TIMES, TIMES, POWER),
    "divide": ("/", TIMES, TIMES, POWER),
    "power": ("^", POWER, ATOM, ATOM),
}
_NAMED = {
    **{"sqrt": "SQRT", "exp": "EXP", "log": "LN", "tanh": "TANH", "erf": "ERF", "sin": "SIN", "cos": "COS"},
    "absolute": "ABS",
}
_OF_ROWS = {"max": "MAX", "min": "MIN"}
_FORMS: dict[str, tuple[str, int, int]] = {
    # function: (how it is written, how tightly that holds, least for its operands)
    "negate": ("-{0}", SUM, ATOM),  # a spreadsheet reads -A1^2 as (-A1)^2
    "square": ("{0}^2", POWER, ATOM),
    "sigmoid": ("1/(1+EXP(-{0}))", TIMES, ATOM),
    "choose": ("IF({0}<>0,{1},{2})", ATOM, SUM),
    "step": ("IF({0}>0,1,0)", ATOM, SUM),
    "round": ("ROUND(ROUND({0},10),{1})", ATOM, SUM),  # a half is recognised by ten decimals, as `rounding` does
}
_CELL_BY_CELL = {*_BETWEEN, *_NAMED, "negate", "square", "sigmoid"}  # which a range in place of a cell does not change


class Spot(NamedTuple):
    """A cell: its sheet's name, and row and column counted from 0."""

    sheet: str
    row: int
    column: int

    @property
    def corner(self) -> str:
        """Its name on its own sheet.

        >>> Spot("q", 5, 27).corner
        'AB6'
        """
        letters, column = "", self.column + 1
        while column:
            column, place = divmod(column - 1, 26)
            letters = chr(ord("A") + place) + letters
        return f"{letters}{self.row + 1}"


def number(value: float) -> str:
    """A number that a formula can hold; an infinity as a very large one."""
    if value == math.pi:
        return "PI()"
    if math.isinf(value):
        value = math.copysign(INFINITE, value)
    return repr(int(value) if value == int(value) and abs(value) < 1e15 else value).upper()


def spreadsheet(expression: Expression, spot: Callable[[Reference], Spot], sheet: str) -> str:
    """The expression as a formula on `sheet`, without the sign `=`. spot: where a reference stands.

    Raises KeyError for a function without a spreadsheet form.
    """
    return _Writer(spot, sheet).written(expression, expression, SUM)


class _Writer:
    """Writes an expression, or several of one shape at once: `first` and `last` of a run, whose cells span ranges."""

    def __init__(self, spot: Callable[[Reference], Spot], sheet: str) -> None:
        self.spot, self.sheet = spot, sheet

    def written(self, first: Expression, last: Expression, least: int) -> str:
        """In parentheses where it holds less tightly than `least`."""
        text, tightness = self._form(first, last)
        return f"({text})" if tightness < least else text

    def _form(self, first: Expression, last: Expression) -> tuple[str, int]:
        if isinstance(first, Number):
            return number(first.value), SUM if first.value < 0 else ATOM
        if isinstance(first, Reference) and isinstance(last, Reference):
            return self._range(first, last), ATOM
        assert isinstance(first, Call) and isinstance(last, Call), first
        name, pairs = first.function, list(zip(first.arguments, last.arguments, strict=True))
        if name == "add" and first is last:
            return self._sum(first.arguments)
        if name in _OF_ROWS:
            return f"{_OF_ROWS[name]}({','.join(self._row(first.arguments))})", ATOM
        if name in _NAMED:
            return f"{_NAMED[name]}({self.written(*pairs[0], SUM)})", ATOM
        if name in _FORMS:
            form, tightness, least = _FORMS[name]
            return form.format(*(self.written(*pair, least) for pair in pairs)), tightness
        sign, tightness, least_first, least = _BETWEEN[name]
        parts = [self.written(*pair, least if place else least_first) for place, pair in enumerate(pairs)]
        return sign.join(parts), tightness

    def _range(self, first: Reference, last: Reference) -> str:
        start, end = self.spot(first), self.spot(last)
        corners = start.corner if start == end else f"{start.corner}:{end.corner}"
        return corners if start.sheet == self.sheet else f"'{start.sheet}'!{corners}"

    def _row(self, arguments: Sequence[Expression]) -> list[str]:
        """The operands of a function that takes any number of them, neighbouring cells as ranges."""
        return [self.written(arguments[start], arguments[end], SUM) for start, end, _ in self._runs(arguments, cells=True)]

    def _sum(self, terms: Sequence[Expression]) -> tuple[str, int]:
        runs = self._runs(terms)
        parts = [self._run(terms[start], terms[end], ways, TIMES if start else SUM) for start, end, ways in runs]
        return "+".join(parts), SUM if len(parts) > 1 else ATOM if runs[0][2] else SUM

    def _run(self, first: Expression, last: Expression, ways: set[Move], least: int) -> str:
        if not ways:
            return self.written(first, last, least)
        if isinstance(first, Reference):
            return f"SUM({self.written(first, last, SUM)})"
        if not (isinstance(first, Call) and isinstance(last, Call) and first.function == "multiply"):
            return f"SUMPRODUCT({self.written(first, last, SUM)})"
        factors = [self.written(*pair, SUM) for pair in zip(first.arguments, last.arguments, strict=True)]
        if len(ways) == 1:
            each_varies = all(self._ways(*pair) for pair in zip(first.arguments, last.arguments, strict=True))
            return f"SUMPRODUCT({','.join(factors) if each_varies else self.written(first, last, SUM)})"
        is_column_first = self._ways(first.arguments[0], last.arguments[0]) == {_ALONG[1]}
        return f"SUM(MMULT({','.join(reversed(factors) if is_column_first else factors)}))"

    def _ways(self, first: Expression, last: Expression) -> set[Move]:
        """The directions in which the cells of a run's first and last term lie apart."""
        moves = self._moves(first, last) or ()
        return {(min(rows, 1), min(columns, 1)) for rows, columns in moves} - {(0, 0)}

    def _runs(self, terms: Sequence[Expression], cells: bool = False) -> list[tuple[int, int, set[Move]]]:
        """First and last place of each run, and the directions in which it runs: none where it is one term.

        cells: whether only plain cells are gathered.
        """
        runs: list[tuple[int, int, set[Move]]] = []
        start = 0
        while start < len(terms):
            end, moves = start, None
            while end + 1 < len(terms) and (not cells or isinstance(terms[start], Reference)):
                following = self._moves(terms[end], terms[end + 1])
                if following is None or (moves is not None and following != moves):
                    break
                if moves is None and not self._can_run(terms[end], following):
                    break
                end, moves = end + 1, following
            runs.append((start, end, set(moves or ()) - {(0, 0)}))
            start = end + 1
        return runs

    def _can_run(self, term: Expression, moves: Sequence[Move]) -> bool:
        """Whether terms that move so can be written over ranges: all along one way, or the two factors of a product each one."""
        ways = set(moves) - {(0, 0)}
        if not ways or not ways <= set(_ALONG):
            return False
        if len(ways) == 1:
            return True
        return isinstance(term, Call) and term.function == "multiply" and len(term.arguments) == 2 == len(moves)

    def _moves(self, first: Expression, second: Expression) -> tuple[Move, ...] | None:
        """How each cell of `first` moves to become that of `second`; None where the two are not of one shape."""
        if first is second:
            return ()
        if isinstance(first, Number) or isinstance(second, Number):
            return () if first == second else None
        if isinstance(first, Reference) and isinstance(second, Reference):
            here, there = self.spot(first), self.spot(second)
            return ((there.row - here.row, there.column - here.column),) if here.sheet == there.sheet else None
        if not (isinstance(first, Call) and isinstance(second, Call) and first.function == second.function):
            return None
        result: list[Move] = []
        for pair in zip(first.arguments, second.arguments, strict=False):
            moves = self._moves(*pair)
            if moves is None:
                return None
            result += moves
        same_length = len(first.arguments) == len(second.arguments)
        stays = first.function in _CELL_BY_CELL or not set(result) - {(0, 0)}
        return tuple(result) if same_length and stays else None
