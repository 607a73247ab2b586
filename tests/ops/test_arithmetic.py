"""One order of sums, and a mode that is left as it was: what NumPy computes outside is NumPy's own."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest

from tracer.expression import FUNCTIONS
from tracer.ops.arithmetic import cos, exactly, exp, is_exact, power, powers, sin, squares_summed, sum_over, tanh
from tracer.ops.linear import product_of


def test_powers_multiply_where_the_exponent_is_whole() -> None:
    base = np.array([0.5, -1.5, 3.0, 0.1])
    with exactly():
        assert power(base, 3.0).tolist() == [value * (value * value) for value in base.tolist()]
        assert power(base, -1.0).tolist() == [1 / value for value in base.tolist()]
        assert power(np.float64(0.9), 1.0) == 0.9
        np.testing.assert_allclose(power(np.array([7.0, 2.5]), -1.5), [7.0**-1.5, 2.5**-1.5], rtol=4e-15)
        np.testing.assert_allclose(powers(10000.0, [0.0, 0.25, 0.9]), [1.0, 10.0, 10000.0**0.9], rtol=4e-15)
    assert powers(10000.0, [0.25]).tolist() == [10000.0**0.25]


def in_pairs(numbers: list[np.float32]) -> np.float32:
    """The order NumPy's manual tells of: blocks of at most 128 in eight running sums, halves of what is longer."""
    size = len(numbers)
    if size < 8:
        total = np.float32(0.0)
        for number in numbers:
            total = total + number
        return total
    if size <= 128:
        r = numbers[:8]
        for start in range(8, size - size % 8, 8):
            r = [one + other for one, other in zip(r, numbers[start : start + 8], strict=True)]
        total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]))
        for number in numbers[size - size % 8 :]:
            total = total + number
        return total
    half = size // 2 - size // 2 % 8
    return in_pairs(numbers[:half]) + in_pairs(numbers[half:])


@pytest.mark.parametrize("size", [1, 2, 7, 8, 9, 15, 48, 127, 128, 129, 136, 300, 1536, 20_000])
def test_a_sum_has_the_one_order_however_its_array_lies(size: int) -> None:
    draw = np.random.Generator(np.random.PCG64(size))
    x = (draw.standard_normal((3, size)) * 10.0 ** draw.integers(-3, 4, (3, size))).astype(np.float32)
    rows = [in_pairs(list(row)) for row in x]
    below = x[:, 0]
    for column in x.T[1:]:
        below = below + column
    with exactly():
        for laid in (x, np.asfortranarray(x), np.repeat(x, 2, axis=1)[:, ::2]):
            assert sum_over(laid, -1).tolist() == rows == sum_over(laid, 1, keepdims=True)[:, 0].tolist()
            assert sum_over(laid.T, 0).tolist() == below.tolist()
            assert sum_over(laid.T.reshape(size, 3, 1), (0, 2)).tolist() == below.tolist()
        assert sum_over(x, (0, 1)) == in_pairs(list(x.ravel()))
        assert squares_summed(x).tolist() == [in_pairs(list(row)) for row in np.square(x)]


def test_the_mode_is_scoped_and_belongs_to_its_thread() -> None:
    seen: list[bool] = []
    assert not is_exact()
    with exactly():
        with exactly(False):
            assert is_exact()  # asked for outside, it holds inside
        other = threading.Thread(target=lambda: seen.append(is_exact()))
        other.start()
        other.join()
    assert not is_exact() and seen == [False]


def test_outside_nothing_is_changed() -> None:
    x = np.linspace(-3.0, 3.0, 99, dtype=np.float32)
    for mine, numpys in ((exp, np.exp), (tanh, np.tanh), (sin, np.sin), (cos, np.cos)):
        assert mine(x).tobytes() == numpys(x).tobytes()
    a, b = x[:60].reshape(10, 6), x[:24].reshape(6, 4)
    assert product_of(a, b).tobytes() == np.matmul(a, b).tobytes()
    assert FUNCTIONS["exp"](1.0) == math.e


def test_a_product_of_few_rows_is_the_product_however_the_matrix_is_stored() -> None:
    random = np.random.RandomState(0)
    for inner, outer in (
        (520, 512),
        (40, 1000),
        (700, 1600),
        (1500, 800),
    ):  # below and above what is read row by row, and in pieces
        rows, matrix = random.randn(70, inner).astype("f4"), random.randn(inner, outer).astype("f4")
        expected = rows.astype(float) @ matrix.astype(float)
        for count in (1, 6, 7, 32, 33, 64, 70):
            for b in (matrix, np.asfortranarray(matrix)):
                product = product_of(rows[:count], b)
                assert product.dtype == np.float32 and np.abs(product - expected[:count]).max() < 1e-5 * np.abs(expected).max()
