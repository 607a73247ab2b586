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
from tracer.models.layers.positions import relative_biases
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.settings import in_part

Compute = Callable[[Step], Step]


def encoder_layers(r: Recorder, f: Frame, x: Step) -> Step:
    """All encoder layers, then the final norm if there is one (token × d_model)."""
    own_mask = masks(r, f, "encoder", f.text, f.architecture.mask, f.architecture.added_mask)
    own_bias = relative_biases(r, f, "encoder", f.text)
    for layer in range(f.architecture.layers):
        with r.layer("encoder", layer, f.architecture.layers):
            bias = own_bias(layer)
            x = one_layer(r, f, x, layer, own_mask(layer), bias)
    return final_norm(r, f, "encoder", x)


def decoder_layers(
    r: Recorder, f: Frame, x: Step, text: Text, memory: Step | None = None, memory_text: Text | None = None
) -> Step:
    """All decoder layers over `text`; cross-attention reads keys and values from `memory`, the rows of `memory_text`."""
    a = f.architecture
    mask, added = (a.mask, a.added_mask) if f.target is None else (a.target_mask, a.target_added_mask)
    own_mask = masks(r, f, "decoder", text, mask, added)
    own_bias = relative_biases(r, f, "decoder", text)
    across = None if memory is None else masks(r, f, "decoder.cross", memory_text, a.memory_mask, a.memory_added_mask)
    crossing = with_heads(f, a.cross_heads)
    layers = a.decoder_layers or a.layers
    for layer in range(layers):
        with r.layer("decoder", layer, layers):
            cross = None if across is None else across(layer)
            bias = own_bias(layer)
            x = one_layer(r, f, x, layer, own_mask(layer), bias, memory, cross, crossing)
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
    crossing: Frame | None = None,
) -> Step:
    """Self-attention, cross-attention if there is a memory, feed-forward. mask, across: masks of the two attentions.

    crossing: the frame of cross-attention, which may have other heads.
    """
    if f.architecture.parallel:
        return side_by_side(r, f, x, lambda h: attention(r, f, h, mask, bias=bias, layer=layer), layer)
    x = sublayer(r, f, "attention", x, lambda h: attention(r, f, h, mask, bias=bias, layer=layer), layer)
    if memory is not None and across is not None:
        x = sublayer(r, f, "cross", x, lambda h: attention(r, crossing or f, h, across, memory, memory, layer=layer))
    return sublayer(r, f, "ffn", x, lambda h: fed_forward(r, f, h, layer))


def sublayer(r: Recorder, f: Frame, part: str, x: Step, compute: Compute, layer: int | None = None) -> Step:
    """Post-norm LayerNorm(x + Sublayer(x)), or pre-norm x + Sublayer(LayerNorm(x)).

    part: its name, `attention`, `cross` or `ffn`, which the settings `norm` and `residual` may list. layer: of an attention.
    """
    a = f.architecture
    with r.at(part):
        out = branch(r, f, part, x, compute, layer)
        if in_part(a.residual, part):
            out = r.add("add", x, out)
        return norm(r, f, out) if has_norm(f, part) and a.norm != "pre" else out


def branch(r: Recorder, f: Frame, part: str, x: Step, compute: Compute, layer: int | None = None) -> Step:
    """The term that a sublayer adds to the residual stream: pre-norm, computation, output norm, multiplier, dropout."""
    a = f.architecture
    before = a.norm == "pre" and has_norm(f, part) and (a.first_norm or layer != 0)
    out = compute(norm(r, f, x) if before else x)
    if a.output_norm:
        out = norm(r, f, out, "output_norm")
    if a.residual_multiplier != 1.0:
        out = r.times("multiplied", out, factor=a.residual_multiplier)
    return dropout(r, f, "dropout", out)


def has_norm(f: Frame, part: str) -> bool:
    """Whether this sublayer is normed, before or after."""
    return f.architecture.norm in ("post", "pre") or in_part(f.architecture.norm, part)


def fed_forward(r: Recorder, f: Frame, x: Step, layer: int) -> Step:
    """What the feed-forward sublayer computes: one feed-forward, or a mixture of experts."""
    width = f.width(layer)
    if not f.architecture.experts or layer in f.architecture.dense:
        return feed_forward(r, f, x, width)
    from tracer.models.layers.experts import experts

    return experts(r, f, x, width)


def side_by_side(r: Recorder, f: Frame, x: Step, attend: Compute, layer: int) -> Step:
    """Parallel sublayers: x + attention(norm(x)) + feed-forward(norm(x)), as GPT-J and GPT-NeoX (arXiv 2204.06745) compute it.

    x is left out where the setting `residual` gives a residual connection to neither.
    """
    with r.at("attention"):
        attended = branch(r, f, "attention", x, attend)
    with r.at("ffn"):
        fed = branch(r, f, "ffn", x, lambda h: fed_forward(r, f, h, layer))
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
    if len(f.d_ffs) > a.layers:
        f = replace(f, d_ffs=f.d_ffs[a.layers :])
    return with_heads(f, a.decoder_heads)


def with_heads(f: Frame, heads: int) -> Frame:
    """A frame whose heads are so many, over the same columns; 0: as they are."""
    if heads in (0, f.head.size):
        return f
    columns = {
        axis.name: None if None in (axis.size, f.head.size) else (axis.size or 0) * (f.head.size or 0) for axis in (f.d_k, f.d_v)
    }
    d_k, d_v = (Axis(name, None if size is None else size // heads) for name, size in columns.items())
    return replace(f, head=Axis("head", heads), kv_head=None, d_k=d_k, d_v=d_v)
