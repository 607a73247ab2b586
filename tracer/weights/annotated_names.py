"""The parameters of "The Annotated Transformer" (Rush, Harvard NLP, 2018) under our names.

Its norm stands before each sublayer, is called `a_2` and `b_2`, and divides by the deviation of the sample plus ε; its attention
has four `linears` (queries, keys, values, output); embeddings are scaled by √d_model, and a buffer `pe` holds the positions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from tracer.errors import TracerError
from tracer.language import first_few
from tracer.weights.torch_names import Translated
from tracer.weights.wrappers import without_wrappers

_IN_LAYER = re.compile(
    r"(?P<stack>encoder|decoder)\.layers\.(?P<layer>\d{1,4})\."
    r"(?:(?P<block>self_attn|src_attn)\.linears\.(?P<which>[0-3])\.(?P<side>weight|bias)"
    r"|feed_forward\.w_(?P<linear>[12])\.(?P<kind>weight|bias)"
    r"|sublayer\.(?P<norm>[012])\.norm\.(?P<part>[ab])_2)"
)
_OUTSIDE = {
    "encoder.norm.a_2": "encoder.norm.gamma", "encoder.norm.b_2": "encoder.norm.beta",
    "decoder.norm.a_2": "decoder.norm.gamma", "decoder.norm.b_2": "decoder.norm.beta",
    "src_embed.0.lut.weight": "embedding.W_E", "tgt_embed.0.lut.weight": "decoder.embedding.W_E",
    "src_embed.1.pe": "positions.W_P", "tgt_embed.1.pe": "decoder.positions.W_P",
    "generator.proj.weight": "output.W_U", "generator.proj.bias": "output.b_U",
}  # fmt: skip
_TURNED = re.compile(r".*\.W_[QKVOU12]")
_NORMED = {"encoder": ("attention", "ffn"), "decoder": ("attention", "cross", "ffn")}
_SETTINGS: dict[str, Any] = {
    "norm": "pre", "final_norm": True, "norm_kind": "layer", "variance": "sample", "epsilon": 1e-6, "epsilon_at": "deviation",
    "activation": "relu", "embedding_scale": True,
}  # fmt: skip


def from_annotated(parameters: Mapping[str, np.ndarray]) -> Translated | None:
    """Such parameters by our names, matrices turned to y = x W, or None where the names are not these.

    What a file cannot tell is unsaid: the number of heads. Raises TracerError for parameters beside them, and for stacks of
    different depth.
    """
    own = {without_wrappers(name).removeprefix("module.").removeprefix("model."): name for name in parameters}
    if not any((match := _IN_LAYER.fullmatch(name)) and match["part"] for name in own):
        return None
    result, layers = Translated(), dict[str, set[int]]()
    strangers = []
    for name, theirs in own.items():
        match, array = _IN_LAYER.fullmatch(name), parameters[theirs]
        if match:
            layers.setdefault(match["stack"], set()).add(int(match["layer"]))
        ours = _ours(match) if match else _OUTSIDE.get(name, "")
        if not ours:
            strangers.append(theirs)
            continue
        if ours.endswith("W_P"):
            array = array.reshape(-1, array.shape[-1])
        result.put(ours, np.transpose(array) if _TURNED.fullmatch(ours) else array, theirs)
    if strangers:
        raise TracerError("weights.torch_unknown", names=first_few(sorted(strangers), 4))
    counts = {stack: len(numbers) for stack, numbers in layers.items()}
    if len(set(counts.values())) > 1:
        raise TracerError("weights.torch_layers", **counts)
    kind = "encoder-decoder" if len(counts) == 2 else next(iter(counts))
    result.settings = {"model": kind, "layers": next(iter(counts.values())), **_SETTINGS}
    if "positions.W_P" in result.parameters:
        result.settings["positions"] = "learned"
    result.unsaid = ("heads",)
    return result


def _ours(match: re.Match[str]) -> str:
    """Our name of a layer's parameter; nothing for a third norm in an encoder's layer."""
    at = f"{match['stack']}.{match['layer']}."
    if match["block"]:
        block = "attention" if match["block"] == "self_attn" else "cross"
        return f"{at}{block}.{'W' if match['side'] == 'weight' else 'b'}_{'QKVO'[int(match['which'])]}"
    if match["linear"]:
        return f"{at}ffn.{'W' if match['kind'] == 'weight' else 'b'}_{match['linear']}"
    blocks, which = _NORMED[match["stack"]], int(match["norm"])
    return f"{at}{blocks[which]}.norm.{'gamma' if match['part'] == 'a' else 'beta'}" if which < len(blocks) else ""
