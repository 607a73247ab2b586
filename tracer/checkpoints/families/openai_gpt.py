"""The first GPT (Radford et al., 2018): GPT-2 with norms behind the sublayers and none at the end."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.models.architecture import Architecture
from tracer.tokens.special_tokens import SpecialTokens, roles

_ACTIVATIONS = {"gelu": "gelu-tanh", "relu": "relu", "silu": "silu", "swish": "silu"}
SPECIAL_TOKENS = SpecialTokens(roles(unk="<unk>"))


def architecture(c: Config) -> Architecture:
    """The architecture of a GPT checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    sizes = gpt2.Sizes(c.whole("n_layer"), c.whole("n_head"), c.whole("n_embd"), "n_inner", "n_positions")
    a = gpt2.pre_norm_decoder(c, "openai-gpt", sizes, scale=True)
    return a.replace(norm="post", final_norm=False, activation=c.choice("afn", _ACTIVATIONS, "gelu"))


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a GPT checkpoint."""
    n = gpt2.names(a)
    n["embedding.W_E"], n["positions.W_P"] = Place("tokens_embed.weight"), Place("positions_embed.weight")
    return n


FAMILIES = {"openai-gpt": Family(architecture, names, gpt2.PREFIXES, SPECIAL_TOKENS)}
