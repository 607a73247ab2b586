"""Parameters of Keras' MultiHeadAttention, and of Flax's, under our names.

Both keep a kernel for each head: query, key and value d_model × heads × d_k, the output heads × d_v × d_model; their biases are
heads × d_k, and d_model. Keras 3 (`keras.layers.MultiHeadAttention`), Flax (`linen.MultiHeadDotProductAttention`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from tracer.errors import TracerError
from tracer.weights.torch_names import Translated

_NAME = re.compile(r"(?:.*[/.])?(?P<part>query|key|value|attention_output|out)[/.](?P<kind>kernel|bias)(?::0)?")
_LETTERS = {"query": "Q", "key": "K", "value": "V", "attention_output": "O", "out": "O"}


def from_keras(parameters: Mapping[str, np.ndarray]) -> Translated | None:
    """The parameters of one such layer as the matrices of a bare attention, or None where the names are not such.

    Raises TracerError for parameters beside them, and for an array whose axes are not those of such a layer.
    """
    found = {name: _NAME.fullmatch(name) for name in parameters}
    if not any(match and match["kind"] == "kernel" for match in found.values()):
        return None
    if strangers := [name for name, match in found.items() if match is None]:
        raise TracerError("weights.torch_unknown", names=[*strangers[:4], *(["…"] if len(strangers) > 4 else [])])
    result = Translated()
    for name, match in found.items():
        assert match is not None
        letter, is_matrix = _LETTERS[match["part"]], match["kind"] == "kernel"
        ours = f"{'W' if is_matrix else 'b'}_{letter}"
        array = parameters[name]
        wanted = 3 if is_matrix else 1 if letter == "O" else 2
        if array.ndim != wanted or ours in result.parameters:
            raise TracerError("weights.keras_shape", name=name, shape=" × ".join(map(str, array.shape)))
        result.put(ours, _two_axes(array, letter) if is_matrix else array.reshape(-1), name)
        if letter == "Q" and is_matrix:
            result.settings["heads"] = array.shape[1]
    return result


def _two_axes(kernel: np.ndarray, letter: str) -> np.ndarray:
    """The heads side by side: in the columns of W_Q, W_K and W_V, in the rows of W_O."""
    return kernel.reshape(-1, kernel.shape[-1]) if letter == "O" else kernel.reshape(kernel.shape[0], -1)
