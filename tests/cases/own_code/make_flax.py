"""Makes flax.npz, with Flax's linen in float64: `JAX_ENABLE_X64=1 python make_flax.py`. The tests only read it.

Of each case: `CASE|weight|NAME` with the names of nested parameters joined by `/`, `CASE|x`, `CASE|out`.
"""

from pathlib import Path

import flax.linen as nn
import jax
import numpy as np
from flax.traverse_util import flatten_dict, unflatten_dict

DOUBLE = {"dtype": "float64", "param_dtype": "float64"}
RANDOM = np.random.RandomState(0)


class Words(nn.Module):
    @nn.compact
    def __call__(self, ids):
        return nn.Dense(6, **DOUBLE)(nn.RNN(nn.LSTMCell(3, **DOUBLE))(nn.Embed(5, 4, **DOUBLE)(ids)))


def entry(case, module, *given):
    shapes = flatten_dict(module.init(jax.random.key(0), *given)["params"], sep="/")
    weights = {name: RANDOM.uniform(-0.6, 0.6, array.shape) for name, array in shapes.items()}
    out = module.apply({"params": unflatten_dict(weights, sep="/")}, *given)
    return {f"{case}|weight|params/{name}": array for name, array in weights.items()} | {f"{case}|x": given[0], f"{case}|out": np.asarray(out)}


def main():
    x, ids = RANDOM.normal(size=(5, 4)), np.array([3, 0, 2, 4])
    arrays = {}
    for name, cell in (("rnn", nn.SimpleCell), ("gru", nn.GRUCell), ("lstm", nn.LSTMCell), ("lstm_optimized", nn.OptimizedLSTMCell)):
        arrays |= entry(name, nn.RNN(cell(3, **DOUBLE)), x)
    arrays |= entry("words", Words(), ids)
    arrays |= entry("attention", nn.MultiHeadDotProductAttention(num_heads=2, qkv_features=6, out_features=4, **DOUBLE), x, x)
    np.savez(Path(__file__).parent / "flax.npz", **arrays)


main()
