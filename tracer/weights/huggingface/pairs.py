"""Configurations of encoder–decoders: T5 and Flan-T5, BART, Marian."""

from __future__ import annotations

from tracer.weights.huggingface.config import ACTIVATIONS, Config
from tracer.weights.huggingface.form import Form

_WRITES = ("ForConditionalGeneration", "WithLMHeadModel", "MTModel")


def _head(c: Config) -> str:
    """`tied` where the architecture writes words; other heads (classes, answers) are left out."""
    return "tied" if not c.architecture() or c.architecture().endswith(_WRITES) else "none"


def t5(c: Config) -> Form:
    """T5 (arXiv 1910.10683), Flan-T5: unscaled scores with a relative bias, RMS norm, no biases."""
    how = str(c.get("feed_forward_proj", "relu"))
    gated, kind = how.startswith("gated-"), how.removeprefix("gated-")
    if how == "gated-gelu":
        kind = "gelu_new"
    c.raw = {**c.raw, "feed_forward_proj": kind}
    layers, heads = c.whole("num_layers"), c.whole("num_heads")
    width = c.whole("d_model")
    scaled = c.get("scale_decoder_outputs", c.flag("tie_word_embeddings", True))
    only_encoder = c.architecture() in ("T5EncoderModel", "T5ForTokenClassification")
    c.handled |= {"is_gated_act", "dense_act_fn", "num_decoder_layers", "n_positions"}
    return Form(
        family=str(c.raw["model_type"]),
        stack="encoder" if only_encoder else "encoder-decoder",
        layers=layers,
        heads=heads,
        d_model=width,
        d_ff=c.whole("d_ff"),
        vocab=c.whole("vocab_size"),
        d_k=c.whole("d_kv"),
        settings={
            "norm": "pre",
            "norm_kind": "rms",
            "final_norm": True,
            "positions": "none",
            "scale": False,
            "epsilon": c.number("layer_norm_epsilon", 1e-6),
            "activation": c.choice("feed_forward_proj", ACTIVATIONS, "relu"),
        },
        decoder_layers=0 if only_encoder else c.whole("num_decoder_layers", layers),
        gated=gated,
        relative=(c.whole("relative_attention_num_buckets", 32), c.whole("relative_attention_max_distance", 128)),
        scaled_output=bool(scaled),
        head=_head(c),
    )


def bart(c: Config) -> Form:
    """BART (arXiv 1910.13461): the 2017 Transformer with learned positions (from row 2) and normed embeddings."""
    heads, width = c.whole("encoder_attention_heads"), c.whole("d_model")
    c.only("num_hidden_layers", c.whole("encoder_layers"))
    c.only("normalize_before", False)
    c.only("add_final_layer_norm", False)
    c.only("normalize_embedding", True)
    return Form(
        family=str(c.raw["model_type"]),
        stack="encoder-decoder",
        layers=c.whole("encoder_layers"),
        heads=heads,
        d_model=width,
        d_ff=c.whole("encoder_ffn_dim"),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        settings={
            "norm": "post",
            "epsilon": 1e-5,
            "activation": c.choice("activation_function", ACTIVATIONS, "gelu"),
            "positions": "learned",
            "embedding_scale": c.flag("scale_embedding", False),
        },
        decoder_layers=c.whole("decoder_layers"),
        decoder_heads=c.whole("decoder_attention_heads"),
        decoder_d_ff=c.whole("decoder_ffn_dim"),
        positions=c.whole("max_position_embeddings"),
        offset=2,
        embedding_norm=True,
        head=_head(c),
    )


def marian(c: Config) -> Form:
    """Marian (arXiv 1804.00344): the 2017 Transformer; sines in the first half of the columns, cosines in the second."""
    c.raw = {**c.raw, "normalize_embedding": None}
    form = bart(c)
    form.settings |= {"positions": "sinusoidal", "position_layout": "halves"}
    form.offset, form.embedding_norm = 0, False
    form.shared_table = c.flag("share_encoder_decoder_embeddings", True)
    form.decoder_vocab = c.whole("decoder_vocab_size", form.vocab)
    return form
