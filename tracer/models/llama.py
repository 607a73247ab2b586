"""Llama and its kin: Mistral, Qwen2/3, Gemma 1–3, Phi-3. A decoder with RMS norm, rotary positions, a gate in the feed-forward.

arXiv 2302.13971 (Llama), 1910.07467 (RMS norm), 2104.09864 (rotary), 2002.05202 (gate), 2305.13245 (shared keys and values).
"""

from __future__ import annotations

from tracer.models.frame import Frame
from tracer.models.parts import decoder_layers, embedding, made_for, read_out, table
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def llama(r: Recorder, f: Frame) -> Step:
    """Embedding, the layers, the logits of every next token."""
    made_for(f)
    rows = table(r, f, f.text, f.d_model)
    x = r.same("input", embedding(r, f, f.text, rows))
    return read_out(r, f, decoder_layers(r, f, x, f.text), rows)
