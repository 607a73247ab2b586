"""GPT-2: a decoder with layer norm before each sublayer, learned positions, a tied head."""

from __future__ import annotations

from typing import NamedTuple

from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.models.architecture import Architecture, Head
from tracer.tokens.special_tokens import SpecialTokens, roles

PREFIXES = ("transformer.", "")
_END = "<|endoftext|>"
SPECIAL_TOKENS = SpecialTokens(roles(bos=_END, eos=_END, unk=_END), optional=("bos_token",))
_WRITES = ("ForCausalLM", "LMHeadModel", "DoubleHeadsModel", "ForConditionalGeneration")  # the last: of text and pictures


def head(c: Config, tied: bool = True) -> Head:
    """`tied` or `own`; none where the checkpoint is of the bare model, or has a head for another task.

    tied: whether it is where the configuration does not say so.
    """
    tied = c.flag("tie_word_embeddings", tied)
    writes = not c.architecture() or c.architecture().endswith(_WRITES)
    return "none" if not writes else "tied" if tied else "own"


def architecture(c: Config) -> Architecture:
    """The architecture of a GPT-2 checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    c.only("scale_attn_by_inverse_layer_idx", False)
    c.only("reorder_and_upcast_attn", False)
    sizes = Sizes(c.whole("n_layer"), c.whole("n_head"), c.whole("n_embd"), "n_inner", "n_positions")
    return pre_norm_decoder(c, "gpt2", sizes, scale=c.flag("scale_attn_weights", True))


class Sizes(NamedTuple):
    """The sizes a configuration gives; inner and positions: its keys for d_ff and the largest number of positions."""

    layers: int
    heads: int
    d_model: int
    inner: str
    positions: str


def pre_norm_decoder(
    c: Config,
    family: str,
    sizes: Sizes,
    scale: bool,
    windows: tuple[int | None, ...] = (),
    activation: str = "gelu_new",
) -> Architecture:
    """What GPT-2 and its kin share. scale: whether scores are divided by √d_k. windows: of each layer, None for all keys.

    activation: where the configuration names none.
    """
    return Architecture(
        model="gpt",
        family=family,
        stack="decoder",
        layers=sizes.layers,
        heads=sizes.heads,
        d_model=sizes.d_model,
        d_ff=c.whole(sizes.inner, 4 * sizes.d_model),
        vocab=c.whole("vocab_size"),
        d_k=sizes.d_model // sizes.heads,
        norm="pre",
        final_norm=True,
        epsilon=c.number("layer_norm_epsilon", 1e-5),
        activation=c.choice("activation_function", ACTIVATIONS, activation),
        scale=scale,
        positions="learned",
        max_positions=c.whole(sizes.positions),
        mask="causal",
        mask_per="stack",
        windows=windows,
        head=head(c),
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a GPT-2 checkpoint."""
    n = outer_names()
    for i in range(a.layers):
        ours, theirs = f"decoder.{i}", f"h.{i}"
        for at, letter in enumerate("QKV"):
            cut = (at * a.d_model, (at + 1) * a.d_model)
            n.linear(f"{ours}.attention.?_{letter}", f"{theirs}.attn.c_attn", transposed=False, cut=cut)
        n.linear(f"{ours}.attention.?_O", f"{theirs}.attn.c_proj", transposed=False)
        layer_norms(n, ours, theirs)
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.mlp.c_fc", transposed=False)
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.mlp.c_proj", transposed=False)
    return n


def outer_names() -> Names:
    """The name map of everything outside the layers: embeddings, final norm, output."""
    n = Names()
    n["embedding.W_E"], n["positions.W_P"] = Place("wte.weight"), Place("wpe.weight")
    n.norm("decoder.norm", "ln_f")
    n["output.W_U"] = Place("lm_head.weight", transposed=True)
    return n


def layer_norms(n: Names, ours: str, theirs: str) -> None:
    """Add the two norms of a layer."""
    n.norm(f"{ours}.attention.norm", f"{theirs}.ln_1")
    n.norm(f"{ours}.ffn.norm", f"{theirs}.ln_2")


FAMILIES = {"gpt2": Family(architecture, names, PREFIXES, SPECIAL_TOKENS)}
