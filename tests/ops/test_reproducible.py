"""Exact where it claims to be, accurate by oracles of another kind: whole fractions, and series of 90 digits."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.ops.arithmetic import cos, exactly, exp, log, sin, tanh
from tracer.ops.reproducible import exact_product

SHAPES = [((5,), 3, 4), ((2, 3), 7, 2), ((), 1, 6), ((), 200, 9), ((), 3, 1500), ((40, 2), 20, 30), ((), 900, 40), ((), 33, 2)]


def pair(stack: tuple[int, ...], rows: int, inner: int, seed: int, dtype: str, columns: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Factors whose rows and columns differ a thousand times in size."""
    draw = np.random.Generator(np.random.PCG64(seed))
    a = draw.standard_normal((*stack, rows, inner)) * 10.0 ** draw.integers(-3, 4, (*stack, rows, 1))
    b = draw.standard_normal((*stack, inner, columns)) * 10.0 ** draw.integers(-3, 4, (*stack, 1, columns))
    return a.astype(dtype), b.astype(dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("stack", "rows", "inner"), SHAPES)
def test_a_product_does_not_depend_on_the_order_of_its_sum(stack: tuple[int, ...], rows: int, inner: int, dtype: str) -> None:
    a, b = pair(stack, rows, inner, 1, dtype)
    there = exact_product(a, b)
    assert there.dtype == a.dtype and there.shape == (*stack, rows, 5)
    for seed in (2, 3):
        order = np.random.Generator(np.random.PCG64(seed)).permutation(inner)
        assert exact_product(a[..., order], b[..., order, :]).tobytes() == there.tobytes()
    turned = np.ascontiguousarray(a.swapaxes(-1, -2)).swapaxes(-1, -2)
    assert exact_product(turned, np.asfortranarray(b)).tobytes() == there.tobytes()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("inner", [1, 2, 3, 64, 1500])
def test_a_product_is_as_near_as_it_says(inner: int, dtype: str) -> None:
    a, b = pair((), 3, inner, inner, dtype, columns=2)
    there = exact_product(a, b)
    bits = (53 - math.ceil(math.log2(max(inner, 2)))) // 2 - 1
    for row in range(3):
        for column in range(2):
            terms = [Fraction(float(x)) * Fraction(float(y)) for x, y in zip(a[row], b[:, column], strict=True)]
            size = Fraction(float(np.abs(a[row]).max())) * Fraction(float(np.abs(b[:, column]).max())) * inner
            grid = size / 2**bits if dtype == "float32" else size / 2 ** (2 * bits)
            rounding = Fraction(float(np.spacing(np.abs(there[row, column])))) / 2 * (1 if dtype == "float32" else 3)
            assert abs(Fraction(float(there[row, column])) - sum(terms)) <= grid + rounding


@given(
    st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=6, max_size=6),
    st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=6, max_size=6),
)
def test_a_product_of_any_numbers_is_finite_and_the_same_from_behind(left: list[float], right: list[float]) -> None:
    a, b = np.array([left], np.float32), np.array(right, np.float32)[:, None]
    with np.errstate(over="ignore"):
        there = exact_product(a, b)
        assert not np.isnan(there).any()
        assert exact_product(a[:, ::-1], b[::-1]).tobytes() == there.tobytes()


def test_a_row_of_zeros_gives_zeros_and_what_is_not_finite_is_not_hidden() -> None:
    a = np.array([[0.0, 0.0], [np.inf, 1.0], [np.nan, 1.0]], np.float32)
    with np.errstate(all="ignore"):
        there = exact_product(a, np.array([[1.0], [2.0]], np.float32))
    assert there[0, 0] == 0.0 and not np.isfinite(there[1:]).any()


def decimal_of(function: str, x: float) -> Decimal:
    """The function by series of 90 digits."""
    with localcontext() as context:
        context.prec = 90
        value = Decimal(x)
        if function == "exp":
            return value.exp()
        if function == "log":
            return value.ln()
        if function == "tanh":
            double = (2 * value).exp()
            return (double - 1) / (double + 1)
        term, total, number = (value, value, 1) if function == "sin" else (Decimal(1), Decimal(1), 0)
        while abs(term) > Decimal(10) ** -80 or number < 4:
            number += 2
            term = -term * value * value / (number * (number - 1))
            total += term
        return total


def off(found: np.ndarray, x: np.ndarray, function: str) -> float:
    """The largest error, in units of the last place of the true value."""
    most = 0.0
    for mine, value in zip(found.tolist(), x.tolist(), strict=True):
        true = decimal_of(function, value)
        unit = float(np.spacing(np.abs(x.dtype.type(float(true)))))
        most = max(most, float(abs(Decimal(mine) - true)) / unit)
    return most


GRID = np.concatenate([np.linspace(-30.0, 30.0, 241), np.array([1e-12, -3e-7, 0.3465, 0.3466, -0.17329, 1e-3, 87.0, -87.0])])


@pytest.mark.parametrize(("dtype", "most"), [("float32", 0.51), ("float64", 1.0)])
def test_exp_is_within_one_unit_of_the_last_place(dtype: str, most: float) -> None:
    x = GRID.astype(dtype)
    with exactly():
        assert off(exp(x), x, "exp") <= most


@pytest.mark.parametrize(("dtype", "most"), [("float32", 0.51), ("float64", 2.0)])
def test_log_is_within_two_units_of_the_last_place(dtype: str, most: float) -> None:
    x = np.concatenate([2.0**GRID, 1.0 + GRID / 300.0]).astype(dtype)
    with exactly():
        assert off(log(x), x, "log") <= most


@pytest.mark.parametrize(("dtype", "most"), [("float32", 0.51), ("float64", 3.0)])
def test_tanh_is_within_three_units_of_the_last_place(dtype: str, most: float) -> None:
    x = (GRID / 3.0).astype(dtype)
    with exactly():
        assert off(tanh(x), x, "tanh") <= most


def test_sine_and_cosine_are_within_one_unit_of_the_last_place_or_of_1e_16() -> None:
    x = np.concatenate([GRID, np.arange(0.0, 64.0)])
    with exactly():
        sines, cosines = sin(x).tolist(), cos(x).tolist()
    for value, sine, cosine in zip(x.tolist(), sines, cosines, strict=True):
        assert abs(Decimal(sine) - decimal_of("sin", value)) <= Decimal("1.2e-16")
        assert abs(Decimal(cosine) - decimal_of("cos", value)) <= Decimal("1.2e-16")


def test_what_lies_beyond_the_numbers_is_as_usual() -> None:
    with exactly():
        assert exp(np.array([-np.inf, -800.0, 0.0, 800.0, np.inf])).tolist() == [0.0, 0.0, 1.0, math.inf, math.inf]
        assert exp(np.array([-np.inf, -104.0, 89.0], np.float32)).tolist() == [0.0, 0.0, math.inf]
        assert log(np.array([0.0, 1.0, np.inf])).tolist() == [-math.inf, 0.0, math.inf]
        assert np.isnan(log(np.array([-1.0, np.nan]))).all() and np.isnan(exp(np.array([np.nan]))).all()
        assert tanh(np.array([-100.0, 0.0, 100.0])).tolist() == [-1.0, 0.0, 1.0]
        assert 0.0 < float(exp(np.array(-745.0))) < 1e-323
