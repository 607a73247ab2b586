"""mBART (arXiv 2001.08210) and M2M-100 (2010.11125): BART with norms before the sublayers and after the last layer."""

from __future__ import annotations

import tracer.checkpoints.families.bart as bart
import tracer.checkpoints.families.roberta as roberta
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture


def mbart(c: Config) -> Architecture:
    """Learned positions; the embeddings are normed. Raises TracerError for a value of `c` that this family does not handle."""
    return pre_norm(c).replace(positions="learned", position_offset=2, embedding_norm=True)


def m2m_100(c: Config) -> Architecture:
    """Sinusoids, sines in the first half of the columns; the first token's position is the one behind the padding id."""
    return pre_norm(c).replace(
        positions="sinusoidal", position_layout="timescales", position_offset=c.whole("pad_token_id", 1, least=0) + 1
    )


def pre_norm(c: Config) -> Architecture:
    """BART with norms before the sublayers and after the last layer."""
    c.ignore("normalize_before", "add_final_layer_norm", "normalize_embedding")
    return bart.encoder_decoder(c).replace(norm="pre", final_norm=True)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of an mBART or M2M-100 checkpoint."""
    n = bart.names(a)
    for stack in ("encoder", "decoder"):
        n.norm(f"{stack}.norm", f"{stack}.layer_norm")
    return n


FAMILIES = {
    "mbart": Family(mbart, names, bart.PREFIXES, roberta.SPECIAL_TOKENS),
    "m2m_100": Family(m2m_100, names, bart.PREFIXES, roberta.SPECIAL_TOKENS),
}
