"""GPT-J (Wang and Komatsuzaki, 2021), CodeGen: attention and feed-forward side by side behind one norm; rotary positions."""

from __future__ import annotations

import tracer.checkpoints.families.gpt2 as gpt2
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.errors import TracerError
from tracer.models.architecture import Architecture, Rope

_GROUPS = 4  # of heads in CodeGen, which was trained on as many chips


def architecture(c: Config) -> Architecture:
    """The architecture of a GPT-J checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    sizes = gpt2.Sizes(c.whole("n_layer"), c.whole("n_head"), c.whole("n_embd"), "n_inner", "n_positions")
    a = gpt2.pre_norm_decoder(c, str(c.raw["model_type"]), sizes, scale=True)
    columns = c.whole("rotary_dim", a.d_k)
    if columns % 2 or columns > a.d_k:
        even = "2, 4 … " + str(a.d_k // 2 * 2)
        raise TracerError("checkpoints.value", file=c.origin, key="rotary_dim", value=str(columns), takes=even)
    c.ignore("n_ctx")
    rope = Rope(10000.0, columns, layout="interleaved")
    return a.replace(positions="rope", ropes=(rope,) * a.layers, parallel=True, head=gpt2.head(c, tied=False))


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a GPT-J checkpoint."""
    n = gpt2.outer_names()
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"h.{i}"
        n.attention(f"{ours}.attention", f"{theirs}.attn", "q_proj", "k_proj", "v_proj", "out_proj")
        n.norm(f"{ours}.attention.norm", f"{theirs}.ln_1")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.ln_1")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.fc_in")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.fc_out")
    n["output.b_U"] = Place("lm_head.bias")
    return n


def codegen_names(a: Architecture) -> Names:
    """Where each of our parameters stands in CodeGen (arXiv 2203.13474): q, v, k side by side in each of four groups of heads."""
    n = names(a)
    for i in range(a.layers):
        for letter, which in (("Q", 0), ("V", 1), ("K", 2)):
            n.linear(f"decoder.{i}.attention.?_{letter}", f"h.{i}.attn.qkv_proj", part=(_GROUPS, which, 3))
    return n


FAMILIES = {
    "gptj": Family(architecture, names, gpt2.PREFIXES, gpt2.SPECIAL_TOKENS),
    "codegen": Family(architecture, codegen_names, gpt2.PREFIXES, gpt2.SPECIAL_TOKENS),
}
