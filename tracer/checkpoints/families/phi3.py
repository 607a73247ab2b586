"""Phi-3 (arXiv 2404.14219): Llama with fused projections, a window, long rotary positions."""

from __future__ import annotations

from functools import partial

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture

_rotary = partial(rope, rotary_pct=1.0, original=4096, aliases={"yarn": "longrope"})  # what early Phi-3 called yarn is LongRoPE


def architecture(c: Config) -> Architecture:
    """The architecture of a Phi-3 checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.only("full_attn_mod", 1)
    c.only("interpolate_factor", 1)
    a = llama.architecture(c, epsilon=1e-5, rotary=_rotary)
    window, kinds = c.get("sliding_window"), c.get("layer_types")
    return a.replace(windows=llama.windows(c, a.layers, window, lambda layer: True, kinds))


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a Phi-3 checkpoint."""
    n = llama.names(a)
    wide, narrow = a.heads * a.d_k, a.kv_heads * a.d_k
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"layers.{i}"
        cuts = {"Q": (0, wide), "K": (wide, wide + narrow), "V": (wide + narrow, wide + 2 * narrow)}
        for letter, cut in cuts.items():
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.self_attn.qkv_proj", cut=cut)
        gate_and_up(n, a, ours, theirs)
    return n


def gate_and_up(n: Names, a: Architecture, ours: str, theirs: str) -> None:
    """Add the feed-forward's first two matrices, which are one tensor."""
    n.linear(f"{ours}.ffn.?_G", f"{theirs}.mlp.gate_up_proj", cut=(0, a.d_ff))
    n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.gate_up_proj", cut=(a.d_ff, 2 * a.d_ff))


FAMILIES = {"phi3": Family(architecture, names, llama.PREFIXES, llama.SPECIAL_TOKENS)}
