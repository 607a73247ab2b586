"""StarCoder2 (arXiv 2402.19173): Llama with layer norm, biases and a plain feed-forward."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture


def architecture(c: Config) -> Architecture:
    """The architecture of a StarCoder2 checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.only("use_bias", True, False)
    c.only("norm_type", "layer_norm")
    c.only("mlp_type", "default")
    c.ignore("embedding_dropout", "residual_dropout")
    activation = c.choice("hidden_act", ACTIVATIONS, "gelu_pytorch_tanh")
    a = llama.architecture(c, tied=True, activation=activation, epsilon=1e-5, epsilon_key="norm_epsilon")
    windows = llama.windows(c, a.layers, c.get("sliding_window"), lambda layer: True)
    return a.replace(norm_kind="layer", gated=False, windows=windows)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a StarCoder2 checkpoint."""
    n = llama.names(a)
    for i in range(a.layers):
        for letter, name in (("1", "c_fc"), ("2", "c_proj")):
            n.linear(f"decoder.{i}.ffn.?_{letter}", f"layers.{i}.mlp.{name}")
    return n


FAMILIES = {"starcoder2": Family(architecture, names, llama.PREFIXES, gpt2.SPECIAL_TOKENS)}
