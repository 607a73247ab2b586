import numpy as np
import pytest

from tracer.diagnosis.difference import fraction, layer_of, same_kind


@pytest.mark.parametrize(
    ("name", "kind", "layer"),
    [
        ("encoder.3.attention.q", "encoder.*.attention.q", 3),
        ("pass.2.decoder.11.ffn.norm", "decoder.*.ffn.norm", 11),
        ("pass.2.logits", "logits", None),
        ("input.norm", "input.norm", None),
        ("encoder.0.ffn.W_1", "encoder.*.ffn.W_1", 0),
    ],
)
def test_a_name_says_its_kind_and_its_layer(name, kind, layer):
    assert (same_kind(name), layer_of(name)) == (kind, layer)


def test_a_fraction_is_taken_from_large_numbers():
    divisors = np.array([1e-9, 2.0, -4.0, 3.0, np.nan, np.inf])
    numbers = np.array([5.0, 3.0, -6.0, 4.5, 1.0, 1.0])
    assert fraction(numbers, divisors) == 1.5
    assert fraction(numbers, np.zeros(6)) is None
    assert fraction(np.full(6, np.nan), divisors) is None
    assert fraction(np.array([3.0, 6.0]), np.array([1.0, 2.0])) is None  # of two numbers there is always one
