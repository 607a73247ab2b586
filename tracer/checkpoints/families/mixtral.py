"""Mixtral (arXiv 2401.04088): Mistral with a router that gives each token to a few of several feed-forwards."""

from __future__ import annotations

from collections.abc import Sequence

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.errors import TracerError
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of a Mixtral checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    return with_experts(c, llama.mistral(c), "num_local_experts")


def with_experts(c: Config, a: Architecture, key: str) -> Architecture:
    """A copy with the mixture of experts that the configuration tells; key: where it says how many there are."""
    c.ignore("output_router_logits", "router_aux_loss_coef", "router_jitter_noise")  # of training
    experts, chosen = c.whole(key, least=2), c.whole("num_experts_per_tok", 2)
    if chosen > experts:
        takes = f"1 … {experts}"
        raise TracerError("checkpoints.value", file=c.origin, key="num_experts_per_tok", value=str(chosen), takes=takes)
    return a.replace(experts=experts, experts_per_token=chosen)


def expert_names(n: Names, a: Architecture, block: str, projections: Sequence[str]) -> Names:
    """The name map with the routers and experts of all layers. block: the feed-forward's name; projections: of W_G, W_1, W_2."""
    for i in sorted(set(range(a.layers)) - set(a.dense)):
        ours, theirs = f"decoder.{i}.ffn", f"layers.{i}.{block}"
        n.linear(f"{ours}.?_R", f"{theirs}.gate")
        for expert in range(a.experts or 0):
            for letter, name in zip("G12", projections, strict=True):
                n.linear(f"{ours}.expert.{expert}.?_{letter}", f"{theirs}.experts.{expert}.{name}")
    return n


def shared_names(n: Names, a: Architecture, module: str, projections: Sequence[str]) -> Names:
    """The same with the shared experts. module: their name below `mlp`; projections: as in `expert_names`."""
    for i in sorted(set(range(a.layers)) - set(a.dense)):
        for letter, name in zip("G12", projections, strict=True):
            n.linear(f"decoder.{i}.ffn.shared.?_{letter}", f"layers.{i}.mlp.{module}.{name}")
    return n


def names(a: Architecture) -> Names:
    """The tensors' names: an expert's w1 is the gate, w3 what it lets pass, w2 the way back."""
    return expert_names(llama.names(a), a, "block_sparse_moe", ("w1", "w3", "w2"))


FAMILIES = {"mixtral": Family(architecture, names, llama.PREFIXES, llama.SPECIAL_TOKENS)}
