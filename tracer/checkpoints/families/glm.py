"""GLM-4 (arXiv 2406.12793) and GLM-4-0414: Llama with rotary positions on half of each head, in neighbouring pairs."""

from __future__ import annotations

from functools import partial

import tracer.checkpoints.families.llama as llama
import tracer.checkpoints.families.phi3 as phi3
import tracer.checkpoints.families.qwen as qwen
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture

_rotary = partial(llama.interleaved, rotary_pct=0.5)


def glm(c: Config) -> Architecture:
    """The architecture of a GLM checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    return llama.architecture(c, epsilon=1.5625e-7, rotary=_rotary)


def glm4(c: Config) -> Architecture:
    """With norms on both sides of each sublayer."""
    return glm(c).replace(output_norm=True)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a GLM checkpoint."""
    n = llama.names(a)
    for i in range(a.layers):
        phi3.gate_and_up(n, a, f"decoder.{i}", f"layers.{i}")
        for part, theirs in (("attention", "post_self_attn_layernorm"), ("ffn", "post_mlp_layernorm")) if a.output_norm else ():
            n.norm(f"decoder.{i}.{part}.output_norm", f"layers.{i}.{theirs}")
    return n


FAMILIES = {
    "glm": Family(glm, names, llama.PREFIXES, qwen.SPECIAL_TOKENS),
    "glm4": Family(glm4, names, llama.PREFIXES, qwen.SPECIAL_TOKENS),
}
