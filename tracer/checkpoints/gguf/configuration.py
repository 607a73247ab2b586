"""A GGUF file's words as the configuration the families read: what llama.cpp writes, in the keys of `config.json`.

Some of what a `config.json` says stands in no GGUF file, because llama.cpp's code says it of an architecture: activations, every
how many layers have a window, Gemma's scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer.checkpoints.config import Config
from tracer.errors import TracerError
from tracer.files.gguf_file import GgufFile

# architecture in the file -> the `model_type` whose family computes it
ARCHITECTURES = {
    "llama": "llama", "qwen2": "qwen2", "qwen3": "qwen3", "gemma": "gemma", "gemma2": "gemma2", "gemma3": "gemma3_text",
}  # fmt: skip

# key behind `ARCHITECTURE.` -> key of `config.json`: those that every file has, and those that some have
_NEEDED = {
    "block_count": "num_hidden_layers",
    "context_length": "max_position_embeddings",
    "embedding_length": "hidden_size",
    "feed_forward_length": "intermediate_size",
    "attention.head_count": "num_attention_heads",
    "attention.layer_norm_rms_epsilon": "rms_norm_eps",
}
_OPTIONAL = {
    "attention.head_count_kv": "num_key_value_heads",
    "attention.key_length": "head_dim",
    "rope.freq_base": "rope_theta",
    "attention.sliding_window": "sliding_window",
    "attn_logit_softcapping": "attn_logit_softcapping",
    "final_logit_softcapping": "final_logit_softcapping",
}
_SPECIAL = {
    f"tokenizer.ggml.{key}_token_id": ours
    for key, ours in (("bos", "bos_token_id"), ("eos", "eos_token_id"), ("padding", "pad_token_id"))
}
_SCALING = {
    "factor": "factor",
    "original_context_length": "original_max_position_embeddings",
    "yarn_beta_fast": "beta_fast",
    "yarn_beta_slow": "beta_slow",
}
_SILENT = (  # say nothing about a forward pass, or what another key says
    "vocab_size", "attention.value_length", "rope.dimension_count", "rope.scaling.type", "rope.scaling.finetuned",
    "attention.scale", "attention.sliding_window_pattern", "rope.freq_base_swa", "attention.causal",
    *(f"rope.scaling.{key}" for key in _SCALING),
)  # fmt: skip
_ONE = tuple(f"rope.scaling.{key}" for key in ("attn_factor", "yarn_ext_factor", "yarn_attn_factor"))  # of 1 they say nothing
_27B = {"gemma2": 46, "gemma3": 62}  # layers of the one size whose scale is not that of a head's width


def configuration(file: GgufFile) -> Config:
    """The configuration. Raises TracerError: another architecture, part of a model in several files, a key that is missing, of
    another kind, or not known.
    """
    words = file.metadata
    name = words.get("general.architecture")
    if name not in ARCHITECTURES:
        raise TracerError("checkpoints.gguf_architecture", file=file.origin, kind=str(name), known=list(ARCHITECTURES))
    if type(count := words.get("split.count", 0)) is not int or count > 1:
        raise TracerError("checkpoints.gguf_split", file=file.origin, count=str(count))
    own = {key.removeprefix(f"{name}."): value for key, value in words.items() if key.startswith(f"{name}.")}
    for key in _NEEDED:
        if key not in own:
            raise TracerError("checkpoints.gguf_key", file=file.origin, key=f"{name}.{key}")
    keys = _NEEDED | _OPTIONAL
    raw = {theirs: _same_in_all(own[ours], f"{name}.{ours}", file.origin) for ours, theirs in keys.items() if ours in own}
    raw |= {ours: words[key] for key, ours in _SPECIAL.items() if key in words}
    raw["model_type"] = "mistral" if name == "llama" and "sliding_window" in raw else ARCHITECTURES[name]
    raw["architectures"] = ["LlamaForCausalLM"]
    raw["vocab_size"] = file.shape("token_embd.weight")[0] if "token_embd.weight" in file else 0
    raw["tie_word_embeddings"] = "output.weight" not in file
    raw |= _positions(own) | _of_gemma(own, name, raw)
    raw |= {f"{name}.{key}": value for key, value in own.items() if key not in keys and _says(key, value)}
    return Config(raw, file.origin)


def _same_in_all(value: Any, key: str, origin: str) -> Any:
    """A number that files may give layer by layer: it must be the same in all, as every layer here has the same sizes."""
    if not isinstance(value, list):
        return value
    if len(set(value)) != 1:
        raise TracerError("checkpoints.gguf_layers", file=origin, key=key)
    return value[0]


def _says(key: str, value: Any) -> bool:
    """Whether a key that is not read here would change a number."""
    return bool(value) and key not in _SILENT and not (key in _ONE and value == 1)


def _positions(own: Mapping[str, Any]) -> dict[str, Any]:
    """How many columns are rotated, and the scaling in words of `rope_scaling`; Llama 3's is a tensor of divisors instead."""
    rotated, width = (_whole(own.get(key)) for key in ("rope.dimension_count", "attention.key_length"))
    share = {"partial_rotary_factor": rotated / width} if rotated and width and rotated != width else {}
    kind = own.get("rope.scaling.type", "none")
    if kind == "none":
        return share
    stated = {theirs: own[f"rope.scaling.{ours}"] for ours, theirs in _SCALING.items() if f"rope.scaling.{ours}" in own}
    return share | {"rope_scaling": {"rope_type": kind, **stated}}


def _whole(value: Any) -> int:
    """A whole number; 0 for anything else, which the family refuses where it needs one."""
    return value if type(value) is int else 0


def _of_gemma(own: Mapping[str, Any], name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What Gemma 2 and 3 have of their own: the scale of their scores, and the layers with a window."""
    if name not in ("gemma2", "gemma3"):
        return {}
    heads, width = (_whole(raw[key]) for key in ("num_attention_heads", "hidden_size"))
    scalar = raw.get("head_dim") or 256
    if raw["num_hidden_layers"] == _27B[name] and heads:
        scalar = width // heads
    if stated := own.get("attention.scale"):
        scalar = stated**-2
    result: dict[str, Any] = {"query_pre_attn_scalar": scalar}
    pattern = own.get("attention.sliding_window_pattern")
    if isinstance(pattern, list):
        result["layer_types"] = ["sliding_attention" if windowed else "full_attention" for windowed in pattern]
    elif name == "gemma3":
        result["sliding_window_pattern"] = pattern or 6
    if name == "gemma3":
        result["rope_local_base_freq"] = own.get("rope.freq_base_swa", 10000.0)
        result["final_logit_softcapping"] = raw.get("final_logit_softcapping")
    return result
