"""Hunyuan (Tencent, 2025), the dense models: Llama whose queries and keys are normed behind the rotary positions."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture, Rope

_IDLE = ("attention_head_dim", "eod_token_id", "im_end_id", "im_newline_id", "im_start_id", "org_vocab_size", "text_end_id",
         "text_start_id")  # fmt: skip


def architecture(c: Config) -> Architecture:
    """The architecture of a Hunyuan checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.ignore(*_IDLE)
    c.only("use_qk_norm", True)
    c.only("use_cla", False)
    return llama.architecture(c, epsilon=1e-5, rotary=_rotary).replace(qk_norm=True, qk_norm_after_rotary=True)


def _rotary(c: Config, d_k: int) -> Rope:
    """What it calls dynamic stretches the base once, by `alpha`, whatever the text's length."""
    stated = c.mapping("rope_scaling") or c.mapping("rope_parameters")
    alpha, kind = stated.get("alpha"), stated.get("rope_type") or stated.get("type")
    if not alpha or kind != "dynamic":
        return rope(c, d_k)
    base = float(stated.get("rope_theta") or c.get("rope_theta", 10000.0))
    return rope(c, d_k, {"rope_type": "default", "rope_theta": base * float(alpha) ** (d_k / (d_k - 2))})


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a Hunyuan checkpoint."""
    n = llama.names(a)
    for i in range(a.layers):
        for letter, name in (("q", "query"), ("k", "key")):
            n.norm(f"decoder.{i}.attention.{letter}_norm", f"layers.{i}.self_attn.{name}_layernorm")
    return n


FAMILIES = {"hunyuan_v1_dense": Family(architecture, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS)}
