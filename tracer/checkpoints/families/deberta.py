"""DeBERTa (arXiv 2006.03654), versions 2 and 3 (2111.09543): BERT whose scores also read vectors of distances."""

from __future__ import annotations

import tracer.checkpoints.families.bert as bert
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.errors import TracerError
from tracer.models.architecture import Architecture

_KINDS = ("c2p", "p2c")
_IDLE = ("conv_act", "conv_groups", "pooler_dropout", "pooler_hidden_act", "pooler_hidden_size")


def architecture(c: Config) -> Architecture:
    """The architecture of a DeBERTa checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.ignore(*_IDLE)
    c.only("conv_kernel_size", 0)  # the convolution beside the first layer (v2's largest)
    c.only("legacy", True)  # the head that fills masks, as transformers saves it
    a = bert.architecture(c)
    c.only("embedding_size", a.d_model)
    c.only("attention_head_size", a.d_k)
    kinds, relative = _pairs(c), c.flag("relative_attention", False)
    buckets, furthest = _positive(c, "position_buckets"), _furthest(c)
    if buckets is not None and not 1 <= buckets // 2 < furthest - 1:
        takes = f"2, 3 … {2 * furthest - 3}"
        raise TracerError("checkpoints.value", file=c.origin, key="position_buckets", value=str(buckets), takes=takes)
    return a.replace(
        epsilon=c.number("layer_norm_eps", 1e-7),
        segments=c.whole("type_vocab_size", 0, least=0),
        positions="learned" if c.flag("position_biased_input", True) else "none",
        disentangled=kinds if relative else (),
        distance_span=buckets or furthest,
        furthest_distance=furthest if buckets else None,
        distances_normed="layer_norm" in str(c.get("norm_rel_ebd", "none")).lower().replace(" ", "").split("|"),
        distances_share=c.flag("share_att_key", False),
        scale=True if relative or not kinds else ((1 + len(kinds)) * a.d_k) ** 0.5,
    )


def _furthest(c: Config) -> int:
    return _positive(c, "max_relative_positions") or c.whole("max_position_embeddings")


def _positive(c: Config, key: str) -> int | None:
    """A whole number; None where the configuration says none, which it may say by −1."""
    return None if c.get(key, -1) in (-1, 0) else c.whole(key)


def _pairs(c: Config) -> tuple[str, ...]:
    """Which products the scores have beside that of words with words."""
    stated = c.get("pos_att_type", [])
    kinds = [kind.strip() for kind in stated.lower().split("|") if kind.strip()] if isinstance(stated, str) else list(stated)
    if set(kinds) - set(_KINDS):
        raise TracerError("checkpoints.value", file=c.origin, key="pos_att_type", value=str(stated)[:60], takes=list(_KINDS))
    return tuple(kind for kind in _KINDS if kind in kinds)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a DeBERTa checkpoint."""
    n = bert.names(a)
    n["encoder.distances.W_D"] = Place("encoder.rel_embeddings.weight")
    n.norm("encoder.distances.norm", "encoder.LayerNorm")
    for i in range(a.layers):
        ours, theirs = f"encoder.{i}.attention", f"encoder.layer.{i}.attention"
        n.attention(ours, theirs, "self.query_proj", "self.key_proj", "self.value_proj", "output.dense")
        for letter, name in (("DQ", "pos_query_proj"), ("DK", "pos_key_proj")):
            n.linear(f"{ours}.?_{letter}", f"{theirs}.self.{name}")
    return n


def first(c: Config) -> Architecture:
    """The first version: distances have no buckets, and matrices of their own."""
    c.only("talking_head", False)
    return architecture(c).replace(
        distance_span=_furthest(c), furthest_distance=None, distances_normed=False, distances_share=False
    )


def first_names(a: Architecture) -> Names:
    """The first version's names: queries, keys and values are one matrix, head by head; keys have no bias."""
    n = names(a)
    for i in range(a.layers):
        ours, theirs = f"encoder.{i}.attention", f"encoder.layer.{i}.attention.self"
        for at, letter in enumerate("QKV"):
            n[f"{ours}.W_{letter}"] = Place(f"{theirs}.in_proj.weight", True, part=(a.heads, at, 3))
        n[f"{ours}.b_Q"], n[f"{ours}.b_V"] = Place(f"{theirs}.q_bias"), Place(f"{theirs}.v_bias")
        for letter, name in (("DQ", "pos_q_proj"), ("DK", "pos_proj")):
            n.linear(f"{ours}.?_{letter}", f"{theirs}.{name}")
    return n


FAMILIES = {
    "deberta": Family(first, first_names, ("deberta.", ""), bert.SPECIAL_TOKENS),
    "deberta-v2": Family(architecture, names, ("deberta.", ""), bert.SPECIAL_TOKENS),
}
