"""StableLM 2 (arXiv 2402.17834): Llama with layer norm and rotary positions on a part of each head."""

from __future__ import annotations

from functools import partial

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture

_rotary = partial(rope, rotary_pct=0.25)


def architecture(c: Config) -> Architecture:
    """The architecture of a StableLM checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.only("use_qkv_bias", True, False)
    c.ignore("hidden_dropout")
    a = llama.architecture(c, epsilon=1e-5, epsilon_key="layer_norm_eps", rotary=_rotary)
    normed = c.flag("qk_layernorm", False)
    parallel = c.flag("use_parallel_residual", False)
    return a.replace(norm_kind="layer", parallel=parallel, qk_norm=normed, qk_norm_each=normed)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a StableLM checkpoint: each head has a norm of its own."""
    return llama.with_head_norms(
        llama.names(a), a, lambda layer, letter, head: Place(f"layers.{layer}.self_attn.{letter}_layernorm.norms.{head}.weight")
    )


FAMILIES = {"stablelm": Family(architecture, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS)}
