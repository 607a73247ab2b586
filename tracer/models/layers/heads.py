"""Queries, keys and values head by head, and what of them a KV cache keeps."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step

_CACHE = "kv_cache"


def projection(r: Recorder, f: Frame, name: str, x: Step, weight: str, bias: str, head: Axis, width: Axis) -> Step:
    """One of q = x W_Q, k = x W_K, v = x W_V, plus its bias if there is one. Returns head × token × d_k (d_v).

    The rows of x may be of distances in place of tokens.
    """
    wide, parts = f.beside(head, width), (head, width)
    matrix = r.split(f"{name}.weights", r.parameter(weight, x.axes[-1], wide), axis=wide.name, into=parts, level=DETAIL)
    shift = r.optional(bias, wide)
    order = ("sentence", head.name, x.axes[-2].name, width.name)
    if shift is None:
        return r.contract(name, x, matrix, over=x.axes[-1].name, order=order)
    shift = r.split(f"{name}.bias", shift, axis=wide.name, into=parts, level=DETAIL)
    return r.affine(name, x, matrix, shift, over=x.axes[-1].name, order=order)


def with_cache(r: Recorder, **steps: Step) -> tuple[Step, ...]:
    """What keys and values are made from, by name: that of earlier passes (KV cache) before the new; without a cache the new."""
    if not r.caches:
        return tuple(steps.values())
    earlier = r.carried(_CACHE)
    if earlier is not None:
        pairs = zip(earlier, steps.items(), strict=True)
        steps = {name: r.join(f"{name}_cache", before, step, axis="token") for before, (name, step) in pairs}
    r.carry(_CACHE, *steps.values())
    return tuple(steps.values())


def kept_from_memory(r: Recorder, memory: Step | None) -> tuple[Step, ...] | None:
    """What an earlier pass kept: what cross-attention reads does not change from pass to pass, nor do its keys and values."""
    return r.carried(_CACHE) if r.caches and memory is not None else None
