"""GPT-2, GPT-Neo, GPT-NeoX and OPT: a decoder alone. Layer norm, learned positions (NeoX turns)."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.models.parts import decoder_layers, embedding, made_for, positions, projected, read_out, table
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def gpt(r: Recorder, f: Frame) -> Step:
    """Embedding and positions, the layers, the logits of every next token."""
    form = f.form
    narrow = form.d_embedding != form.d_model
    width = Axis("d_embedding", form.d_embedding) if narrow else f.d_model
    rows = table(r, f, f.text, width)
    x = embedding(r, f, f.text, rows)
    if narrow:
        with r.at("input"):
            x = projected(r, f, "/embedding.wide", x, "_projection", f.d_model)
    learned = f.settings.positions not in ("none", "rope")
    if not learned:
        made_for(f)
    x = r.add("input", x, positions(r, f, f.text, f.d_model)) if learned else r.same("input", x)
    x = decoder_layers(r, f, x, f.text)
    if narrow:
        with r.at("output"):
            x = projected(r, f, "narrow", x, "_projection", width)
    return read_out(r, f, x, rows)
