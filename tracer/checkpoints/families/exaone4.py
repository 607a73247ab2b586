"""EXAONE 4 (arXiv 2507.11407): Llama normed behind its sublayers, with a window and rotary positions in all layers but some."""

from __future__ import annotations

import tracer.checkpoints.families.llama as llama
import tracer.checkpoints.families.olmo as olmo
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.models.architecture import Architecture
from tracer.tokens.special_tokens import SpecialTokens, roles

SPECIAL_TOKENS = SpecialTokens(roles(bos="[BOS]", eos="[|endofturn|]", unk="[UNK]", pad="[PAD]"))


def architecture(c: Config) -> Architecture:
    """The architecture of an EXAONE 4 checkpoint; in the small ones no layer has a window, and all have rotary positions."""
    a = llama.architecture(c, epsilon=1e-5)
    window, every = c.stated("sliding_window", 4096), c.get("sliding_window_pattern", 4)
    kinds = c.get("layer_types")
    if window is None:
        windows: tuple[int | None, ...] = (None,) * a.layers
    else:
        windows = llama.windows(c, a.layers, window, lambda layer: (layer + 1) % every != 0, kinds)
    turned = tuple(
        one if window is None or of_layer is not None else None for one, of_layer in zip(a.ropes, windows, strict=True)
    )
    return a.replace(norm="none", output_norm=True, qk_norm=True, windows=windows, ropes=turned)


FAMILIES = {"exaone4": Family(architecture, olmo.names, llama.PREFIXES, SPECIAL_TOKENS)}
