"""nanochat (Karpathy, 2025): Llama with norms without parameters, a normed embedding, ReLU², and rotation the other way."""

from __future__ import annotations

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture, Rope
from tracer.tokens.special_tokens import SpecialTokens, roles

SPECIAL_TOKENS = SpecialTokens(roles(bos="<|bos|>", eos="<|assistant_end|>"), optional=("bos_token", "eos_token"))


def architecture(c: Config) -> Architecture:
    """The architecture of a nanochat checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    activation = c.choice("hidden_act", ACTIVATIONS, "relu2")
    a = llama.architecture(c, activation=activation, rotary=_rotary)
    return a.replace(
        norm_affine=False,
        embedding_norm=True,
        gated=False,
        qk_norm=True,
        qk_norm_after_rotary=True,
        logit_softcap=c.stated("final_logit_softcapping", 15.0),
    )


def _rotary(c: Config, d_k: int) -> Rope:
    return rope(c, d_k).replace(back=True)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a nanochat checkpoint."""
    n = llama.names(a)
    for i in range(a.layers):
        n.linear(f"decoder.{i}.ffn.?_1", f"layers.{i}.mlp.fc1")
        n.linear(f"decoder.{i}.ffn.?_2", f"layers.{i}.mlp.fc2")
    return n


FAMILIES = {"nanochat": Family(architecture, names, llama.PREFIXES, SPECIAL_TOKENS)}
