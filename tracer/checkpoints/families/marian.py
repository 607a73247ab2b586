"""Marian (arXiv 1804.00344): the 2017 Transformer; sines in the first half of the columns, cosines in the second."""

from __future__ import annotations

import tracer.checkpoints.families.bart as bart
import tracer.checkpoints.families.t5 as t5
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of a Marian checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.ignore("normalize_embedding")
    a = bart.encoder_decoder(c)
    return a.replace(
        positions="sinusoidal",
        position_layout="halves",
        shared_table=c.flag("share_encoder_decoder_embeddings", True),
        decoder_vocab=c.whole("decoder_vocab_size", a.vocab),
    )


FAMILIES = {"marian": Family(architecture, bart.names, bart.PREFIXES, t5.SPECIAL_TOKENS)}
