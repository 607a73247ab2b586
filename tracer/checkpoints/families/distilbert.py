"""DistilBERT (arXiv 1910.01108): BERT without segments; positions are stored, also where they are sinusoids."""

from __future__ import annotations

import tracer.checkpoints.families.bert as bert
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of a DistilBERT checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.ignore("sinusoidal_pos_embds", "layer_norm_eps")
    heads, width = c.whole("n_heads"), c.whole("dim")
    return Architecture(
        model="bert",
        family="distilbert",
        stack="encoder",
        layers=c.whole("n_layers"),
        heads=heads,
        d_model=width,
        d_ff=c.whole("hidden_dim"),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        norm="post",
        epsilon=1e-12,
        activation=c.choice("activation", ACTIVATIONS, "gelu"),
        positions="learned",
        max_positions=c.whole("max_position_embeddings"),
        embedding_norm=True,
        mask_per="stack",
        head=bert.head(c),
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a DistilBERT checkpoint."""
    n = bert.embedding_names("vocab_transform", "vocab_layer_norm", "vocab_projector", "vocab_projector")
    for i in range(a.layers):
        ours, theirs = f"encoder.{i}", f"transformer.layer.{i}"
        n.attention(f"{ours}.attention", f"{theirs}.attention", "q_lin", "k_lin", "v_lin", "out_lin")
        n.norm(f"{ours}.attention.norm", f"{theirs}.sa_layer_norm")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.ffn.lin1")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.ffn.lin2")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.output_layer_norm")
    return n


FAMILIES = {"distilbert": Family(architecture, names, bert.PREFIXES, bert.SPECIAL_TOKENS)}
