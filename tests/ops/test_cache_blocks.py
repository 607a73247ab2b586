"""A kernel a piece at a time gives the numbers it gives in one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.ops import cache_blocks
from tracer.ops.cache_blocks import in_pieces, scratch
from tracer.ops.erf import erf


def squares(x, found):
    np.square(x, out=found)


def shares(x, found):
    np.divide(x, x.sum(axis=-1, keepdims=True), out=found)


@given(st.integers(1, 7), st.integers(1, 9), st.integers(1, 9), st.integers(1, 50))
def test_cells_and_rows_in_pieces_of_any_size(heads, rows, columns, size):
    x = np.random.RandomState(heads).uniform(1, 2, (heads, rows, columns))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache_blocks, "PIECE", size)
        assert np.array_equal(in_pieces(squares, x), x * x)
        assert np.array_equal(in_pieces(shares, x, row=columns), x / x.sum(axis=-1, keepdims=True))
        assert np.array_equal(in_pieces(squares, x.T), (x * x).T)


@pytest.mark.parametrize("shape", [(0, 5), (3, 5), (700, 300)])
def test_scratch_has_the_shape_and_its_arrays_do_not_overlap(shape):
    x = np.zeros(shape, np.float32)
    for _ in range(2):
        first, second = scratch(x, 2)
        assert first.shape == second.shape == shape and first.dtype == second.dtype == x.dtype
        assert not np.shares_memory(first, second)
    assert erf(x).shape == shape
