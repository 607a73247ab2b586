"""What goes wrong in attention: heads, scale, mask, softmax, rotary positions, values, W_O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.trial import Setup, Trial
from tracer.expression import Number, Symbol, call
from tracer.models.frame import Frame
from tracer.record.step import Step
from tracer.settings import CAUSAL


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


def nothing_seen(even: bool, r: Trial, o: Operation) -> Step | None:
    """A query that may look nowhere has weights of 0, or even ones, where softmax of −∞ alone is undefined."""
    if o.op != "softmax" or not o.ends("softmax"):
        return None
    before = r.before(o)
    share = 1.0 / before.values.shape[-1] if even else 0.0
    return r.put(o, np.where(np.isnan(before.values), share, before.values), before.axes)


def masked(how: str, r: Trial, o: Operation, **attrs: Any) -> Step | None:
    """The mask used otherwise: not, the other way round, turned, added as it is. attrs: another fill."""
    if o.op != "mask" or not o.ends("masked"):
        return None
    scores, allowed = o.inputs
    if how == "not":
        return r.instead(o, "same", scores)
    if how == "turned":
        turned = r.plain("rename", o.name + ".turned", allowed, names={"query": "key", "key": "query"})
        return r.changed(o, scores, turned, **attrs)
    if how == "added":
        return r.instead(o, "add", scores, allowed)
    negative = r.plain("times", o.name + ".negative", allowed, factor=-1.0)
    hidden = r.plain("plus", o.name + ".hidden", negative, term=1.0)
    return r.instead(o, "add", scores, hidden) if how == "added_hidden" else r.changed(o, scores, hidden, **attrs)


def masked_with(fill: float, r: Trial, o: Operation) -> Step | None:
    if o.op != "mask" or not o.ends("masked") or o.attrs["fill"] == fill:
        return None
    return r.changed(o, fill=fill)


def masked_after(r: Trial, o: Operation) -> Step | None:
    """Weights set to 0 after softmax, so that a row no longer adds up to 1."""
    if o.op == "mask" and o.ends("masked"):
        return r.instead(o, "same", o.inputs[0])
    mask = r.original(o.part + "masked")
    if o.op != "softmax" or not o.ends("softmax") or mask is None or len(mask.inputs) < 2:
        return None
    return r.instead(o, "multiply", r.before(o), mask.inputs[1])


def causal(change: Callable[[Any], dict[str, Any] | None], r: Trial, o: Operation) -> Step | None:
    """The causal mask with another first key or window."""
    attrs = change(o.attrs) if o.op == "causal" else None
    return None if attrs is None else r.changed(o, **attrs)


def _moved(by: int) -> Callable[[Any], dict[str, Any]]:
    return lambda attrs: {"start": attrs["start"] + by}


def strict_and_filled(fill: float, r: Trial, o: Operation) -> Step | None:
    """A token does not see itself, and the first sees nothing: every key alike, since the fill is finite."""
    if o.op == "mask" and o.ends("masked"):
        return r.changed(o, fill=fill)
    return causal(_moved(-1), r, o)


def _window(by: int | None) -> Callable[[Any], dict[str, Any] | None]:
    def change(attrs: Any) -> dict[str, Any] | None:
        if not attrs["window"]:
            return None
        return {"window": None if by is None else attrs["window"] + by}

    return change


def one_mask(which: int, r: Trial, o: Operation) -> Step | None:
    """Of a causal (or given) mask and the padding mask only one."""
    if o.op != "multiply" or not o.ends("mask.both", "mask.window.both"):
        return None
    return r.instead(o, "rename", o.inputs[which], names={}) if which == 0 else r.instead(o, "same", o.inputs[which])


def rotated(change: dict[str, Any] | str, r: Trial, o: Operation) -> Step | None:
    """Rotary positions with other attributes; "not" and "back" for none and for the other direction."""
    if o.op != "rotate":
        return None
    if change == "not":
        return r.instead(o, "same", o.inputs[0])
    if change == "back":
        return r.changed(o, back=True)
    assert isinstance(change, dict)
    if all(o.attrs.get(key) == value for key, value in change.items()):
        return None
    return r.changed(o, **change)


def rotated_columns(part: float, r: Trial, o: Operation) -> Step | None:
    """Only a part of a head's columns turned."""
    if o.op != "rotate":
        return None
    width = o.inputs[0].size("d_k") or 0
    turned = int(width * part) // 2 * 2
    return r.changed(o, turned=turned) if turned and turned != o.attrs["turned"] else None


def other_layout(r: Trial, o: Operation) -> Step | None:
    if o.op != "rotate":
        return None
    return r.changed(o, layout="halves" if o.attrs["layout"] == "interleaved" else "interleaved")


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


def of_architecture(f: Frame, **changes: Any) -> Frame | None:
    """The frame with a changed architecture; None where nothing changes."""
    now = {key: getattr(f.architecture, key) for key in changes}
    return None if now == changes else replace(f, architecture=f.architecture.replace(**changes))


def has_mask(f: Frame) -> bool:
    return any(mask in CAUSAL for mask in (f.architecture.mask, f.architecture.target_mask))


_BASES = (10000.0, 500000.0, 1000000.0, 100000.0, 1000.0, 100.0)
_FILLS = (-1e9, -1e10, -1e4, -10000.0 * 10, -100.0, float(np.finfo("float32").min), 0.0, 1e-9)


def causes(setup: Setup) -> list[Cause]:
    """The rows of this file, for one run."""
    d_k, d_model = setup.frame.d_k.size, setup.frame.d_model.size
    rope = {"base": "position_base", "layout": "position_layout"}
    other = "halves" if setup.frame.architecture.position_layout == "interleaved" else "interleaved"
    return [
        Cause("scale_none", partial(scaled, "not"), settings={"scale": False}),
        Cause("scale_d_model", partial(scaled, "d_model"), settings={"scale": "d_model"}, values={"d_model": d_model}),
        Cause("scale_d_k", partial(scaled, "d_k"), settings={"scale": float(d_k or 0)}, values={"d_k": d_k}),
        Cause("scale_twice", partial(scaled, "twice"), settings={"scale": float(d_k or 0)}),
        Cause("scale_heads", partial(scaled, "heads")),
        Cause("scale_times", partial(scaled, "times")),
        Cause("scale_early", partial(scaled_early, False), whole=True),
        Cause("scale_queries", partial(scaled_early, True), whole=True),
        Cause("scale_added", frame=partial(of_architecture, scale=True), settings={"scale": True}),
        *[
            Cause("softmax_over", partial(softmax_over, axis), settings={"softmax_over": axis}, values={"axis": axis})
            for axis in ("query", "head")
        ],
        Cause("mask_not", partial(masked, "not"), settings={"mask": "none"}),
        Cause("mask_added_causal", frame=partial(of_architecture, mask="causal"), settings={"mask": "causal"}),
        Cause("mask_inverted", partial(masked, "inverted")),
        *[Cause("mask_inverted", partial(masked, "inverted", fill=fill)) for fill in _FILLS[:4]],
        Cause("mask_turned", partial(masked, "turned")),
        Cause("mask_next", partial(causal, _moved(1))),
        Cause("mask_strict", partial(causal, _moved(-1))),
        *[Cause("mask_strict", partial(strict_and_filled, fill), whole=True) for fill in _FILLS[:4]],
        Cause("mask_zeros_ones", partial(masked, "added")),
        Cause("mask_zeros_ones", partial(masked, "added_hidden")),
        Cause("mask_after", masked_after, whole=True),
        *[
            Cause("mask_fill", partial(masked_with, fill), settings={"mask_fill": fill}, values={"fill": f"{fill:g}"})
            for fill in _FILLS
        ],
        Cause("nothing_seen", partial(nothing_seen, False)),
        Cause("nothing_seen_even", partial(nothing_seen, True)),
        Cause("padding_seen", partial(one_mask, 0)),
        Cause("only_padding", partial(one_mask, 1)),
        Cause("window_wide", partial(causal, _window(1))),
        Cause("window_narrow", partial(causal, _window(-1))),
        Cause("window_none", partial(causal, _window(None))),
        Cause("rotary_layout", other_layout, settings={rope["layout"]: other}),
        Cause("rotary_not", partial(rotated, "not"), settings={"positions": "none"}),
        *[
            Cause("rotary_base", partial(rotated, {"base": base}), settings={rope["base"]: base}, values={"base": f"{base:g}"})
            for base in _BASES
        ],
        *[Cause("rotary_part", partial(rotated_columns, part), values={"part": f"{part:g}"}) for part in (1.0, 0.5, 0.25)],
        Cause("rotary_from_one", partial(rotated, {"start": 1})),
        Cause("rotary_back", partial(rotated, "back")),
        Cause("rotary_unscaled", partial(rotated, {"scaling": None})),
        Cause("rotary_factor", partial(rotated, {"factor": 1.0})),
        Cause("cut_by_column", cut_by_column),
        Cause("cut_by_rows", cut_by_rows),
        Cause("joined_by_column", joined_by_column),
        Cause("joined_by_rows", joined_by_rows),
        Cause("heads_tiled", heads_tiled),
        Cause("keys_as_values", keys_as_values),
        Cause("own_memory", own_memory),
        Cause("not_projected", not_projected),
        Cause("no_position_bias", without_bias),
        Cause("position_bias_turned", partial(bias_turned, "turned")),
        Cause("position_bias_sides", partial(bias_turned, "one_sided")),
        Cause("not_capped", not_capped),
        Cause("no_qk_norm", frame=partial(of_architecture, qk_norm=False)),
    ]
