"""What TransformerLens calls our stages and parameters, so that a reader of both finds the same thing under both names."""

from __future__ import annotations

import re

from tracer.weights.huggingface.form import Form

_OUTSIDE = {
    "embedding": "hook_embed",
    "positions": "hook_pos_embed",
    "segment": "hook_token_type_embed",
    "embedding.W_E": "embed.W_E",
    "positions.W_P": "pos_embed.W_pos",
    "segment.W_S": "token_type_embed.W_token_type",
    "decoder.embedding.W_E": "embed.W_E",
    "decoder.norm": "ln_final.hook_normalized",
    "decoder.norm.gamma": "ln_final.w",
    "decoder.norm.beta": "ln_final.b",
    "input.norm": "hook_normalized_resid_pre",
    "output.W_U": "unembed.W_U",
    "output.b_U": "unembed.b_U",
    "transform.W": "mlm_head.W",
    "transform.b": "mlm_head.b",
    "transform.norm.gamma": "mlm_head.ln.w",
    "transform.norm.beta": "mlm_head.ln.b",
    "encoder.position_bias.W_B": "encoder.0.attn.rel_pos_bias.weight",
    "decoder.position_bias.W_B": "decoder.0.attn.rel_pos_bias.weight",
}
_IN_LAYER = {
    "q": "hook_q",
    "k": "hook_k",
    "v": "hook_v",
    "q_rotated": "hook_rot_q",
    "k_rotated": "hook_rot_k",
    "masked": "hook_attn_scores",
    "softmax": "hook_pattern",
    "z": "hook_z",
    "W_Q": "W_Q",
    "W_K": "W_K",
    "W_V": "W_V",
    "W_O": "W_O",
    "b_Q": "b_Q",
    "b_K": "b_K",
    "b_V": "b_V",
    "b_O": "b_O",
    "q_norm.gamma": "q_norm.w",
    "k_norm.gamma": "k_norm.w",
}
_IN_MLP = {
    "hidden": "hook_pre",
    "gate": "hook_pre",
    "up": "hook_pre_linear",
    "W_1": "W_in",
    "b_1": "b_in",
    "W_2": "W_out",
    "b_2": "b_out",
    "W_G": "W_gate",
    "b_G": "b_gate",
}
_PLACE = re.compile(r"(?P<stack>encoder|decoder)\.(?P<layer>\d+)\.(?:(?P<part>attention|cross|ffn)\.)?(?P<end>.+)")


def hook(name: str, form: Form) -> str:
    """TransformerLens' name of a stage or parameter; "" where it has none.

    Its models have one stack, `blocks`; those of T5 have `encoder` and `decoder`.
    """
    found = _PLACE.fullmatch(name)
    if found is None:
        return _OUTSIDE.get(name, "")
    stack = found["stack"] if form.stack == "encoder-decoder" else "blocks"
    at = f"{stack}.{found['layer']}."
    if found["part"] == "ffn":
        inside = _feed_forward(found["end"], form)
    elif found["part"] is None:
        inside = {"add": "hook_resid_post"}.get(found["end"], "")
    else:
        inside = _attention(found["end"], form, "cross_" if found["part"] == "cross" else "")
    return at + inside if inside else ""


def _attention(end: str, form: Form, cross: str) -> str:
    norm = "ln2" if cross else "ln1"
    if end in _IN_LAYER:
        return f"{cross}attn.{_IN_LAYER[end]}"
    after = {"output": f"hook_{cross}attn_out", "add": "hook_resid_mid_cross" if cross else "hook_resid_mid"}
    return after.get(end) or _norm(end, norm, "ln1_post")


def _feed_forward(end: str, form: Form) -> str:
    norm = "ln2"
    if end in _IN_MLP:
        return f"mlp.{_IN_MLP[end]}"
    if end == ("gated" if form.gated else "activation"):
        return "mlp.hook_post"
    after = {"output": "hook_mlp_out", "add": "hook_resid_post"}
    return after.get(end) or _norm(end, norm, "ln2_post")


def _norm(end: str, plain: str, after: str) -> str:
    """γ and β as w and b; a stage of a norm is its output."""
    for prefix, name in (("norm", plain), ("output_norm", after)):
        shown = {prefix: f"{name}.hook_normalized", f"{prefix}.gamma": f"{name}.w", f"{prefix}.beta": f"{name}.b"}
        if end in shown:
            return shown[end]
    return ""
