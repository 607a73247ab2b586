"""Which checkpoint parameter each of ours is: the name map of every family.

A checkpoint's linear layers are stored out × in and ours are in × out, so most matrices are read turned; GPT-2's are not.
Fused projections are cut where the parts lie. Nothing is copied: a place is a way of looking at a stored tensor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tracer.weights.huggingface.form import Form

Cut = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parameter lies: the tensor, which rows of it (or of which part of each head), turned or not, plus a constant."""

    tensor: str
    turned: bool = False
    cut: Cut | None = None
    part: tuple[int, int, int] | None = None  # heads, which part, of how many: GPT-NeoX stores q, k, v head by head
    plus: float = 0.0
    flat: bool = False

    def of(self, raw: np.ndarray) -> np.ndarray:
        """The parameter as a view of the stored tensor (a copy only where parts lie scattered)."""
        if self.part is not None:
            heads, which, parts = self.part
            rest = raw.shape[1:]
            raw = raw.reshape(heads, parts, -1, *rest)[:, which].reshape(-1, *rest)
        if self.flat:
            raw = raw.reshape(-1)
        raw = raw.T if self.turned else raw
        return raw if self.cut is None else raw[..., self.cut[0] : self.cut[1]]

    def __str__(self) -> str:
        """As a reader finds it: `transformer.h.0.attn.c_attn.weight[:, 32:64]`."""
        shown = self.tensor
        if self.cut is not None:
            cut = f"{self.cut[0]}:{self.cut[1]}"
            shown += f"[{cut}]" if self.turned or shown.endswith("bias") else f"[:, {cut}]"
        if self.part is not None:
            shown += f"[part {self.part[1]} of {self.part[2]} of each head]"
        return ("1 + " if self.plus else "") + shown + ("ᵀ" if self.turned else "")


class Names(dict[str, Place]):
    """Our address → place. `?` in our name stands for W and b."""

    def linear(
        self, ours: str, theirs: str, turned: bool = True, cut: Cut | None = None, part: tuple[int, int, int] | None = None
    ) -> None:
        self[ours.replace("?", "W")] = Place(theirs + ".weight", turned, cut, part)
        self[ours.replace("?", "b")] = Place(theirs + ".bias", False, cut, part)

    def norm(self, ours: str, theirs: str, plus: float = 0.0) -> None:
        self[ours + ".gamma"] = Place(theirs + ".weight", plus=plus)
        self[ours + ".beta"] = Place(theirs + ".bias")

    def attention(self, ours: str, theirs: str, q: str, k: str, v: str, o: str) -> None:
        for letter, name in zip("QKVO", (q, k, v, o), strict=True):
            self.linear(f"{ours}.?_{letter}", f"{theirs}.{name}")


_BERT_HEAD = "cls.predictions.transform.dense cls.predictions.transform.LayerNorm cls.predictions cls.predictions.decoder"


def bert(f: Form, head: str = _BERT_HEAD) -> Names:
    n = Names()
    n["embedding.W_E"] = Place("embeddings.word_embeddings.weight")
    n["positions.W_P"] = Place("embeddings.position_embeddings.weight")
    n["segment.W_S"] = Place("embeddings.token_type_embeddings.weight")
    n.norm("input.norm", "embeddings.LayerNorm")
    for i in range(f.layers):
        ours, theirs = f"encoder.{i}", f"encoder.layer.{i}"
        n.attention(f"{ours}.attention", f"{theirs}.attention", "self.query", "self.key", "self.value", "output.dense")
        n.norm(f"{ours}.attention.norm", f"{theirs}.attention.output.LayerNorm")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.intermediate.dense")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.output.dense")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.output.LayerNorm")
    _masked(n, *head.split())
    return n


def _masked(n: Names, dense: str, norm: str, bias: str, matrix: str) -> None:
    """The head that fills masks: a transform with its norm, then the embedding table turned (or a matrix), and a bias."""
    n.linear("transform.?", dense)
    n.norm("transform.norm", norm)
    n["output.b_U"] = Place(bias + ".bias")
    n["output.W_U"] = Place(matrix + ".weight", True)


def roberta(f: Form) -> Names:
    return bert(f, "lm_head.dense lm_head.layer_norm lm_head lm_head.decoder")


def electra(f: Form) -> Names:
    n = bert(f, "generator_predictions.dense generator_predictions.LayerNorm generator_lm_head generator_lm_head")
    n.linear("input.?_projection", "embeddings_project")
    n.linear("discriminator.?", "discriminator_predictions.dense")
    n.linear("discriminator.?_out", "discriminator_predictions.dense_prediction")
    return n


def albert(f: Form) -> Names:
    n = bert(f, "predictions.dense predictions.LayerNorm predictions predictions.decoder")
    n.linear("input.?_projection", "encoder.embedding_hidden_mapping_in")
    for i, group in enumerate(f.groups):
        ours, theirs = f"encoder.{i}", f"encoder.albert_layer_groups.{group}.albert_layers.0"
        n.attention(f"{ours}.attention", f"{theirs}.attention", "query", "key", "value", "dense")
        n.norm(f"{ours}.attention.norm", f"{theirs}.attention.LayerNorm")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.ffn")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.ffn_output")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.full_layer_layer_norm")
    return n


def distilbert(f: Form) -> Names:
    n = bert(f, "vocab_transform vocab_layer_norm vocab_projector vocab_projector")
    for i in range(f.layers):
        ours, theirs = f"encoder.{i}", f"transformer.layer.{i}"
        n.attention(f"{ours}.attention", f"{theirs}.attention", "q_lin", "k_lin", "v_lin", "out_lin")
        n.norm(f"{ours}.attention.norm", f"{theirs}.sa_layer_norm")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.ffn.lin1")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.ffn.lin2")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.output_layer_norm")
    return n


def gpt2(f: Form) -> Names:
    n = Names()
    n["embedding.W_E"], n["positions.W_P"] = Place("wte.weight"), Place("wpe.weight")
    for i in range(f.layers):
        ours, theirs = f"decoder.{i}", f"h.{i}"
        for at, letter in enumerate("QKV"):
            cut = (at * f.d_model, (at + 1) * f.d_model)
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.attn.c_attn", turned=False, cut=cut)
        n.linear(f"{ours}.attention.?_O", f"{theirs}.attn.c_proj", turned=False)
        n.norm(f"{ours}.attention.norm", f"{theirs}.ln_1")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.ln_2")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.c_fc", turned=False)
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.c_proj", turned=False)
    n.norm("decoder.norm", "ln_f")
    n["output.W_U"] = Place("lm_head.weight", True)
    return n


def gpt_neo(f: Form) -> Names:
    n = gpt2(f)
    for i in range(f.layers):
        ours, theirs = f"decoder.{i}", f"h.{i}"
        n.attention(f"{ours}.attention", f"{theirs}.attn.attention", "q_proj", "k_proj", "v_proj", "out_proj")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.c_fc")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.c_proj")
    return n


def gpt_neox(f: Form) -> Names:
    n = Names()
    n["embedding.W_E"] = Place("embed_in.weight")
    for i in range(f.layers):
        ours, theirs = f"decoder.{i}", f"layers.{i}"
        for at, letter in enumerate("QKV"):
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.attention.query_key_value", part=(f.heads, at, 3))
        n.linear(f"{ours}.attention.?_O", f"{theirs}.attention.dense")
        n.norm(f"{ours}.attention.norm", f"{theirs}.input_layernorm")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.post_attention_layernorm")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.dense_h_to_4h")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.dense_4h_to_h")
    n.norm("decoder.norm", "final_layer_norm")
    n["output.W_U"] = Place("embed_out.weight", True)
    return n


def llama(f: Form) -> Names:
    n, plus = Names(), 1.0 if f.family.startswith("gemma") else 0.0
    n["embedding.W_E"] = Place("embed_tokens.weight")
    for i in range(f.layers):
        ours, theirs = f"decoder.{i}", f"layers.{i}"
        n.attention(f"{ours}.attention", f"{theirs}.self_attn", "q_proj", "k_proj", "v_proj", "o_proj")
        n.norm(f"{ours}.attention.norm", f"{theirs}.input_layernorm", plus)
        n.norm(f"{ours}.ffn.norm", f"{theirs}.post_attention_layernorm", plus)
        for letter in "qk":
            n.norm(f"{ours}.attention.{letter}_norm", f"{theirs}.self_attn.{letter}_norm", plus)
        for ours_end, name in (("G", "gate_proj"), ("1", "up_proj"), ("2", "down_proj")):
            n.linear(f"{ours}.ffn.?_{ours_end}", f"{theirs}.mlp.{name}")
        if f.output_norm:
            n.norm(f"{ours}.attention.output_norm", f"{theirs}.post_attention_layernorm", plus)
            n.norm(f"{ours}.ffn.norm", f"{theirs}.pre_feedforward_layernorm", plus)
            n.norm(f"{ours}.ffn.output_norm", f"{theirs}.post_feedforward_layernorm", plus)
    n.norm("decoder.norm", "norm", plus)
    n["output.W_U"] = Place("lm_head.weight", True)
    return n


def phi3(f: Form) -> Names:
    n = llama(f)
    wide, narrow = f.heads * f.d_k, f.kv_heads * f.d_k
    for i in range(f.layers):
        ours, theirs = f"decoder.{i}", f"layers.{i}"
        cuts = {"Q": (0, wide), "K": (wide, wide + narrow), "V": (wide + narrow, wide + 2 * narrow)}
        for letter, cut in cuts.items():
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.self_attn.qkv_proj", cut=cut)
        n.linear(f"{ours}.ffn.?_G", f"{theirs}.mlp.gate_up_proj", cut=(0, f.d_ff))
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.gate_up_proj", cut=(f.d_ff, 2 * f.d_ff))
    return n


Map = Callable[[Form], Names]
