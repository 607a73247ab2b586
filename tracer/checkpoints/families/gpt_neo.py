"""GPT-Neo: GPT-2 with unscaled scores, and a window in every other layer."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.errors import TracerError
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of a GPT-Neo checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    layers, window = c.whole("num_layers"), c.whole("window_size", 256)
    kinds = c.get("attention_layers") or [
        kind
        for kinds, times in c.get("attention_types", [])
        for kind in kinds * min(times, layers // max(len(kinds), 1) + 1)  # more than there are layers are refused below
    ]
    c.ignore("attention_types", "attention_layers")
    if len(kinds) != layers or set(kinds) - {"global", "local"}:
        raise TracerError(
            "checkpoints.value", file=c.origin, key="attention_layers", value=str(kinds)[:60], takes="global, local"
        )
    sizes = gpt2.Sizes(layers, c.whole("num_heads"), c.whole("hidden_size"), "intermediate_size", "max_position_embeddings")
    windows = tuple(window if kind == "local" else None for kind in kinds)
    return gpt2.pre_norm_decoder(c, "gpt_neo", sizes, scale=False, windows=windows)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a GPT-Neo checkpoint."""
    n = gpt2.outer_names()
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"h.{i}"
        n.attention(f"{ours}.attention", f"{theirs}.attn.attention", "q_proj", "k_proj", "v_proj", "out_proj")
        gpt2.layer_norms(n, ours, theirs)
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.c_fc")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.c_proj")
    return n


FAMILIES = {"gpt_neo": Family(architecture, names, gpt2.PREFIXES, gpt2.SPECIAL_TOKENS)}
