"""Phi-1, 1.5 and 2 (arXiv 2306.11644, 2309.05463): attention and feed-forward side by side behind one norm."""

from __future__ import annotations

from functools import partial

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture

_rotary = partial(rope, rotary_pct=0.5)


def architecture(c: Config) -> Architecture:
    """The architecture of a Phi checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    activation = c.choice("hidden_act", ACTIVATIONS, "gelu_new")
    a = llama.architecture(c, activation=activation, epsilon=1e-5, epsilon_key="layer_norm_eps", rotary=_rotary)
    return a.replace(norm_kind="layer", gated=False, parallel=True, qk_norm=c.flag("qk_layernorm", False))


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a Phi checkpoint."""
    n = llama.names(a)
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"layers.{i}"
        n.linear(f"{ours}.attention.?_O", f"{theirs}.self_attn.dense")
        for letter in "qk":
            n.norm(f"{ours}.attention.{letter}_norm", f"{theirs}.self_attn.{letter}_layernorm")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.fc1")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.fc2")
    n.norm("decoder.norm", "final_layernorm")
    n["output.b_U"] = Place("lm_head.bias")
    return n


FAMILIES = {"phi": Family(architecture, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS)}
