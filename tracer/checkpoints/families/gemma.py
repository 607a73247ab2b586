"""Gemma 1–3: Llama with scaled embeddings, norms times 1 + weight, soft caps, windows."""

from __future__ import annotations

from collections.abc import Callable

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture, Rope
from tracer.tokens.special_tokens import SpecialTokens, roles

_TANH_FORM = "gelu_pytorch_tanh"
SPECIAL_TOKENS = SpecialTokens(
    roles(bos="<bos>", eos="<eos>", unk="<unk>", pad="<pad>"), before=("bos_token",), optional=("bos_token", "eos_token")
)


def architecture(c: Config, rotary: Callable[[Config, int], Rope] | None = rope) -> Architecture:
    """Gemma (arXiv 2403.08295): embeddings times √d_model. rotary: see `llama.architecture`."""
    first = c.raw["model_type"] == "gemma"  # the first Gemma reads `hidden_act`, where "gelu" means the tanh form
    name = (c.get("hidden_act") if first else None) or c.get("hidden_activation") or _TANH_FORM
    c.ignore("hidden_act", "hidden_activation")
    activation = c.one_of("hidden_activation", _TANH_FORM if first and name == "gelu" else name, ACTIVATIONS)
    a = llama.architecture(c, tied=True, activation=activation, rotary=rotary)
    c.only("use_bidirectional_attention", False)
    return a.replace(embedding_scale=True)


def gemma2(c: Config) -> Architecture:
    """Gemma 2 (arXiv 2408.00118): norms on both sides of a sublayer, soft caps, a window in every other layer."""
    a = _with_windows(c, architecture(c), lambda layer: layer % 2 == 0)
    softcap = c.number_or_null("attn_logit_softcapping", 50.0)
    return a.replace(score_softcap=softcap, logit_softcap=c.number_or_null("final_logit_softcapping", 30.0))


def vaultgemma(c: Config) -> Architecture:
    """VaultGemma (arXiv 2510.15001): Gemma 2 without the norms behind its sublayers."""
    return gemma2(c).replace(output_norm=False)


def gemma3(c: Config) -> Architecture:
    """Gemma 3 (arXiv 2503.19786): normed queries and keys; layers with a window rotate by a shorter base."""
    every = c.get("sliding_window_pattern") or 6
    a = _with_windows(c, architecture(c, rotary=None), lambda layer: (layer + 1) % every != 0)
    c.ignore("attn_logit_softcapping")
    return a.replace(
        qk_norm=True, logit_softcap=c.number_or_null("final_logit_softcapping", None), ropes=_ropes_by_window(c, a.d_k, a.windows)
    )


def _with_windows(c: Config, a: Architecture, slides: Callable[[int], bool]) -> Architecture:
    """What Gemma 2 and 3 share: norms on both sides of a sublayer, their own scale, a window in some layers."""
    window, kinds = c.stated("sliding_window", 4096), c.get("layer_types")
    windows = llama.windows(c, a.layers, window, slides, kinds)
    return a.replace(output_norm=True, windows=windows, scale=c.number("query_pre_attn_scalar", 256) ** 0.5)


def _ropes_by_window(c: Config, d_k: int, windows: tuple[int | None, ...]) -> tuple[Rope, ...]:
    """Layers with a window have a base of their own, and no scaling."""
    by_kind = c.mapping("rope_parameters")
    local = rope(c, d_k, by_kind.get("sliding_attention") or {}, base=c.get("rope_local_base_freq", 10000.0))
    whole = rope(c, d_k, by_kind.get("full_attention") or c.mapping("rope_scaling"), base=c.get("rope_theta", 1e6))
    return tuple(whole if window is None else local for window in windows)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a Gemma checkpoint."""
    n = llama.names(a, plus=1.0)
    for i in range(a.layers if a.family == "vaultgemma" else 0):
        n.norm(f"decoder.{i}.ffn.norm", f"layers.{i}.pre_feedforward_layernorm", 1.0)
    for i in range(a.layers if a.output_norm else 0):
        ours, theirs = f"decoder.{i}", f"layers.{i}"
        n.norm(f"{ours}.attention.output_norm", f"{theirs}.post_attention_layernorm", 1.0)
        n.norm(f"{ours}.ffn.norm", f"{theirs}.pre_feedforward_layernorm", 1.0)
        n.norm(f"{ours}.ffn.output_norm", f"{theirs}.post_feedforward_layernorm", 1.0)
    return n


FAMILIES = {
    "gemma": Family(architecture, names, llama.PREFIXES, SPECIAL_TOKENS),
    "gemma2": Family(gemma2, names, llama.PREFIXES, SPECIAL_TOKENS),
    "vaultgemma": Family(vaultgemma, names, llama.PREFIXES, SPECIAL_TOKENS),
    "gemma3_text": Family(gemma3, names, llama.PREFIXES, SPECIAL_TOKENS),
}
