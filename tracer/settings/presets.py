"""Toys in the shape of models people know: a name stands for a kind of model and the settings that make it, small enough to read.

A preset's numbers are seeded like any toy's; it shares with the real model what is computed, not what was learned. A setting that
is given takes the preset's place.
"""

from __future__ import annotations

from typing import Any

from tracer.settings import MODELS

_MODERN: dict[str, Any] = {
    "model": "decoder", "d_model": 8, "norm": "pre", "norm_kind": "rms", "final_norm": True, "positions": "rope",
    "position_layout": "halves", "bias": False, "gated": True, "activation": "silu", "epsilon": 1e-6,
}  # fmt: skip
PRESETS: dict[str, dict[str, Any]] = {
    # Llama 3 (arXiv 2407.21783): grouped-query attention, RMS norm, rotary positions, SwiGLU
    "llama": _MODERN | {"heads": 4, "kv_heads": 2, "position_base": 500000.0, "epsilon": 1e-5},
    # Qwen3 (arXiv 2505.09388): Llama with normed queries and keys
    "qwen3": _MODERN | {"heads": 4, "kv_heads": 2, "position_base": 1000000.0, "qk_norm": True},
    # Mixtral (arXiv 2401.04088): Mistral with two of several experts a token
    "mixtral": _MODERN | {"heads": 4, "kv_heads": 2, "position_base": 1000000.0, "epsilon": 1e-5, "experts": 4},
    # DeepSeek-V3 (arXiv 2412.19437): latent attention; all layers but the first have experts, one of them shared by all tokens
    "deepseek": _MODERN
    | {
        "layers": 2, "heads": 2, "latent_kv": 4, "latent_q": 4, "rotary_columns": 2, "position_layout": "interleaved",
        "experts": 4, "shared_experts": 1, "router": "sigmoid", "expert_factor": 2.5, "dense_layers": 1, "d_ff": 8,
    },  # fmt: skip
    # Gemma 3 (arXiv 2503.19786): norms on both sides of a sublayer, windows in all layers but every sixth, a tied output
    "gemma3": _MODERN
    | {
        "layers": 2, "heads": 4, "kv_heads": 2, "position_base": 1000000.0, "window_position_base": 10000.0, "qk_norm": True,
        "output_norm": True, "embedding_scale": True, "activation": "gelu-tanh", "tied": True, "sliding_window": 4,
        "full_attention_every": 6,
    },  # fmt: skip
    # GPT-2 (Radford et al., 2019): norms before the sublayers, learned positions, a tied output
    "gpt2": {
        "model": "decoder", "d_model": 8, "norm": "pre", "final_norm": True, "positions": "learned", "bias": True,
        "activation": "gelu-tanh", "tied": True,
    },
    # BERT (arXiv 1810.04805): the encoder of 2017 with learned positions, normed embeddings and GELU
    "bert": {
        "model": "encoder", "d_model": 8, "positions": "learned", "embedding_norm": True, "bias": True, "activation": "gelu",
        "epsilon": 1e-12,
    },
    # T5 (arXiv 1910.10683): unscaled scores with a bias for distance, RMS norm before the sublayers, no biases
    "t5": {
        "model": "encoder-decoder", "d_model": 8, "norm": "pre", "norm_kind": "rms", "final_norm": True, "bias": False,
        "positions": "relative", "scale": False, "tied": True, "scaled_output": True, "epsilon": 1e-6,
    },
    # microgpt (Karpathy, 2026): GPT-2 with RMS norm that learns nothing, one after the embedding, ReLU and no biases
    "microgpt": {
        "model": "decoder", "layers": 1, "heads": 4, "d_model": 16, "d_ff": 64, "norm": "pre", "norm_kind": "rms",
        "norm_affine": False, "embedding_norm": True, "positions": "learned", "bias": False, "activation": "relu",
    },
}  # fmt: skip
BUILT_IN = (*MODELS, *PRESETS)  # the names of models that need no file
