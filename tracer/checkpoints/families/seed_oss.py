"""Seed-OSS (ByteDance, 2025): Llama with biases of queries, keys and values."""

from __future__ import annotations

import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.models.architecture import Architecture
from tracer.tokens.special_tokens import SpecialTokens, roles

SPECIAL_TOKENS = SpecialTokens(roles(bos="<seed:bos>", eos="<seed:eos>", pad="<seed:pad>"), optional=("bos_token", "eos_token"))


def architecture(c: Config) -> Architecture:
    """The architecture of a Seed-OSS checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.only("attention_out_bias", True, False)
    c.ignore("residual_dropout")
    return llama.architecture(c)


FAMILIES = {"seed_oss": Family(architecture, llama.names, llama.PREFIXES, SPECIAL_TOKENS)}
