"""Attention, one short function a step (arXiv 1706.03762, section 3.2). No number is computed outside the recorder."""

from __future__ import annotations

from tracer.axes import Axis, find
from tracer.expression import Number, Symbol, call
from tracer.models.frame import Frame
from tracer.models.layers.dropout import dropout
from tracer.models.layers.extra_keys import beyond, extra_keys, with_extra_keys
from tracer.models.layers.heads import kept_from_memory, projection, with_cache
from tracer.models.layers.masks import Mask
from tracer.models.layers.norm import norm
from tracer.models.layers.positions import rotate
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def attention(
    r: Recorder,
    f: Frame,
    x: Step,
    mask: Mask,
    keys_from: Step | None = None,
    values_from: Step | None = None,
    bias: Step | None = None,
    layer: int = 0,
) -> Step:
    """Multi-head attention softmax(q kᵀ / √d_k) v, heads concatenated, then W_O if there is one (token × d_model).

    x: queries come from it (token × d_model). keys_from, values_from: where keys and values come from (x where left out); with
    a latent both come from the same. bias: added to the scores (head × query × key), or the vectors of distances (distance ×
    d_model). layer: whose window and rotary positions these are.
    """
    if f.latent is None:
        q, k, v = queries_keys_values(r, f, x, keys_from, values_from, layer)
    else:
        from tracer.models.layers.latent_attention import queries_keys_values_of_latent

        assert values_from is None or values_from is keys_from
        q, k, v = queries_keys_values_of_latent(r, f, f.latent, x, keys_from, layer)
    z = attend(r, f, q, k, v, mask, bias)
    return output(r, f, r.merge("concat", z, axes=("head", "d_v"), into="heads·d_v"))


def queries_keys_values(
    r: Recorder, f: Frame, x: Step, keys_from: Step | None, values_from: Step | None, layer: int
) -> tuple[Step, Step, Step]:
    """q, k and v of each head (head × token × d_k, d_v), each projected from its rows. Arguments as in `attention`."""
    q = projection(r, f, "q", x, "W_Q", "b_Q", f.head, f.d_k)
    cached = kept_from_memory(r, keys_from)
    if cached is None:
        head, source = f.kv_head or f.head, keys_from or x
        k = projection(r, f, "k", source, "W_K", "b_K", head, f.d_k)
        v = clipped(r, f, "v", projection(r, f, "v", values_from or source, "W_V", "b_V", head, f.d_v))
        q, k = queries_and_keys(r, f, layer, q=q, k=k)
        k, v = with_cache(r, k=k, v=v)
    else:
        (q,), (k, v) = queries_and_keys(r, f, layer, q=q), cached
    return q, k, v


def queries_and_keys(r: Recorder, f: Frame, layer: int, **steps: Step) -> list[Step]:
    """Queries and keys by name (`q`, `k`), after the architecture's q/k norm, clipping and rotary positions."""
    a, rope = f.architecture, f.architecture.rope(layer)
    if a.qk_norm and not a.qk_norm_after_rotary:
        steps = normed(r, f, steps)
    steps = {name: rotate(r, f, f"{name}_rotated", clipped(r, f, name, step), rope) for name, step in steps.items()}
    if a.qk_norm and a.qk_norm_after_rotary:
        steps = normed(r, f, steps)
    return list(steps.values())


def normed(r: Recorder, f: Frame, steps: dict[str, Step]) -> dict[str, Step]:
    """Queries and keys by name, normed."""
    a = f.architecture
    of = normed_across_heads if a.qk_norm_over == "heads" else normed_head_by_head if a.qk_norm_each else norm
    return {name: of(r, f, step, f"{name}_norm") for name, step in steps.items()}


def clipped(r: Recorder, f: Frame, name: str, x: Step) -> Step:
    """Queries, keys or values kept between −c and c, where the architecture says so (OLMo, arXiv 2402.00838)."""
    limit = f.architecture.clip_qkv
    return x if limit is None else r.clip(f"{name}_clipped", x, least=-limit, most=limit)


def normed_across_heads(r: Recorder, f: Frame, x: Step, name: str) -> Step:
    """Queries or keys normed over the columns of all heads together, γ as long (OLMo 2, arXiv 2501.00656, section 2.1)."""
    head, width = x.axes[-3], x.axes[-1]
    wide = f.beside(head, width)
    beside = r.merge(f"{name}.beside", x, axes=(head.name, width.name), into=wide.name, level=DETAIL)
    rows = norm(r, f, beside, name)
    by_token = r.split(f"{name}.split", rows, axis=wide.name, into=(head, width), level=DETAIL)
    return r.order(f"{name}.by_head", by_token, names=tuple(axis.name for axis in x.axes), level=DETAIL)


def normed_head_by_head(r: Recorder, f: Frame, x: Step, name: str) -> Step:
    """Queries or keys normed over each head's columns, each head with a γ of its own."""
    head, width = x.axes[-3], x.axes[-1]
    each = [r.parameter(f"{name}.{number}.gamma", width, init="ones") for number in range(head.size or 0)]
    return norm(r, f, x, name, gamma=r.stack(f"{name}.gammas", *each, axis=head, level=DETAIL))


def attend(r: Recorder, f: Frame, q: Step, k: Step, v: Step, mask: Mask, bias: Step | None) -> Step:
    """Scores, attention weights (head × query × key) and z, the weighted sum of values (head × token × d_v)."""
    own_keys = None
    if extra_keys(f) is not None:
        own_keys = k.axes[find(k.axes, "token")].rename("key")
        k, v = with_extra_keys(r, f, k, v)
    queries = r.rename("q.by_query", q, names={"token": "query"}, level=DETAIL)
    scores = r.contract("scores", queries, by_key(r, f, "k", k), over="d_k", transposed=True)
    if f.architecture.disentangled and bias is not None:
        scores, bias = disentangled(r, f, scores, q, k, bias), None
    weights = attention_weights(r, f, scores, own_keys, mask, bias)
    by_token = r.rename("softmax.by_token", weights, names={"query": "token"}, level=DETAIL)
    return r.contract("z", by_token, by_key(r, f, "v", v), over="key")


def disentangled(r: Recorder, f: Frame, scores: Step, q: Step, k: Step, far: Step) -> Step:
    """The scores plus what queries find in the keys of distances, and keys in their queries (head × query × key).

    DeBERTa (arXiv 2006.03654, equation 4): content to position q_i · k_δ(i, j), position to content k_j · q_δ(j, i).
    far: the vectors of distances.
    """
    a = f.architecture
    parts = []
    if "c2p" in a.disentangled:
        weight, bias = ("W_K", "b_K") if a.distances_share else ("W_DK", "b_DK")
        by_distance = projection(r, f, "k_distance", far, weight, bias, f.head, f.d_k)
        parts.append(at_distance(r, f, "c2p", "query", q, by_distance, scores))
    if "p2c" in a.disentangled:
        weight, bias = ("W_Q", "b_Q") if a.distances_share else ("W_DQ", "b_DQ")
        by_distance = projection(r, f, "q_distance", far, weight, bias, f.head, f.d_k)
        parts.append(at_distance(r, f, "p2c", "key", k, by_distance, scores))
    return r.total("disentangled", scores, *parts)


def at_distance(r: Recorder, f: Frame, name: str, own: str, x: Step, by_distance: Step, scores: Step) -> Step:
    """Each query (key) times the vector of its distance to each key (query). own: "query" or "key", which x holds."""
    a = f.architecture
    rows = r.rename(f"{name}.{own}", x, names={"token": own}, level=DETAIL)
    axes = tuple(scores.axes[find(scores.axes, side)] for side in ("query", "key"))
    span, furthest = a.distance_span, a.furthest_distance
    return r.distance_product(name, rows, by_distance, over="d_k", axes=axes, own=own, span=span, furthest=furthest)


def by_key(r: Recorder, f: Frame, name: str, x: Step) -> Step:
    """Keys or values with the token axis renamed `key`; shared heads are repeated (grouped-query attention)."""
    x = r.rename(f"{name}.by_key", x, names={"token": "key"}, level=DETAIL)
    if f.kv_head is None:
        return x
    return r.repeat(f"{name}.by_head", x, axis=f.kv_head.name, into=f.head, level=DETAIL)


def attention_weights(r: Recorder, f: Frame, scores: Step, own_keys: Axis | None, mask: Mask, bias: Step | None) -> Step:
    """softmax over the keys of the scaled, soft-capped, biased and masked scores (head × query × key).

    own_keys: the keys that belong to tokens, of which alone mask and bias know, where there are others.
    """
    a = f.architecture
    if bias is not None and a.alibi_before_scale:
        scores, bias = r.add("biased", scores, bias), None
    scores = scale(r, f, scores)
    if a.score_softcap:
        scores = r.softcap("capped", scores, cap=float(a.score_softcap))
    if bias is not None:
        scores = r.add("biased", scores, beyond(r, f, "position_bias", bias, 0.0) or bias)
    query, key = (scores.axes[find(scores.axes, name)] for name in ("query", "key"))
    axes = (query, own_keys or key)
    added = beyond(r, f, "added_mask", mask.added(*axes), 0.0)
    if added is not None:
        scores = r.add("with_mask", scores, added)
    allowed = beyond(r, f, "mask", mask.allowed(*axes), 1.0)
    after = a.mask_fill == "renormalise"
    if allowed is not None and not after:
        fill = float("-inf") if a.mask_fill in ("-inf", "zero") else float(a.mask_fill)
        scores = r.mask("masked", scores, allowed, fill=fill)
    weights = softmax(r, f, scores)
    if allowed is not None and after:
        visible = r.mask("masked", weights, allowed, fill=0.0)
        weights = r.divide_by_sum("renormalised", visible, over=a.softmax_over)
    if allowed is not None and a.mask_fill == "zero":
        weights = r.mask("zeroed", weights, allowed, fill=0.0)
    weights = dropout(r, f, "dropout_weights", weights)
    if a.average_weights:
        r.mean("averaged", weights, over="head")  # read by nobody: what nn.MultiheadAttention returns beside its output
    return weights


def softmax(r: Recorder, f: Frame, scores: Step) -> Step:
    """softmax of each row; with sinks a learned number a head takes part that no value belongs to, so that rows sum to less
    than 1 (arXiv 2309.17453, section 3.3; gpt-oss).
    """
    a = f.architecture
    if not a.attention_sinks or a.softmax_over != "key":
        return r.softmax("softmax", scores, over=a.softmax_over)
    key = scores.axes[find(scores.axes, "key")]
    each_query = r.select("with_sink.like", scores, axis="key", at=0, level=DETAIL)
    spread = r.spread("with_sink.each", r.parameter("sinks", f.head), each_query, level=DETAIL)
    order = tuple(axis.name for axis in scores.axes)
    column = r.stack("with_sink.column", spread, axis=Axis("key", 1, ("<sink>",)), order=order, level=DETAIL)
    shares = r.softmax("softmax_with_sink", r.join("with_sink", scores, column, axis="key"), over="key")
    return r.slice("softmax", shares, axis="key", start=0, stop=key.size)


def scale(r: Recorder, f: Frame, scores: Step) -> Step:
    """Scores / √d_k (arXiv 1706.03762, section 3.2.1), or divided as the architecture says."""
    how = f.architecture.scale
    if how is False:
        return scores
    if isinstance(how, float):
        divisor = r.constant("scaled.divisor", Number(how), Number(how))
    elif how is True and f.architecture.disentangled:  # each score is a sum of so many products
        products = float(len(f.architecture.disentangled) + 1)
        divisor = r.constant(
            "scaled.divisor", call("sqrt", products * (f.d_k.size or 1)), call("sqrt", call("multiply", products, Symbol("d_k")))
        )
    else:
        axis = f.d_model if how == "d_model" else f.d_k
        divisor = r.root("scaled.divisor", axis.size, Symbol(axis.name))
    return r.divide("scaled", scores, divisor)


def output(r: Recorder, f: Frame, concat: Step) -> Step:
    """concat W_O (+ b_O); the concatenated heads where the model has no W_O."""
    width = f.d_out or f.d_model
    weight = r.optional("W_O", concat.axes[-1], width, init="matrix", stage="output")
    if weight is None:
        return concat
    shift = r.optional("b_O", width)
    if shift is None:
        return r.contract("output", concat, weight, over="heads·d_v")
    return r.affine("output", concat, weight, shift, over="heads·d_v")
