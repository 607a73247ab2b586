"""OLMo (arXiv 2402.00838), OLMo 2 (2501.00656), OLMo 3 (2512.13961), OLMoE (2409.02060): Llama, normed in other places."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.llama as llama
import tracer.checkpoints.families.mixtral as mixtral
import tracer.checkpoints.families.qwen3_moe as qwen3_moe
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture, Rope


def olmo(c: Config) -> Architecture:
    """OLMo: layer norms without parameters; queries, keys and values may be clipped."""
    return _clipped(c, llama.architecture(c)).replace(norm_kind="layer", norm_affine=False, epsilon=1e-5)


def olmo2(c: Config) -> Architecture:
    """OLMo 2: sublayers are normed after they compute, queries and keys over all heads at once."""
    return _normed_behind(llama.architecture(c, epsilon=1e-5))


def olmo3(c: Config) -> Architecture:
    """OLMo 3: three layers with a window, then one without, which alone has scaled rotary positions."""
    a = _normed_behind(llama.architecture(c, epsilon=1e-5, rotary=None))
    windows = llama.windows(c, a.layers, c.get("sliding_window", 4096), lambda layer: (layer + 1) % 4 != 0, c.get("layer_types"))
    return a.replace(windows=windows, ropes=_ropes(c, a.d_k, windows))


def olmoe(c: Config) -> Architecture:
    """OLMoE: norms before the sublayers, queries and keys normed over all heads at once, a mixture of experts."""
    a = mixtral.with_experts(c, _clipped(c, llama.architecture(c, epsilon=1e-5)), "num_experts")
    return a.replace(qk_norm=True, qk_norm_over="heads", expert_weights_normalised=c.flag("norm_topk_prob", False))


def _clipped(c: Config, a: Architecture) -> Architecture:
    return a.replace(clip_qkv=c.number("clip_qkv") if "clip_qkv" in c else None)


def _normed_behind(a: Architecture) -> Architecture:
    return a.replace(norm="none", output_norm=True, qk_norm=True, qk_norm_over="heads")


def _ropes(c: Config, d_k: int, windows: tuple[int | None, ...]) -> tuple[Rope, ...]:
    by_kind, base = c.mapping("rope_parameters"), c.get("rope_theta", 500000.0)
    stated = by_kind if not {"full_attention", "sliding_attention"} & set(by_kind) else {}
    whole = rope(c, d_k, by_kind.get("full_attention") or c.mapping("rope_scaling") or stated, base=base)
    local = rope(c, d_k, by_kind.get("sliding_attention") or {}, base=stated.get("rope_theta") or base)
    return tuple(whole if window is None else local for window in windows)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of an OLMo checkpoint."""
    n = qwen3_moe.names(a) if a.experts else llama.names(a)
    for i in range(a.layers if a.output_norm else 0):
        for part, theirs in (("attention", "post_attention_layernorm"), ("ffn", "post_feedforward_layernorm")):
            n.norm(f"decoder.{i}.{part}.output_norm", f"layers.{i}.{theirs}")
    return n


FAMILIES = {
    "olmo": Family(olmo, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS),
    "olmo2": Family(olmo2, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS),
    "olmo3": Family(olmo3, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS),
    "olmoe": Family(olmoe, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS),
}
