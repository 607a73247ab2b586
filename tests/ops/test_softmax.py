"""Softmax over many rows, against the formula in float64, a row at a time."""

import numpy as np
import pytest

from tracer.axes import Axis
from tracer.ops import OPS


def softmax(x, over="key"):
    axes = tuple(Axis(name, size) for name, size in zip(("head", "query", "key"), x.shape, strict=True))
    return OPS["softmax"].kernel((axes,), axes, {"over": over})(x)


def expected(x, axis=-1):
    powers = np.exp(x.astype("f8") - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


@pytest.mark.parametrize("lifted", [0.0, 5.0, 20.0, 60.0, 1e4])  # how far one head lies above the others
@pytest.mark.parametrize("over", ["key", "query"])
@pytest.mark.parametrize("keys", [1, 200, 70000])
def test_rows_far_apart_have_the_shares_they_have_alone(lifted, over, keys):
    x = np.random.RandomState(4).normal(0, 3, (4, max(140000 // keys // 4, 1), keys)).astype(np.float32)
    x[1] += lifted
    assert np.allclose(softmax(x, over), expected(x, 2 if over == "key" else 1), rtol=2e-5, atol=1e-30)


def test_a_row_without_any_key_is_undefined_and_leaves_the_others_alone():
    x = np.random.RandomState(4).normal(size=(2, 400, 100)).astype(np.float32)
    x[:, :, 60:] = -np.inf
    x[1, 7] = -np.inf
    with np.errstate(invalid="ignore"):
        found = softmax(x)
    assert np.isnan(found[1, 7]).all() and not found[0, :, 60:].any()
    rows = np.arange(800) != 407
    assert np.allclose(found.reshape(800, 100)[rows], expected(x.reshape(800, 100)[rows]), rtol=2e-5)
