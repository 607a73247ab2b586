"""T5 and Flan-T5 (arXiv 1910.10683): an encoder–decoder without absolute positions; a relative bias is added to the scores."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame, Text
from tracer.models.masks import key_axis, masks
from tracer.models.parts import decoder_frame, embedding, one_layer, one_layer_of_pair, read_out, table
from tracer.models.transformer import final_norm
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def t5(r: Recorder, f: Frame) -> Step:
    """The encoder reads the text, the decoder what has been written so far."""
    memory = f.encoded or encode(r, f)
    f.encoded = memory if r.computes else None
    if f.target is None:
        return read_out(r, f, memory, memory)
    rows = table(r, f, f.target, f.d_model, "embedding.W_E" if f.form.shared_table else "decoder.embedding.W_E")
    with r.at("decoder"):
        x = r.same("input", embedding(r, f, f.target, rows))
    return read_out(r, f, decode(r, decoder_frame(f), x, f.target, memory), rows)


def encode(r: Recorder, f: Frame) -> Step:
    x = r.same("input", embedding(r, f, f.text, table(r, f, f.text, f.d_model)))
    mask, bias = masks(r, f, "encoder", f.text, f.settings.mask), position_bias(r, f, "encoder", f.text, both=True)
    for layer in range(f.form.layers):
        with r.at(f"encoder.{layer}"):
            x = one_layer(r, f, x, layer, mask(layer), bias)
    return final_norm(r, f, "encoder", x)


def decode(r: Recorder, f: Frame, x: Step, text: Text, memory: Step) -> Step:
    mask, bias = masks(r, f, "decoder", text, "causal"), position_bias(r, f, "decoder", text, both=False)
    across = masks(r, f, "decoder.cross", f.text, "none")
    for layer in range(f.form.decoder_layers):
        with r.at(f"decoder.{layer}"):
            x = one_layer_of_pair(r, f, x, memory, mask(0), across(0), bias)
    return final_norm(r, f, "decoder", x)


def position_bias(r: Recorder, f: Frame, stack: str, text: Text, both: bool) -> Step:
    """A number for each head and distance from query to key, learned in the first layer and added in every one."""
    buckets, furthest = f.form.relative
    learned = r.parameter(f"/{stack}.position_bias.W_B", Axis("bucket", buckets), f.head)
    axes = (text.token.renamed("query"), key_axis(f, text))
    attrs = {"start": f.start, "both": both, "buckets": buckets, "furthest": furthest}
    return r.relative_bias(f"/{stack}.position_bias", learned, axes=axes, **attrs)
