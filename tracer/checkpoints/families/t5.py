"""T5 (arXiv 1910.10683), Flan-T5, mT5 (2010.11934), UMT5 (2304.09151): unscaled scores with a relative bias, no other biases."""

from __future__ import annotations

import tracer.checkpoints.families.bart as bart
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.models.architecture import Architecture
from tracer.tokens.special_tokens import SpecialTokens, roles

SPECIAL_TOKENS = SpecialTokens(roles(eos="</s>", unk="<unk>", pad="<pad>"), after=("eos_token",))


def architecture(c: Config) -> Architecture:
    """The architecture of a T5 checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    family = str(c.raw["model_type"])
    gated, activation = _feed_forward(c, "relu" if family == "t5" else "gated-gelu")
    layers, heads = c.whole("num_layers"), c.whole("num_heads")
    width, d_ff, vocab = c.whole("d_model"), c.whole("d_ff"), c.whole("vocab_size")
    tied = c.flag("tie_word_embeddings", True)
    scaled = family != "mt5" and c.get("scale_decoder_outputs", tied)  # mT5's read-out was never tied, and is not scaled
    only_encoder = c.architecture().removeprefix("U").removeprefix("M") in ("T5EncoderModel", "T5ForTokenClassification")
    c.ignore("is_gated_act", "dense_act_fn", "num_decoder_layers", "n_positions")
    return Architecture(
        model="t5",
        family=family,
        stack="encoder" if only_encoder else "encoder-decoder",
        layers=layers,
        decoder_layers=0 if only_encoder else c.whole("num_decoder_layers", layers),
        heads=heads,
        d_model=width,
        d_ff=d_ff,
        vocab=vocab,
        decoder_vocab=vocab,
        d_k=c.whole("d_kv"),
        norm="pre",
        norm_kind="rms",
        final_norm=True,
        epsilon=c.number("layer_norm_epsilon", 1e-6),
        activation=c.one_of("feed_forward_proj", activation, ACTIVATIONS),
        gated=gated,
        scale=False,
        positions="relative",
        bias_per_layer=family == "umt5",
        position_buckets=c.whole("relative_attention_num_buckets", 32),
        position_furthest=c.whole("relative_attention_max_distance", 128),
        mask_per="stack",
        scaled_output=bool(scaled),
        head=bart.head(c),
    )


def _feed_forward(c: Config, default: str) -> tuple[bool, str]:
    """Whether the feed-forward has a gate, and its activation; "gated-gelu" means the tanh form."""
    projection = str(c.get("feed_forward_proj", default))
    activation = "gelu_new" if projection == "gated-gelu" else projection.removeprefix("gated-")
    return projection.startswith("gated-"), activation


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a T5 checkpoint."""
    n = Names()
    n["embedding.W_E"] = n["decoder.embedding.W_E"] = Place("shared.weight")
    for stack, layers in (("encoder", a.layers), ("decoder", a.decoder_layers)):
        bias = f"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"
        if not a.bias_per_layer:
            n[f"{stack}.position_bias.W_B"] = Place(bias)
        for i in range(layers):
            ours, theirs = f"{stack}.{i}", f"{stack}.block.{i}.layer"
            if a.bias_per_layer:
                n[f"{ours}.position_bias.W_B"] = Place(f"{theirs}.0.SelfAttention.relative_attention_bias.weight")
            last = 1 if stack == "encoder" else 2
            n.attention(f"{ours}.attention", f"{theirs}.0.SelfAttention", *"qkvo")
            n.norm(f"{ours}.attention.norm", f"{theirs}.0.layer_norm")
            if stack == "decoder":
                n.attention(f"{ours}.cross", f"{theirs}.1.EncDecAttention", *"qkvo")
                n.norm(f"{ours}.cross.norm", f"{theirs}.1.layer_norm")
            for letter, name in (("G", "wi_0"), ("1", "wi_1" if a.gated else "wi"), ("2", "wo")):
                n.linear(f"{ours}.ffn.?_{letter}", f"{theirs}.{last}.DenseReluDense.{name}")
            n.norm(f"{ours}.ffn.norm", f"{theirs}.{last}.layer_norm")
        n.norm(f"{stack}.norm", f"{stack}.final_layer_norm")
    n["output.W_U"] = Place("lm_head.weight", transposed=True)
    return n


_FAMILY = Family(architecture, names, ("", "transformer."), SPECIAL_TOKENS)
FAMILIES = {"t5": _FAMILY, "mt5": _FAMILY, "umt5": _FAMILY}
