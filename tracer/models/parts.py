"""What the families of real checkpoints share: normed and shared heads, windows, relative bias, gates, read-outs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.attention import output, projection, remembered, scale
from tracer.models.embed import enough
from tracer.models.frame import Frame, Text
from tracer.models.masks import masks
from tracer.models.norm import norm, sublayer
from tracer.models.transformer import activation, final_norm, linear, pooled
from tracer.ops.expression import Symbol
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def table(r: Recorder, f: Frame, text: Text, width: Axis, name: str = "embedding.W_E") -> Step:
    """The embedding table, one row a token of the vocabulary; one axis object, so that a tied read-out speaks the same words."""
    assert text.vocab is not None
    return r.parameter(f"/{name}", text.vocab, width, init="table")


def embedding(r: Recorder, f: Frame, text: Text, rows: Step) -> Step:
    """The rows of the text's tokens, times √d_model where the family does so."""
    found = r.lookup("embedding", rows, ids=text.ids, axes=f.leading(text.token))
    if not f.settings.embedding_scale:
        return found
    return r.multiply("embedding.scaled", found, r.root("embedding.scale", f.d_model.size, Symbol("d_model")))


def positions(r: Recorder, f: Frame, text: Text, width: Axis) -> Step:
    """Rows of a learned table, from the family's first row on; or sinusoids."""
    s, form = f.settings, f.form
    here = range(f.start, f.start + (text.token.size or 0))
    enough(here, form.positions)
    if s.positions == "sinusoidal":
        attrs: dict[str, Any] = {
            "base": s.position_base,
            "layout": s.position_layout,
            "exponent": s.position_exponent,
            "start": f.start,
        }
        return r.sinusoid("positions", axes=(text.token, width), dtype=r.dtype, **attrs)
    learned = r.parameter("positions.W_P", Axis("position", form.positions + form.offset), width, init="table")
    rows = text.ids if f.sentence is not None else (text.ids,)
    if form.counts_from is None or f.start or not any(form.counts_from in row for row in rows):
        return r.lookup("positions", learned, ids=tuple(place + form.offset for place in here), axes=(text.token,))
    counted = tuple(without_padding(row, form.counts_from) for row in rows)
    return r.lookup("positions", learned, ids=counted if f.sentence is not None else counted[0], axes=f.leading(text.token))


def without_padding(ids: Sequence[int], pad: int) -> tuple[int, ...]:
    """RoBERTa's positions: tokens are counted from behind the padding's id, which padding itself has."""
    found, last = [], pad
    for one in ids:
        last += one != pad
        found.append(pad if one == pad else last)
    return tuple(found)


def made_for(f: Frame) -> None:
    """Refuse a text longer than rotary positions are made for."""
    tokens, longest = f.start + (f.text.token.size or 0), f.form.longest
    if longest is not None and tokens > longest:
        raise TracerError("session.positions_made", tokens=tokens, known=longest)


def projected(r: Recorder, f: Frame, name: str, x: Step, end: str, width: Axis) -> Step:
    """x times the matrix `W{end}`, and its bias where there is one."""
    return linear(r, name, x, f"W{end}", f"b{end}", width)


def attention(r: Recorder, f: Frame, x: Step, layer: int, mask: Step | None, bias: Step | None = None) -> Step:
    """Self-attention of one layer; keys and values may be shared by several heads (arXiv 2305.13245)."""
    shared = f.kv_head
    q = projection(r, f, "q", x, "W_Q", "b_Q", f.d_k)
    k = projection(r, f, "k", x, "W_K", "b_K", f.d_k, shared)
    v = projection(r, f, "v", x, "W_V", "b_V", f.d_v, shared)
    if f.form.query_norm:
        q, k = norm(r, f, q, "q_norm"), norm(r, f, k, "k_norm")
    q, k = rotated(r, f, q, k, layer)
    k, v = remembered(r, f, k, v)
    return joined(r, f, attend(r, f, q, k, v, mask, bias))


def cross(r: Recorder, f: Frame, x: Step, memory: Step, mask: Step | None) -> Step:
    """Attention to the encoder's output; its keys and values stay the same from step to step."""
    q = projection(r, f, "q", x, "W_Q", "b_Q", f.d_k)
    known = f.cache.get(r.part) if f.cache is not None else None
    if known is None:
        k, v = projection(r, f, "k", memory, "W_K", "b_K", f.d_k), projection(r, f, "v", memory, "W_V", "b_V", f.d_v)
        k, v = remembered(r, f, k, v)
    else:
        k, v = known
    return joined(r, f, attend(r, f, q, k, v, mask, None))


def joined(r: Recorder, f: Frame, z: Step) -> Step:
    return output(r, f, r.merge("concat", z, axes=("head", "d_v"), into="heads·d_v"))


def rotated(r: Recorder, f: Frame, q: Step, k: Step, layer: int) -> tuple[Step, Step]:
    """Queries and keys turned by their place (arXiv 2104.09864), each layer by its own base and scaling."""
    rope = f.form.ropes[layer]
    if rope is None or f.settings.positions != "rope":
        return q, k
    attrs = {
        "positions": "token",
        "over": "d_k",
        "base": rope.base,
        "turned": rope.turned,
        "layout": "halves",
        "start": f.start,
        "scaling": rope.for_length(f.start + (f.text.token.size or 0)),
        "factor": rope.factor,
    }
    return r.rotate("q_rotated", q, **attrs), r.rotate("k_rotated", k, **attrs)


def attend(r: Recorder, f: Frame, q: Step, k: Step, v: Step, mask: Step | None, bias: Step | None) -> Step:
    """From q, k and v to z: scores, scaled, capped, biased, masked, softmax, weighted sum."""
    queries = r.rename("q.by_query", q, names={"token": "query"}, level=DETAIL)
    keys = r.rename("k.by_key", k, names={"token": "key"}, level=DETAIL)
    values = r.rename("v.by_key", v, names={"token": "key"}, level=DETAIL)
    if "kv_head" in (axis.name for axis in k.axes):
        keys = r.repeat("k.by_head", keys, axis="kv_head", into=f.head, level=DETAIL)
        values = r.repeat("v.by_head", values, axis="kv_head", into=f.head, level=DETAIL)
    scores = scale(r, f, r.contract("scores", queries, keys, over="d_k", transposed=True))
    if f.form.softcap:
        scores = r.softcap("capped", scores, cap=float(f.form.softcap))
    if bias is not None:
        scores = r.add("biased", scores, bias)
    if mask is not None:
        scores = r.mask("masked", scores, mask, fill=float("-inf"))
    weights = r.softmax("softmax", scores, over=f.settings.softmax_over)
    by_token = r.rename("softmax.by_token", weights, names={"query": "token"}, level=DETAIL)
    return r.contract("z", by_token, values, over="key")


def feed_forward(r: Recorder, f: Frame, x: Step) -> Step:
    """Two layers with an activation between; or activation(x W_G) × x W_1 before the second (arXiv 2002.05202)."""
    if not f.form.gated:
        active = activation(r, f, "activation", linear(r, "hidden", x, "W_1", "b_1", f.d_ff))
    else:
        gate = activation(r, f, "activation", linear(r, "gate", x, "W_G", "b_G", f.d_ff))
        active = r.multiply("gated", gate, linear(r, "up", x, "W_1", "b_1", f.d_ff))
    return linear(r, "output", active, "W_2", "b_2", f.d_model)


def part(r: Recorder, f: Frame, name: str, x: Step, compute: Callable[[Step], Step]) -> Step:
    """A sublayer; where the family norms what comes out of it too, before it is added (Gemma 2)."""
    if not f.form.output_norm:
        return sublayer(r, f, name, x, compute)
    return sublayer(r, f, name, x, lambda h: norm(r, f, compute(h), "output_norm"))


def decoder_layers(r: Recorder, f: Frame, x: Step, text: Text) -> Step:
    """The layers of a decoder without cross-attention."""
    mask = masks(r, f, "decoder", text, f.settings.mask)
    for layer in range(f.form.layers):
        with r.at(f"decoder.{layer}"):
            x = side_by_side(r, f, x, layer, mask(layer)) if f.form.parallel else one_layer(r, f, x, layer, mask(layer))
    return final_norm(r, f, "decoder", x)


def one_layer(r: Recorder, f: Frame, x: Step, layer: int, mask: Step | None, bias: Step | None = None) -> Step:
    """Attention, then the feed-forward."""
    x = part(r, f, "attention", x, lambda h: attention(r, f, h, layer, mask, bias))
    return part(r, f, "ffn", x, lambda h: feed_forward(r, f, h))


def one_layer_of_pair(
    r: Recorder, f: Frame, x: Step, memory: Step, mask: Step | None, across: Step | None, bias: Step | None
) -> Step:
    """Attention to what was written, attention to what was read, then the feed-forward."""
    x = part(r, f, "attention", x, lambda h: attention(r, f, h, 0, mask, bias))
    x = part(r, f, "cross", x, lambda h: cross(r, f, h, memory, across))
    return part(r, f, "ffn", x, lambda h: feed_forward(r, f, h))


def side_by_side(r: Recorder, f: Frame, x: Step, layer: int, mask: Step | None) -> Step:
    """x + attention(norm(x)) + feed-forward(norm(x)), as GPT-J and GPT-NeoX compute it."""
    with r.at("attention"):
        attended = attention(r, f, norm(r, f, x), layer, mask)
    with r.at("ffn"):
        fed = feed_forward(r, f, norm(r, f, x))
    return r.total("add", x, attended, fed)


def read_out(r: Recorder, f: Frame, x: Step, rows: Step) -> Step:
    """Scores for every word of the vocabulary and their softmax: by a matrix of its own, else by the embedding table."""
    form, vocab = f.form, f.vocab
    if f.pool == "mean":
        return pooled(r, f, x)
    if vocab is None or form.head == "none":
        return x
    if form.scaled_output:
        x = r.divide("output.scaled", x, r.root("output.scaled.divisor", f.d_model.size, Symbol("d_model")))
    name = "logits.uncapped" if form.logit_softcap else "logits"
    own = r.optional("output.W_U", x.axes[-1], vocab, init="unembedding")
    shift = r.optional("output.b_U", vocab)
    weight, turned = (rows, {"transposed": True}) if own is None else (own, {})
    over = x.axes[-1].name
    order = ("sentence", "token", vocab.name)
    if shift is None:
        logits = r.contract(name, x, weight, over=over, order=order, **turned)
    else:
        logits = r.affine(name, x, weight, shift, over=over, order=order, **turned)
    if form.logit_softcap:
        logits = r.softcap("logits", logits, cap=float(form.logit_softcap))
    return r.softmax("probabilities", logits, over=vocab.name)


def decoder_frame(f: Frame) -> Frame:
    """The frame of a pair's decoder, whose heads and feed-forward may have other sizes."""
    form = f.form
    if (form.decoder_heads, form.decoder_d_ff) == (form.heads, form.d_ff):
        return f
    heads = Axis("head", form.decoder_heads)
    width = form.d_k if form.relative else form.d_model // form.decoder_heads
    return replace(
        f, head=heads, kv_head=None, d_k=Axis("d_k", width), d_v=Axis("d_v", width), d_ff=Axis("d_ff", form.decoder_d_ff)
    )
