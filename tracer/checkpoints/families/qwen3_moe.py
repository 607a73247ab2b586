"""Qwen2-MoE (arXiv 2407.10671) and Qwen3-MoE (2505.09388): Qwen with a mixture of experts in all layers or in some."""

from __future__ import annotations

import tracer.checkpoints.families.llama as llama
import tracer.checkpoints.families.mixtral as mixtral
import tracer.checkpoints.families.qwen as qwen
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """Qwen3-MoE: each expert is narrower than the feed-forward of layers that have only one."""
    key = "num_experts" if "num_experts" in c else "num_local_experts"
    a = mixtral.with_experts(c, qwen.architecture(c), key)
    every, listed = c.whole("decoder_sparse_step", 1), c.get("mlp_only_layers", [])
    dense = tuple(layer for layer in range(a.layers) if layer in listed or (layer + 1) % every)
    narrow = c.whole("moe_intermediate_size")
    return a.replace(
        qk_norm=True,
        d_ff=max(a.d_ff, narrow) if dense else narrow,
        layer_d_ff=tuple(a.d_ff if layer in dense else narrow for layer in range(a.layers)) if dense else (),
        dense=dense,
        expert_weights_normalised=c.flag("norm_topk_prob", False),
    )


def qwen2(c: Config) -> Architecture:
    """Qwen2-MoE: beside the chosen experts one that every token passes, weighted by a gate of its own."""
    a = architecture(c)
    c.only("qkv_bias", True, False)
    wide = c.whole("shared_expert_intermediate_size")
    return a.replace(qk_norm=False, shared_experts=1, shared_d_ff=wide, shared_gated=True)


def names(a: Architecture) -> Names:
    """The tensors' names."""
    projections = ("gate_proj", "up_proj", "down_proj")
    n = mixtral.expert_names(llama.names(a), a, "mlp", projections)
    for i in range(a.layers):
        n.linear(f"decoder.{i}.ffn.shared.?_S", f"layers.{i}.mlp.shared_expert_gate")
    return mixtral.shared_names(n, a, "shared_expert", projections)


FAMILIES = {
    "qwen2_moe": Family(qwen2, names, llama.PREFIXES, qwen.SPECIAL_TOKENS),
    "qwen3_moe": Family(architecture, names, llama.PREFIXES, qwen.SPECIAL_TOKENS),
}
