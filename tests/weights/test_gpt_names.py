"""GPTs written by hand: a tiny GPT-2 that transformers has computed, stored as nanoGPT and as the book stores its own."""

import numpy as np
import pytest
from safetensors.numpy import load_file

import tracer
from tests.models.checkpoints import FAMILIES
from tracer.errors import TracerError
from tracer.weights.gpt_names import from_gpt

STORED = load_file(FAMILIES / "gpt2" / "model.safetensors")
EXPECTED = np.load(FAMILIES / "gpt2" / "expected.npz")
RUN = {"heads": 4, "activation": "gelu-tanh", "target_ids": EXPECTED["input_ids"].tolist()}


def plain():
    return {name.removeprefix("transformer."): array for name, array in STORED.items()}


def nano(prefix="transformer."):
    """Linear layers in place of GPT-2's Conv1D: out × in."""
    own = {
        name: array.T if name.endswith((("c_attn.weight"), "c_proj.weight", "c_fc.weight")) else array
        for name, array in plain().items()
    }
    return {
        **{prefix + name: np.ascontiguousarray(array) for name, array in own.items()},
        f"{prefix}h.0.attn.bias": np.tril(np.ones((1, 1, 32, 32))),
        "lm_head.weight": own["wte.weight"],
    }


def book():
    """trf_blocks with three projections and norms that have a scale and a shift."""
    own = plain()
    result = {"tok_emb.weight": own["wte.weight"], "pos_emb.weight": own["wpe.weight"], "out_head.weight": own["wte.weight"]}
    result |= {"final_norm.scale": own["ln_f.weight"], "final_norm.shift": own["ln_f.bias"]}
    for layer in range(2):
        at, to = f"h.{layer}.", f"trf_blocks.{layer}."
        for number in "12":
            result[f"{to}norm{number}.scale"] = own[f"{at}ln_{number}.weight"]
            result[f"{to}norm{number}.shift"] = own[f"{at}ln_{number}.bias"]
        for place, word in enumerate(("query", "key", "value")):
            result[f"{to}att.W_{word}.weight"] = np.split(own[f"{at}attn.c_attn.weight"], 3, axis=1)[place].T
            result[f"{to}att.W_{word}.bias"] = np.split(own[f"{at}attn.c_attn.bias"], 3)[place]
        for ours, theirs in (("att.out_proj", "attn.c_proj"), ("ff.layers.0", "mlp.c_fc"), ("ff.layers.2", "mlp.c_proj")):
            result[f"{to}{ours}.weight"], result[f"{to}{ours}.bias"] = own[f"{at}{theirs}.weight"].T, own[f"{at}{theirs}.bias"]
        result[f"{to}att.mask"] = np.triu(np.ones((32, 32)), 1)
    return {name: np.ascontiguousarray(array) for name, array in result.items()}


@pytest.mark.parametrize(
    "parameters", [nano(), nano("_orig_mod.transformer."), nano("model.transformer."), nano(""), book()],
    ids=["nanoGPT", "compiled", "Lightning", "bare", "book"],
)  # fmt: skip
def test_the_numbers_are_those_of_the_reference(parameters, tmp_path):
    np.savez(tmp_path / "gpt.npz", **parameters)
    run = tracer.trace(load=tmp_path / "gpt.npz", **RUN)
    np.testing.assert_allclose(run["logits"].values, EXPECTED["logits"], atol=3e-6)
    for layer in range(2):
        np.testing.assert_allclose(run[f"decoder.{layer}.attention.softmax"].values, EXPECTED[f"attn.{layer}"], atol=3e-6)
    assert any("attn.bias" in note or "att.mask" in note for note in run.notes)


def test_what_the_file_cannot_tell_is_said(tmp_path):
    np.savez(tmp_path / "gpt.npz", **nano())
    run = tracer.trace(load=tmp_path / "gpt.npz", target_ids=[5, 6])
    assert any("heads = 2" in note and "activation = gelu-tanh" in note for note in run.notes)


def test_a_parameter_nobody_knows_and_one_that_cannot_be_three_are_named():
    with pytest.raises(TracerError, match=r"h\.0\.attn\.rotary"):
        from_gpt({**nano(), "transformer.h.0.attn.rotary": np.ones(3)})
    with pytest.raises(TracerError, match="c_attn.bias has 4 rows"):
        from_gpt({**nano(), "transformer.h.0.attn.c_attn.bias": np.ones(4)})
    assert from_gpt({"wte.weight": np.ones((2, 2))}) is None and from_gpt({"W_Q": np.ones((2, 2))}) is None
