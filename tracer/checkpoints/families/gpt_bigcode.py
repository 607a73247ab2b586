"""StarCoder and SantaCoder (arXiv 2305.06161): GPT-2 with one head of keys and values for all queries."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture

_IDLE = ("attention_softmax_in_fp32", "scale_attention_softmax_in_fp32", "inference_runner", "max_batch_size", "pad_key_length",
         "pre_allocate_kv_cache", "validate_runner_input", "validate_input")  # fmt: skip


def architecture(c: Config) -> Architecture:
    """The architecture of a GPTBigCode checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.ignore(*_IDLE, "num_key_value_heads")
    sizes = gpt2.Sizes(c.whole("n_layer"), c.whole("n_head"), c.whole("n_embd"), "n_inner", "n_positions")
    a = gpt2.pre_norm_decoder(c, "gpt_bigcode", sizes, c.flag("scale_attn_weights", True), activation="gelu_pytorch_tanh")
    return a.replace(kv_heads=1 if c.flag("multi_query", True) else a.heads)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a GPTBigCode checkpoint."""
    n, wide = gpt2.outer_names(), a.d_model
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"h.{i}"
        cuts = {"Q": (0, wide), "K": (wide, wide + a.d_k), "V": (wide + a.d_k, wide + 2 * a.d_k)}
        for at, (letter, cut) in enumerate(cuts.items()):
            where = {"cut": cut} if a.grouped else {"part": (a.heads, at, 3)}
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.attn.c_attn", **where)
        n.linear(f"{ours}.attention.?_O", f"{theirs}.attn.c_proj")
        gpt2.layer_norms(n, ours, theirs)
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.c_fc")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.c_proj")
    return n


FAMILIES = {"gpt_bigcode": Family(architecture, names, gpt2.PREFIXES, gpt2.SPECIAL_TOKENS)}
