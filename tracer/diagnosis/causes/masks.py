"""What goes wrong with masks: missing, inverted, off by one, added as it is, filled otherwise, a window too wide."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from tracer.diagnosis.cause import Cause, Operation, of_architecture
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.step import Step

_FINITE = (-1e9, -1e10, -1e4, -1e5)  # what people write for −∞
_FILLS = (*_FINITE, -100.0, float(np.finfo("float32").min), 0.0, 1e-9)


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


def causes(setup: Setup) -> list[Cause]:
    """The rows of this file, for one run."""
    return [
        Cause("mask_not", partial(masked, "not"), settings={"mask": "none"}),
        Cause("mask_added_causal", frame=partial(of_architecture, mask="causal"), settings={"mask": "causal"}),
        Cause("mask_inverted", partial(masked, "inverted")),
        *[Cause("mask_inverted", partial(masked, "inverted", fill=fill)) for fill in _FINITE],
        Cause("mask_turned", partial(masked, "turned")),
        Cause("mask_next", partial(causal, _moved(1))),
        Cause("mask_strict", partial(causal, _moved(-1))),
        *[Cause("mask_strict", partial(strict_and_filled, fill), whole=True) for fill in _FINITE],
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
    ]
