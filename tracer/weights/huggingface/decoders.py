"""Configurations of decoders: GPT-2, GPT-Neo, GPT-NeoX, OPT, Llama, Mistral, Qwen2/3, Phi-3."""

from __future__ import annotations

from typing import Any

from tracer.errors import TracerError
from tracer.weights.huggingface.config import ACTIVATIONS, Config
from tracer.weights.huggingface.form import Form
from tracer.weights.huggingface.ropes import rope

_LEARNED = {"norm": "pre", "final_norm": True, "positions": "learned", "mask": "causal"}


def _head(c: Config, tied: bool = True) -> str:
    """`tied` or `own`; none where the checkpoint is of the bare model, or has a head for another task."""
    tied = c.flag("tie_word_embeddings", tied)
    writes = not c.architecture() or c.architecture().endswith(("ForCausalLM", "LMHeadModel", "DoubleHeadsModel"))
    return "none" if not writes else "tied" if tied else "own"


def gpt2(c: Config) -> Form:
    """GPT-2: layer norm before each sublayer, learned positions, tied head."""
    c.only("scale_attn_by_inverse_layer_idx", False)
    c.only("reorder_and_upcast_attn", False)
    heads, width = c.whole("n_head"), c.whole("n_embd")
    return Form(
        family="gpt2",
        stack="decoder",
        layers=c.whole("n_layer"),
        heads=heads,
        d_model=width,
        d_ff=c.whole("n_inner", 4 * width),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        settings={
            **_LEARNED,
            "epsilon": c.number("layer_norm_epsilon", 1e-5),
            "activation": c.choice("activation_function", ACTIVATIONS, "gelu_new"),
            "scale": c.flag("scale_attn_weights", True),
        },
        positions=c.whole("n_positions"),
        head=_head(c),
    )


def gpt_neo(c: Config) -> Form:
    """GPT-Neo: GPT-2 without scaling, every other layer with a window."""
    heads, width = c.whole("num_heads"), c.whole("hidden_size")
    layers, window = c.whole("num_layers"), c.whole("window_size", 256)
    kinds = c.get("attention_layers") or [
        kind
        for kinds, times in c.get("attention_types", [])
        for kind in kinds * min(times, layers // max(len(kinds), 1) + 1)  # more than there are layers are refused below
    ]
    c.handled |= {"attention_types", "attention_layers"}
    if len(kinds) != layers or set(kinds) - {"global", "local"}:
        raise TracerError(
            "checkpoints.value", file=c.origin, key="attention_layers", value=str(kinds)[:60], takes="global, local"
        )
    return Form(
        family="gpt_neo",
        stack="decoder",
        layers=layers,
        heads=heads,
        d_model=width,
        d_ff=c.whole("intermediate_size", 4 * width),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        settings={
            **_LEARNED,
            "epsilon": c.number("layer_norm_epsilon", 1e-5),
            "activation": c.choice("activation_function", ACTIVATIONS, "gelu_new"),
            "scale": False,
        },
        positions=c.whole("max_position_embeddings"),
        windows=tuple(window if kind == "local" else None for kind in kinds),
        head=_head(c),
    )


def gpt_neox(c: Config) -> Form:
    """GPT-NeoX (arXiv 2204.06745): rotary positions on part of each head; attention and feed-forward side by side."""
    heads, width = c.whole("num_attention_heads"), c.whole("hidden_size")
    layers, d_k = c.whole("num_hidden_layers"), width // heads
    c.only("attention_bias", True, False)
    c.raw = {"rotary_pct": 0.25, **c.raw, "rope_theta": None}  # its base is called rotary_emb_base
    return Form(
        family="gpt_neox",
        stack="decoder",
        layers=layers,
        heads=heads,
        d_model=width,
        d_ff=c.whole("intermediate_size"),
        vocab=c.whole("vocab_size"),
        d_k=d_k,
        settings={
            **_LEARNED,
            "positions": "rope",
            "epsilon": c.number("layer_norm_eps", 1e-5),
            "activation": c.choice("hidden_act", ACTIVATIONS, "gelu"),
        },
        positions=c.whole("max_position_embeddings"),
        parallel=c.flag("use_parallel_residual", True),
        ropes=(rope(c, d_k),) * layers,
        head=_head(c, tied=False),
    )


def opt(c: Config) -> Form:
    """OPT (arXiv 2205.01068): positions from row 2; the 350M model norms after each sublayer and has narrow embeddings."""
    heads, width = c.whole("num_attention_heads"), c.whole("hidden_size")
    before = c.flag("do_layer_norm_before", True)
    c.only("enable_bias", True, False)
    c.only("layer_norm_elementwise_affine", True)
    return Form(
        family="opt",
        stack="decoder",
        layers=c.whole("num_hidden_layers"),
        heads=heads,
        d_model=width,
        d_ff=c.whole("ffn_dim"),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        settings={
            **_LEARNED,
            "norm": "pre" if before else "post",
            "final_norm": before and not c.flag("_remove_final_layer_norm", False),
            "epsilon": 1e-5,
            "activation": c.choice("activation_function", ACTIVATIONS, "relu"),
        },
        d_embedding=c.whole("word_embed_proj_dim", width),
        positions=c.whole("max_position_embeddings"),
        offset=2,
        head=_head(c),
    )


def llama(c: Config, tied: bool = False, activation: str = "hidden_act", epsilon: float = 1e-6) -> Form:
    """Llama 1–3 (arXiv 2302.13971): RMS norm, rotary positions, SwiGLU, grouped keys and values."""
    heads, width = c.whole("num_attention_heads"), c.whole("hidden_size")
    layers, d_k = c.whole("num_hidden_layers"), c.whole("head_dim", width // heads)
    c.only("attention_bias", True, False)
    c.only("mlp_bias", True, False)
    return Form(
        family=str(c.raw["model_type"]),
        stack="decoder",
        layers=layers,
        heads=heads,
        d_model=width,
        d_ff=c.whole("intermediate_size"),
        vocab=c.whole("vocab_size"),
        d_k=d_k,
        settings={
            "norm": "pre",
            "norm_kind": "rms",
            "final_norm": True,
            "positions": "rope",
            "mask": "causal",
            "epsilon": c.number("rms_norm_eps", epsilon),
            "activation": c.choice(activation, ACTIVATIONS, "silu"),
        },
        kv_heads=c.whole("num_key_value_heads", heads),
        positions=c.whole("max_position_embeddings"),
        gated=True,
        ropes=() if "layer_types" in c and _per_kind(c) else (rope(c, d_k),) * layers,
        head=_head(c, tied),
    )


def _per_kind(c: Config) -> bool:
    return any(isinstance(value, dict) for value in (c.get("rope_parameters") or {}).values())


def windows(c: Config, form: Form, slides: Any) -> tuple[int | None, ...]:
    """The window of each layer: `layer_types` where it is told, else where `slides(layer)`."""
    window = c.get("sliding_window")
    kinds = c.get("layer_types")
    if kinds is not None:
        known = {"full_attention", "sliding_attention"}
        if len(kinds) < form.layers or set(kinds) - known:
            raise TracerError(
                "checkpoints.value", file=c.origin, key="layer_types", value=str(kinds)[:60], takes=", ".join(known)
            )
        return tuple(window if kind == "sliding_attention" else None for kind in kinds[: form.layers])
    return tuple(window if slides(layer) else None for layer in range(form.layers))


def mistral(c: Config) -> Form:
    """Mistral (arXiv 2310.06825): Llama with a sliding window in every layer."""
    c.raw = {**c.raw, "layer_types": None}
    form = llama(c)
    form.windows = windows(c, form, lambda layer: True)
    return form


def qwen(c: Config) -> Form:
    """Qwen2 (arXiv 2407.10671), Qwen3 (2505.09388): Qwen3 norms each head's queries and keys."""
    form = llama(c)
    slides, first = c.flag("use_sliding_window", False), c.get("max_window_layers", 28)
    form.windows = windows(c, form, lambda layer: layer >= first) if slides else (None,) * form.layers
    c.handled |= {"sliding_window", "layer_types"}
    form.query_norm = form.family == "qwen3"
    return form


def phi3(c: Config) -> Form:
    """Phi-3 (arXiv 2404.14219): fused projections, a window, long rotary positions."""
    c.only("full_attn_mod", 1)
    c.only("interpolate_factor", 1)
    c.raw = {"original_max_position_embeddings": 4096, **c.raw}
    told = c.raw.get("rope_scaling") or {}
    if told.get("rope_type", told.get("type")) == "yarn":  # what early Phi-3 called yarn is longrope
        c.raw["rope_scaling"] = {**told, "type": "longrope", "rope_type": "longrope"}
    form = llama(c, epsilon=1e-5)
    form.windows = windows(c, form, lambda layer: True)
    return form
