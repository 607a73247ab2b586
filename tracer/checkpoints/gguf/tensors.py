"""The tensors of a GGUF file under the names the families' maps use, which are those of transformers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from tracer.checkpoints.half_precision import widen
from tracer.checkpoints.names import Place
from tracer.checkpoints.tensors import TensorFile, Tensors
from tracer.files.gguf_file import GgufFile
from tracer.files.packed_rows import PACKED, PackedRows

_WHOLE = {"token_embd": "embed_tokens", "output_norm": "norm", "output": "lm_head"}
_IN_LAYER = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj", "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm",
    "ffn_norm": "post_attention_layernorm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
    "post_attention_norm": "post_attention_layernorm", "post_ffw_norm": "post_feedforward_layernorm",
}  # fmt: skip
_BOTH_SIDES = _IN_LAYER | {"ffn_norm": "pre_feedforward_layernorm"}  # of Gemma 2 and 3, with a norm on both sides of a sublayer
_NAME = re.compile(r"(?:blk\.(?P<layer>\d+)\.)?(?P<part>\w+)\.(?P<end>weight|bias)")
FREQUENCIES = "rope_freqs.weight"  # what each pair's angle is divided by


class GgufTensors(Tensors):
    """The name in transformers → (file, the file's own name); a tensor that has none there stands under its own."""

    def __init__(self, file: GgufFile, source: TensorFile, architecture: str) -> None:
        """source: what the file's tensors are read from, the file itself or a view of it with other rows."""
        in_layer = _BOTH_SIDES if architecture in ("gemma2", "gemma3") else _IN_LAYER
        self.file = file
        super().__init__({_translated(name, in_layer): (source, name) for name in file})
        self._parts = {theirs: ours for ours, theirs in in_layer.items()} | {theirs: ours for ours, theirs in _WHOLE.items()}

    def wanted(self, place: Place) -> str:
        """What the tensor of a place that is missing would be called in the file."""
        name, _, end = place.tensor.rpartition(".")
        layer, part = re.fullmatch(r"(?:layers\.(\d+)\.)?(.*)", name).groups()  # type: ignore[union-attr]
        start = f"blk.{layer}." if layer is not None else ""
        return f"{start}{self._parts.get(part, part)}.{end}"

    def formats(self) -> dict[str, int]:
        """Number format → how many tensors are in it, most first."""
        kinds = [self.file.kind(name) for name in self.file]
        return {kind: kinds.count(kind) for kind in sorted(set(kinds), key=lambda kind: (-kinds.count(kind), kind))}


def _translated(name: str, in_layer: dict[str, str]) -> str:
    match = _NAME.fullmatch(name)
    if match is None:
        return name
    part = (_WHOLE if match["layer"] is None else in_layer).get(match["part"])
    if part is None:
        return name
    return ("" if match["layer"] is None else f"layers.{match['layer']}.") + f"{part}.{match['end']}"


class RotatedRows:
    """A GGUF file of Llama's architecture: the rows of its queries and keys in the order of transformers.

    llama.cpp rotates columns 2i and 2i + 1 of a head as a pair, transformers i and i + d_k/2; so its files hold the rows of W_Q
    and W_K (and of b_Q and b_K) in another order.
    """

    def __init__(self, file: GgufFile, heads: int, kv_heads: int) -> None:
        self.file, self.origin = file, file.origin
        self._heads = {"attn_q": heads, "attn_k": kv_heads}

    def stored(self, name: str) -> tuple[str, Any]:
        """As `GgufFile.stored`; of queries and keys the rows as transformers has them, of a matrix read when asked for."""
        kind, raw = self.file.stored(name)
        heads = self._heads.get(name.split(".")[-2]) if name.startswith("blk.") else None
        rows = raw.shape[0]
        if heads is None or rows % (2 * heads):
            return kind, raw
        order = np.arange(rows).reshape(heads, -1, 2).swapaxes(1, 2).reshape(-1)
        if raw.ndim == 1:
            return kind, raw[order]
        return PACKED, (raw if isinstance(raw, PackedRows) else _rows(kind, raw)).ordered(order)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape the header tells."""
        return self.file.shape(name)

    def kind(self, name: str) -> str:
        """The number format the header tells."""
        return self.file.kind(name)


def _rows(kind: str, raw: np.ndarray) -> PackedRows:
    dtype = "float64" if kind == "F64" else "float32"
    return PackedRows(raw, raw.shape[-1], lambda part: widen(part, kind, dtype))
