"""BART (arXiv 1910.13461): the 2017 Transformer with learned positions (from row 2) and normed embeddings."""

from __future__ import annotations

import tracer.checkpoints.families.roberta as roberta
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.models.architecture import Architecture, Head

PREFIXES = ("model.", "")
_WRITES = ("ForConditionalGeneration", "WithLMHeadModel", "MTModel")


def head(c: Config) -> Head:
    """`tied` where the architecture writes words; other heads (classes, answers) are left out."""
    return "tied" if not c.architecture() or c.architecture().endswith(_WRITES) else "none"


def architecture(c: Config) -> Architecture:
    """The architecture of a BART checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.only("normalize_embedding", True)
    a = encoder_decoder(c)
    return a.replace(positions="learned", position_offset=2, embedding_norm=True)


def mvp(c: Config) -> Architecture:
    """MVP (arXiv 2206.12131), without the prompts that may stand before its keys and values."""
    c.only("use_prompt", False)
    c.ignore("prompt_length", "prompt_mid_dim")
    return architecture(c)


def plbart(c: Config) -> Architecture:
    """PLBART (arXiv 2103.06333): its embeddings are scaled."""
    return architecture(c).replace(embedding_scale=c.flag("scale_embedding", True))


def encoder_decoder(c: Config) -> Architecture:
    """What BART and Marian share."""
    heads, width = c.whole("encoder_attention_heads"), c.whole("d_model")
    c.only("num_hidden_layers", c.whole("encoder_layers"))
    c.only("normalize_before", False)
    c.only("add_final_layer_norm", False)
    vocab = c.whole("vocab_size")
    layers, decoder_layers = c.whole("encoder_layers"), c.whole("decoder_layers")
    widths = (c.whole("encoder_ffn_dim"),) * layers + (c.whole("decoder_ffn_dim"),) * decoder_layers
    return Architecture(
        model="bart",
        family=str(c.raw["model_type"]),
        stack="encoder-decoder",
        layers=layers,
        decoder_layers=decoder_layers,
        heads=heads,
        decoder_heads=c.whole("decoder_attention_heads"),
        d_model=width,
        d_ff=max(widths),
        layer_d_ff=widths if len(set(widths)) > 1 else (),
        vocab=vocab,
        decoder_vocab=vocab,
        d_k=width // heads,
        norm="post",
        epsilon=1e-5,
        activation=c.choice("activation_function", ACTIVATIONS, "gelu"),
        embedding_scale=c.flag("scale_embedding", False),
        max_positions=c.whole("max_position_embeddings"),
        mask_per="stack",
        head=head(c),
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a BART checkpoint."""
    n = Names()
    n["embedding.W_E"] = Place("shared.weight" if a.shared_table else "encoder.embed_tokens.weight")
    n["decoder.embedding.W_E"] = Place("shared.weight" if a.shared_table else "decoder.embed_tokens.weight")
    for ours, theirs in (("", "encoder."), ("decoder.", "decoder.")):
        n[f"{ours}positions.W_P"] = Place(f"{theirs}embed_positions.weight")
        n.norm(f"{ours}input.norm", f"{theirs}layernorm_embedding")
    for i in range(a.layers):
        layer_names(n, f"encoder.{i}", f"encoder.layers.{i}")
    for i in range(a.decoder_layers):
        ours, theirs = f"decoder.{i}", f"decoder.layers.{i}"
        layer_names(n, ours, theirs)
        n.attention(f"{ours}.cross", f"{theirs}.encoder_attn", "q_proj", "k_proj", "v_proj", "out_proj")
        n.norm(f"{ours}.cross.norm", f"{theirs}.encoder_attn_layer_norm")
    n["output.W_U"] = Place("lm_head.weight", transposed=True)
    n["output.b_U"] = Place("final_logits_bias", flat=True)
    return n


def layer_names(n: Names, ours: str, theirs: str) -> None:
    """Add a layer's self-attention and feed-forward."""
    n.attention(f"{ours}.attention", f"{theirs}.self_attn", "q_proj", "k_proj", "v_proj", "out_proj")
    n.norm(f"{ours}.attention.norm", f"{theirs}.self_attn_layer_norm")
    n.linear(f"{ours}.ffn.?_1", f"{theirs}.fc1")
    n.linear(f"{ours}.ffn.?_2", f"{theirs}.fc2")
    n.norm(f"{ours}.ffn.norm", f"{theirs}.final_layer_norm")


FAMILIES = {
    "bart": Family(architecture, names, PREFIXES, roberta.SPECIAL_TOKENS),
    "mvp": Family(mvp, names, PREFIXES, roberta.SPECIAL_TOKENS),
    "plbart": Family(plbart, names, PREFIXES, roberta.SPECIAL_TOKENS),
}
