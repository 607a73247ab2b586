"""Granite 3 (IBM, 2024): Llama with fixed multipliers (muP, arXiv 2203.03466)."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.llama as llama
import tracer.checkpoints.families.mixtral as mixtral
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.errors import TracerError
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """Embeddings, scores, what each sublayer computes and the logits are multiplied by numbers of the configuration.

    Raises TracerError for a value of `c` that this family does not handle.
    """
    embedding = _multiplier(c, "embedding_multiplier")
    return llama.architecture(c).replace(
        embedding_scale=embedding if embedding != 1.0 else False,
        scale=1.0 / _multiplier(c, "attention_multiplier"),
        residual_multiplier=_multiplier(c, "residual_multiplier"),
        logit_multiplier=1.0 / _multiplier(c, "logits_scaling"),
    )


def _multiplier(c: Config, key: str) -> float:
    """A number other than 0; 1 where the configuration names none."""
    value = c.number(key, 1.0)
    if not value:
        raise TracerError("checkpoints.value", file=c.origin, key=key, value="0", takes="NUMBER ≠ 0")
    return value


def with_experts(c: Config) -> Architecture:
    """GraniteMoE (IBM, 2024): a router chooses by its scores, and the chosen ones' softmax is their weight."""
    return mixtral.with_experts(c, architecture(c), "num_local_experts")


def expert_names(a: Architecture) -> Names:
    """Where each of our parameters stands: the experts of a layer lie in one tensor, gates before numbers."""
    n = llama.names(a)
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}.ffn", f"layers.{i}.block_sparse_moe"
        n.linear(f"{ours}.?_R", f"{theirs}.router.layer")
        for expert in range(a.experts or 0):
            for letter, name, cut in (
                ("G", "input_linear", (0, a.d_ff)),
                ("1", "input_linear", (a.d_ff, 2 * a.d_ff)),
                ("2", "output_linear", None),
            ):
                n[f"{ours}.expert.{expert}.W_{letter}"] = Place(f"{theirs}.{name}.weight", True, cut, item=expert)
    return n


FAMILIES = {
    "granite": Family(architecture, llama.names, llama.PREFIXES, gpt2.SPECIAL_TOKENS),
    "granitemoe": Family(with_experts, expert_names, llama.PREFIXES, gpt2.SPECIAL_TOKENS),
}
