"""Qwen2 (arXiv 2407.10671), Qwen3 (2505.09388): Llama; Qwen3 norms each head's queries and keys."""

from __future__ import annotations

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.models.architecture import Architecture
from tracer.tokens.special_tokens import SpecialTokens, roles

_END = "<|endoftext|>"
SPECIAL_TOKENS = SpecialTokens(roles(eos=_END, unk=_END, pad=_END))


def architecture(c: Config) -> Architecture:
    """A window from some layer on, where the configuration asks for one."""
    a = llama.architecture(c)
    slides, first = c.flag("use_sliding_window", False), c.get("max_window_layers", 28)
    c.ignore("sliding_window", "layer_types")
    if slides:
        window, kinds = c.get("sliding_window"), c.get("layer_types")
        a = a.replace(windows=llama.windows(c, a.layers, window, lambda layer: layer >= first, kinds))
    return a.replace(qk_norm=a.family == "qwen3")


_FAMILY = Family(architecture, llama.names, llama.PREFIXES, SPECIAL_TOKENS)
FAMILIES = {"qwen2": _FAMILY, "qwen3": _FAMILY}
