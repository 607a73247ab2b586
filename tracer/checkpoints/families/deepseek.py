"""DeepSeek-V2 (arXiv 2405.04434) and V3 (2412.19437): latent attention, and a mixture of experts beside shared ones."""

from __future__ import annotations

import math

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.llama as llama
import tracer.checkpoints.families.mixtral as mixtral
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.checkpoints.rope_scaling import rope
from tracer.errors import TracerError
from tracer.models.architecture import Architecture

_PROJECTIONS = ("gate_proj", "up_proj", "down_proj")
_LATENT_EPSILON = 1e-6  # of the latents' norms, whatever rms_norm_eps says


def deepseek_v2(c: Config) -> Architecture:
    """The experts' probabilities are their weights, times a factor; a group of experts counts as its best one."""
    c.only("norm_topk_prob", False)
    c.only("scoring_func", "softmax")
    grouped = c.choice("topk_method", {"greedy": False, "group_limited_greedy": True}, "greedy")
    return _architecture(c, grouped).replace(expert_weights_normalised=False)


def deepseek_v3(c: Config) -> Architecture:
    """Each expert is judged alone, chosen with a bias; the modules that predict further tokens are not run."""
    c.only("scoring_func", "sigmoid")
    c.only("topk_method", "noaux_tc")
    c.ignore("num_nextn_predict_layers", "num_mtp_layers")
    layout = "interleaved" if c.flag("rope_interleave", True) else "halves"
    a = _architecture(c, True, layout)
    return a.replace(router="sigmoid", expert_weights_normalised=c.flag("norm_topk_prob", True))


def _architecture(c: Config, grouped: bool, layout: str = "interleaved") -> Architecture:
    """grouped: whether a token chooses groups of experts first. layout: of rotary pairs."""
    a = llama.architecture(c, rotary=None)
    c.ignore("qk_head_dim", "ep_size", "seq_aux", "aux_loss_alpha")  # told by other keys, or of training
    c.only("moe_layer_freq", 1)
    c.only("num_key_value_heads", a.heads)
    content, turned = c.whole("qk_nope_head_dim"), c.whole("qk_rope_head_dim", least=2)
    turns = rope(c, turned)
    a = a.replace(
        kv_heads=0,
        d_k=content + turned,
        d_v=c.whole("v_head_dim"),
        latent_kv=c.whole("kv_lora_rank"),
        latent_q=c.whole("q_lora_rank") if c.get("q_lora_rank") is not None else None,
        latent_epsilon=_LATENT_EPSILON,
        rotary_columns=turned,
        ropes=(turns.replace(layout=layout),) * a.layers,
        scale=_scale(c, content + turned),
    )
    return _with_experts(c, a, grouped)


def _scale(c: Config, d_k: int) -> bool | float:
    """√d_k; with YaRN scaling divided by the square of its magnitude where `mscale_all_dim` is stated."""
    stated = c.mapping("rope_scaling") or c.mapping("rope_parameters")
    weight, stretch = stated.get("mscale_all_dim"), stated.get("factor")
    kind = stated.get("rope_type") or stated.get("type") or "default"
    if kind == "default" or not weight or not stretch or stretch <= 1:
        return True
    return math.sqrt(d_k) / (0.1 * float(weight) * math.log(float(stretch)) + 1.0) ** 2


def _with_experts(c: Config, a: Architecture, grouped: bool) -> Architecture:
    """A copy with the experts of all layers but the first few, which have one wide feed-forward."""
    dense = min(c.whole("first_k_dense_replace", 0, least=0), a.layers)
    a = mixtral.with_experts(c, a, "n_routed_experts")
    groups, chosen = (c.whole("n_group", 1), c.whole("topk_group", 1)) if grouped else (1, 1)
    c.ignore("n_group", "topk_group")
    experts = a.experts or 1
    if experts % groups:
        fitting = [str(count) for count in range(1, experts + 1) if experts % count == 0]
        raise TracerError("checkpoints.value", file=c.origin, key="n_group", value=str(groups), takes=fitting)
    least = math.ceil(a.experts_per_token * groups / experts)  # so many groups have enough experts for a token
    if not least <= chosen <= groups:
        takes = f"{least} … {groups}"
        raise TracerError("checkpoints.value", file=c.origin, key="topk_group", value=str(chosen), takes=takes)
    narrow = c.whole("moe_intermediate_size")
    return a.replace(
        dense=tuple(range(dense)),
        layer_d_ff=(a.d_ff,) * dense + (narrow,) * (a.layers - dense),
        shared_experts=c.whole("n_shared_experts", 0, least=0) or None,
        expert_factor=c.number("routed_scaling_factor", 1.0),
        expert_groups=groups if groups > 1 else None,
        expert_groups_per_token=chosen,
    )


def names(a: Architecture) -> Names:
    """The tensors' names: matrices of latents are several of ours side by side, those of heads content before the rest."""
    n = mixtral.expert_names(llama.names(a), a, "mlp", _PROJECTIONS)
    assert a.latent_kv and a.rotary_columns
    content, turned = a.d_k - a.rotary_columns, a.rotary_columns
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}.attention", f"layers.{i}.self_attn"
        for letter in "QKV":
            del n[f"{ours}.W_{letter}"], n[f"{ours}.b_{letter}"]
        n.linear(f"{ours}.?_DKV", f"{theirs}.kv_a_proj_with_mqa", cut=(0, a.latent_kv))
        n.linear(f"{ours}.?_KR", f"{theirs}.kv_a_proj_with_mqa", cut=(a.latent_kv, a.latent_kv + turned))
        n.norm(f"{ours}.kv_latent_norm", f"{theirs}.kv_a_layernorm")
        n.linear(f"{ours}.?_UK", f"{theirs}.kv_b_proj", part=(a.heads, (0, content), content + a.d_v))
        n.linear(f"{ours}.?_UV", f"{theirs}.kv_b_proj", part=(a.heads, (content, content + a.d_v), content + a.d_v))
        whole, plain = ("q_b_proj", "UQ") if a.latent_q else ("q_proj", "Q")
        n.linear(f"{ours}.?_{plain}", f"{theirs}.{whole}", part=(a.heads, (0, content), a.d_k))
        n.linear(f"{ours}.?_QR", f"{theirs}.{whole}", part=(a.heads, (content, a.d_k), a.d_k))
        if a.latent_q:
            n.linear(f"{ours}.?_DQ", f"{theirs}.q_a_proj")
            n.norm(f"{ours}.q_latent_norm", f"{theirs}.q_a_layernorm")
        n[f"decoder.{i}.ffn.b_choice"] = Place(f"layers.{i}.mlp.gate.e_score_correction_bias")
    return mixtral.shared_names(n, a, "shared_experts", _PROJECTIONS)


FAMILIES = {
    "deepseek_v2": Family(deepseek_v2, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS),
    "deepseek_v3": Family(deepseek_v3, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS),
}
