"""AFM (Arcee, 2025): Llama with a plain feed-forward and ReLU²."""

from __future__ import annotations

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of an Arcee checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    return llama.architecture(c, epsilon=1e-5, activation=c.choice("hidden_act", ACTIVATIONS, "relu2")).replace(gated=False)


FAMILIES = {"arcee": Family(architecture, llama.names, llama.PREFIXES, llama.SPECIAL_TOKENS)}
