"""Llama and its kin: Mistral, Qwen2/3, Gemma 1–3, Phi-1–3, OLMo, GLM-4, Granite, Command R, nanochat and two dozen others.

A decoder with RMS norm (in some layer norm), rotary positions, and in most a gate in the feed-forward.

arXiv 2302.13971 (Llama), 1910.07467 (RMS norm), 2104.09864 (rotary), 2002.05202 (gate), 2305.13245 (grouped-query attention).
"""

from __future__ import annotations

from tracer.models.frame import Frame
from tracer.models.layers.embedding import embedding
from tracer.models.layers.norm import norm
from tracer.models.layers.positions import refuse_longer
from tracer.models.layers.read_out import read_out
from tracer.models.layers.stack import decoder_layers
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def llama(r: Recorder, f: Frame) -> Step:
    """Embedding, the layers, the logits of every next token."""
    refuse_longer(f)
    x = embedding(r, f, f.text)
    x = r.same("input", norm(r, f, x, "input.norm") if f.architecture.embedding_norm else x)
    return read_out(r, f, decoder_layers(r, f, x, f.text))
