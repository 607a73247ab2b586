"""SmolLM3 (Hugging Face, 2025): Llama in which every fourth layer has no positions (NoPE, arXiv 2501.18795)."""

from __future__ import annotations

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.rope_scaling import rope
from tracer.errors import TracerError
from tracer.models.architecture import Architecture, Rope


def architecture(c: Config) -> Architecture:
    """The architecture of a SmolLM3 checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.only("use_sliding_window", False)
    c.ignore("sliding_window", "max_window_layers", "layer_types")  # which say nothing where no window is used
    a = llama.architecture(c, tied=True, rotary=_rotary)
    every = c.whole("no_rope_layer_interval", 4)
    rotates = c.get("no_rope_layers") or [int((layer + 1) % every != 0) for layer in range(a.layers)]
    if not isinstance(rotates, list) or len(rotates) < a.layers or set(rotates) - {0, 1}:
        raise TracerError("checkpoints.value", file=c.origin, key="no_rope_layers", value=str(rotates)[:60], takes="[1, 0 …]")
    return a.replace(ropes=tuple(one if rotates[layer] else None for layer, one in enumerate(a.ropes)))


def _rotary(c: Config, d_k: int) -> Rope:
    return rope(c, d_k, base=c.get("rope_theta", 2000000.0))


FAMILIES = {"smollm3": Family(architecture, llama.names, llama.PREFIXES, llama.SPECIAL_TOKENS)}
