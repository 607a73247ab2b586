"""Granite 3 (IBM, 2024): Llama with fixed multipliers (muP, arXiv 2203.03466)."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
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


FAMILIES = {"granite": Family(architecture, llama.names, llama.PREFIXES, gpt2.SPECIAL_TOKENS)}
