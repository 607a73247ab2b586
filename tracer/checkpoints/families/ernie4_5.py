"""ERNIE 4.5 (Baidu, 2025): Llama whose rotary positions turn neighbouring columns."""

from __future__ import annotations

from functools import partial

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of an ERNIE 4.5 checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.only("use_bias", True, False)
    rotary = partial(llama.interleaved, base=c.get("rope_theta", 500000.0))
    return llama.architecture(c, tied=True, epsilon=1e-5, rotary=rotary)


FAMILIES = {"ernie4_5": Family(architecture, llama.names, llama.PREFIXES, llama.SPECIAL_TOKENS)}
