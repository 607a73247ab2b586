"""MPNet (arXiv 2004.09297): RoBERTa whose scores have a bias for the distance too."""

from __future__ import annotations

import tracer.checkpoints.families.bert as bert
import tracer.checkpoints.families.roberta as roberta
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of an MPNet checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    a, padding = bert.architecture(c), 1  # whatever `pad_token_id` says
    c.only("relative_attention_num_buckets", 32)  # of which it uses so many, whatever the table has
    return a.replace(
        segments=0,
        padding_id=padding,
        position_offset=padding + 1,
        max_positions=(a.max_positions or 0) - (padding + 1),
        relative_bias=True,
        position_buckets=32,
        position_furthest=128,
        head_activation="gelu",
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of an MPNet checkpoint."""
    n = bert.names(a, ("lm_head.dense", "lm_head.layer_norm", "lm_head", "lm_head.decoder"))
    n["encoder.position_bias.W_B"] = Place("encoder.relative_attention_bias.weight")
    for i in range(a.layers):
        ours, theirs = f"encoder.{i}.attention", f"encoder.layer.{i}.attention"
        n.attention(ours, f"{theirs}.attn", *"qkvo")
        n.norm(f"{ours}.norm", f"{theirs}.LayerNorm")
    return n


FAMILIES = {"mpnet": Family(architecture, names, ("mpnet.", ""), roberta.SPECIAL_TOKENS)}
