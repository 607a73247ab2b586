"""Helium (Kyutai, 2025): Llama whose rotary positions turn neighbouring columns."""

from __future__ import annotations

from functools import partial

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of a Helium checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    rotary = partial(llama.interleaved, base=c.get("rope_theta", 100000.0))
    return llama.architecture(c, epsilon=1e-8, rotary=rotary)


FAMILIES = {"helium": Family(architecture, llama.names, llama.PREFIXES, llama.SPECIAL_TOKENS)}
