"""Configurations of Gemma 1–3: Llama with scaled embeddings, norms times 1 + weight, soft caps, windows."""

from __future__ import annotations

from tracer.weights.huggingface.config import Config
from tracer.weights.huggingface.decoders import llama, windows
from tracer.weights.huggingface.form import Form, Rope
from tracer.weights.huggingface.ropes import rope


def gemma(c: Config) -> Form:
    """Gemma (arXiv 2403.08295): embeddings times √d_model, norms times 1 + weight."""
    first = c.raw["model_type"] == "gemma"  # the first Gemma reads `hidden_act`, where "gelu" means the tanh form
    told = (c.get("hidden_act") if first else None) or c.raw.get("hidden_activation") or "gelu_pytorch_tanh"
    c.raw = {**c.raw, "hidden_activation": "gelu_pytorch_tanh" if first and told == "gelu" else told}
    c.handled.add("hidden_act")
    form = llama(c, tied=True, activation="hidden_activation")
    form.settings["embedding_scale"] = True
    c.only("use_bidirectional_attention", False)
    return form


def gemma2(c: Config) -> Form:
    """Gemma 2 (arXiv 2408.00118): norms on both sides of a sublayer, soft caps, a window in every other layer."""
    c.raw = {"sliding_window": 4096, "attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0, **c.raw}
    form = gemma(c)
    form.output_norm = True
    form.windows = windows(c, form, lambda layer: layer % 2 == 0)
    form.settings["scale"] = c.number("query_pre_attn_scalar", 256) ** 0.5
    form.softcap = c.get("attn_logit_softcapping")
    form.logit_softcap = c.get("final_logit_softcapping")
    return form


def gemma3(c: Config) -> Form:
    """Gemma 3 (arXiv 2503.19786): normed queries and keys; layers with a window turn by a shorter base."""
    c.raw = {"attn_logit_softcapping": None, "final_logit_softcapping": None, **c.raw}
    form = gemma2(c)
    form.query_norm, form.softcap = True, None
    every = c.get("sliding_window_pattern") or 6
    if "layer_types" not in c:
        form.windows = windows(c, form, lambda layer: (layer + 1) % every != 0)
    told = c.get("rope_parameters") or {}
    local: Rope = rope(c, form.d_k, told.get("sliding_attention") or {}, base=c.get("rope_local_base_freq", 10000.0))
    whole: Rope = rope(c, form.d_k, told.get("full_attention") or c.get("rope_scaling") or {}, base=c.get("rope_theta", 1e6))
    form.ropes = tuple(whole if window is None else local for window in form.windows)
    return form
