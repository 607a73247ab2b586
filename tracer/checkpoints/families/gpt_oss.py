"""gpt-oss (arXiv 2508.10925): a mixture of experts with clipped gates, attention sinks, and a window in every other layer."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.llama as llama
import tracer.checkpoints.families.mixtral as mixtral
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture, Rope


def architecture(c: Config) -> Architecture:
    """The architecture of a gpt-oss checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.only("hidden_act", "silu")
    c.ignore("experts_per_token", "initial_context_length")  # told by other keys too
    a = mixtral.with_experts(c, llama.architecture(c, epsilon=1e-5, rotary=_rotary), "num_local_experts")
    window, kinds = c.get("sliding_window"), c.get("layer_types")
    return a.replace(
        windows=llama.windows(c, a.layers, window, lambda layer: layer % 2 == 0, kinds),
        attention_sinks=True,
        swiglu_limit=c.number("swiglu_limit", 7.0),
        swiglu_alpha=c.number("swiglu_alpha", 1.702),
    )


def _rotary(c: Config, d_k: int) -> Rope:
    return rope(c, d_k, base=c.get("rope_theta", 150000.0))


def names(a: Architecture) -> Names:
    """The tensors' names: the experts of a layer lie in one tensor, columns of gates and numbers in turn, and not transposed."""
    n = llama.names(a)
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"layers.{i}"
        n[f"{ours}.attention.sinks"] = Place(f"{theirs}.self_attn.sinks")
        n.linear(f"{ours}.ffn.?_R", f"{theirs}.mlp.router")
        for expert in range(a.experts or 0):
            for letter, name, cut in (
                ("G", "gate_up_proj", (0, 2 * a.d_ff, 2)),
                ("1", "gate_up_proj", (1, 2 * a.d_ff, 2)),
                ("2", "down_proj", None),
            ):
                part, tensor = f"{ours}.ffn.expert.{expert}", f"{theirs}.mlp.experts.{name}"
                n[f"{part}.W_{letter}"] = Place(tensor, cut=cut, item=expert)
                n[f"{part}.b_{letter}"] = Place(f"{tensor}_bias", cut=cut, item=expert)
    return n


FAMILIES = {"gpt_oss": Family(architecture, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS)}
