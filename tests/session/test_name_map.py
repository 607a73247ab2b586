"""What the tensors of a file are: stated parameter by parameter, so that the arrays can be made again from what is said."""

import numpy as np
import pytest
import safetensors.numpy

from tests.checkpoints.gguf_files import write
from tests.models.checkpoints import FAMILIES
from tests.weights.test_gpt_names import book, nano
from tests.weights.test_keras_names import weights
from tracer.errors import TracerError
from tracer.files import formats
from tracer.session.foreign_weights import translated
from tracer.session.name_map import file_map, tensor_errors
from tracer.session.open import open_model


def stacked():
    """torch.nn.MultiheadAttention with equal numbers in all its biases, whose places alone tell them apart."""
    random = np.random.RandomState(1)
    return {
        "in_proj_weight": random.normal(size=(12, 4)), "in_proj_bias": np.zeros(12), "out_proj.weight": np.eye(4),
        "out_proj.bias": np.ones(4),
    }  # fmt: skip


def lstm():
    random = np.random.RandomState(2)
    return {
        f"{kind}_{side}h_l0": random.normal(size=(12, 3) if kind == "weight" else 12)
        for kind in ("weight", "bias")
        for side in "ih"
    }


@pytest.mark.parametrize(
    "tensors", [stacked(), lstm(), nano(), book(), weights()], ids=["torch", "lstm", "nano", "book", "keras"]
)
def test_what_is_said_of_a_tensor_makes_the_parameter_again(tensors, tmp_path):
    path = tmp_path / "weights.npz"
    np.savez(path, **tensors)
    known, ours = file_map(path), translated(formats.load(path), "").parameters
    assert {row.ours for row in known.tensors} == set(ours)
    for row in known.tensors:
        parts = [tensors[name] for name in row.theirs.split(" + ")]
        assert row.shape == parts[0].shape and row.own_shape == ours[row.ours].shape
        if row.layout == "sum":
            total = sum(part if row.rows is None else part[slice(*row.rows)] for part in parts)
            np.testing.assert_array_equal(total, ours[row.ours], err_msg=row.ours)
            continue
        array = parts[0] if row.rows is None else parts[0][slice(*row.rows)]
        array = {"turned": np.transpose(array), "side_by_side": np.reshape(array, row.own_shape)}.get(row.layout, array)
        np.testing.assert_array_equal(array, ours[row.ours], err_msg=row.ours)
    named = {name for row in known.tensors for name in row.theirs.split(" + ")} | {*known.unread, *known.left_out}
    assert named == set(tensors)


def test_what_a_file_cannot_tell_is_said_apart_from_what_it_tells(tmp_path):
    np.savez(tmp_path / "a.npz", **stacked())
    known = file_map(tmp_path / "a.npz")
    assert known.settings == {"model": "attention", "d_model": 4, "bias": True} and known.assumed == {"heads": 1}
    np.savez(tmp_path / "b.npz", **nano())
    known = file_map(tmp_path / "b.npz")
    assert set(known.assumed) == {"heads", "activation"} and known.unread == ["transformer.h.0.attn.bias"]
    np.savez(tmp_path / "c.npz", W_Q=np.eye(2), W_K=np.eye(2))
    assert [(row.ours, row.layout) for row in file_map(tmp_path / "c.npz").tensors] == [("W_Q", "as_is"), ("W_K", "as_is")]
    np.savez(tmp_path / "d.npz", **stacked(), stranger=np.ones(3))
    with pytest.raises(TracerError, match="stranger"):
        file_map(tmp_path / "d.npz")


def test_errors_are_those_of_plain_arithmetic(tmp_path):
    """A file in float16 against the float32 it was made from; a file in float32 is equal, but for what Gemma adds to 1."""
    stored = safetensors.numpy.load_file(FAMILIES / "qwen2" / "model.safetensors")
    write(tmp_path / "a.gguf", FAMILIES / "qwen2", "F16")
    folders = [open_model(path).checkpoint.folder for path in (tmp_path / "a.gguf", FAMILIES / "qwen2")]
    errors = {error.theirs: error for error in tensor_errors(*folders)}
    assert len(errors) == len(stored) and sum(error.size for error in errors.values()) == sum(map(np.size, stored.values()))
    for ours, theirs in (
        ("blk.1.ffn_down.weight", "model.layers.1.mlp.down_proj.weight"),
        ("token_embd.weight", "model.embed_tokens.weight"),
    ):
        array = stored[theirs].astype(np.float64)
        gap = np.abs(array - array.astype(np.float16))
        error = errors[ours]
        assert (error.kind, error.worst, error.largest) == (
            "F16",
            gap.max(),
            np.abs(array).max(),
        ) and error.mean == pytest.approx(gap.mean())
    assert errors["output_norm.weight"].worst == 0 and errors["output_norm.weight"].kind == "F32"
    write(tmp_path / "b.gguf", FAMILIES / "gemma")
    folders = [open_model(path).checkpoint.folder for path in (tmp_path / "b.gguf", FAMILIES / "gemma")]
    assert {error.theirs for error in tensor_errors(*folders) if error.worst} <= {
        "output_norm.weight", *(f"blk.{layer}.{part}_norm.weight" for layer in (0, 1) for part in ("attn", "ffn"))
    }  # fmt: skip
    with pytest.raises(TracerError, match="not the same model"):
        list(tensor_errors(folders[0], open_model(FAMILIES / "qwen2").checkpoint.folder))
