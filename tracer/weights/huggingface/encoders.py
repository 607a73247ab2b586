"""Configurations of encoders: BERT, DistilBERT, RoBERTa and XLM-R, ALBERT, ELECTRA."""

from __future__ import annotations

from typing import Any

from tracer.weights.huggingface.config import ACTIVATIONS, Config
from tracer.weights.huggingface.form import Form


def _settings(c: Config, activation: str = "hidden_act", epsilon: float = 1e-12) -> dict[str, Any]:
    return {
        "norm": "post",
        "epsilon": c.number("layer_norm_eps", epsilon),
        "activation": c.choice(activation, ACTIVATIONS, "gelu"),
        "positions": "learned",
    }


def _head(c: Config, masked: str) -> str:
    return "masked" if c.architecture().endswith(("ForMaskedLM", "ForPreTraining", "LMHeadModel", masked)) else "none"


def bert(c: Config) -> Form:
    """BERT (arXiv 1810.04805)."""
    c.only("position_embedding_type", "absolute")
    c.only("is_decoder", False)
    c.only("hidden_activation", None)
    heads, width = c.whole("num_attention_heads"), c.whole("hidden_size")
    return Form(
        family=str(c.raw["model_type"]),
        stack="encoder",
        layers=c.whole("num_hidden_layers"),
        heads=heads,
        d_model=width,
        d_ff=c.whole("intermediate_size"),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        settings=_settings(c),
        positions=c.whole("max_position_embeddings"),
        segments=c.whole("type_vocab_size", 2, least=0),
        embedding_norm=True,
        head=_head(c, "ForMaskedLM"),
    )


def roberta(c: Config) -> Form:
    """RoBERTa (arXiv 1907.11692), XLM-R (1911.02116): positions are counted from behind the padding's id."""
    form = bert(c)
    pad = c.whole("pad_token_id", 1, least=0)
    form.offset, form.counts_from, form.head_activation = pad + 1, pad, "gelu"
    form.positions = (form.positions or 0) - form.offset
    return form


def distilbert(c: Config) -> Form:
    """DistilBERT (arXiv 1910.01108): no segments; positions are stored, also where they are sinusoids."""
    c.get("sinusoidal_pos_embds")
    heads, width = c.whole("n_heads"), c.whole("dim")
    return Form(
        family="distilbert",
        stack="encoder",
        layers=c.whole("n_layers"),
        heads=heads,
        d_model=width,
        d_ff=c.whole("hidden_dim"),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        settings={**_settings(c, "activation"), "epsilon": 1e-12},
        positions=c.whole("max_position_embeddings"),
        embedding_norm=True,
        head=_head(c, "ForMaskedLM"),
    )


def albert(c: Config) -> Form:
    """ALBERT (arXiv 1909.11942): narrow embeddings, and layers that share one set of parameters."""
    form = bert(c)
    form.settings["activation"] = c.choice("hidden_act", ACTIVATIONS, "gelu_new")
    form.d_embedding, form.embedding_projected = c.whole("embedding_size", 128), True
    c.only("inner_group_num", 1)
    shared = c.whole("num_hidden_groups", 1)
    form.groups = tuple(int(layer / (form.layers / shared)) for layer in range(form.layers))
    return form


def electra(c: Config) -> Form:
    """ELECTRA (arXiv 2003.10555): a discriminator says of each token whether it was replaced; a generator fills masks."""
    form = bert(c)
    form.d_embedding, form.head_activation = c.whole("embedding_size", form.d_model), "gelu"
    form.head = {"ElectraForPreTraining": "discriminator", "ElectraForMaskedLM": "masked"}.get(c.architecture(), "none")
    return form
