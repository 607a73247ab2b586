"""Files of weights saved from PyTorch: what they hold is used or named, and what they cannot say is said."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from tracer import trace

MATRIX = np.array([[1.0, 2.0], [3.0, 4.0]])
ATTENTION = {"in_proj_weight": np.concatenate([MATRIX, MATRIX, MATRIX]), "out_proj.weight": np.eye(2)}
RNN = {"weight_ih_l0": np.ones((1, 2)), "weight_hh_l0": np.full((1, 1), 0.5), "bias_ih_l0": np.array([0.25]),
       "bias_hh_l0": np.zeros(1)}  # fmt: skip


@pytest.fixture
def file(tmp_path):
    def write(arrays):
        save_file(arrays, tmp_path / "weights.safetensors")
        return tmp_path / "weights.safetensors"

    return write


def layer(d_model=4, d_ff=8):
    rng = np.random.RandomState(0)
    shapes = {"self_attn.in_proj_weight": (3 * d_model, d_model), "self_attn.out_proj.weight": (d_model, d_model),
              "linear1.weight": (d_ff, d_model), "linear2.weight": (d_model, d_ff), "norm1.weight": (d_model,),
              "norm2.weight": (d_model,)}  # fmt: skip
    return {f"layers.0.{name}": rng.randn(*shape) for name, shape in shapes.items()}


def test_torchs_matrices_are_turned_once_whatever_layout_says(file):
    for layout in ({}, {"layout": "W x"}):
        run = trace(inputs=[[1, 0]], load=file(ATTENTION), positions="none", heads=1, **layout)
        assert run["q"].array.tolist() == [[[1, 3]]]  # q = x W_qᵀ, as nn.MultiheadAttention computes it
        assert run.unread == tuple(layout)


def test_a_matrix_given_beside_torchs_follows_layout(file):
    run = trace(inputs=[[1, 0]], load=file(ATTENTION), weights={"attention.W_Q": MATRIX}, layout="W x", positions="none", heads=1)
    assert run["q"].array.tolist() == run["k"].array.tolist() == [[[1, 3]]]
    assert run.unread == ()


def test_the_nonlinearity_of_an_rnn_is_taken_and_what_was_assumed_is_said(file):
    told = {"inputs": [[1, 2]], "h_0": [[0]], "load": file(RNN)}
    relu, assumed = trace(**told, activation="relu"), trace(**told)
    assert relu["recurrent.0.h"].array.tolist() == [[3.25]]
    assert assumed["recurrent.0.h"].array.tolist() == [[pytest.approx(np.tanh(3.25), abs=1e-15)]]
    assert any("activation = tanh" in note for note in assumed.notes)
    assert relu.notes == ()  # and nothing of a bias, which is read and nobody gave


def test_positions_of_the_file_are_added_and_other_tensors_named(file):
    rows = np.arange(20.0).reshape(1, 5, 4)
    run = trace(inputs=[[1, 2, 3, 4], [0, 1, 0, 1]], load=file(layer() | {"pos_embedding": rows, "src_mask": np.ones((2, 2))}))
    assert run["positions"].array.tolist() == rows[0, :2].tolist()
    assert any("src_mask" in note for note in run.notes)


def test_positions_asked_for_otherwise_leave_the_files_unread_and_named(file):
    weights = file(layer() | {"pe": np.zeros((1, 5, 4))})
    run = trace(inputs=[[1, 2, 3, 4], [0, 1, 0, 1]], load=weights, positions="none")
    assert "positions" not in run and any("holds pe," in note for note in run.notes)


def test_the_model_of_a_trace_file_says_how_names_are_read(file, tmp_path):
    (tmp_path / "run.toml").write_text('model = "decoder"\ninputs = [[1, 2, 3, 4], [0, 1, 0, 1]]\n', "utf-8")
    run = trace(from_file=tmp_path / "run.toml", load=file(layer()))
    assert "decoder.0.attention.q" in run.steps


@pytest.mark.parametrize(("mask", "corner"), [("causal", "lower right"), ("causal-upper-left", "")])
def test_a_causal_mask_over_more_keys_than_queries_lies_in_the_corner_that_is_said(mask, corner):
    rows = np.arange(20.0).reshape(5, 4) / 7
    weights = {name: np.eye(4) for name in ("W_Q", "W_K", "W_V")}
    run = trace(inputs=rows[:2], memory_inputs=rows, weights=weights, model="attention", mask=mask, positions="none")
    expected = np.tril(np.ones((2, 5)), 3 if mask == "causal" else 0)
    assert (run["softmax"].array[0] > 0).tolist() == (expected > 0).tolist()
    assert bool(corner) == any("lower right" in note for note in run.notes)


@pytest.mark.parametrize(
    ("options", "unread", "read"),
    [
        ({"final_norm": False}, ["norm.weight"], ["layers.0.norm1.weight"]),
        ({"norm": "none"}, ["layers.0.norm1.weight", "layers.0.norm2.weight"], ["norm.weight"]),
        ({"norm": ("ffn",)}, ["layers.0.norm1.weight"], ["norm.weight", "layers.0.norm2.weight"]),
        ({"norm_kind": "rms"}, ["layers.0.norm1.bias", "norm.bias"], ["norm.weight"]),
    ],
)
def test_what_a_part_left_out_would_have_read_stays_unread_with_a_note(file, options, unread, read):
    norms = {f"{name}.{part}": np.ones(4) for name in ("layers.0.norm1", "layers.0.norm2", "norm") for part in ("weight", "bias")}
    arrays = {f"layers.0.{name}": array for name, array in layer().items()} | norms
    run = trace(inputs=[[1, 2, 3, 4], [0, 1, 0, 1]], positions="none", load=file(arrays), **options)
    note = next(note for note in run.notes if "also holds" in note)
    assert all(f" {name}," in note for name in unread) and not any(f" {name}," in note for name in read)


def test_a_final_norm_left_out_is_the_run_that_ends_before_it(file, tmp_path):
    rows = [[1, 2, 3, 4], [0, 1, 0, 1]]
    arrays = {f"layers.0.{name}": array for name, array in layer().items()} | {
        "norm.weight": np.full(4, 2.0),
        "norm.bias": np.ones(4),
    }
    whole, without = (trace(inputs=rows, positions="none", load=file(arrays), **extra) for extra in ({}, {"final_norm": False}))
    assert without.output.name == "encoder.0.ffn.norm" and whole.output.name == "encoder.norm"
    np.testing.assert_array_equal(without.output.array, whole["encoder.0.ffn.norm"].array)
    whole.save(tmp_path / "ours.npz")  # and so does a file of ours
    np.testing.assert_array_equal(
        trace(inputs=rows, load=tmp_path / "ours.npz", final_norm=False).output.array, without.output.array
    )
