"""Parameters of GPTs that people write by hand, under our names: nanoGPT and minGPT, and the GPT of "LLMs from Scratch".

nanoGPT and minGPT (Karpathy) call them as GPT-2's release does, with queries, keys and values in one linear layer; Raschka's book
calls them `trf_blocks.0.att.W_query`. Their layers are `nn.Linear`, out × in, and are turned to y = x W here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from tracer.errors import TracerError
from tracer.language import first_few
from tracer.settings.presets import PRESETS
from tracer.weights.torch_names import Translated
from tracer.weights.torch_recurrent import with_axes
from tracer.weights.wrappers import without_wrappers

_NANO = {
    "wte.weight": "embedding.W_E", "wpe.weight": "positions.W_P", "ln_f.weight": "decoder.norm.gamma",
    "ln_f.bias": "decoder.norm.beta", "lm_head.weight": "output.W_U",
}  # fmt: skip
_NANO_LAYER = {
    "ln_1.weight": "attention.norm.gamma", "ln_1.bias": "attention.norm.beta", "ln_2.weight": "ffn.norm.gamma",
    "ln_2.bias": "ffn.norm.beta", "attn.c_proj.weight": "attention.W_O", "attn.c_proj.bias": "attention.b_O",
    "mlp.c_fc.weight": "ffn.W_1", "mlp.c_fc.bias": "ffn.b_1", "mlp.c_proj.weight": "ffn.W_2", "mlp.c_proj.bias": "ffn.b_2",
}  # fmt: skip
_BOOK = {
    "tok_emb.weight": "embedding.W_E", "pos_emb.weight": "positions.W_P", "final_norm.scale": "decoder.norm.gamma",
    "final_norm.shift": "decoder.norm.beta", "out_head.weight": "output.W_U",
}  # fmt: skip
_BOOK_LAYER = {
    "norm1.scale": "attention.norm.gamma", "norm1.shift": "attention.norm.beta", "norm2.scale": "ffn.norm.gamma",
    "norm2.shift": "ffn.norm.beta", "att.out_proj.weight": "attention.W_O", "att.out_proj.bias": "attention.b_O",
    "ff.layers.0.weight": "ffn.W_1", "ff.layers.0.bias": "ffn.b_1",
    "ff.layers.2.weight": "ffn.W_2", "ff.layers.2.bias": "ffn.b_2",
    **{f"att.W_{word}.{kind}": f"attention.{letter}_{word[0].upper()}"
       for word in ("query", "key", "value") for kind, letter in (("weight", "W"), ("bias", "b"))},
}  # fmt: skip
_IN_LAYER = re.compile(r"(?:h|trf_blocks)\.(\d{1,4})\.(.+)")
_STACKED = re.compile(r"attn\.c_attn\.(weight|bias)")
_BUFFERS = re.compile(r"(?:h|trf_blocks)\.\d+\.(?:attn\.(?:bias|masked_bias)|att\.mask)")


def from_gpt(parameters: Mapping[str, np.ndarray]) -> Translated | None:
    """The parameters of such a GPT by our names, or None where the names are not these.

    What a file cannot tell is unsaid: the number of heads, and which GELU it is. Raises TracerError for parameters beside them.
    """
    own = {without_wrappers(name).removeprefix("model.").removeprefix("transformer."): name for name in parameters}
    outside, inside = (_BOOK, _BOOK_LAYER) if "tok_emb.weight" in own else (_NANO, _NANO_LAYER)
    if not {"wte.weight", "tok_emb.weight"} & own.keys() or not any(map(_IN_LAYER.fullmatch, own)):
        return None
    result, strangers, layers = Translated(), [], set()
    for name, theirs in own.items():
        array, match = parameters[theirs], _IN_LAYER.fullmatch(name)
        if _BUFFERS.fullmatch(name):
            result.unused += (theirs,)
        elif name in outside:
            _put(result, outside[name], array, theirs)
        elif match and (match[2] in inside or _STACKED.fullmatch(match[2])):
            layers.add(int(match[1]))
            _put_layer(result, f"decoder.{match[1]}.", match[2], inside, array, theirs)
        else:
            strangers.append(theirs)
    if strangers:
        raise TracerError("weights.torch_unknown", names=first_few(sorted(strangers), 4))
    settings = {key: value for key, value in PRESETS["gpt2"].items() if key not in ("d_model", "tied", "bias")}
    result.settings = {**settings, "layers": 1 + max(layers, default=0), "tied": "output.W_U" not in result.parameters}
    result.unsaid = ("heads", "activation")
    return result


def _put(result: Translated, ours: str, array: np.ndarray, theirs: str) -> None:
    """Matrices are turned to y = x W; tables of rows, norms and biases are as they are."""
    turned = ours.rpartition(".")[2][:2] == "W_" and ours not in ("embedding.W_E", "positions.W_P")
    result.put(ours, np.transpose(array) if turned else array, theirs)


def _put_layer(result: Translated, at: str, name: str, known: Mapping[str, str], array: np.ndarray, theirs: str) -> None:
    """One parameter of a layer; queries, keys and values that stand below each other are three."""
    stacked = _STACKED.fullmatch(name)
    if stacked is None:
        _put(result, at + known[name], array, theirs)
        return
    kind = "W" if stacked[1] == "weight" else "b"
    with_axes(array, theirs, 2 if kind == "W" else 1)
    if array.shape[0] % 3:
        raise TracerError("weights.stacked", name=theirs, rows=array.shape[0])
    for letter, rows in zip("QKV", np.split(array, 3), strict=True):
        _put(result, f"{at}attention.{kind}_{letter}", rows, theirs)
