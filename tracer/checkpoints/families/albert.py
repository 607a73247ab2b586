"""ALBERT (arXiv 1909.11942): BERT with narrow embeddings, and layers that share one set of parameters."""

from __future__ import annotations

import tracer.checkpoints.families.bert as bert
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture
from tracer.tokens.configuration import Added
from tracer.tokens.special_tokens import SpecialTokens, roles

SPECIAL_TOKENS = SpecialTokens(
    {
        **roles(bos="[CLS]", eos="[SEP]", unk="<unk>", sep="[SEP]", pad="<pad>", cls="[CLS]"),
        "mask_token": Added("[MASK]", lstrip=True),
    },
    before=("cls_token",),
    after=("sep_token",),
    second=(),
    segments=True,
)


def architecture(c: Config) -> Architecture:
    """The architecture of an ALBERT checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    a = bert.architecture(c, "gelu_new")
    c.only("inner_group_num", 1)
    groups = c.whole("num_hidden_groups", 1)
    return a.replace(
        d_embedding=c.whole("embedding_size", 128),
        embedding_projected=True,
        parameter_groups=tuple(int(layer / (a.layers / groups)) for layer in range(a.layers)),
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of an ALBERT checkpoint."""
    n = bert.embedding_names("predictions.dense", "predictions.LayerNorm", "predictions", "predictions.decoder")
    n.linear("input.?_projection", "encoder.embedding_hidden_mapping_in")
    for i, group in enumerate(a.parameter_groups):
        ours, theirs = f"encoder.{i}", f"encoder.albert_layer_groups.{group}.albert_layers.0"
        n.attention(f"{ours}.attention", f"{theirs}.attention", "query", "key", "value", "dense")
        n.norm(f"{ours}.attention.norm", f"{theirs}.attention.LayerNorm")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.ffn")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.ffn_output")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.full_layer_layer_norm")
    return n


FAMILIES = {"albert": Family(architecture, names, bert.PREFIXES, SPECIAL_TOKENS)}
