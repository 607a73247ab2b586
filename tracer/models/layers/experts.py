"""Mixture of experts: a router gives each token to a few of several feed-forwards (arXiv 1701.06538, 2401.04088)."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.architecture import Architecture
from tracer.models.frame import Frame
from tracer.models.layers.feed_forward import feed_forward, linear
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def experts(r: Recorder, f: Frame, x: Step, width: Axis) -> Step:
    """A router's choice among feed-forwards, Σ weight × expert(x) (arXiv 1701.06538, 2401.04088). Axes: token × d_model.

    Each expert is computed for every token, and counts only where it was chosen: elsewhere its weight is 0. Shared experts are
    one feed-forward as wide as all of them, which every token gets (arXiv 2401.06066). width: d_ff of an expert.
    """
    a = f.architecture
    expert = Axis("expert", a.experts)
    weights = expert_weights(r, a, linear(r, "router", x, "W_R", "b_R", expert), expert)
    parts = []
    for number in range(a.experts or 0):
        with r.at(f"expert.{number}"):
            weight = r.select("weight", weights, axis="expert", at=number, level=DETAIL)
            parts.append(r.multiply("part", feed_forward(r, f, x, width), weight))
    if a.shared_experts:
        parts.append(shared(r, f, x, width))
    return r.total("output", *parts)


def shared(r: Recorder, f: Frame, x: Step, width: Axis) -> Step:
    """The part of the experts that every token passes, times σ(x w) where they have a gate (Qwen2-MoE, arXiv 2407.10671)."""
    a = f.architecture
    beside = None if width.size is None else (a.shared_experts or 0) * width.size
    with r.at("shared"):
        fed = feed_forward(r, f, x, Axis("d_shared", a.shared_d_ff or beside))
        if not a.shared_gated:
            return fed
        score = linear(r, "score", x, "W_S", "b_S", Axis("class", 1))
        return r.multiply("part", fed, r.sigmoid("weight", r.select("score.each", score, axis="class", at=0, level=DETAIL)))


def expert_weights(r: Recorder, a: Architecture, scores: Step, expert: Axis) -> Step:
    """How much each expert counts for each token (token × expert), 0 where it was not chosen.

    Softmax over the experts (Mixtral), or σ of each score, where a bias that balances the load decides with it who is chosen
    (DeepSeek-V3, arXiv 2412.19437, section 2.1.2).
    """
    if a.router == "sigmoid":
        likely = r.sigmoid("router_affinities", scores)
        candidates = r.add("router_biased", likely, r.parameter("b_choice", expert, init="bias"))
    else:
        likely = candidates = r.softmax("router_probabilities", scores, over="expert")
    if a.expert_groups and a.expert_groups > 1:
        candidates = in_chosen_groups(r, a, candidates, a.expert_groups)
    chosen = r.choose_largest("chosen", candidates, count=a.experts_per_token)
    last = "expert_weights" if a.expert_factor == 1.0 else "expert_weights_unscaled"
    if a.expert_weights_normalised:
        weights = r.divide_by_sum(last, r.mask("chosen_probabilities", likely, chosen, fill=0.0), over="expert")
    else:
        weights = r.mask(last, likely, chosen, fill=0.0)
    return weights if a.expert_factor == 1.0 else r.times("expert_weights", weights, factor=a.expert_factor)


def in_chosen_groups(r: Recorder, a: Architecture, candidates: Step, groups: int) -> Step:
    """The candidates, −∞ outside the groups that each token chooses (arXiv 2405.04434, section 2.2.2). Axes: token × expert.

    A group counts as its best expert (DeepSeek-V2), or where each expert is judged alone as its two best (DeepSeek-V3).
    """
    parts = Axis("group", groups), Axis("member", (a.experts or 0) // groups)
    by_group = r.split("router_groups", candidates, axis="expert", into=parts, level=DETAIL)
    best = r.choose_largest("group_best", by_group, count=2 if a.router == "sigmoid" else 1, level=DETAIL)
    group_scores = r.sum("group_scores", r.mask("group_best_scores", by_group, best, fill=0.0, level=DETAIL), over="member")
    chosen = r.choose_largest("group_chosen", group_scores, count=a.expert_groups_per_token)
    allowed = r.mask("router_grouped_apart", by_group, chosen, fill=float("-inf"), level=DETAIL)
    return r.merge("router_grouped", allowed, axes=("group", "member"), into="expert")
