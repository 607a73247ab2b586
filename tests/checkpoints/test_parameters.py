"""Parameters read from a folder: in the run's precision, exactly the file's numbers, and never twice in memory."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from tracer.axes import Axis
from tracer.checkpoints import parameters, tensors
from tracer.checkpoints.folder import Folder
from tracer.checkpoints.half_precision import LazyArray, widen
from tracer.checkpoints.parameters import CheckpointParameters
from tracer.session.checkpoint import Checkpoint
from tracer.session.open import CheckpointModel

GPT = Path(__file__).parents[1] / "cases" / "hf" / "gpt2" / "model"


def table(where, dtype="float64"):
    """The embedding table as the run of a folder reads it."""
    d_model, vocab = Axis("d_model", where.architecture.d_model), Axis("vocab", where.architecture.vocab)
    return CheckpointParameters(where, dtype).parameter("embedding.W_E", (vocab, d_model), "table", False)


def test_a_small_model_is_widened_once_and_holds_the_files_numbers():
    where = Folder(GPT)
    wide, own = table(where), load_file(GPT / "model.safetensors")
    np.testing.assert_array_equal(wide, own[next(name for name in own if name.endswith("wte.weight"))].astype(np.float64))
    assert wide.dtype == np.float64


def test_parts_of_one_tensor_share_its_one_copy():
    where = Folder(GPT)
    read = CheckpointParameters(where, "float64")
    form = where.architecture
    d_model, joint = Axis("d_model", form.d_model), Axis("heads·d_k", form.heads * form.d_k)
    q, k = (read.parameter(f"decoder.0.attention.W_{one}", (d_model, joint), "matrix", False) for one in "QK")
    assert q.base is k.base is not None and q.base.dtype == np.float64
    assert read.parameter("decoder.0.attention.W_Q", (d_model, joint), "matrix", False) is q


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_large_model_is_never_held_in_another_precision(monkeypatch, dtype):
    count = Folder(GPT).tensors.count
    assert count == sum(array.size for array in load_file(GPT / "model.safetensors").values())
    monkeypatch.setattr(parameters, "WIDENED", count - 1)
    monkeypatch.setattr(parameters, "_KEPT", 0)
    assert isinstance(table(Folder(GPT), dtype), LazyArray if dtype == "float64" else np.ndarray)


@pytest.mark.parametrize(("more", "precision"), [(0, "float64"), (-1, "float32")])
def test_the_precision_of_a_folder_follows_its_size(monkeypatch, more, precision):
    monkeypatch.setattr(tensors, "WIDENED", Folder(GPT).tensors.count + more)
    assert Folder(GPT).tensors.precision == precision


@pytest.fixture
def single(monkeypatch):
    """The folder's model in its own precision, every matrix of it large."""
    for where in (parameters, tensors):
        monkeypatch.setattr(where, "WIDENED", 0)
    monkeypatch.setattr(parameters, "_KEPT", 8)
    return CheckpointModel(Checkpoint(GPT, "model"))


def copied_in(first, second):
    """The endings of the parameters that the second run reads from another place than the first."""
    pairs = [(name, step.array, second.parameters[name].array) for name, step in first.parameters.items()]
    assert all(again.tobytes() == before.tobytes() for _, before, again in pairs)
    return {name.rsplit(".", 1)[-1] for name, before, again in pairs if not np.shares_memory(before, again)}


def test_a_second_run_reads_matrices_from_one_place_in_memory_and_computes_the_same_bits(single):
    """Also the table that a tied read-out multiplies by; of vectors and other tables nothing is copied."""
    first, second, third = (single.trace(target_ids=[1, 2, 3, 4]) for _ in range(3))
    assert copied_in(first, second) == {"W_Q", "W_K", "W_V", "W_O", "W_1", "W_2", "W_E"}
    assert not copied_in(second, third)
    assert all(second.steps[name].array.tobytes() == step.array.tobytes() for name, step in first.steps.items())


def test_matrices_that_would_take_much_of_the_memory_stay_in_their_file(single, monkeypatch):
    monkeypatch.setattr("tracer.memory.available.available", lambda: 4000)
    assert not copied_in(*(single.trace(target_ids=[1, 2]) for _ in range(2)))


@pytest.mark.parametrize("kind", ["BF16", "F16"])
@pytest.mark.parametrize("rows", [1, 4, 30, 120])
def test_a_product_with_a_lazy_table_is_that_with_the_whole_one_however_it_is_stored(kind, rows):
    """Also one whose columns are split into heads; every number is checked once, the first time."""
    random, inner, outer = np.random.RandomState(rows), 700, 900
    whole = random.randn(outer, inner).astype(np.float16 if kind == "F16" else np.float32)
    raw = whole if kind == "F16" else (whole.view(np.uint32) >> 16).astype(np.uint16)
    whole = widen(raw, kind, "float32")
    a, checked = random.randn(rows, inner).astype("f4"), []
    expected = a.astype(float) @ whole.T.astype(float)
    for stored, over in ((raw, 1), (raw.T, 0), (np.ascontiguousarray(raw.T), 0), (np.asfortranarray(raw), 1)):
        lazy = LazyArray(stored, kind, "float32", 0.0, lambda part: checked.append(part.size))
        split = lazy.reshape((inner, 9, 100)) if over == 0 else lazy
        assert split is (lazy.reshape((inner, 9, 100)) if over == 0 else lazy)
        for _ in range(2):
            product = split.times(a, over)
            assert product.dtype == np.float32 and np.abs(product - expected).max() < 1e-5 * np.abs(expected).max()
        assert sum(checked) == whole.size
        checked.clear()
