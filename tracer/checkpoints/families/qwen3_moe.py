"""Qwen3-MoE (arXiv 2505.09388): Qwen3 with a mixture of experts in every layer."""

from __future__ import annotations

import tracer.checkpoints.families.llama as llama
import tracer.checkpoints.families.mixtral as mixtral
import tracer.checkpoints.families.qwen as qwen
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of a Qwen3-MoE checkpoint. Layers without experts between those with them are refused by name."""
    c.only("decoder_sparse_step", 1)
    c.only("mlp_only_layers", [])
    key = "num_experts" if "num_experts" in c else "num_local_experts"
    a = mixtral.with_experts(c, qwen.architecture(c), key)
    normalised = c.flag("norm_topk_prob", False)
    return a.replace(qk_norm=True, d_ff=c.whole("moe_intermediate_size"), expert_weights_normalised=normalised)


def names(a: Architecture) -> Names:
    """The tensors' names."""
    return mixtral.expert_names(llama.names(a), a, "mlp", ("gate_proj", "up_proj", "down_proj"))


FAMILIES = {"qwen3_moe": Family(architecture, names, llama.PREFIXES, qwen.SPECIAL_TOKENS)}
