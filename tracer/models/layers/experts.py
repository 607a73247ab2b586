"""Mixture of experts: a router gives each token to a few of several feed-forwards (arXiv 1701.06538, 2401.04088)."""

from __future__ import annotations

from dataclasses import replace

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.models.layers.feed_forward import feed_forward, linear
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def experts(r: Recorder, f: Frame, x: Step) -> Step:
    """A router's choice among feed-forwards, Σ weight × expert(x) (arXiv 1701.06538, 2401.04088). Axes: token × d_model.

    Each expert is computed for every token, and counts only where it was chosen: elsewhere its weight is 0. A shared expert
    counts for every token (arXiv 2401.06066).
    """
    a = f.architecture
    expert = Axis("expert", a.experts)
    likely = r.softmax("router_probabilities", linear(r, "router", x, "W_R", "b_R", expert), over="expert")
    chosen = r.choose_largest("chosen", likely, count=a.experts_per_token)
    if a.expert_weights_normalised:
        weights = r.divide_by_sum("expert_weights", r.mask("chosen_probabilities", likely, chosen, fill=0.0), over="expert")
    else:
        weights = r.mask("expert_weights", likely, chosen, fill=0.0)
    parts, own = [], replace(f, d_ff=Axis("d_ff", a.expert_d_ff)) if a.expert_d_ff else f
    for number in range(a.experts or 0):
        with r.at(f"expert.{number}"):
            weight = r.select("weight", weights, axis="expert", at=number, level=DETAIL)
            parts.append(r.multiply("part", feed_forward(r, own, x), weight))
    if a.shared_expert:
        parts.append(shared(r, f, x))
    return r.total("output", *parts)


def shared(r: Recorder, f: Frame, x: Step) -> Step:
    """The part of the expert that every token passes, times σ(x w) where it has a gate (Qwen2-MoE, arXiv 2407.10671)."""
    with r.at("shared"):
        fed = feed_forward(r, replace(f, d_ff=Axis("d_ff", f.architecture.shared_expert)), x)
        if not f.architecture.shared_expert_gated:
            return fed
        score = linear(r, "score", x, "W_S", "b_S", Axis("class", 1))
        return r.multiply("part", fed, r.sigmoid("weight", r.select("score.each", score, axis="class", at=0, level=DETAIL)))
