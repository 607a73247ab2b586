"""Nemotron (arXiv 2402.16819): Llama with layer norm times 1 + weight, ReLU², and rotary positions on half of each head."""

from __future__ import annotations

from functools import partial

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture

_rotary = partial(rope, rotary_pct=0.5)


def architecture(c: Config) -> Architecture:
    """The architecture of a Nemotron checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    activation = c.choice("hidden_act", ACTIVATIONS, "relu2")
    a = llama.architecture(c, activation=activation, epsilon=1e-5, epsilon_key="norm_eps", rotary=_rotary)
    return a.replace(norm_kind="layer", gated=False)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a Nemotron checkpoint."""
    return llama.names(a, plus=1.0)


FAMILIES = {"nemotron": Family(architecture, names, llama.PREFIXES, llama.SPECIAL_TOKENS)}
