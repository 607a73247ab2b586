"""Command R (Cohere, 2024) and Command R7B: attention and feed-forward side by side behind one norm, logits multiplied."""

from __future__ import annotations

from functools import partial

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.models.architecture import Architecture
from tracer.tokens.special_tokens import SpecialTokens, roles

SPECIAL_TOKENS = SpecialTokens(
    roles(
        bos="<BOS_TOKEN>", eos="<|END_OF_TURN_TOKEN|>", unk="<UNK>", pad="<PAD>", cls="<CLS>", sep="<SEP>", mask="<MASK_TOKEN>"
    ),
    before=("bos_token",),
    optional=("bos_token", "eos_token"),
)


def architecture(c: Config, base: float = 500000.0) -> Architecture:
    """base: of the rotary positions, where the configuration names none."""
    rotary = partial(llama.interleaved, base=c.get("rope_theta", base))
    a = llama.architecture(c, tied=True, epsilon=1e-5, epsilon_key="layer_norm_eps", rotary=rotary)
    normed = c.flag("use_qk_norm", False)
    return a.replace(
        norm_kind="layer", parallel=True, logit_multiplier=c.number("logit_scale", 0.0625), qk_norm=normed, qk_norm_each=normed
    )


def cohere2(c: Config) -> Architecture:
    """Three layers with a window and rotary positions, then one with neither."""
    a, every = architecture(c, base=10000.0), c.get("sliding_window_pattern") or 4
    windows = llama.windows(
        c, a.layers, c.get("sliding_window", 4096), lambda layer: (layer + 1) % every != 0, c.get("layer_types")
    )
    ropes = tuple(one if window is not None else None for one, window in zip(a.ropes, windows, strict=True))
    return a.replace(windows=windows, ropes=ropes)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a Command R checkpoint: the γ of each head is a row of one."""
    return llama.with_head_norms(
        llama.names(a), a, lambda layer, letter, head: Place(f"layers.{layer}.self_attn.{letter}_norm.weight", item=head)
    )


FAMILIES = {
    "cohere": Family(architecture, names, llama.PREFIXES, SPECIAL_TOKENS),
    "cohere2": Family(cohere2, names, llama.PREFIXES, SPECIAL_TOKENS),
}
