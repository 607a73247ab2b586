"""OPT (arXiv 2205.01068): positions from row 2; the 350M model norms after each sublayer and has narrow embeddings."""

from __future__ import annotations

import tracer.checkpoints.families.bart as bart
import tracer.checkpoints.families.gpt2 as gpt2
from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.models.architecture import Architecture
from tracer.tokens.special_tokens import SpecialTokens, roles

SPECIAL_TOKENS = SpecialTokens(
    roles(bos="</s>", eos="</s>", unk="</s>", pad="<pad>"), before=("bos_token",), optional=("bos_token",)
)


def architecture(c: Config) -> Architecture:
    """The architecture of an OPT checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    heads, width = c.whole("num_attention_heads"), c.whole("hidden_size")
    before = c.flag("do_layer_norm_before", True)
    c.only("enable_bias", True, False)
    return Architecture(
        model="gpt",
        family="opt",
        stack="decoder",
        layers=c.whole("num_hidden_layers"),
        heads=heads,
        d_model=width,
        d_ff=c.whole("ffn_dim"),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        norm="pre" if before else "post",
        norm_affine=c.flag("layer_norm_elementwise_affine", True),
        final_norm=before and not c.flag("_remove_final_layer_norm", False),
        epsilon=1e-5,
        activation=c.choice("activation_function", ACTIVATIONS, "relu"),
        d_embedding=c.whole("word_embed_proj_dim", width),
        positions="learned",
        max_positions=c.whole("max_position_embeddings"),
        position_offset=2,
        mask="causal",
        mask_per="stack",
        head=gpt2.head(c),
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of an OPT checkpoint."""
    n = Names()
    n["embedding.W_E"], n["positions.W_P"] = Place("embed_tokens.weight"), Place("embed_positions.weight")
    for i in range(a.layers):
        bart.layer_names(n, f"decoder.{i}", f"layers.{i}")
    n.norm("decoder.norm", "final_layer_norm")
    n.linear("input.?_projection", "project_in")
    n.linear("output.?_projection", "project_out")
    n["output.W_U"] = Place("lm_head.weight", transposed=True)
    return n


FAMILIES = {"opt": Family(architecture, names, ("model.decoder.", "decoder.", "model.", ""), SPECIAL_TOKENS)}
