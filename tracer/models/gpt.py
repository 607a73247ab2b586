"""GPT 1 and 2, StarCoder, GPT-Neo, OPT (learned positions), GPT-J, CodeGen, GPT-NeoX, Falcon (rotary), BLOOM, MPT (ALiBi)."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.models.layers.embedding import embedding
from tracer.models.layers.feed_forward import linear
from tracer.models.layers.norm import norm
from tracer.models.layers.positions import position_rows, refuse_longer
from tracer.models.layers.read_out import read_out
from tracer.models.layers.stack import decoder_layers
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def gpt(r: Recorder, f: Frame) -> Step:
    """Embedding and positions, the layers, the logits of every next token. OPT-350M's embedding is narrower than its layers."""
    a = f.architecture
    narrow = a.embedding_width != a.d_model
    width = Axis("d_embedding", a.embedding_width) if narrow else f.d_model
    x = embedding(r, f, f.text, width=width)
    if narrow:
        with r.at("input"):
            x = linear(r, "/embedding.wide", x, "W_projection", "b_projection", f.d_model)
    positions = position_rows(r, f, f.text, f.d_model)
    if positions is None:
        refuse_longer(f)
        x = r.same("input", norm(r, f, x, "input.norm") if a.embedding_norm else x)
    else:
        x = r.add("input", x, positions)
    x = decoder_layers(r, f, x, f.text)
    if narrow:
        with r.at("output"):
            x = linear(r, "narrow", x, "W_projection", "b_projection", width)
    return read_out(r, f, x)
