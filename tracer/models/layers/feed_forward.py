"""The position-wise feed-forward (arXiv 1706.03762, section 3.3), plain or gated (arXiv 2002.05202), and mixtures of several."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.models.layers.dropout import dropout
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, SHOWN, Step


def feed_forward(r: Recorder, f: Frame, x: Step) -> Step:
    """activation(x W_1 + b_1) W_2 + b_2; gated: (activation(x W_G + b_G) × (x W_1 + b_1)) W_2 + b_2. Axes: token × d_model."""
    if f.architecture.gated:
        gate = activation(r, f, "activation", linear(r, "gate", x, "W_G", "b_G", f.d_ff))
        active = r.multiply("gated", gate, linear(r, "up", x, "W_1", "b_1", f.d_ff))
    else:
        active = activation(r, f, "activation", linear(r, "hidden", x, "W_1", "b_1", f.d_ff))
    active = dropout(r, f, "dropout_activation", active)
    out = linear(r, "output", active, "W_2", "b_2", f.d_model)
    return activation(r, f, "output_activation", out) if f.architecture.activation_after == "both" else out


def experts(r: Recorder, f: Frame, x: Step) -> Step:
    """A router's choice among feed-forwards, Σ weight × expert(x) (arXiv 1701.06538, 2401.04088). Axes: token × d_model.

    Each expert is computed for every token, and counts only where it was chosen: elsewhere its weight is 0.
    """
    a = f.architecture
    expert = Axis("expert", a.experts)
    likely = r.softmax("router_probabilities", linear(r, "router", x, "W_R", "b_R", expert), over="expert")
    chosen = r.choose_largest("chosen", likely, count=a.experts_per_token)
    if a.expert_weights_normalised:
        weights = r.divide_by_sum("expert_weights", r.mask("chosen_probabilities", likely, chosen, fill=0.0), over="expert")
    else:
        weights = r.mask("expert_weights", likely, chosen, fill=0.0)
    parts = []
    for number in range(a.experts or 0):
        with r.at(f"expert.{number}"):
            weight = r.select("weight", weights, axis="expert", at=number, level=DETAIL)
            parts.append(r.multiply("part", feed_forward(r, f, x), weight))
    return r.total("output", *parts)


def linear(r: Recorder, name: str, x: Step, weight: str, bias: str, width: Axis) -> Step:
    """x W (+ b): the last axis of x becomes `width`."""
    matrix = r.parameter(weight, x.axes[-1], width)
    shift = r.optional(bias, width)
    if shift is None:
        return r.contract(name, x, matrix, over=x.axes[-1].name)
    return r.affine(name, x, matrix, shift, over=x.axes[-1].name)


def activation(r: Recorder, f: Frame, name: str, x: Step, kind: str = "", level: int = SHOWN) -> Step:
    """The activation function, cell by cell: `kind`, or the architecture's."""
    kind = kind or f.architecture.activation
    if kind == "none":
        return r.same(name, x, level=level)
    return r.apply(kind.replace("-", "_"), name, x, level=level)
