"""GPT-Neo: GPT-2 with unscaled scores, and a window in every other layer."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.errors import TracerError
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    heads, width = c.whole("num_heads"), c.whole("hidden_size")
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
    return Architecture(
        model="gpt",
        family="gpt_neo",
        stack="decoder",
        layers=layers,
        heads=heads,
        d_model=width,
        d_ff=c.whole("intermediate_size", 4 * width),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        norm="pre",
        final_norm=True,
        epsilon=c.number("layer_norm_epsilon", 1e-5),
        activation=c.choice("activation_function", ACTIVATIONS, "gelu_new"),
        scale=False,
        positions="learned",
        max_positions=c.whole("max_position_embeddings"),
        mask="causal",
        mask_per="stack",
        windows=tuple(window if kind == "local" else None for kind in kinds),
        head=gpt2.head(c),
    )


def names(a: Architecture) -> Names:
    n = gpt2.outer_names()
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"h.{i}"
        n.attention(f"{ours}.attention", f"{theirs}.attn.attention", "q_proj", "k_proj", "v_proj", "out_proj")
        gpt2.layer_norms(n, ours, theirs)
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.c_fc")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.c_proj")
    return n


FAMILIES = {"gpt_neo": Family(architecture, names, gpt2.PREFIXES, gpt2.SPECIAL_TOKENS)}
