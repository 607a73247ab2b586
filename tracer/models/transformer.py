"""The 2017 Transformer (arXiv 1706.03762): encoder, decoder, both together, and a bare attention. Read it top to bottom."""

from __future__ import annotations

from tracer.models.frame import Frame, Text
from tracer.models.layers.attention import attention
from tracer.models.layers.embedding import decoder_table, input_rows
from tracer.models.layers.masks import own_mask
from tracer.models.layers.positions import relative_bias
from tracer.models.layers.read_out import read_out
from tracer.models.layers.stack import decoder_frame, decoder_layers, encoder_layers, encoder_output
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def bare_attention(r: Recorder, f: Frame) -> Step:
    """`--model attention`: one attention over the input, ending at z (or at `output` where a W_O is given)."""
    x = input_rows(r, f, f.text, drops=False)
    memory = given_rows(r, f, f.memory, "memory")
    keys = given_rows(r, f, f.keys, "memory.keys") or memory
    values = given_rows(r, f, f.values, "memory.values") or memory or keys
    read = f.keys or f.memory or f.text
    bias = relative_bias(r, f, "attention", f.text, read)
    with r.at("attention"):
        mask = own_mask(r, f, read, f.architecture.mask, f.architecture.added_mask)
        return attention(r, f, x, mask, keys, values, bias)


def encoder(r: Recorder, f: Frame) -> Step:
    """The encoder stack over the text; logits where there is a W_U."""
    return read_out(r, f, encode(r, f))


def decoder(r: Recorder, f: Frame) -> Step:
    """A decoder alone: masked self-attention; cross-attention where memory rows are given."""
    x = input_rows(r, f, f.text)
    memory = given_rows(r, f, f.memory, "memory")
    return read_out(r, f, decoder_layers(r, f, x, f.text, memory, f.memory))


def encoder_decoder(r: Recorder, f: Frame) -> Step:
    """The whole model: the encoder reads the text, the decoder the target shifted right, or what has been written so far.

    BART (arXiv 1910.13461) and Marian (1804.00344) are this model, with biases, learned or sinusoidal positions.
    """
    assert f.target is not None
    memory = encoder_output(r, lambda: encode(r, f))
    with r.at("decoder"):
        x = input_rows(r, f, f.target, decoder_table(f))
    x = decoder_layers(r, decoder_frame(f), x, f.target, memory, f.text)
    return read_out(r, f, x)


def encode(r: Recorder, f: Frame) -> Step:
    """Embedding and the encoder's layers."""
    return encoder_layers(r, f, input_rows(r, f, f.text))


def given_rows(r: Recorder, f: Frame, text: Text | None, name: str) -> Step | None:
    """Rows given from outside, such as an encoder's output."""
    if text is None:
        return None
    return r.given(name, text.rows, f.leading(text.token, text.width or f.d_model))
