"""ELECTRA (arXiv 2003.10555): BERT twice; a discriminator says of each token whether it was replaced, a generator fills masks."""

from __future__ import annotations

import tracer.checkpoints.families.bert as bert
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture, Head

_HEADS: dict[str, Head] = {"ElectraForPreTraining": "discriminator", "ElectraForMaskedLM": "masked"}


def architecture(c: Config) -> Architecture:
    """The architecture of an ELECTRA checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    a = bert.architecture(c)
    return a.replace(
        d_embedding=c.whole("embedding_size", a.d_model),
        head=_HEADS.get(c.architecture(), "none"),
        head_activation="gelu",
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of an ELECTRA checkpoint."""
    dense, norm = "generator_predictions.dense", "generator_predictions.LayerNorm"
    n = bert.names(a, (dense, norm, "generator_lm_head", "generator_lm_head"))
    n.linear("input.?_projection", "embeddings_project")
    n.linear("discriminator.?", "discriminator_predictions.dense")
    n.linear("discriminator.?_out", "discriminator_predictions.dense_prediction")
    return n


FAMILIES = {"electra": Family(architecture, names, bert.PREFIXES, bert.SPECIAL_TOKENS)}
