"""BART (arXiv 1910.13461) and Marian (1804.00344): the Transformer of 2017 with biases, learned or sinusoidal positions."""

from __future__ import annotations

from tracer.models.frame import Frame, Text
from tracer.models.masks import masks
from tracer.models.norm import norm
from tracer.models.parts import decoder_frame, embedding, one_layer, one_layer_of_pair, positions, read_out, table
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def bart(r: Recorder, f: Frame) -> Step:
    """The encoder reads the text, the decoder what has been written so far."""
    assert f.target is not None
    memory = f.encoded or encode(r, f)
    f.encoded = memory if r.computes else None
    rows = table(r, f, f.target, f.d_model, "embedding.W_E" if f.form.shared_table else "decoder.embedding.W_E")
    with r.at("decoder"):
        x = embedded(r, f, f.target, rows)
    return read_out(r, f, decode(r, decoder_frame(f), x, f.target, memory), rows)


def embedded(r: Recorder, f: Frame, text: Text, rows: Step) -> Step:
    """embedding + positions, normed in BART."""
    rows = embedding(r, f, text, rows)
    places = positions(r, f, text, f.d_model)
    if not f.form.embedding_norm:
        return r.add("input", rows, places)
    return r.same("input", norm(r, f, r.add("input.add", rows, places), "input.norm"))


def encode(r: Recorder, f: Frame) -> Step:
    x = embedded(r, f, f.text, table(r, f, f.text, f.d_model))
    mask = masks(r, f, "encoder", f.text, f.settings.mask)
    for layer in range(f.form.layers):
        with r.at(f"encoder.{layer}"):
            x = one_layer(r, f, x, layer, mask(layer))
    return x


def decode(r: Recorder, f: Frame, x: Step, text: Text, memory: Step) -> Step:
    mask, across = masks(r, f, "decoder", text, "causal"), masks(r, f, "decoder.cross", f.text, "none")
    for layer in range(f.form.decoder_layers):
        with r.at(f"decoder.{layer}"):
            x = one_layer_of_pair(r, f, x, memory, mask(0), across(0), None)
    return x
