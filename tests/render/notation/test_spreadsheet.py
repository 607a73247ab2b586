"""Spreadsheet formulas: ranges where cells are neighbours, parentheses where a spreadsheet needs them, every function has a form."""

from __future__ import annotations

import math

import pytest

from tracer.document.blocks import Reference
from tracer.expression import FUNCTIONS, Call, Expression, Number, call
from tracer.render.notation.spreadsheet import Spot, number, spreadsheet


def cell(sheet: str, row: int, column: int) -> Reference:
    return Reference(sheet, (row, column))


def formula(expression: Expression) -> str:
    return spreadsheet(expression, lambda reference: Spot(reference.name, *reference.index), "here")


A, B = cell("here", 0, 0), cell("other", 4, 27)
ROW = [cell("x", 0, column) for column in range(3)]
COLUMN = [cell("w", row, 1) for row in range(3)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (A, "A1"),
        (B, "'other'!AB5"),
        (call("subtract", A, call("subtract", A, B)), "A1-(A1-'other'!AB5)"),
        (call("divide", 1.0, call("multiply", A, A)), "1/(A1*A1)"),
        (call("square", call("negate", A)), "(-A1)^2"),
        (call("negate", call("square", A)), "-(A1^2)"),  # a spreadsheet reads -A1^2 as (-A1)^2
        (call("multiply", Number(-2.0), A), "(-2)*A1"),
        (call("sigmoid", call("add", A, 1.0)), "1/(1+EXP(-(A1+1)))"),
        (call("choose", A, A, Number(-math.inf)), "IF(A1<>0,A1,-1E+300)"),
        (call("round", A, 2.0), "ROUND(ROUND(A1,10),2)"),
        (call("max", 0.0, A), "MAX(0,A1)"),
        (Call("max", tuple(ROW)), "MAX('x'!A1:C1)"),
        (Call("add", tuple(ROW)), "SUM('x'!A1:C1)"),
        (Call("add", tuple(COLUMN)), "SUM('w'!B1:B3)"),
        (Call("add", tuple(call("multiply", x, w) for x, w in zip(ROW, COLUMN, strict=True))), "SUM(MMULT('x'!A1:C1,'w'!B1:B3))"),
        (Call("add", tuple(call("multiply", w, x) for x, w in zip(ROW, COLUMN, strict=True))), "SUM(MMULT('x'!A1:C1,'w'!B1:B3))"),
        (Call("add", tuple(call("multiply", x, x) for x in ROW)), "SUMPRODUCT('x'!A1:C1,'x'!A1:C1)"),
        (Call("add", tuple(call("multiply", x, A) for x in ROW)), "SUMPRODUCT('x'!A1:C1*A1)"),
        (Call("add", (*ROW, A)), "SUM('x'!A1:C1)+A1"),
        (Call("add", (ROW[0], ROW[2])), "'x'!A1+'x'!C1"),  # a gap
        (Call("add", (ROW[1], ROW[0])), "'x'!B1+'x'!A1"),  # backwards
        (Call("add", tuple(call("max", 0.0, x) for x in ROW)), "MAX(0,'x'!A1)+MAX(0,'x'!B1)+MAX(0,'x'!C1)"),  # no range in MAX
        (call("subtract", A, Call("add", (A, B))), "A1-(A1+'other'!AB5)"),
    ],
)
def test_a_working_becomes_a_formula(expression: Expression, expected: str) -> None:
    assert formula(expression) == expected


def test_every_function_of_a_working_has_a_form() -> None:
    for name in FUNCTIONS:
        arguments = (A,) if name in ("negate", "square", "sqrt", "exp", "log", "tanh", "erf", "sigmoid", "sin", "cos", "absolute") else (A, A)  # fmt: skip
        assert "A1" in formula(Call(name, arguments))


def test_numbers_read_back() -> None:
    for value in (0.1, 1e-5, -1e-300, 123456789.0, 2**60, 1 / 3):
        assert float(number(value)) == value
    assert number(math.pi) == "PI()"
