"""Weights of Keras' MultiHeadAttention, whose kernels have an axis of heads, under our names."""

import numpy as np
import pytest

from tracer.errors import TracerError
from tracer.weights.keras_names import from_keras

RANDOM = np.random.RandomState(0)


def weights(heads=2, d_model=4, d_k=3):
    kernels = {f"{part}/kernel": RANDOM.normal(size=(d_model, heads, d_k)) for part in ("query", "key", "value")}
    biases = {f"{part}/bias": RANDOM.normal(size=(heads, d_k)) for part in ("query", "key", "value")}
    out = {
        "attention_output/kernel": RANDOM.normal(size=(heads, d_k, d_model)),
        "attention_output/bias": RANDOM.normal(size=d_model),
    }
    return {**kernels, **biases, **out}


@pytest.mark.parametrize("prefix", ["", "multi_head_attention/", "params.encoder."])
def test_heads_stand_side_by_side(prefix):
    stored = weights()
    found = from_keras({prefix + name: array for name, array in stored.items()})
    assert found.settings == {"heads": 2} and set(found.parameters) == {f"{kind}_{part}" for kind in "Wb" for part in "QKVO"}
    x = RANDOM.normal(size=(5, 4))
    for part, letter in (("query", "Q"), ("key", "K"), ("value", "V")):
        theirs = np.einsum("td,dhk->thk", x, stored[f"{part}/kernel"]) + stored[f"{part}/bias"]
        ours = x @ found.parameters[f"W_{letter}"] + found.parameters[f"b_{letter}"]
        np.testing.assert_allclose(ours, theirs.reshape(5, 6))
    z = RANDOM.normal(size=(5, 2, 3))
    np.testing.assert_allclose(
        z.reshape(5, 6) @ found.parameters["W_O"], np.einsum("thk,hkd->td", z, stored["attention_output/kernel"])
    )


def test_other_names_are_not_taken_for_keras_and_other_shapes_are_named():
    assert from_keras({"W_Q": np.ones((2, 2))}) is None and from_keras({"query/bias": np.ones(2)}) is None
    with pytest.raises(TracerError, match="query/kernel is 4 × 6"):
        from_keras({"query/kernel": np.ones((4, 6))})
    with pytest.raises(TracerError, match="dense/kernel"):
        from_keras({**weights(), "dense/kernel": np.ones((2, 2))})
