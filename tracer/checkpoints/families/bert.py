"""BERT (arXiv 1810.04805), and what its kin share with it."""

from __future__ import annotations

from tracer.checkpoints.config import ACTIVATIONS, Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.models.architecture import Architecture, Head
from tracer.tokens.special_tokens import SpecialTokens, roles

PREFIXES = ("bert.", "roberta.", "electra.", "albert.", "distilbert.", "model.", "")
SPECIAL_TOKENS = SpecialTokens(
    roles(unk="[UNK]", sep="[SEP]", pad="[PAD]", cls="[CLS]", mask="[MASK]"),
    before=("cls_token",),
    after=("sep_token",),
    second=(),
    segments=True,
)
_HEAD = ("cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions", "cls.predictions.decoder")


def head(c: Config) -> Head:
    """`masked` where the checkpoint was saved with the head that fills masks."""
    return "masked" if c.architecture().endswith(("ForMaskedLM", "ForPreTraining", "LMHeadModel")) else "none"


def architecture(c: Config, activation: str = "gelu") -> Architecture:
    """Layer norm after each sublayer, learned positions, segments. activation: where the configuration names none."""
    c.only("position_embedding_type", "absolute")
    c.only("is_decoder", False)
    c.only("hidden_activation", None)
    heads, width = c.whole("num_attention_heads"), c.whole("hidden_size")
    return Architecture(
        model="bert",
        family=str(c.raw["model_type"]),
        stack="encoder",
        layers=c.whole("num_hidden_layers"),
        heads=heads,
        d_model=width,
        d_ff=c.whole("intermediate_size"),
        vocab=c.whole("vocab_size"),
        d_k=width // heads,
        norm="post",
        epsilon=c.number("layer_norm_eps", 1e-12),
        activation=c.choice("hidden_act", ACTIVATIONS, activation),
        positions="learned",
        max_positions=c.whole("max_position_embeddings"),
        segments=c.whole("type_vocab_size", 2, least=0),
        embedding_norm=True,
        mask_per="stack",
        head=head(c),
    )


def names(a: Architecture, head: tuple[str, str, str, str] = _HEAD) -> Names:
    """head: the tensors of the head that fills masks: its transform, that one's norm, the bias, the matrix."""
    n = embedding_names(*head)
    for i in range(a.layers):
        ours, theirs = f"encoder.{i}", f"encoder.layer.{i}"
        n.attention(f"{ours}.attention", f"{theirs}.attention", "self.query", "self.key", "self.value", "output.dense")
        n.norm(f"{ours}.attention.norm", f"{theirs}.attention.output.LayerNorm")
        n.linear(f"{ours}.ffn.?_1", f"{theirs}.intermediate.dense")
        n.linear(f"{ours}.ffn.?_2", f"{theirs}.output.dense")
        n.norm(f"{ours}.ffn.norm", f"{theirs}.output.LayerNorm")
    return n


def embedding_names(dense: str, norm: str, bias: str, matrix: str) -> Names:
    """Everything outside the layers: the embedding, and the head that fills masks (see `names`)."""
    n = Names()
    n["embedding.W_E"] = Place("embeddings.word_embeddings.weight")
    n["positions.W_P"] = Place("embeddings.position_embeddings.weight")
    n["segment.W_S"] = Place("embeddings.token_type_embeddings.weight")
    n.norm("input.norm", "embeddings.LayerNorm")
    n.linear("transform.?", dense)
    n.norm("transform.norm", norm)
    n["output.b_U"] = Place(f"{bias}.bias")
    n["output.W_U"] = Place(f"{matrix}.weight", transposed=True)
    return n


def ernie(c: Config) -> Architecture:
    """ERNIE (arXiv 1904.09223, 2107.02137): BERT. Those that also embed a kind of task are refused by name."""
    c.only("use_task_id", False)
    c.ignore("task_type_vocab_size")
    return architecture(c)


FAMILIES = {
    "bert": Family(architecture, names, PREFIXES, SPECIAL_TOKENS),
    "ernie": Family(ernie, names, ("ernie.", *PREFIXES), SPECIAL_TOKENS),
}
