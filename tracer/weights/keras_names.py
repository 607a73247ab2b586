"""Parameters of Keras' and Flax's layers under our names: an attention, or recurrent layers, with a table and a read-out around.

An attention keeps a kernel for each head: query, key and value d_model × heads × d_k, the output heads × d_v × d_model; their
biases are heads × d_k, and d_model. A Dense layer's kernel is in × out, an Embedding's table `embeddings` (Keras) or `embedding`
(Flax). Keras 3 (`keras.layers`), Flax (`linen`); names nested with `/` or `.`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from tracer.errors import TracerError
from tracer.language import first_few
from tracer.weights.keras_recurrent import take_units
from tracer.weights.torch_names import Translated

_NAME = re.compile(r"(?:.*[/.])?(?P<part>query|key|value|attention_output|out)[/.](?P<kind>kernel|bias)(?::0)?")
_LETTERS = {"query": "Q", "key": "K", "value": "V", "attention_output": "O", "out": "O"}
_DENSE = re.compile(r"(?P<at>(?:.*[/.])?)(?P<kind>kernel|bias)(?::0)?")
_TABLE = re.compile(r"(?:.*[/.])?embeddings?(?::0)?")
_COUNTERS = re.compile(r"(?:.*[/.])?(?:seed_generator_state|seed_generator[/.].*|iteration|learning_rate)(?::0)?")


def from_keras(parameters: Mapping[str, np.ndarray]) -> Translated | None:
    """The parameters of one attention as the matrices of a bare one, or those of recurrent layers; None for other names.

    Raises TracerError for parameters beside them, and for an array whose axes are not those of such a layer.
    """
    if not any(name.removesuffix(":0").endswith("kernel") for name in parameters):
        return None
    result = Translated()
    taken = take_units(parameters, result) or _attention(parameters, result)
    if not taken:
        return None
    result.unused = tuple(sorted(name for name in parameters.keys() - taken if _COUNTERS.fullmatch(name)))
    rest = [name for name in parameters if name not in taken and name not in result.unused]
    around = _around(parameters, rest, result)
    if strangers := [name for name in rest if name not in around]:
        raise TracerError("weights.torch_unknown", names=first_few(strangers, 4))
    return result


def _attention(given: Mapping[str, np.ndarray], result: Translated) -> set[str]:
    taken = set()
    for name, array in given.items():
        if (match := _NAME.fullmatch(name)) is None:
            continue
        letter, is_matrix = _LETTERS[match["part"]], match["kind"] == "kernel"
        ours = f"{'W' if is_matrix else 'b'}_{letter}"
        wanted = 3 if is_matrix else 1 if letter == "O" else 2
        if array.ndim != wanted or not array.size or ours in result.parameters:
            raise TracerError("weights.keras_shape", name=name, shape=" × ".join(map(str, array.shape)))
        result.put(ours, _two_axes(array, letter) if is_matrix else array.reshape(-1), name)
        taken.add(name)
        if letter == "Q" and is_matrix:
            result.settings["heads"] = array.shape[1]
    return taken


def _two_axes(kernel: np.ndarray, letter: str) -> np.ndarray:
    """The heads side by side: in the columns of W_Q, W_K and W_V, in the rows of W_O."""
    return kernel.reshape(-1, kernel.shape[-1]) if letter == "O" else kernel.reshape(kernel.shape[0], -1)


def _around(given: Mapping[str, np.ndarray], rest: list[str], result: Translated) -> set[str]:
    """The table of embeddings before recurrent layers, and one dense layer behind them."""
    if "model" not in result.settings:
        return set()
    taken, tables = set(), [name for name in rest if _TABLE.fullmatch(name)]
    if len(tables) == 1:
        result.put("embedding.W_E", given[tables[0]], tables[0])
        taken.add(tables[0])
    dense = {match["at"] for name in rest if (match := _DENSE.fullmatch(name))}
    for name in rest if len(dense) == 1 else ():
        if match := _DENSE.fullmatch(name):
            result.put("output.W_U" if match["kind"] == "kernel" else "output.b_U", given[name], name)
            taken.add(name)
    return taken
