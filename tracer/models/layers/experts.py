"""Mixture of experts: a router gives each token to a few of several feed-forwards (arXiv 1701.06538, 2401.04088)."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.models.layers.feed_forward import feed_forward, linear
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


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
