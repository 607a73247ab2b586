"""MPT (MosaicML, 2023): GPT-2 with linear biases for distance (ALiBi, arXiv 2108.12409), norms and layers without biases."""

from __future__ import annotations

import math

import tracer.checkpoints.families.gpt2 as gpt2
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.models.architecture import Architecture

_UNREAD = (
    "attn_impl", "attn_pdrop", "attn_type", "attn_uses_sequence_id", "alibi", "alibi_bias_max", "clip_qkv", "prefix_lm", "qk_ln",
    "softmax_scale", "model_type", "dtype", "transformers_version", "_name_or_path",
)  # fmt: skip


def architecture(c: Config) -> Architecture:
    """The architecture of an MPT checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    inner = Config(c.mapping("attn_config"), c.origin)
    inner.only("attn_type", "multihead_attention")
    inner.only("alibi", True)
    for key in ("prefix_lm", "qk_ln", "attn_uses_sequence_id"):
        inner.only(key, False)
    inner.only("clip_qkv")
    inner.ignore(*_UNREAD)
    inner.rest()
    c.only("no_bias", True)
    c.only("expansion_ratio", 4)
    c.only("norm_type", "low_precision_layernorm", "layernorm")
    c.ignore("learned_pos_emb", "emb_pdrop", "init_config", "init_device", "verbose", "embedding_fraction", "tokenizer_name")
    heads, width = c.whole("n_heads"), c.whole("d_model")
    scale = inner.get("softmax_scale")
    return Architecture(
        model="gpt",
        family="mpt",
        stack="decoder",
        layers=c.whole("n_layers"),
        heads=heads,
        d_model=width,
        d_ff=4 * width,
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        norm="pre",
        final_norm=True,
        epsilon=c.number("layer_norm_epsilon", 1e-5),
        activation="gelu",
        scale=True if scale is None else 1.0 / inner.number("softmax_scale"),
        logit_multiplier=_logit_multiplier(c, width),
        positions="alibi",
        alibi_strongest=inner.number("alibi_bias_max", 8.0),
        mask="causal",
        mask_per="stack",
        head=gpt2.head(c),
    )


def _logit_multiplier(c: Config, width: int) -> float:
    """A number, or 1/√d_model where the configuration says `inv_sqrt_d_model`."""
    if c.get("logit_scale") == "inv_sqrt_d_model":
        return 1.0 / math.sqrt(width)
    return c.number("logit_scale", 1.0)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of an MPT checkpoint."""
    n = Names()
    n["embedding.W_E"] = Place("wte.weight")
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"blocks.{i}"
        for at, letter in enumerate("QKV"):
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.attn.Wqkv", cut=(at * a.d_model, (at + 1) * a.d_model))
        n.linear(f"{ours}.attention.?_O", f"{theirs}.attn.out_proj")
        n.norm(f"{ours}.attention.norm", f"{theirs}.norm_1")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.norm_2")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.ffn.up_proj")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.ffn.down_proj")
    n.norm("decoder.norm", "norm_f")
    n["output.W_U"] = Place("lm_head.weight", transposed=True)
    return n


FAMILIES = {"mpt": Family(architecture, names, gpt2.PREFIXES, gpt2.SPECIAL_TOKENS)}
