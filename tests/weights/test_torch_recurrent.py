"""Cells of torch.nn by gate, as PyTorch computed them (tests/cases/own_code/make.py).

A parameter with as many axes as no such parameter has, or with none of its numbers, is refused in a sentence by its name.
"""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.weights.test_keras_names import weights as keras
from tracer import trace
from tracer.errors import TracerError

CASES = Path(__file__).parents[1] / "cases"
D = 8


def nano():
    layer = {"ln_1.weight": (D,), "attn.c_attn.weight": (3 * D, D), "attn.c_attn.bias": (3 * D,), "attn.c_proj.weight": (D, D)}
    layer |= {"ln_2.weight": (D,), "mlp.c_fc.weight": (4 * D, D), "mlp.c_proj.weight": (D, 4 * D), "attn.bias": (1, 1, 4, 4)}
    outside = {"wte.weight": (27, D), "wpe.weight": (4, D), "ln_f.weight": (D,)}
    return {**outside, **{f"h.0.{name}": shape for name, shape in layer.items()}, "lm_head.weight": (27, D)}


def micro():
    layer = {f"layer0.attn_w{letter}": (D, D) for letter in "qkvo"} | {"layer0.mlp_fc1": (4 * D, D), "layer0.mlp_fc2": (D, 4 * D)}
    return {"wte": (27, D), "wpe": (4, D), "lm_head": (27, D), **layer}


def torch(name):
    return {key: array.shape for key, array in load_file(CASES / f"torch_more/{name}.safetensors").items()}


FILES = {
    "nano": nano(),
    "micro": micro(),
    "gru": torch("gru_2layers"),
    "attention": torch("mha_no_bias"),
    "keras": {name: array.shape for name, array in keras().items()},
}


@pytest.mark.parametrize("name", FILES)
def test_a_parameter_of_another_rank_is_refused_in_a_sentence(name, tmp_path):
    file, random = tmp_path / "m.npz", np.random.RandomState(0)
    whole = {key: random.normal(size=shape) for key, shape in FILES[name].items()}
    for key in whole:
        for shape in ((), (0,), (2, 0, 0), (2, 2, 2)):
            np.savez(file, **{**whole, key: np.ones(shape)})
            try:
                trace("ab" if name in ("nano", "micro") else "a b", load=file)
            except TracerError as refused:
                assert str(refused), (key, shape)


@pytest.mark.parametrize("prefix", ["", "cell."])
@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_a_cell_is_a_net_of_one_layer(kind, prefix, tmp_path):
    tensors, expected = (
        load_file(CASES / "own_code" / f"{kind}_cell.safetensors"),
        np.load(CASES / "own_code" / f"{kind}_cell.npz"),
    )
    save_file({prefix + name: array for name, array in tensors.items()}, tmp_path / "a.safetensors")
    start = {"h_0": [expected["h0"].tolist()]} | ({"c_0": [expected["c0"].tolist()]} if kind == "lstm" else {})
    run = trace(load=tmp_path / "a.safetensors", inputs=expected["x"].tolist(), **start)
    np.testing.assert_allclose(run["recurrent.0.h"].values, expected["out"], atol=1e-9)
    if kind == "lstm":
        np.testing.assert_allclose(run["recurrent.0.c"].values[-1], expected["c"], atol=1e-9)
    save_file({prefix + "weight_ih": tensors["weight_ih"]}, tmp_path / "b.safetensors")
    with pytest.raises(TracerError, match=rf"{prefix}weight_hh\b"):
        trace(load=tmp_path / "b.safetensors", inputs=expected["x"].tolist())
