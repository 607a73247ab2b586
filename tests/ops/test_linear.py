"""Products over named axes, held against einsum, however the axes lie."""

import numpy as np
import pytest

from tracer.axes import Axis
from tracer.ops import OPS

SIZES = {"s": 2, "t": 3, "d": 4, "h": 5}


def axes(letters):
    return tuple(Axis(letter, SIZES[letter]) for letter in letters)


@pytest.mark.parametrize(
    ("first", "second", "over", "result"),
    [
        ("st", "st", "st", ""),  # nothing is left: as many axes as before laying, of other sizes
        ("td", "td", "td", ""),
        ("std", "st", "st", "d"),
        ("std", "d", "d", "st"),
        ("td", "dh", "d", "th"),
        ("td", "hd", "d", "ht"),
        ("std", "sdh", "d", "sth"),
        ("tsd", "sdh", "d", "sth"),
    ],
)
def test_a_product_is_the_sum_its_names_say_and_a_bias_is_added_to_it(first, second, over, result):
    rng = np.random.RandomState(0)
    a, b, bias = (np.array(rng.randn(*[SIZES[letter] for letter in letters])) for letters in (first, second, result[1:]))
    order = {"over": tuple(over), "order": tuple(result)}
    given, expected = [axes(first), axes(second)], np.einsum(f"{first},{second}->{result}", a, b)
    contracted = OPS["contract"].kernel(given, axes(result), order)(a, b)
    assert contracted.shape == expected.shape
    np.testing.assert_allclose(contracted, expected, rtol=1e-12, atol=1e-12)
    shifted = OPS["affine"].kernel([*given, axes(result[1:])], axes(result), order)(a, b, bias)
    np.testing.assert_allclose(shifted, expected + bias, rtol=1e-12, atol=1e-12)
