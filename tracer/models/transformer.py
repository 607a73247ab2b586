"""The 2017 Transformer (arXiv 1706.03762): encoder, decoder, both together, and a bare attention. Read it top to bottom."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.attention import attention
from tracer.models.embed import embedded
from tracer.models.frame import Frame, Text
from tracer.models.norm import dropped, norm, sublayer
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def bare_attention(r: Recorder, f: Frame) -> Step:
    """`--model attention`: one attention over the input, ending at z (or at `output` where a W_O is given)."""
    x = embedded(r, f, f.text)
    memory = given_rows(r, f, f.memory, "memory")
    keys = given_rows(r, f, f.keys, "memory.keys") or memory
    values = given_rows(r, f, f.values, "memory.values") or memory or keys
    side = f.keys or f.memory or f.text
    with r.at("attention"):
        return attention(r, f, x, keys, values, f.settings.mask, side)


def encoder(r: Recorder, f: Frame) -> Step:
    """The encoder stack over the text; logits where there is a W_U."""
    return read_out(r, f, encode(r, f))


def decoder(r: Recorder, f: Frame) -> Step:
    """A decoder alone: masked self-attention; cross-attention where memory rows are given."""
    x = embedded(r, f, f.text)
    memory = given_rows(r, f, f.memory, "memory")
    return read_out(r, f, decode(r, f, x, f.text, memory, f.memory))


def encoder_decoder(r: Recorder, f: Frame) -> Step:
    """The whole model: the encoder reads the text, the decoder the target shifted right."""
    assert f.target is not None
    memory = f.encoded or encode(r, f)
    f.encoded = memory if r.computes else None
    with r.at("decoder"):
        x = embedded(r, f, f.target, "embedding.W_E" if f.settings.tied else "decoder.embedding.W_E")
    return read_out(r, f, decode(r, f, x, f.target, memory, f.text))


def encode(r: Recorder, f: Frame) -> Step:
    """Embedding and the encoder's layers."""
    x = embedded(r, f, f.text)
    for layer in range(f.settings.layers or 1):
        with r.at(f"encoder.{layer}"):
            x = sublayer(r, f, "attention", x, lambda h: attention(r, f, h, mask=f.settings.mask, side=f.text))
            x = sublayer(r, f, "ffn", x, lambda h: feed_forward(r, f, h))
    return final_norm(r, f, "encoder", x)


def decode(r: Recorder, f: Frame, x: Step, text: Text, memory: Step | None, memory_text: Text | None) -> Step:
    """The decoder's layers: masked self-attention, cross-attention (keys and values from `memory`), feed-forward."""
    s = f.settings
    mask = s.target_mask if f.target is not None else s.mask
    for layer in range(s.layers or 1):
        with r.at(f"decoder.{layer}"):
            x = sublayer(r, f, "attention", x, lambda h: attention(r, f, h, mask=mask, side=text))
            if memory is not None:
                x = sublayer(r, f, "cross", x, lambda h: attention(r, f, h, memory, memory, s.memory_mask, memory_text))
            x = sublayer(r, f, "ffn", x, lambda h: feed_forward(r, f, h))
    return final_norm(r, f, "decoder", x)


def feed_forward(r: Recorder, f: Frame, x: Step) -> Step:
    """max(0, x W_1 + b_1) W_2 + b_2 (section 3.3), with the activation asked for."""
    hidden = linear(r, "hidden", x, "W_1", "b_1", f.d_ff)
    active = dropped(r, f, "dropout_activation", activation(r, f, "activation", hidden))
    out = linear(r, "output", active, "W_2", "b_2", f.d_model)
    return activation(r, f, "output_activation", out) if f.settings.activation_after == "both" else out


def linear(r: Recorder, name: str, x: Step, weight: str, bias: str, width: Axis) -> Step:
    """x W, and + b where there is a bias."""
    matrix = r.parameter(weight, x.axes[-1], width)
    shift = r.optional(bias, width)
    if shift is None:
        return r.contract(name, x, matrix, over=x.axes[-1].name)
    return r.affine(name, x, matrix, shift, over=x.axes[-1].name)


def activation(r: Recorder, f: Frame, name: str, x: Step, kind: str = "") -> Step:
    """The activation asked for, or one that the family fixes."""
    kind = kind or f.settings.activation
    if kind == "none":
        return r.same(name, x)
    return r.apply(kind.replace("-", "_"), name, x)


def final_norm(r: Recorder, f: Frame, stack: str, x: Step) -> Step:
    """A norm after the last layer, as `nn.Transformer` and pre-norm models have and the paper has not."""
    if not f.settings.final_norm:
        return x
    with r.at(stack):
        return norm(r, f, x)


def read_out(r: Recorder, f: Frame, x: Step) -> Step:
    """Scores for every word of the vocabulary and their softmax (section 3.4), where the model has a W_U."""
    if f.pool == "mean":
        x = pooled(r, f, x)
    if f.vocab is None:
        return x
    if f.settings.tied:
        table = r.parameter("/embedding.W_E", f.text.vocab or f.vocab, f.d_model, init="table")
        names = {table.axes[0].name: f.vocab.name, "d_model": x.axes[-1].name}
        rows = r.rename("output.tied", table, names=names, level=DETAIL)
        logits = r.contract("logits", x, rows, over=x.axes[-1].name, transposed=True)
    else:
        weight = r.optional("output.W_U", x.axes[-1], f.vocab, init="unembedding", stage="logits")
        if weight is None:
            return x
        shift, over = r.optional("output.b_U", f.vocab), x.axes[-1].name
        logits = r.contract("logits", x, weight, over=over) if shift is None else r.affine("logits", x, weight, shift, over=over)
    return r.softmax("probabilities", logits, over=f.vocab.name)


def pooled(r: Recorder, f: Frame, x: Step) -> Step:
    """The mean over a sentence's real tokens: one row a sentence."""
    if f.text.real is None:
        return r.mean("pooled", x, over="token")
    real = r.given("pooled.tokens", f.text.real, f.leading(f.text.token), DETAIL)
    summed = r.sum("pooled.sum", r.multiply("pooled.real", x, real, level=DETAIL), over="token", level=DETAIL)
    return r.divide("pooled", summed, r.sum("pooled.count", real, over="token", level=DETAIL))


def given_rows(r: Recorder, f: Frame, text: Text | None, name: str) -> Step | None:
    """Rows given from outside, such as an encoder's output."""
    if text is None:
        return None
    return r.given(name, text.rows, f.leading(text.token, text.width or f.d_model))
