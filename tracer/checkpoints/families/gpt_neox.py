"""GPT-NeoX (arXiv 2204.06745): rotary positions on part of each head; attention and feed-forward side by side."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of a GPT-NeoX checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    heads, width = c.whole("num_attention_heads"), c.whole("hidden_size")
    layers, d_k = c.whole("num_hidden_layers"), width // heads
    c.only("attention_bias", True, False)
    return Architecture(
        model="gpt",
        family="gpt_neox",
        stack="decoder",
        layers=layers,
        heads=heads,
        d_model=width,
        d_ff=c.whole("intermediate_size"),
        vocab=c.whole("vocab_size"),
        d_k=d_k,
        norm="pre",
        final_norm=True,
        epsilon=c.number("layer_norm_eps", 1e-5),
        activation=c.choice("hidden_act", ACTIVATIONS, "gelu"),
        parallel=c.flag("use_parallel_residual", True),
        positions="rope",
        max_positions=c.whole("max_position_embeddings"),
        ropes=(rope(c, d_k, base_keys=("rotary_emb_base",), rotary_pct=0.25),) * layers,
        mask="causal",
        mask_per="stack",
        head=gpt2.head(c, tied=False),
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a GPT-NeoX checkpoint."""
    n = Names()
    n["embedding.W_E"] = Place("embed_in.weight")
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"layers.{i}"
        for at, letter in enumerate("QKV"):
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.attention.query_key_value", part=(a.heads, at, 3))
        layer_names(n, ours, theirs, "attention")
    n.norm("decoder.norm", "final_layer_norm")
    n["output.W_U"] = Place("embed_out.weight", transposed=True)
    return n


def layer_names(n: Names, ours: str, theirs: str, attention: str) -> None:
    """Add what follows the fused projection of a layer, and its norms. attention: what the attention's module is called."""
    n.linear(f"{ours}.attention.?_O", f"{theirs}.{attention}.dense")
    n.norm(f"{ours}.attention.norm", f"{theirs}.input_layernorm")
    n.norm(f"{ours}.ffn.norm", f"{theirs}.post_attention_layernorm")
    n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.dense_h_to_4h")
    n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.dense_4h_to_h")


FAMILIES = {"gpt_neox": Family(architecture, names, ("gpt_neox.", ""), gpt2.SPECIAL_TOKENS)}
