"""Makes keras.npz, with Keras 3 on PyTorch in float64: `KERAS_BACKEND=torch python make_keras.py`. The tests only read it.

Of each case: `CASE|weight|PATH` as Keras calls it, `CASE|x` (rows, or ids), `CASE|out`.
"""

from pathlib import Path

import keras
import numpy as np

keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
keras.utils.set_random_seed(0)
RANDOM = np.random.RandomState(0)


def tensor(x):
    """One sentence; Keras would round an array of NumPy to float32."""
    return keras.ops.convert_to_tensor(x[None], dtype=str(x.dtype))


def drawn(model, x):
    model(tensor(x))
    model.set_weights([RANDOM.uniform(-0.6, 0.6, weight.shape) for weight in model.get_weights()])
    return model


def entry(case, layers, x):
    model = drawn(keras.Sequential(layers), x)
    stored = {f"{case}|weight|{weight.path}": np.asarray(keras.ops.convert_to_numpy(weight.value)) for weight in model.weights}
    return stored | {f"{case}|x": x, f"{case}|out": keras.ops.convert_to_numpy(model(tensor(x)))[0]}


def main():
    layers, x, ids = keras.layers, RANDOM.normal(size=(5, 4)), np.array([3, 0, 2, 4])
    arrays = {}
    for name, layer in (("rnn", layers.SimpleRNN), ("gru", layers.GRU), ("lstm", layers.LSTM)):
        arrays |= entry(name, [layer(3, return_sequences=True)], x)
        arrays |= entry(f"{name}_stacked", [layer(3, return_sequences=True), layer(3, return_sequences=True)], x)
        arrays |= entry(f"{name}_both", [layers.Bidirectional(layer(3, return_sequences=True))], x)
    arrays |= entry("gru_before", [layers.GRU(3, return_sequences=True, reset_after=False)], x)
    arrays |= entry("lstm_no_bias", [layers.LSTM(3, return_sequences=True, use_bias=False)], x)
    arrays |= entry("words", [layers.Embedding(5, 4), layers.LSTM(3, return_sequences=True), layers.Dense(6)], ids)
    attention = layers.MultiHeadAttention(2, 3)
    attention(tensor(x), tensor(x))
    attention.set_weights([RANDOM.uniform(-0.6, 0.6, weight.shape) for weight in attention.get_weights()])
    out, weights = attention(tensor(x), tensor(x), return_attention_scores=True)
    arrays |= {f"attention|weight|{weight.path}": keras.ops.convert_to_numpy(weight.value) for weight in attention.weights}
    arrays |= {"attention|x": x, "attention|out": keras.ops.convert_to_numpy(out)[0], "attention|a": keras.ops.convert_to_numpy(weights)[0]}
    np.savez(Path(__file__).parent / "keras.npz", **arrays)


main()
