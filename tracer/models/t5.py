"""T5 and Flan-T5 (arXiv 1910.10683): an encoder–decoder without absolute positions; a relative bias is added to the scores."""

from __future__ import annotations

from tracer.models.frame import Frame
from tracer.models.layers.embedding import decoder_table, embedding
from tracer.models.layers.read_out import read_out
from tracer.models.layers.stack import decoder_frame, decoder_layers, encoder_layers, encoder_output
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def t5(r: Recorder, f: Frame) -> Step:
    """The encoder reads the text, the decoder what has been written so far; without a target the encoder is all there is."""
    memory = encoder_output(r, lambda: encode(r, f))
    if f.target is None:
        return read_out(r, f, memory)
    with r.at("decoder"):
        x = r.same("input", embedding(r, f, f.target, decoder_table(f)))
    x = decoder_layers(r, decoder_frame(f), x, f.target, memory, f.text)
    return read_out(r, f, x)


def encode(r: Recorder, f: Frame) -> Step:
    """Embedding and the encoder's layers."""
    return encoder_layers(r, f, r.same("input", embedding(r, f, f.text)))
