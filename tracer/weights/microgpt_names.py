"""The parameters of microgpt (Karpathy, 2026: a GPT in two hundred lines of plain Python) under our names.

Its `state_dict` holds rows of numbers, a row an output: `wte`, `wpe`, `lm_head`, and of each layer `layer0.attn_wq` … `attn_wo`,
`mlp_fc1`, `mlp_fc2`. One line after training writes it:

    json.dump({k: [[p.data for p in row] for row in m] for k, m in state_dict.items()}, open("microgpt.json", "w"))
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping

import numpy as np

from tracer.errors import TracerError
from tracer.settings.presets import PRESETS
from tracer.weights.torch_names import Translated
from tracer.weights.torch_recurrent import with_axes

BOS = "<BOS>"  # its last token, which begins and ends each text
_LETTERS = (*string.ascii_lowercase, BOS)  # of the names it is trained on
_OUTSIDE = {"wte", "wpe", "lm_head"}
_IN_LAYER = re.compile(r"layer(\d{1,4})\.(attn_w[qkvo]|mlp_fc[12])")
_OURS = {f"attn_w{letter}": f"attention.W_{letter.upper()}" for letter in "qkvo"} | {"mlp_fc1": "ffn.W_1", "mlp_fc2": "ffn.W_2"}


def from_microgpt(parameters: Mapping[str, np.ndarray], vocab: list[str] | None = None) -> Translated | None:
    """Such parameters by our names, each matrix turned to y = x W, or None where the names are not these.

    vocab: its tokens, in the order of `wte`'s rows (its sorted characters, then the one that begins a text); the letters a to z
    where there are 27 rows. Raises TracerError for another number of rows, and for a layer that lacks a matrix.
    """
    if not parameters.keys() >= _OUTSIDE or not all(_IN_LAYER.fullmatch(name) for name in parameters.keys() - _OUTSIDE):
        return None
    rows = len(with_axes(parameters["wte"], "wte", 2))
    tokens = [*vocab] if vocab is not None else list(_LETTERS)
    if vocab is not None and len(tokens) == rows - 1:
        tokens.append(BOS)
    if len(tokens) != rows:
        raise TracerError("weights.microgpt_vocab", rows=rows, tokens=len(tokens))
    layers = 1 + max((int(match[1]) for name in parameters if (match := _IN_LAYER.fullmatch(name))), default=-1)
    result = Translated(tokens=tokens, begins=tokens[-1])
    result.put("embedding.W_E", parameters["wte"], "wte")
    result.put("positions.W_P", parameters["wpe"], "wpe")
    result.put("output.W_U", np.transpose(parameters["lm_head"]), "lm_head")
    for layer in range(layers):
        for theirs, ours in _OURS.items():
            name = f"layer{layer}.{theirs}"
            if name not in parameters:
                raise TracerError("weights.microgpt_missing", name=name)
            result.put(f"decoder.{layer}.{ours}", np.transpose(parameters[name]), name)
    known = ("layers", "d_model", "d_ff", "heads")
    result.settings = {key: value for key, value in PRESETS["microgpt"].items() if key not in known}
    result.settings |= {"layers": layers, "heads": PRESETS["microgpt"]["heads"]}
    result.unsaid = ("heads",)
    return result
