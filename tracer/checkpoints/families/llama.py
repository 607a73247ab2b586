"""Llama 1–3 (arXiv 2302.13971): RMS norm, rotary positions, SwiGLU, grouped-query attention; Mistral (2310.06825): a window."""

from __future__ import annotations

from collections.abc import Callable

import tracer.checkpoints.families.gpt2 as gpt2
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.checkpoints.rope_scaling import rope
from tracer.errors import TracerError
from tracer.models.architecture import Architecture, Rope
from tracer.tokens.special_tokens import SpecialTokens, roles

PREFIXES = ("model.", "", "model.language_model.", "language_model.model.", "language_model.", "transformer.")
SPECIAL_TOKENS = SpecialTokens(
    roles(bos="<s>", eos="</s>", unk="<unk>"), before=("bos_token",), optional=("bos_token", "eos_token")
)
_CWM_ROPE = {
    "rope_type": "llama3", "factor": 16.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}  # fmt: skip
_KINDS = ("full_attention", "sliding_attention")


def architecture(
    c: Config,
    tied: bool = False,
    activation: str | None = None,
    epsilon: float = 1e-6,
    epsilon_key: str = "rms_norm_eps",
    rotary: Callable[[Config, int], Rope] | None = rope,
) -> Architecture:
    """tied, epsilon: where the configuration says none (epsilon_key: where it may). activation: ours; None: as `hidden_act` says.

    rotary(configuration, d_k): the rotary positions of all layers; None: the family says them layer by layer.
    """
    heads, width = c.whole("num_attention_heads"), c.whole("hidden_size")
    layers, d_k = c.whole("num_hidden_layers"), c.whole("head_dim", width // heads)
    c.only("attention_bias", True, False)
    c.only("mlp_bias", True, False)
    return Architecture(
        model="llama",
        family=str(c.raw["model_type"]),
        stack="decoder",
        layers=layers,
        heads=heads,
        kv_heads=c.whole("num_key_value_heads", heads),
        d_model=width,
        d_ff=c.whole("intermediate_size"),
        vocab=c.whole("vocab_size"),
        d_k=d_k,
        norm="pre",
        norm_kind="rms",
        final_norm=True,
        epsilon=c.number(epsilon_key, epsilon),
        activation=c.choice("hidden_act", ACTIVATIONS, "silu") if activation is None else activation,
        gated=True,
        positions="rope",
        max_positions=c.whole("max_position_embeddings"),
        ropes=(rotary(c, d_k),) * layers if rotary is not None else (),
        mask="causal",
        mask_per="stack",
        head=gpt2.head(c, tied),
    )


def interleaved(c: Config, d_k: int, base: float | None = None, rotary_pct: float | None = None) -> Rope:
    """Rotary positions that turn neighbouring columns, as GPT-J's; see `rope` for base and rotary_pct."""
    return rope(c, d_k, base=base, rotary_pct=rotary_pct).replace(layout="interleaved")


def windows(
    c: Config, layers: int, window: int | None, slides: Callable[[int], bool], kinds: list[str] | None = None
) -> tuple[int | None, ...]:
    """The window of each layer: where `kinds` (`layer_types`) has `sliding_attention`; without it where `slides(layer)`."""
    if window is not None and (isinstance(window, bool) or not isinstance(window, int)):
        raise TracerError("checkpoints.value", file=c.origin, key="sliding_window", value=str(window)[:60], takes="1, 2 …")
    if kinds is None:
        return tuple(window if slides(layer) else None for layer in range(layers))
    if not isinstance(kinds, list) or len(kinds) < layers or any(kind not in _KINDS for kind in kinds):
        raise TracerError("checkpoints.value", file=c.origin, key="layer_types", value=str(kinds)[:60], takes=list(_KINDS))
    return tuple(window if kind == "sliding_attention" else None for kind in kinds[:layers])


def mistral(c: Config) -> Architecture:
    """A sliding window in every layer."""
    a = architecture(c)
    c.ignore("layer_types")
    return a.replace(windows=windows(c, a.layers, c.get("sliding_window"), lambda layer: True))


def ministral(c: Config) -> Architecture:
    """A sliding window in the layers that the configuration names, or in every one."""
    a = architecture(c)
    return a.replace(windows=windows(c, a.layers, c.get("sliding_window"), lambda layer: True, c.get("layer_types")))


def ministral3(c: Config) -> Architecture:
    """Queries far along a long text are scaled up; a text may be so long that none of its own are."""
    a = architecture(c, epsilon=1e-5)
    stated = c.mapping("rope_parameters") or c.mapping("rope_scaling")
    original = stated.get("original_max_position_embeddings") if stated.get("llama_4_scaling_beta") else None
    window = windows(c, a.layers, c.get("sliding_window"), lambda layer: True)
    return a.replace(windows=window, max_positions=min(a.max_positions or 0, int(original)) if original else a.max_positions)


def cwm(c: Config) -> Architecture:
    """CWM (arXiv 2510.02387): a window in all layers but every fourth, beginning with the first."""
    a = architecture(c, epsilon=1e-5, rotary=_cwm_rotary)
    kinds, window = c.get("layer_types"), c.get("sliding_window", 8192)
    return a.replace(windows=windows(c, a.layers, window, lambda layer: layer % 4 != 0, kinds))


def _cwm_rotary(c: Config, d_k: int) -> Rope:
    stated = c.mapping("rope_parameters") or c.mapping("rope_scaling")
    return rope(c, d_k, stated or _CWM_ROPE, base=c.get("rope_theta", 1e6))


def names(a: Architecture, plus: float = 0.0) -> Names:
    """plus: what each norm's weight is stored without."""
    n = Names()
    n["embedding.W_E"] = Place("embed_tokens.weight")
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"layers.{i}"
        n.attention(f"{ours}.attention", f"{theirs}.self_attn", "q_proj", "k_proj", "v_proj", "o_proj")
        n.norm(f"{ours}.attention.norm", f"{theirs}.input_layernorm", plus)
        before_ffn = "input_layernorm" if a.parallel else "post_attention_layernorm"  # side by side both read one norm
        n.norm(f"{ours}.ffn.norm", f"{theirs}.{before_ffn}", plus)
        for letter in "qk":
            n.norm(f"{ours}.attention.{letter}_norm", f"{theirs}.self_attn.{letter}_norm", plus)
        for letter, name in (("G", "gate_proj"), ("1", "up_proj"), ("2", "down_proj")) if not a.experts or i in a.dense else ():
            n.linear(f"{ours}.ffn.?_{letter}", f"{theirs}.mlp.{name}")
    n.norm("decoder.norm", "norm", plus)
    n["output.W_U"] = Place("lm_head.weight", transposed=True)
    return n


def with_head_norms(n: Names, a: Architecture, place: Callable[[int, str, int], Place]) -> Names:
    """The name map with the γ of each head, where heads have norms of their own. place: where that of a layer's `q` or `k` and a
    head stands.
    """
    for i in range(a.layers if a.qk_norm_each else 0):
        for letter, heads in (("q", a.heads), ("k", a.kv_heads)):
            for head in range(heads):
                n[f"decoder.{i}.attention.{letter}_norm.{head}.gamma"] = place(i, letter, head)
    return n


FAMILIES = {
    "llama": Family(architecture, names, PREFIXES, SPECIAL_TOKENS),
    "mistral": Family(mistral, names, PREFIXES, SPECIAL_TOKENS),
    "ministral": Family(ministral, names, PREFIXES, SPECIAL_TOKENS),
    "ministral3": Family(ministral3, names, PREFIXES, SPECIAL_TOKENS),
    "cwm": Family(cwm, names, PREFIXES, SPECIAL_TOKENS),
}
