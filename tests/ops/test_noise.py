"""What is zero to rounding: a share of the numbers that took part, no more."""

import numpy as np

from tracer.ops import OPS
from tracer.ops.noise import without_noise


def test_only_what_is_below_a_millionth_of_a_millionth_goes():
    values = np.array([1e-13, -1e-13, 1e-11, 0.0, 2.0])
    assert without_noise(values, 1.0).tolist() == [0.0, 0.0, 1e-11, 0.0, 2.0]
    assert without_noise(values[2:], 1.0) is not values and without_noise(values, 0.0) is values


def test_the_terms_of_every_row_are_no_smaller_than_its_result():
    """Of each operation that adds: the numbers added are together at least as large as what they add up to."""
    adding = [op for op in OPS.values() if op.terms is not None and op.name not in ("rotate", "log_softmax", "variance")]
    assert {"add", "subtract", "contract", "affine", "sum", "mean", "total", "standardise", "adam"} <= {op.name for op in adding}
    for op in adding:
        for example in op.examples:
            from tracer.axes import Axis

            random = np.random.RandomState(3)
            axes = [tuple(Axis(name, size) for name, size in shape.items()) for shape in example.inputs]
            arrays = [random.uniform(example.low, example.high, tuple(shape.values())) for shape in example.inputs]
            result = op.axes(axes, example.attrs)
            sizes = np.asarray(op.terms(axes, result, example.attrs)(*arrays))
            values = op.kernel(axes, result, example.attrs)(*arrays)
            assert not sizes.any() or (np.abs(values) <= sizes * (1 + 1e-9)).all(), op.name
