"""OLMo 2 (arXiv 2501.00656): Llama whose sublayers are normed after they compute, queries and keys over all heads at once."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of an OLMo 2 checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    a = llama.architecture(c, epsilon=1e-5)
    return a.replace(norm="none", output_norm=True, qk_norm=True, qk_norm_over="heads")


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of an OLMo 2 checkpoint."""
    n = llama.names(a)
    for i in range(a.layers):
        for part, theirs in (("attention", "post_attention_layernorm"), ("ffn", "post_feedforward_layernorm")):
            n.norm(f"decoder.{i}.{part}.output_norm", f"layers.{i}.{theirs}")
    return n


FAMILIES = {"olmo2": Family(architecture, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS)}
