"""Weights of Keras and of Flax under our names; whole runs are what Keras 3 computed and Flax computed."""

from pathlib import Path

import numpy as np
import pytest

from tracer import trace
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


CASES = Path(__file__).parent.parent / "cases" / "own_code"


def case(library, name, tmp_path):
    """(file of weights under the library's names, input, output)"""
    with np.load(CASES / f"{library}.npz") as stored:
        arrays = {key.removeprefix(f"{name}|"): stored[key] for key in stored if key.startswith(f"{name}|")}
    np.savez(
        tmp_path / "a.npz", **{key.removeprefix("weight|"): array for key, array in arrays.items() if key.startswith("weight|")}
    )
    return tmp_path / "a.npz", arrays


@pytest.mark.parametrize("name", [f"{kind}{how}" for kind in ("rnn", "gru", "lstm") for how in ("", "_stacked", "_both")]
                         + ["gru_before", "lstm_no_bias"])  # fmt: skip
def test_recurrent_layers_of_keras(name, tmp_path):
    path, arrays = case("keras", name, tmp_path)
    run = trace(load=path, inputs=arrays["x"].tolist())
    last = 1 if "stacked" in name else 0
    tolerance = 1e-6 if "rnn" in name or "before" in name else 1e-9  # a tanh of Keras over PyTorch is one of float32
    np.testing.assert_allclose(run[f"recurrent.{last}.h"].values, arrays["out"], atol=tolerance, rtol=tolerance)


@pytest.mark.parametrize("name", ["rnn", "gru", "lstm", "lstm_optimized"])
def test_recurrent_cells_of_flax(name, tmp_path):
    path, arrays = case("flax", name, tmp_path)
    run = trace(load=path, inputs=arrays["x"].tolist())
    np.testing.assert_allclose(run["recurrent.0.h"].values, arrays["out"], atol=1e-9)


@pytest.mark.parametrize(
    ("library", "table"), [("keras", "sequential_11/embedding/embeddings"), ("flax", "params/Embed_0/embedding")]
)
def test_a_table_and_a_dense_layer_around_them(library, table, tmp_path):
    path, arrays = case(library, "words", tmp_path)
    table = arrays[f"weight|{table}"]
    run = trace(load=path, inputs=table[arrays["x"]].tolist())
    np.testing.assert_allclose(run["logits"].values, arrays["out"], atol=1e-9)


@pytest.mark.parametrize("library", ["keras", "flax"])
def test_an_attention(library, tmp_path):
    path, arrays = case(library, "attention", tmp_path)
    run = trace(load=path, model="attention", positions="none", inputs=arrays["x"].tolist())
    np.testing.assert_allclose(run["softmax"].values, arrays.get("a", run["softmax"].values), atol=1e-9)
    np.testing.assert_allclose(run["attention.output"].values, arrays["out"], atol=1e-9)


def test_layers_that_lack_a_tensor_or_have_others_are_refused_by_name():
    random, lstm = np.random.RandomState(1), "lstm/lstm_cell/"
    whole = {
        f"{lstm}kernel": random.normal(size=(4, 12)),
        f"{lstm}recurrent_kernel": random.normal(size=(3, 12)),
        f"{lstm}bias": np.ones(12),
    }
    assert from_keras(whole).settings["model"] == "lstm"
    for change, sentence in (
        ({f"{lstm}kernel": None}, "lstm/lstm_cell/kernel"),
        ({f"{lstm}kernel": np.ones((4, 9))}, "12"),
        ({f"{lstm}bias": np.ones((2, 12))}, "lstm/lstm_cell/bias"),
        ({"a/kernel": np.ones((3, 2)), "b/kernel": np.ones((2, 2))}, "a/kernel"),
        ({"gru/gru_cell/kernel": np.ones((3, 9)), "gru/gru_cell/recurrent_kernel": np.ones((3, 9))}, "."),
    ):
        with pytest.raises(TracerError, match=sentence):
            from_keras({name: array for name, array in {**whole, **change}.items() if array is not None})
    assert from_keras({**whole, "seed_generator/seed_generator_state": np.ones(2)}).unused
    with pytest.raises(TracerError, match="LSTMCell_0"):
        from_keras({"LSTMCell_0/ii/kernel": np.ones((4, 3)), "LSTMCell_0/hi/kernel": np.ones((3, 3))})
