"""BLOOM (arXiv 2211.05100): GPT-2 with linear biases for distance (ALiBi) and normed embeddings."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.gpt_neox as gpt_neox
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.models.architecture import Architecture
from tracer.tokens.special_tokens import SpecialTokens, roles

_IDLE = ("bias_dropout_fusion", "offset_alibi", "skip_bias_add", "skip_bias_add_qkv")
SPECIAL_TOKENS = SpecialTokens(roles(bos="<s>", eos="</s>", unk="<unk>", pad="<pad>"), optional=("bos_token", "eos_token"))


def architecture(c: Config) -> Architecture:
    """The architecture of a BLOOM checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.only("apply_residual_connection_post_layernorm", False)
    c.ignore("slow_but_exact", "seq_length", "masked_softmax_fusion", "attention_softmax_in_fp32", *_IDLE)
    layers = c.whole("n_layer", c.get("num_hidden_layers"))
    heads = c.whole("n_head", c.get("num_attention_heads"))
    width = c.whole("hidden_size", c.get("n_embed"))
    return Architecture(
        model="gpt",
        family="bloom",
        stack="decoder",
        layers=layers,
        heads=heads,
        d_model=width,
        d_ff=4 * width,
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        embedding_norm=True,
        norm="pre",
        final_norm=True,
        epsilon=c.number("layer_norm_epsilon", 1e-5),
        activation="gelu-tanh",
        positions="alibi",
        mask="causal",
        mask_per="stack",
        head=gpt2.head(c),
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a BLOOM checkpoint."""
    n = Names()
    n["embedding.W_E"] = Place("word_embeddings.weight")
    n.norm("input.norm", "word_embeddings_layernorm")
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"h.{i}"
        for at, letter in enumerate("QKV"):
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.self_attention.query_key_value", part=(a.heads, at, 3))
        gpt_neox.layer_names(n, ours, theirs, "self_attention")
    n.norm("decoder.norm", "ln_f")
    n["output.W_U"] = Place("lm_head.weight", transposed=True)
    return n


FAMILIES = {"bloom": Family(architecture, names, gpt2.PREFIXES, SPECIAL_TOKENS)}
