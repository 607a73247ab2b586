"""The position-wise feed-forward (arXiv 1706.03762, section 3.3), plain or gated (arXiv 2002.05202)."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.models.layers.dropout import dropout
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, SHOWN, Step


def feed_forward(r: Recorder, f: Frame, x: Step, width: Axis) -> Step:
    """activation(x W_1 + b_1) W_2 + b_2; gated: (activation(x W_G + b_G) × (x W_1 + b_1)) W_2 + b_2. Axes: token × d_model.

    width: the axis of what stands between the two layers, d_ff.
    """
    if f.architecture.swiglu_limit is not None:
        active = clipped(r, f, x, f.architecture.swiglu_limit, width)
    elif f.architecture.gated:
        gate = activation(r, f, "activation", linear(r, "gate", x, "W_G", "b_G", width))
        active = r.multiply("gated", gate, linear(r, "up", x, "W_1", "b_1", width))
    else:
        active = activation(r, f, "activation", linear(r, "hidden", x, "W_1", "b_1", width))
    active = dropout(r, f, "dropout_activation", active)
    out = linear(r, "output", active, "W_2", "b_2", f.d_model)
    return activation(r, f, "output_activation", out) if f.architecture.activation_after == "both" else out


def clipped(r: Recorder, f: Frame, x: Step, limit: float, width: Axis) -> Step:
    """g σ(α g) × (u + 1), where g = x W_G + b_G and u = x W_1 + b_1 are clipped (gpt-oss, arXiv 2508.10925). Token × d_ff."""
    gate = r.clip("gate_clipped", linear(r, "gate", x, "W_G", "b_G", width), least=None, most=limit)
    share = r.sigmoid("gate_share", r.times("gate_share.input", gate, factor=f.architecture.swiglu_alpha, level=DETAIL))
    numbers = r.clip("up_clipped", linear(r, "up", x, "W_1", "b_1", width), least=-limit, most=limit)
    active = r.multiply("activation", gate, share)
    return r.multiply("gated", active, r.plus("up_raised", numbers, term=1.0))


def linear(r: Recorder, name: str, x: Step, weight: str, bias: str, width: Axis, level: int | None = None) -> Step:
    """x W (+ b): the last axis of x becomes `width`."""
    matrix = r.parameter(weight, x.axes[-1], width)
    shift = r.optional(bias, width)
    if shift is None:
        return r.contract(name, x, matrix, over=x.axes[-1].name, level=level)
    return r.affine(name, x, matrix, shift, over=x.axes[-1].name, level=level)


def activation(r: Recorder, f: Frame, name: str, x: Step, kind: str = "", level: int = SHOWN) -> Step:
    """The activation function, cell by cell: `kind`, or the architecture's."""
    kind = kind or f.architecture.activation
    if kind == "none":
        return r.same(name, x, level=level)
    return r.apply(kind.replace("-", "_"), name, x, level=level)
