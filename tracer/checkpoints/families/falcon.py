"""Falcon (arXiv 2311.16867): one head of keys and values for all queries, or for groups; sublayers side by side."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.gpt_neox as gpt_neox
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Cut, Names, Place
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of a Falcon checkpoint. Raises TracerError for a value of `c` that this family does not handle.

    With ALiBi (Falcon-RW) as the model's own code has it, and transformers by default: its eager attention adds the bias twice.
    """
    alibi = c.flag("alibi", False)
    c.ignore("bias", "num_ln_in_parallel_attn", "n_embed", *(("rope_parameters", "rope_scaling", "rope_theta") if alibi else ()))
    layers = c.whole("num_hidden_layers", c.get("n_layer"))
    heads, width = c.whole("num_attention_heads", c.get("n_head")), c.whole("hidden_size")
    grouped, shared = c.flag("new_decoder_architecture", False), c.flag("multi_query", True)
    stated = c.whole("num_kv_heads", c.get("n_head_kv") or heads)
    return Architecture(
        model="gpt",
        family="falcon",
        stack="decoder",
        layers=layers,
        heads=heads,
        kv_heads=stated if grouped else 1 if shared else heads,
        d_model=width,
        d_ff=c.whole("ffn_hidden_size", 4 * width),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        norm="pre",
        final_norm=True,
        epsilon=c.number("layer_norm_epsilon", 1e-5),
        activation=c.choice("activation", ACTIVATIONS, "gelu"),
        parallel=c.flag("parallel_attn", True) or grouped,
        norms_in_parallel=(c.get("num_ln_in_parallel_attn") or 2) if grouped else 1,
        positions="alibi" if alibi else "rope",
        alibi_before_scale=alibi,
        max_positions=c.whole("max_position_embeddings", 2048),
        ropes=() if alibi else (rope(c, width // heads),) * layers,
        mask="causal",
        mask_per="stack",
        head=gpt2.head(c),
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a Falcon checkpoint.

    Queries, keys and values are one matrix: each group's queries, then its key and value. Models with two norms side by side
    call them otherwise; those with one read it in both sublayers.
    """
    n = Names()
    n["embedding.W_E"] = Place("word_embeddings.weight")
    per_group = a.heads // (a.kv_heads or a.heads)
    slots: dict[str, int | Cut] = {"Q": (0, per_group), "K": per_group, "V": per_group + 1}
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"h.{i}"
        for letter, which in slots.items():
            part = (a.kv_heads, which, per_group + 2)
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.self_attention.query_key_value", part=part)
        gpt_neox.layer_names(n, ours, theirs, "self_attention")
        if a.norms_in_parallel == 2:
            n.norm(f"{ours}.attention.norm", f"{theirs}.ln_attn")
            n.norm(f"{ours}.ffn.norm", f"{theirs}.ln_mlp")
        elif a.parallel:
            n.norm(f"{ours}.ffn.norm", f"{theirs}.input_layernorm")
    n.norm("decoder.norm", "ln_f")
    n["output.W_U"] = Place("lm_head.weight", transposed=True)
    return n


FAMILIES = {"falcon": Family(architecture, names, gpt2.PREFIXES, gpt2.SPECIAL_TOKENS)}
