"""Pegasus (arXiv 1912.08777), Blenderbot (2004.13637): BART with norms before the sublayers; Blenderbot's small model."""

from __future__ import annotations

import tracer.checkpoints.families.bart as bart
import tracer.checkpoints.families.mbart as mbart
import tracer.checkpoints.families.t5 as t5
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.models.architecture import Architecture
from tracer.tokens.special_tokens import SpecialTokens, roles

_BLENDERBOT = SpecialTokens(roles(bos="<s>", eos="</s>", unk="<unk>", pad="<pad>"), after=("eos_token",))
_SMALL = SpecialTokens(roles(bos="__start__", eos="__end__", unk="__unk__", pad="__null__"))


def pegasus(c: Config) -> Architecture:
    """Sinusoids, sines in the first half of the columns."""
    c.ignore("extra_pos_embeddings", "force_bos_token_to_be_generated")
    return mbart.pre_norm(c).replace(positions="sinusoidal", position_layout="halves")


def blenderbot(c: Config) -> Architecture:
    """Learned positions; the embeddings are not normed."""
    return mbart.pre_norm(c).replace(positions="learned")


def blenderbot_small(c: Config) -> Architecture:
    """Norms behind the sublayers; the decoder's embeddings are normed before their positions are added."""
    c.ignore("normalize_before", "add_final_layer_norm", "normalize_embedding")
    return bart.encoder_decoder(c).replace(positions="learned", embedding_norm=True, decoder_norms_first=True)


FAMILIES = {
    "pegasus": Family(pegasus, mbart.names, bart.PREFIXES, t5.SPECIAL_TOKENS),
    "blenderbot": Family(blenderbot, mbart.names, bart.PREFIXES, _BLENDERBOT),
    "blenderbot-small": Family(blenderbot_small, bart.names, bart.PREFIXES, _SMALL),
}
