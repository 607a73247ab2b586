"""The text model inside a checkpoint that reads pictures too: its configuration, and what stands before its tensors' names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer.checkpoints.config import Config

# What transformers 5 takes where the text model's own configuration is silent, which published ones of these kinds are.
_LLAMA = {
    "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32, "num_attention_heads": 32, "vocab_size": 32000,
    "max_position_embeddings": 2048,
}  # fmt: skip
_QWEN2 = _LLAMA | {"intermediate_size": 22016, "vocab_size": 151936, "max_position_embeddings": 32768}
_QWEN2_VL = {
    "hidden_size": 8192, "intermediate_size": 29568, "num_hidden_layers": 80, "num_attention_heads": 64,
    "num_key_value_heads": 8, "vocab_size": 152064, "max_position_embeddings": 32768, "rms_norm_eps": 1e-5,
}  # fmt: skip
_DEFAULTS: dict[str, dict[str, Any]] = {
    "gemma3_text": {
        "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26, "num_attention_heads": 8,
        "num_key_value_heads": 4, "head_dim": 256, "vocab_size": 262208, "max_position_embeddings": 131072,
    },
    "llama": _LLAMA,
    "mistral": _LLAMA | {"intermediate_size": 14336, "num_key_value_heads": 8, "max_position_embeddings": 131072},
    "qwen2": _QWEN2,
    "qwen2_vl_text": _QWEN2_VL,
    "qwen2_5_vl_text": _QWEN2_VL,
    "qwen3_vl_text": _QWEN2 | {"max_position_embeddings": 128000, "head_dim": 128, "num_key_value_heads": 32},
}  # fmt: skip
# The text model's family where it has a name of its own.
_FAMILIES = {"qwen2_vl_text": "qwen2", "qwen2_5_vl_text": "qwen2", "qwen3_vl_text": "qwen3"}
# `model_type` of the whole -> the text model's where its configuration names none, and whether its read-out is tied by default.
_WHOLE: dict[str, tuple[str, bool]] = {
    "gemma3": ("gemma3_text", True),
    "mistral3": ("mistral", True),
    "llava": ("llama", False),
    "llava_next": ("llama", False),
    "llava_onevision": ("qwen2", False),
    "qwen2_vl": ("qwen2_vl_text", False),
    "qwen2_5_vl": ("qwen2_5_vl_text", False),
    "qwen3_vl": ("qwen3_vl_text", False),
}
PICTURE_MODELS = tuple(_WHOLE)


def text_config(whole: Config) -> Config:
    """The configuration of the text model: `text_config`, or (Qwen2-VL before transformers 5) the keys beside `vision_config`.

    Rotary positions in three sections (`mrope_section`: time, height, width; arXiv 2409.12191) are plain ones here: of text, all
    three are the token's. Any other configuration is returned as it is.
    """
    kind = whole.raw.get("model_type")
    if not isinstance(kind, str) or kind not in _WHOLE:
        return whole
    usual, tied = _WHOLE[kind]
    inside = whole.mapping("text_config")
    stated = dict(inside) if inside else {key: value for key, value in whole.raw.items() if key not in ("model_type", *_PICTURES)}
    text_kind = str(stated.get("model_type") or usual)
    raw = {**_DEFAULTS.get(text_kind, {}), **{key: value for key, value in stated.items() if value is not None}}
    raw["model_type"] = _FAMILIES.get(text_kind, text_kind)
    raw["architectures"] = whole.raw.get("architectures")
    raw["tie_word_embeddings"] = whole.raw.get("tie_word_embeddings", tied) or stated.get("tie_word_embeddings", False)
    for key in ("rope_scaling", "rope_parameters"):
        if isinstance(raw.get(key), Mapping):
            raw[key] = _without_sections(raw[key])
    return Config(raw, whole.origin)


_PICTURES = (
    "vision_config", "text_config", "image_token_id", "video_token_id", "vision_start_token_id", "vision_end_token_id",
    "vision_token_id",
)  # fmt: skip


def _without_sections(rope: Mapping[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in rope.items() if key not in ("mrope_section", "mrope_interleaved")}
    return {key: "default" if key in ("type", "rope_type") and value == "mrope" else value for key, value in plain.items()}
