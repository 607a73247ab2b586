"""Keys and values that belong to no token, behind those of the tokens, as nn.MultiheadAttention has them with add_bias_kv and
add_zero_attn.
"""

from __future__ import annotations

from tracer.axes import Axis, find
from tracer.models.frame import Frame
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def extra_keys(f: Frame) -> Axis | None:
    """Their axis, labelled; None where the model has none."""
    a = f.architecture
    labels = [*(["<bias>"] if a.add_bias_kv else []), *(["<zero>"] if a.add_zero_attn else [])]
    return Axis("key", len(labels), labels) if labels else None


def with_extra_keys(r: Recorder, f: Frame, k: Step, v: Step) -> tuple[Step, Step]:
    """Keys and values (head × token × d_k or d_v) followed by a learned row a head, then by a row of zeros."""
    a = f.architecture
    if a.add_bias_kv:
        k, v = (joined(r, f"{name}_with_bias", x, learned(r, f, x, f"bias_{name}")) for name, x in (("k", k), ("v", v)))
    if a.add_zero_attn:
        k, v = (joined(r, f"{name}_with_zero", x, zeros(r, x, f"{name}_zero")) for name, x in (("k", k), ("v", v)))
    return k, v


def joined(r: Recorder, name: str, x: Step, row: Step) -> Step:
    return r.join(name, x, row, axis="token")


def learned(r: Recorder, f: Frame, x: Step, name: str) -> Step:
    """The parameter `bias_k` or `bias_v` as one more token of `x`, the same in every sentence."""
    head, width = x.axes[-3], x.axes[-1]
    wide = f.beside(head, width)
    row = r.split(f"{name}.by_head", r.parameter(name, wide), axis=wide.name, into=(head, width), level=DETAIL)
    one_token = r.select(f"{name}.like", x, axis="token", at=0, level=DETAIL)
    each = r.spread(f"{name}.each", row, one_token, level=DETAIL)
    order = tuple(axis.name for axis in x.axes)
    return r.stack(f"{name}.token", each, axis=Axis("token", 1, ("<bias>",)), order=order, level=DETAIL)


def zeros(r: Recorder, x: Step, name: str) -> Step:
    axes = tuple(Axis("token", 1, ("<zero>",)) if axis.name == "token" else axis for axis in x.axes)
    return r.filled(name, axes=axes, value=0.0, dtype=r.dtype, level=DETAIL)


def beyond(r: Recorder, f: Frame, name: str, rows: Step | None, value: float) -> Step | None:
    """A mask or a bias (… × key) with `value` for the keys that belong to no token; unchanged where there are none."""
    extra = extra_keys(f)
    if rows is None or extra is None:
        return rows
    at = find(rows.axes, "key")
    axes = (*rows.axes[:at], extra, *rows.axes[at + 1 :])
    filled = r.filled(f"{name}.rest", axes=axes, value=value, dtype=r.dtype, level=DETAIL)
    return r.join(f"{name}.whole", rows, filled, axis="key", level=DETAIL)
