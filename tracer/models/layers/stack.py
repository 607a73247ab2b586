"""Stacks of layers: sublayers with residual connection and norm (arXiv 1706.03762, section 3.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tracer.axes import Axis
from tracer.models.frame import Frame, Text
from tracer.models.layers.attention import attention
from tracer.models.layers.dropout import dropout
from tracer.models.layers.feed_forward import feed_forward
from tracer.models.layers.masks import Mask, masks
from tracer.models.layers.norm import norm
from tracer.models.layers.positions import relative_bias
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.settings import in_part

Compute = Callable[[Step], Step]


def encoder_layers(r: Recorder, f: Frame, x: Step) -> Step:
    """All encoder layers, then the final norm if there is one (token × d_model)."""
    own_mask = masks(r, f, "encoder", f.text, f.architecture.mask, f.architecture.added_mask)
    bias = relative_bias(r, f, "encoder", f.text)
    for layer in range(f.architecture.layers):
        with r.at(f"encoder.{layer}"):
            x = one_layer(r, f, x, layer, own_mask(layer), bias)
    return final_norm(r, f, "encoder", x)


def decoder_layers(
    r: Recorder, f: Frame, x: Step, text: Text, memory: Step | None = None, memory_text: Text | None = None
) -> Step:
    """All decoder layers over `text`; cross-attention reads keys and values from `memory`, the rows of `memory_text`."""
    a = f.architecture
    mask, added = (a.mask, a.added_mask) if f.target is None else (a.target_mask, a.target_added_mask)
    own_mask = masks(r, f, "decoder", text, mask, added)
    bias = relative_bias(r, f, "decoder", text)
    across = None if memory is None else masks(r, f, "decoder.cross", memory_text, a.memory_mask, a.memory_added_mask)
    for layer in range(a.decoder_layers or a.layers):
        with r.at(f"decoder.{layer}"):
            x = one_layer(r, f, x, layer, own_mask(layer), bias, memory, across(layer) if across is not None else None)
    return final_norm(r, f, "decoder", x)


def one_layer(
    r: Recorder,
    f: Frame,
    x: Step,
    layer: int,
    mask: Mask,
    bias: Step | None,
    memory: Step | None = None,
    across: Mask | None = None,
) -> Step:
    """Self-attention, cross-attention if there is a memory, feed-forward. mask, across: masks of the two attentions."""
    if f.architecture.parallel:
        return side_by_side(r, f, x, lambda h: attention(r, f, h, mask, bias=bias, layer=layer))
    x = sublayer(r, f, "attention", x, lambda h: attention(r, f, h, mask, bias=bias, layer=layer))
    if memory is not None and across is not None:
        x = sublayer(r, f, "cross", x, lambda h: attention(r, f, h, across, memory, memory, layer=layer))
    return sublayer(r, f, "ffn", x, lambda h: fed_forward(r, f, h))


def sublayer(r: Recorder, f: Frame, part: str, x: Step, compute: Compute) -> Step:
    """Post-norm LayerNorm(x + Sublayer(x)), or pre-norm x + Sublayer(LayerNorm(x)).

    part: its name, `attention`, `cross` or `ffn`, which the settings `norm` and `residual` may list.
    """
    a = f.architecture
    with r.at(part):
        out = branch(r, f, part, x, compute)
        if in_part(a.residual, part):
            out = r.add("add", x, out)
        return norm(r, f, out) if has_norm(f, part) and a.norm != "pre" else out


def branch(r: Recorder, f: Frame, part: str, x: Step, compute: Compute) -> Step:
    """The term that a sublayer adds to the residual stream: pre-norm, computation, output norm, multiplier, dropout."""
    before = f.architecture.norm == "pre" and has_norm(f, part)
    out = compute(norm(r, f, x) if before else x)
    if f.architecture.output_norm:
        out = norm(r, f, out, "output_norm")
    if f.architecture.residual_multiplier != 1.0:
        out = r.times("multiplied", out, factor=f.architecture.residual_multiplier)
    return dropout(r, f, "dropout", out)


def has_norm(f: Frame, part: str) -> bool:
    """Whether this sublayer is normed, before or after."""
    return f.architecture.norm in ("post", "pre") or in_part(f.architecture.norm, part)


def fed_forward(r: Recorder, f: Frame, x: Step) -> Step:
    """What the feed-forward sublayer computes: one feed-forward, or a mixture of experts."""
    if not f.architecture.experts:
        return feed_forward(r, f, x)
    from tracer.models.layers.experts import experts

    return experts(r, f, x)


def side_by_side(r: Recorder, f: Frame, x: Step, attend: Compute) -> Step:
    """Parallel sublayers: x + attention(norm(x)) + feed-forward(norm(x)), as GPT-J and GPT-NeoX (arXiv 2204.06745) compute it.

    x is left out where the setting `residual` gives a residual connection to neither.
    """
    with r.at("attention"):
        attended = branch(r, f, "attention", x, attend)
    with r.at("ffn"):
        fed = branch(r, f, "ffn", x, lambda h: fed_forward(r, f, h))
    if not any(in_part(f.architecture.residual, part) for part in ("attention", "ffn")):
        return r.total("add", attended, fed)
    return r.total("add", x, attended, fed)


def final_norm(r: Recorder, f: Frame, stack: str, x: Step) -> Step:
    """Norm after the last layer, as in `nn.Transformer` and pre-norm models; the 2017 paper has none."""
    if not f.architecture.final_norm:
        return x
    with r.at(stack):
        return norm(r, f, x)


def encoder_output(r: Recorder, encode: Callable[[], Step]) -> Step:
    """Encoder output, computed once and reused in all generation passes."""
    carried = r.carried("/encoder")
    memory = carried[0] if carried is not None else encode()
    r.carry("/encoder", memory)
    return memory


def decoder_frame(f: Frame) -> Frame:
    """The decoder's frame of an encoder–decoder, with its own head and feed-forward sizes."""
    a = f.architecture
    heads, d_ff = a.decoder_heads or a.heads, a.decoder_d_ff or a.d_ff
    if (heads, d_ff) == (a.heads, a.d_ff):
        return f
    width = a.d_k if a.positions == "relative" else a.d_model // heads
    head, d_k, d_v = Axis("head", heads), Axis("d_k", width), Axis("d_v", width)
    return replace(f, head=head, kv_head=None, d_k=d_k, d_v=d_v, d_ff=Axis("d_ff", d_ff))
