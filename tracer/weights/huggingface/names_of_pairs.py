"""The name maps of encoder–decoders, and of OPT, whose layers are named as BART's are."""

from __future__ import annotations

from tracer.weights.huggingface.form import Form
from tracer.weights.huggingface.names import Names, Place


def opt(f: Form) -> Names:
    n = Names()
    n["embedding.W_E"], n["positions.W_P"] = Place("embed_tokens.weight"), Place("embed_positions.weight")
    for i in range(f.layers):
        _bart_layer(n, f"decoder.{i}", f"layers.{i}")
    n.norm("decoder.norm", "final_layer_norm")
    n.linear("input.?_projection", "project_in")
    n.linear("output.?_projection", "project_out")
    n["output.W_U"] = Place("lm_head.weight", True)
    return n


def _bart_layer(n: Names, ours: str, theirs: str) -> None:
    n.attention(f"{ours}.attention", f"{theirs}.self_attn", "q_proj", "k_proj", "v_proj", "out_proj")
    n.norm(f"{ours}.attention.norm", f"{theirs}.self_attn_layer_norm")
    n.linear(f"{ours}.ffn.?_1", f"{theirs}.fc1")
    n.linear(f"{ours}.ffn.?_2", f"{theirs}.fc2")
    n.norm(f"{ours}.ffn.norm", f"{theirs}.final_layer_norm")


def bart(f: Form) -> Names:
    n = Names()
    n["embedding.W_E"] = Place("shared.weight" if f.shared_table else "encoder.embed_tokens.weight")
    n["decoder.embedding.W_E"] = Place("shared.weight" if f.shared_table else "decoder.embed_tokens.weight")
    for ours, theirs in (("", "encoder."), ("decoder.", "decoder.")):
        n[f"{ours}positions.W_P"] = Place(f"{theirs}embed_positions.weight")
        n.norm(f"{ours}input.norm", f"{theirs}layernorm_embedding")
    for i in range(f.layers):
        _bart_layer(n, f"encoder.{i}", f"encoder.layers.{i}")
    for i in range(f.decoder_layers):
        ours, theirs = f"decoder.{i}", f"decoder.layers.{i}"
        _bart_layer(n, ours, theirs)
        n.attention(f"{ours}.cross", f"{theirs}.encoder_attn", "q_proj", "k_proj", "v_proj", "out_proj")
        n.norm(f"{ours}.cross.norm", f"{theirs}.encoder_attn_layer_norm")
    n["output.W_U"] = Place("lm_head.weight", True)
    n["output.b_U"] = Place("final_logits_bias", flat=True)
    return n


def t5(f: Form) -> Names:
    n = Names()
    n["embedding.W_E"] = n["decoder.embedding.W_E"] = Place("shared.weight")
    for stack, layers in (("encoder", f.layers), ("decoder", f.decoder_layers)):
        bias = f"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"
        n[f"{stack}.position_bias.W_B"] = Place(bias)
        for i in range(layers):
            ours, theirs = f"{stack}.{i}", f"{stack}.block.{i}.layer"
            last = 1 if stack == "encoder" else 2
            n.attention(f"{ours}.attention", f"{theirs}.0.SelfAttention", *"qkvo")
            n.norm(f"{ours}.attention.norm", f"{theirs}.0.layer_norm")
            if stack == "decoder":
                n.attention(f"{ours}.cross", f"{theirs}.1.EncDecAttention", *"qkvo")
                n.norm(f"{ours}.cross.norm", f"{theirs}.1.layer_norm")
            for end, name in (("G", "wi_0"), ("1", "wi_1" if f.gated else "wi"), ("2", "wo")):
                n.linear(f"{ours}.ffn.?_{end}", f"{theirs}.{last}.DenseReluDense.{name}")
            n.norm(f"{ours}.ffn.norm", f"{theirs}.{last}.layer_norm")
        n.norm(f"{stack}.norm", f"{stack}.final_layer_norm")
    n["output.W_U"] = Place("lm_head.weight", True)
    return n
