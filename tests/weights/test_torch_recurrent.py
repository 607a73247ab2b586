"""Cells of torch.nn by gate: the whole run is what PyTorch computed (made by tests/cases/own_code/make.py)."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tracer import trace
from tracer.errors import TracerError

CASES = Path(__file__).parent.parent / "cases" / "own_code"


@pytest.mark.parametrize("prefix", ["", "cell."])
@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_a_cell_is_a_net_of_one_layer(kind, prefix, tmp_path):
    tensors, expected = load_file(CASES / f"{kind}_cell.safetensors"), np.load(CASES / f"{kind}_cell.npz")
    save_file({prefix + name: array for name, array in tensors.items()}, tmp_path / "a.safetensors")
    start = {"h_0": [expected["h0"].tolist()]} | ({"c_0": [expected["c0"].tolist()]} if kind == "lstm" else {})
    run = trace(load=tmp_path / "a.safetensors", inputs=expected["x"].tolist(), **start)
    np.testing.assert_allclose(run["recurrent.0.h"].values, expected["out"], atol=1e-9)
    if kind == "lstm":
        np.testing.assert_allclose(run["recurrent.0.c"].values[-1], expected["c"], atol=1e-9)
    save_file({prefix + "weight_ih": tensors["weight_ih"]}, tmp_path / "b.safetensors")
    with pytest.raises(TracerError, match=rf"{prefix}weight_hh\b"):
        trace(load=tmp_path / "b.safetensors", inputs=expected["x"].tolist())
