"""Attention, one short function a step (arXiv 1706.03762, section 3.2). No number is computed outside the recorder."""

from __future__ import annotations

from tracer.axes import Axis, find
from tracer.models.frame import Frame, Text
from tracer.models.norm import dropped
from tracer.ops.expression import Number, Symbol
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def attention(
    r: Recorder,
    f: Frame,
    x: Step,
    keys_from: Step | None = None,
    values_from: Step | None = None,
    mask: object = "none",
    side: Text | None = None,
) -> Step:
    """softmax(q kᵀ / √d_k) v, heads side by side, then W_O where there is one.

    x: queries come from it (token × d_model). keys_from, values_from: where keys and values come from (x where left out).
    mask: "none", "causal", or rows of 0 and 1 (query × key). side: the text the keys belong to, for padding.
    """
    known = f.cache.get(r.part) if f.cache is not None and keys_from is not None else None
    if known is not None:  # an encoder's output does not change from step to step, nor do its keys and values
        q, (k, v) = projection(r, f, "q", x, "W_Q", "b_Q", f.d_k), known
        q = rotated(r, f, "q_rotated", q)
    else:
        own = keys_from or x
        q, k, v = project(r, f, x, own, values_from or own)
        q, k = rotated(r, f, "q_rotated", q), rotated(r, f, "k_rotated", k)
        k, v = remembered(r, f, k, v)
    z = attend(r, f, q, k, v, mask, side)
    concat = r.merge("concat", z, axes=("head", "d_v"), into="heads·d_v")
    return output(r, f, concat)


def project(r: Recorder, f: Frame, x: Step, keys_from: Step, values_from: Step) -> tuple[Step, Step, Step]:
    """q = x W_Q, k = x W_K, v = x W_V (with biases where there are any), each head × token × d_k (d_v)."""
    return (
        projection(r, f, "q", x, "W_Q", "b_Q", f.d_k),
        projection(r, f, "k", keys_from, "W_K", "b_K", f.d_k),
        projection(r, f, "v", values_from, "W_V", "b_V", f.d_v),
    )


def projection(r: Recorder, f: Frame, name: str, x: Step, weight: str, bias: str, width: Axis, head: Axis | None = None) -> Step:
    """One of q, k, v: x times the matrix's columns, head by head."""
    head = head or f.head
    wide, parts = f.beside(head, width), (head, width)
    matrix = r.split(f"{name}.weights", r.parameter(weight, x.axes[-1], wide), axis=wide.name, into=parts, level=DETAIL)
    shift = r.optional(bias, wide)
    order = ("sentence", head.name, "token", width.name)
    if shift is None:
        return r.contract(name, x, matrix, over=x.axes[-1].name, order=order)
    shift = r.split(f"{name}.bias", shift, axis=wide.name, into=parts, level=DETAIL)
    return r.affine(name, x, matrix, shift, over=x.axes[-1].name, order=order)


def rotated(r: Recorder, f: Frame, name: str, x: Step) -> Step:
    """Rotary positions: queries and keys turned by their place (arXiv 2104.09864)."""
    if f.settings.positions != "rope":
        return x
    turned = (f.d_k.size or 0) // 2 * 2
    base, layout = f.settings.position_base, f.settings.position_layout
    return r.rotate(name, x, positions="token", over="d_k", base=base, turned=turned, layout=layout, start=f.start)


def remembered(r: Recorder, f: Frame, k: Step, v: Step) -> tuple[Step, Step]:
    """All keys and values so far: those kept from earlier passes, then the new ones; without a cache only these."""
    if f.cache is None:
        return k, v
    if r.part in f.cache:
        before_k, before_v = f.cache[r.part]
        k = r.join("k_cache", before_k, k, axis="token")
        v = r.join("v_cache", before_v, v, axis="token")
    f.cache[r.part] = k, v
    return k, v


def attend(r: Recorder, f: Frame, q: Step, k: Step, v: Step, mask: object, side: Text | None) -> Step:
    """From q, k and v to z: scores, scaled, masked, softmax, weighted sum. Axes: head × query × key, then head × token × d_v."""
    queries = r.rename("q.by_query", q, names={"token": "query"}, level=DETAIL)
    keys = r.rename("k.by_key", k, names={"token": "key"}, level=DETAIL)
    scores = r.contract("scores", queries, keys, over="d_k", transposed=True)
    weights = attention_weights(r, f, scores, mask, side)
    by_token = r.rename("softmax.by_token", weights, names={"query": "token"}, level=DETAIL)
    values = r.rename("v.by_key", v, names={"token": "key"}, level=DETAIL)
    return r.contract("z", by_token, values, over="key")


def attention_weights(r: Recorder, f: Frame, scores: Step, mask: object, side: Text | None) -> Step:
    """softmax over the keys of the scaled (and masked) scores."""
    s = f.settings
    scaled = scale(r, f, scores)
    allowed = allowed_keys(r, f, scaled, mask, side)
    after = s.mask_fill == "renormalise"
    if allowed is not None and not after:
        fill = float("-inf") if s.mask_fill == "-inf" else float(s.mask_fill)
        scaled = r.mask("masked", scaled, allowed, fill=fill)
    weights = r.softmax("softmax", scaled, over=s.softmax_over)
    if allowed is not None and after:
        kept = r.mask("masked", weights, allowed, fill=0.0)
        weights = r.divide_by_sum("renormalised", kept, over=s.softmax_over)
    return dropped(r, f, "dropout_weights", weights)


def scale(r: Recorder, f: Frame, scores: Step) -> Step:
    """Scores divided by √d_k, so that they do not grow with the dimension (section 3.2.1); or as the setting says."""
    how = f.settings.scale
    if how is False:
        return scores
    if isinstance(how, float):
        divisor = r.constant("scaled.divisor", Number(how), Number(how))
    else:
        axis = f.d_model if how == "d_model" else f.d_k
        divisor = r.root("scaled.divisor", axis.size, Symbol(axis.name))
    return r.divide("scaled", scores, divisor)


def allowed_keys(r: Recorder, f: Frame, scores: Step, mask: object, side: Text | None) -> Step | None:
    """1 where a query may look at a key, 0 where not: the causal or given mask, and no look at padding."""
    query, key = (scores.axes[find(scores.axes, name)] for name in ("query", "key"))
    parts: list[Step] = []
    if mask == "causal":
        parts.append(
            r.causal(
                "mask", axes=(query, key), start=(key.size or 0) - (query.size or 0), window=None, dtype=r.dtype, level=DETAIL
            )
        )
    elif not isinstance(mask, str) and mask is not None:
        parts.append(r.given("mask", mask, (query, key), DETAIL))
    if side is not None and side.real is not None:
        parts.append(r.given("mask.padding", side.real, f.leading(key), DETAIL))
    if len(parts) < 2:
        return parts[0] if parts else None
    return r.multiply("mask.both", *parts, level=DETAIL)


def output(r: Recorder, f: Frame, concat: Step) -> Step:
    """concat W_O (+ b_O); a bare attention without W_O ends before it."""
    width = f.d_out or f.d_model
    weight = r.optional("W_O", concat.axes[-1], width, init="matrix", stage="output")
    if weight is None:
        return concat
    shift = r.optional("b_O", width)
    if shift is None:
        return r.contract("output", concat, weight, over="heads·d_v")
    return r.affine("output", concat, weight, shift, over="heads·d_v")
