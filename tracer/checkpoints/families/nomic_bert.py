"""Nomic Embed (arXiv 2402.01613): BERT with rotary positions and a gate in the feed-forward, without biases."""

from __future__ import annotations

import tracer.checkpoints.families.bert as bert
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture

_HEAD = ("cls.predictions.transform.dense", "cls.predictions.transform.layer_norm", "cls.predictions", "cls.predictions.decoder")


def architecture(c: Config) -> Architecture:
    """The architecture of a Nomic BERT checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    a = bert.architecture(c, activation="silu")
    d_k = c.whole("head_dim", a.d_k)
    turned = rope(c, d_k, base=c.get("rope_theta", 1000.0))
    return a.replace(d_k=d_k, positions="rope", ropes=(turned,) * a.layers, gated=True)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a Nomic BERT checkpoint, as its own code names them."""
    n = bert.names(a, _HEAD)
    n.norm("input.norm", "emb_ln")
    for i in range(a.layers):
        ours, theirs, wide = f"encoder.{i}", f"encoder.layers.{i}", a.heads * a.d_k
        for at, letter in enumerate("QKV"):
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.attn.Wqkv", cut=(at * wide, (at + 1) * wide))
        n.linear(f"{ours}.attention.?_O", f"{theirs}.attn.out_proj")
        n.norm(f"{ours}.attention.norm", f"{theirs}.norm1")
        for letter, name in (("G", "fc12"), ("1", "fc11"), ("2", "fc2")):
            n.linear(f"{ours}.ffn.?_{letter}", f"{theirs}.mlp.{name}")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.norm2")
    return n


FAMILIES = {"nomic_bert": Family(architecture, names, ("nomic_bert.", "model.", ""), bert.SPECIAL_TOKENS)}
