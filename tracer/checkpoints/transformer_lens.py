"""What TransformerLens calls our stages and parameters, so that a reader of both finds the same thing under both names.

Read from TransformerLens 2.18: HookedTransformer (decoders), HookedEncoder (BERT) and HookedEncoderDecoder (T5), weights as
they are stored (`from_pretrained_no_processing`). Its LayerNorm reads `hook_normalized` after γ and β, its RMSNorm before γ.
"""

from __future__ import annotations

import re

from tracer.models.architecture import Architecture
from tracer.stages import lens_names

_OUTSIDE = {
    **lens_names(),
    "embedding.W_E": "embed.W_E",
    "positions.W_P": "pos_embed.W_pos",
    "output.W_U": "unembed.W_U",
    "output.b_U": "unembed.b_U",
    "encoder.position_bias.W_B": "encoder.0.attn.rel_pos_bias.weight",
    "decoder.position_bias.W_B": "decoder.0.attn.rel_pos_bias.weight",
}
_OUTSIDE_BERT = {
    "embedding": "embed.hook_embed",
    "positions": "embed.hook_pos_embed",
    "segment": "embed.hook_token_type_embed",
    "embedding.W_E": "embed.embed.W_E",
    "positions.W_P": "embed.pos_embed.W_pos",
    "segment.W_S": "embed.token_type_embed.W_token_type",
    "input": "hook_full_embed",
    "output.W_U": "unembed.W_U",
    "output.b_U": "unembed.b_U",
    "transform.W": "mlm_head.W",
    "transform.b": "mlm_head.b",
}
_NORMS_OUTSIDE = {
    "encoder": {"input": "embed.ln", "transform": "mlm_head.ln"},
    "decoder": {"decoder": "ln_final"},
    "encoder-decoder": {"encoder": "encoder_final_ln", "decoder": "decoder_final_ln"},
}
_IN_LAYER = {
    **lens_names("attn"),
    "W_Q": "W_Q",
    "W_K": "W_K",
    "W_V": "W_V",
    "W_O": "W_O",
    "b_Q": "b_Q",
    "b_K": "b_K",
    "b_V": "b_V",
    "b_O": "b_O",
}
_IN_MLP = {
    **lens_names("mlp"),
    "W_1": "W_in",
    "b_1": "b_in",
    "W_2": "W_out",
    "b_2": "b_out",
    "W_G": "W_gate",
    "b_G": "b_gate",
}
_PLACE = re.compile(r"(?P<stack>encoder|decoder)\.(?P<layer>\d+)\.(?:(?P<part>attention|cross|ffn)\.)?(?P<end>.+)")


def hook(name: str, a: Architecture) -> str:
    """TransformerLens' name of a stage or parameter; "" where it has none, or no model of this family.

    Its models have one stack, `blocks`; those of T5 have `encoder` and `decoder`.
    """
    if a.stack == "encoder" and a.family != "bert" or a.stack == "encoder-decoder" and a.family != "t5":
        return ""
    place = _PLACE.fullmatch(name)
    if place is None:
        return _outside(name, a)
    stack = place["stack"] if a.stack == "encoder-decoder" else "blocks"
    at = f"{stack}.{place['layer']}."
    if place["part"] == "ffn":
        inside = _feed_forward(place["end"], a, "ln3" if at.startswith("decoder") else "ln2")
    elif place["part"] is None:
        inside = {"add": "hook_resid_post"}.get(place["end"], "")
    else:
        inside = _attention(place["end"], a, "cross_" if place["part"] == "cross" else "")
    return at + inside if inside else ""


def _outside(name: str, a: Architecture) -> str:
    part, _, end = name.partition(".")
    norm = _NORMS_OUTSIDE[a.stack].get(part)
    known = _OUTSIDE_BERT if a.stack == "encoder" else _OUTSIDE
    return known.get(name) or (_norm(end, "norm", norm, a) if norm else "")


def _attention(end: str, a: Architecture, cross: str) -> str:
    if end in _IN_LAYER:
        return f"{cross}attn.{_IN_LAYER[end]}"
    after = {_out(a): f"hook_{cross}attn_out", "add": "hook_resid_mid_cross" if cross else "hook_resid_mid"}
    norms = {"norm": "ln2" if cross else "ln1", "output_norm": "ln1_post", "q_norm": "attn.q_norm", "k_norm": "attn.k_norm"}
    return after.get(end) or _one_of(end, norms, a)


def _feed_forward(end: str, a: Architecture, norm: str) -> str:
    if end in _IN_MLP:
        return f"mlp.{_IN_MLP[end]}"
    if end == ("gated" if a.gated else "activation"):
        return "mlp.hook_post"
    after = {_out(a): "hook_mlp_out", "add": "hook_resid_post"}
    return after.get(end) or _one_of(end, {"norm": norm, "output_norm": "ln2_post"}, a)


def _out(a: Architecture) -> str:
    """The stage that is added to the residual stream, which is what TransformerLens reads as a sublayer's output."""
    return "output_norm" if a.output_norm else "output"


def _one_of(end: str, norms: dict[str, str], a: Architecture) -> str:
    return next((name for ours, theirs in norms.items() if (name := _norm(end, ours, theirs, a))), "")


def _norm(end: str, ours: str, theirs: str, a: Architecture) -> str:
    """γ and β as w and b, and the place where its norms are read."""
    read = f"{ours}.normalized" if a.norm_kind == "rms" else ours
    return {read: f"{theirs}.hook_normalized", f"{ours}.gamma": f"{theirs}.w", f"{ours}.beta": f"{theirs}.b"}.get(end, "")
