"""ModernBERT (arXiv 2412.13663): a pre-norm BERT with rotary positions, gated feed-forwards and, in most layers, a window."""

from __future__ import annotations

from dataclasses import replace

import tracer.checkpoints.families.bert as bert
import tracer.checkpoints.families.llama as llama
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.checkpoints.rope_scaling import rope
from tracer.models.architecture import Architecture, Rope
from tracer.tokens.configuration import Added

_IDLE = (  # training, kernels, heads for other tasks, and what other keys say
    "classifier_bias", "classifier_pooling", "cls_token_id", "decoder_bias", "deterministic_flash_attn", "embedding_dropout",
    "initializer_cutoff_factor", "layer_norm_eps", "mlp_dropout", "norm_bias", "reference_compile", "repad_logits_with_grad",
    "sparse_pred_ignore_index", "sparse_prediction",
)  # fmt: skip
SPECIAL_TOKENS = replace(
    bert.SPECIAL_TOKENS,
    roles={**bert.SPECIAL_TOKENS.roles, "mask_token": Added("[MASK]", lstrip=True)},
    segments=False,
)


def architecture(c: Config) -> Architecture:
    """The architecture of a ModernBERT checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.ignore(*_IDLE)
    c.only("attention_bias", True, False)
    c.only("mlp_bias", True, False)
    c.only("position_embedding_type", "absolute")  # which the published ones say, of none
    heads, width, layers = c.whole("num_attention_heads"), c.whole("hidden_size"), c.whole("num_hidden_layers")
    every, reach = c.whole("global_attn_every_n_layers", 3), c.whole("local_attention", 128) // 2
    windows = llama.windows(c, layers, reach + 1, lambda layer: layer % every != 0, c.get("layer_types"))
    return Architecture(
        model="bert",
        family="modernbert",
        stack="encoder",
        layers=layers,
        heads=heads,
        d_model=width,
        d_ff=c.whole("intermediate_size"),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        embedding_norm=True,
        norm="pre",
        first_norm=False,
        final_norm=True,
        epsilon=c.number("norm_eps", 1e-5),
        activation=c.choice("hidden_activation", ACTIVATIONS, "gelu"),
        gated=True,
        positions="rope",
        max_positions=c.whole("max_position_embeddings"),
        ropes=_ropes(c, width // heads, windows),
        windows=windows,
        windows_ahead=True,
        mask_per="stack",
        head=bert.head(c),
        head_activation=c.choice("classifier_activation", ACTIVATIONS, "gelu"),
    )


def _ropes(c: Config, d_k: int, windows: tuple[int | None, ...]) -> tuple[Rope, ...]:
    """Layers with a window have a shorter base; `rope_scaling` is of both."""
    by_kind, scaling = c.mapping("rope_parameters"), c.mapping("rope_scaling")

    def of(kind: str, base: float) -> Rope:
        return rope(c, d_k, {**(by_kind.get(kind) or {}), **scaling}, base=base)

    whole = of("full_attention", c.get("global_rope_theta", 160000.0))
    local = of("sliding_attention", c.get("local_rope_theta", 10000.0))
    return tuple(whole if window is None else local for window in windows)


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a ModernBERT checkpoint."""
    n = Names()
    n["embedding.W_E"] = Place("embeddings.tok_embeddings.weight")
    n.norm("input.norm", "embeddings.norm")
    for i in range(a.layers):
        ours, theirs = f"encoder.{i}", f"layers.{i}"
        for at, letter in enumerate("QKV"):
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.attn.Wqkv", cut=(at * a.d_model, (at + 1) * a.d_model))
        n.linear(f"{ours}.attention.?_O", f"{theirs}.attn.Wo")
        n.norm(f"{ours}.attention.norm", f"{theirs}.attn_norm")
        for at, letter in enumerate("G1"):
            n.linear(f"{ours}.ffn.?_{letter}", f"{theirs}.mlp.Wi", cut=(at * a.d_ff, (at + 1) * a.d_ff))
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.Wo")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.mlp_norm")
    n.norm("encoder.norm", "final_norm")
    n.linear("transform.?", "head.dense")
    n.norm("transform.norm", "head.norm")
    n["output.W_U"], n["output.b_U"] = Place("decoder.weight", transposed=True), Place("decoder.bias")
    return n


FAMILIES = {"modernbert": Family(architecture, names, ("model.", ""), SPECIAL_TOKENS)}
