"""What goes wrong in attention: the scale, the axis of softmax, how heads are cut and joined, values, W_O, the position bias."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.diagnosis.cause import Cause, Operation, of_architecture
from tracer.diagnosis.trial import Setup, Trial
from tracer.expression import Number, Symbol, call
from tracer.models.frame import Frame
from tracer.record.step import Step

_HEADS = (1, 2, 3, 4, 6, 8, 12, 16, 32)


def _projected(o: Operation) -> bool:
    return o.op in ("affine", "contract") and o.ends("q", "k", "v")


def _flat(r: Trial, o: Operation) -> np.ndarray:
    """q, k or v before it is cut into heads: … × token × heads·width."""
    heads = np.moveaxis(r.before(o).values, -3, -2)
    return heads.reshape(*heads.shape[:-2], -1)


def cut_by_column(r: Trial, o: Operation) -> Step | None:
    """x.reshape(token, width, head): neighbouring columns go to different heads."""
    if not _projected(o):
        return None
    flat, before = _flat(r, o), r.before(o)
    heads, width = before.values.shape[-3], before.values.shape[-1]
    parts = flat.reshape(*flat.shape[:-1], width, heads)
    return r.put(o, np.moveaxis(parts, -1, -3), before.axes)


def cut_by_rows(r: Trial, o: Operation) -> Step | None:
    """x.reshape(head, token, width) without the transpose: a head gets some tokens' whole rows."""
    if not _projected(o):
        return None
    before = r.before(o)
    return r.put(o, _flat(r, o).reshape(before.values.shape), before.axes)


def joined_by_column(r: Trial, o: Operation) -> Step | None:
    """concat with the head as the quicker index."""
    if o.op != "merge" or not o.ends("concat"):
        return None
    return r.changed(o, axes=tuple(reversed(o.attrs["axes"])))


def joined_by_rows(r: Trial, o: Operation) -> Step | None:
    """z.reshape(token, heads·width) without the transpose back."""
    if o.op != "merge" or not o.ends("concat"):
        return None
    before = r.before(o)
    return r.put(o, np.ascontiguousarray(o.inputs[0].values).reshape(before.values.shape), before.axes)


def _scales(o: Operation) -> bool:
    return o.op == "divide" and o.ends("attention.scaled", "cross.scaled")


def scaled(how: str, r: Trial, o: Operation) -> Step | None:
    """Scores divided by something else than √d_k."""
    if not _scales(o):
        return None
    scores, divisor = o.inputs
    if how == "not":
        return r.instead(o, "same", scores)
    if how == "times":
        return r.instead(o, "multiply", scores, divisor)
    if how == "twice":
        return r.instead(o, "divide", r.before(o), divisor)
    if how == "layer":
        number = re.search(r"\.(\d+)\.", o.name)
        return (
            None if number is None or number[1] == "0" else r.instead(o, "times", r.before(o), factor=1.0 / (int(number[1]) + 1))
        )
    frame = r.setup.frame
    if how == "d_k":
        d_k = float(frame.d_k.size or 1)
        return r.changed(o, scores, r.plain("constant", o.name + ".d_k", value=Number(d_k), formula=Symbol("d_k"), dtype=r.dtype))
    width = frame.d_model.size if how == "d_model" else frame.head.size
    root = call("sqrt", float(width or 1)), call("sqrt", Symbol("d_model" if how == "d_model" else "h"))
    return r.changed(o, scores, r.plain("constant", o.name + ".root", value=root[0], formula=root[1], dtype=r.dtype))


def scaled_early(queries: bool, r: Trial, o: Operation) -> Step | None:
    """√d_k divides the queries (or the product itself) and not the recorded scores."""
    if _scales(o):
        return r.instead(o, "same", o.inputs[0])
    if o.op in ("affine", "contract") and o.ends("q" if queries else "scores"):
        root = float(r.setup.frame.d_k.size or 1) ** 0.5
        return r.instead(o, "divide", r.before(o), r.plain("constant", o.name + ".root", **_root(root, r.dtype)))
    return None


def _root(value: float, dtype: str) -> dict[str, Any]:
    return {"value": Number(value), "formula": call("sqrt", Symbol("d_k")), "dtype": dtype}


def softmax_over(axis: str, r: Trial, o: Operation) -> Step | None:
    if o.op != "softmax" or not o.ends("softmax") or o.attrs["over"] == axis:
        return None
    return r.changed(o, over=axis)


def keys_as_values(r: Trial, o: Operation) -> Step | None:
    if o.op != "contract" or not o.ends("z"):
        return None
    key, value = r.known(o.part + "k.by_head") or r.known(o.part + "k.by_key"), o.inputs[1]
    if key is None or key.size("d_k") != value.size("d_v"):
        return None
    return r.changed(o, o.inputs[0], r.plain("rename", o.name + ".keys", key, names={"d_k": "d_v"}))


def own_memory(r: Trial, o: Operation) -> Step | None:
    """Cross-attention that takes keys and values from the decoder's own rows."""
    query = r.known(o.part + "q")
    if not _projected(o) or not o.part.endswith("cross.") or o.ends("q") or query is None:
        return None
    return r.changed(o, query.inputs[0], *o.inputs[1:])


def memory_not_normed(r: Trial, o: Operation) -> Step | None:
    """Cross-attention that reads the encoder's last layer, before the norm that follows it."""
    memory = o.inputs[0] if o.inputs else None
    if not _projected(o) or not o.part.endswith("cross.") or memory is None or memory.name != "encoder.norm":
        return None
    normalized = r.known("encoder.norm.normalized")
    return None if normalized is None else r.changed(o, normalized.inputs[0], *o.inputs[1:])


def not_projected(r: Trial, o: Operation) -> Step | None:
    """The concatenated heads without W_O."""
    concat = o.inputs[0] if o.inputs else None
    if o.op not in ("affine", "contract") or not o.ends("output") or concat is None or concat.axes[-1].name != "heads·d_v":
        return None
    return r.instead(o, "rename", concat, names={"heads·d_v": "d_model"})


def heads_tiled(r: Trial, o: Operation) -> Step | None:
    """Shared keys and values laid out as 0 1 0 1 where 0 0 1 1 is meant (grouped-query attention)."""
    if o.op != "repeat":
        return None
    before, shared = r.before(o), o.inputs[0]
    along = [axis.name for axis in shared.axes].index(o.attrs["axis"])
    times = before.values.shape[along] // shared.values.shape[along]
    return r.put(o, np.concatenate([shared.values] * times, axis=along), before.axes)


def without_bias(r: Trial, o: Operation) -> Step | None:
    """The position bias not added to the scores."""
    return r.instead(o, "same", o.inputs[0]) if o.op == "add" and o.ends("biased") else None


def bias_turned(how: str, r: Trial, o: Operation) -> Step | None:
    """T5's bias with query and key exchanged, or with keys on one side where there are two (and the other way round)."""
    if o.op != "relative_bias":
        return None
    if how == "one_sided":
        return r.changed(o, both=not o.attrs["both"])
    query, key = o.attrs["axes"]
    if query.size != key.size:
        return None
    before = r.before(o)
    return r.put(o, np.swapaxes(before.values, -1, -2), before.axes)


def not_capped(r: Trial, o: Operation) -> Step | None:
    return r.instead(o, "same", o.inputs[0]) if o.op == "softcap" else None


def other_heads(heads: int, f: Frame) -> Frame | None:
    """As many columns cut into another number of heads."""
    columns, values = (f.head.size or 0) * (f.d_k.size or 0), (f.head.size or 0) * (f.d_v.size or 0)
    if f.kv_head is not None or f.latent is not None or heads == f.head.size or not columns or columns % heads or values % heads:
        return None
    return replace(f, head=Axis("head", heads), d_k=Axis("d_k", columns // heads), d_v=Axis("d_v", values // heads))


def causes(setup: Setup) -> list[Cause]:
    """The rows of this file, for one run."""
    d_k, d_model = setup.frame.d_k.size, setup.frame.d_model.size
    return [
        Cause("scale_none", partial(scaled, "not"), settings={"scale": False}),
        Cause("scale_d_model", partial(scaled, "d_model"), settings={"scale": "d_model"}, values={"d_model": d_model}),
        Cause("scale_d_k", partial(scaled, "d_k"), settings={"scale": float(d_k or 0)}, values={"d_k": d_k}),
        Cause("scale_twice", partial(scaled, "twice"), settings={"scale": float(d_k or 0)}),
        Cause("scale_heads", partial(scaled, "heads")),
        Cause("scale_times", partial(scaled, "times")),
        Cause("scale_layer", partial(scaled, "layer")),
        Cause("scale_early", partial(scaled_early, False), whole=True),
        Cause("scale_queries", partial(scaled_early, True), whole=True),
        Cause("scale_added", frame=partial(of_architecture, scale=True), settings={"scale": True}),
        Cause("softmax_over", partial(softmax_over, "query"), settings={"softmax_over": "query"}, values={"axis": "query"}),
        Cause("softmax_over", partial(softmax_over, "head"), values={"axis": "head"}),
        *[
            Cause("heads", frame=partial(other_heads, heads), settings={"heads": heads}, values={"heads": heads})
            for heads in _HEADS
        ],
        Cause("cut_by_column", cut_by_column),
        Cause("cut_by_rows", cut_by_rows),
        Cause("joined_by_column", joined_by_column),
        Cause("joined_by_rows", joined_by_rows),
        Cause("heads_tiled", heads_tiled),
        Cause("keys_as_values", keys_as_values),
        Cause("own_memory", own_memory),
        Cause("memory_not_normed", memory_not_normed),
        Cause("not_projected", not_projected),
        Cause("no_position_bias", without_bias),
        Cause("position_bias_turned", partial(bias_turned, "turned")),
        Cause("position_bias_sides", partial(bias_turned, "one_sided")),
        Cause("not_capped", not_capped),
        Cause("no_qk_norm", frame=partial(of_architecture, qk_norm=False)),
    ]
