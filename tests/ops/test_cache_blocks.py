"""A kernel a piece at a time gives the numbers it gives in one; a quotient that waits to be read those of one computed at once."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer import trace
from tracer.axes import Axis
from tracer.ops import OPS, cache_blocks, pointwise
from tracer.ops import softmax as softmax_rows
from tracer.ops.arithmetic import exactly
from tracer.ops.cache_blocks import Quotient, in_pieces, scratch
from tracer.ops.erf import erf
from tracer.record import kernel_cache

SCORES, SCALED, SOFTMAX = (f"encoder.0.attention.{name}" for name in ("scores", "scaled", "softmax"))


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


@pytest.fixture
def waiting(monkeypatch):
    """Every scaled score waits, however short the text."""
    monkeypatch.setattr(pointwise, "_MANY", 1)
    monkeypatch.setattr(kernel_cache, "_by_shape", {})


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "largest", [1.0, 200.0, 1e30, np.inf]
)  # such that e^x does not overflow, that it does, all but 0, undefined
@pytest.mark.parametrize("many", [1, 1 << 30])
def test_softmax_of_a_quotient_has_the_bits_of_softmax_of_the_array(dtype, largest, many, monkeypatch):
    monkeypatch.setattr(softmax_rows, "_MANY", many)
    above = np.random.RandomState(0).randn(2, 5, 7).astype(dtype)
    above[0, 1, 2] = largest
    below = np.array(0.25, dtype)
    kernel = OPS["softmax"].kernel
    axes = (Axis("head", 2), Axis("query", 5), Axis("key", 7))
    with np.errstate(all="ignore"):
        run = kernel((axes,), axes, {"over": "key"})
        at_once = run(above / below)
        assert run(Quotient(above, below)).tobytes() == at_once.tobytes()
        with exactly():
            assert run(Quotient(above, below)).tobytes() == run(above / below).tobytes()


def test_it_is_read_cell_by_cell_or_whole_and_stays_the_same_array():
    above, below = np.arange(6.0, dtype=np.float32).reshape(2, 3), np.array(3.0, np.float32)
    quotient, whole = Quotient(above, below), above / below
    assert quotient[1, 2] == whole[1, 2] and quotient[1, 2].dtype == np.float32
    assert quotient[0].tobytes() == whole[0].tobytes()
    assert quotient.shape == (2, 3) and quotient.size == 6 and quotient.largest() == whole.max()
    assert quotient.read() is quotient.read() and np.asarray(quotient).tobytes() == whole.tobytes()
    assert not np.shares_memory(np.array(quotient), quotient.read())
    for twin in (copy.deepcopy(quotient), pickle.loads(pickle.dumps(quotient))):
        assert twin.read().tobytes() == whole.tobytes()


@pytest.mark.parametrize("mask", ["none", "causal"])
def test_a_run_whose_scaled_scores_wait_is_the_same_run(mask, waiting, tmp_path, monkeypatch):
    waits = trace("Thinking Machines", seed=7, mask=mask)
    assert isinstance(waits.steps[SCALED].held, Quotient)
    edit = {SCORES + "[0, 0, 0]": 3.0, SCALED + "[1, 0, 1]": -2.0}
    edited, gradients = waits.edit(edit), waits.gradients(of="encoder.0.ffn.norm[0, 0]")
    saved = tmp_path / "waits.safetensors"
    waits.save(saved)
    monkeypatch.setattr(pointwise, "_MANY", 1 << 30)
    kernel_cache._by_shape.clear()
    at_once = trace("Thinking Machines", seed=7, mask=mask)
    assert isinstance(at_once.steps[SCALED].held, np.ndarray)
    other = tmp_path / "at_once.safetensors"
    at_once.save(other)
    assert saved.read_bytes() == other.read_bytes()
    for ours, its in (
        (waits, at_once),
        (edited, at_once.edit(edit)),
        (gradients, at_once.gradients(of="encoder.0.ffn.norm[0, 0]")),
    ):
        assert list(ours.steps) == list(its.steps)
        for name, step in ours.steps.items():
            assert step.values.tobytes() == its.steps[name].values.tobytes(), name


def test_who_keeps_or_rounds_scaled_scores_has_them(waiting):
    kept = trace("Thinking Machines", seed=7, keep=[SCALED])
    assert list(kept.steps) == [SCALED] and kept.steps[SCALED].values.shape == (2, 2, 2)
    paper = trace("Thinking Machines", seed=7, paper=2)
    assert np.array_equal(paper.steps[SCALED].values, np.round(paper.steps[SCALED].values, 2))
