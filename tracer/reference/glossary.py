"""The glossary: one row a term, in both languages, with its symbol, its stage and the lesson that explains it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracer.document.blocks import Block, Document, Heading, Prose, Table
from tracer.document.symbols import symbol
from tracer.language import say, template


class Term(NamedTuple):
    """name: the message `glossary.NAME`. stage: an ending of its address, which also has the symbol. lesson: its number."""

    name: str
    stage: str = ""
    lesson: str = ""
    symbol: str = ""


TERMS: dict[str, tuple[Term, ...]] = {
    "text": (
        Term("token", lesson="05"),
        Term("tokenizer", lesson="05"),
        Term("vocabulary", lesson="05"),
        Term("embedding", "embedding", "05"),
        Term("positional_encoding", "positions", "11"),
        Term("rope", "q_rotated", "32"),
        Term("relative_bias", "position_bias"),
        Term("alibi", "biased", "33"),
        Term("segment", "segment"),
    ),
    "attention": (
        Term("attention", lesson="04"),
        Term("self_attention", "attention.softmax", "04"),
        Term("cross_attention", "cross.softmax", "14"),
        Term("head", lesson="10"),
        Term("query", "attention.q", "06"),
        Term("key", "attention.k", "06"),
        Term("value", "attention.v", "06"),
        Term("score", "scores", "07"),
        Term("scaled", "scaled", "08"),
        Term("mask", "masked", "14"),
        Term("causal_mask", "masked", "14"),
        Term("weight", "softmax", "09"),
        Term("saturation", lesson="08"),
        Term("z", "z", "09"),
        Term("concat", "concat", "10"),
        Term("output_projection", "attention.output", "10"),
        Term("sliding_window", lesson="33"),
        Term("disentangled", "disentangled"),
        Term("gqa", lesson="29"),
        Term("mqa", lesson="29"),
        Term("latent_attention", "kv_latent", "29"),
        Term("kv_cache", "k_cache", "29"),
    ),
    "layers": (
        Term("encoder", lesson="14"),
        Term("decoder", lesson="14"),
        Term("encoder_decoder", lesson="14"),
        Term("residual", "add", "12"),
        Term("layer_norm", "norm", "12"),
        Term("rms_norm", "norm.mean_square", "30"),
        Term("pre_norm", lesson="30"),
        Term("qk_norm", "q_norm", "30"),
        Term("mean", "norm.mean", "12"),
        Term("variance", "norm.variance", "12"),
        Term("running_mean"),
        Term("epsilon", lesson="12", symbol="ε"),
        Term("ffn", "ffn.output", "13"),
        Term("nonlinearity", lesson="13"),
        Term("activation", "ffn.activation", "13"),
        Term("swiglu", "ffn.gated", "31"),
        Term("mixture_of_experts", "ffn.expert_weights", "34"),
        Term("router", "ffn.router", "34"),
        Term("load", lesson="34"),
        Term("dropout", "dropout", "13"),
    ),
    "output": (
        Term("logit", "logits", "14"),
        Term("probability", "probabilities", "14"),
        Term("greedy", "choice", "20"),
        Term("sampling", "draw", "36"),
        Term("temperature", "temperature", "36"),
        Term("top_k", "top_k", "36"),
        Term("top_p", "top_p", "36"),
    ),
    "recurrent": (
        Term("rnn", lesson="03"),
        Term("hidden_state", "recurrent.0.h", "03"),
        Term("cell_state", "recurrent.0.c", "03"),
        Term("gate", "recurrent.0.f", "03"),
    ),
    "training": (
        Term("parameter", lesson="15", symbol="W"),
        Term("seed", lesson="01"),
        Term("loss", "loss", "15"),
        Term("cross_entropy", "loss.each", "15"),
        Term("label_smoothing", symbol="ε_ls"),
        Term("gradient", "grad.encoder.0.attention.scores", "15"),
        Term("backpropagation", lesson="15"),
        Term("learning_rate", lesson="15", symbol="η"),
        Term("optimizer", lesson="15"),
        Term("tying"),
    ),
    "experiments": (
        Term("ablation", lesson="18"),
        Term("patching", lesson="18"),
        Term("logit_lens", lesson="18"),
    ),
    "program": (
        Term("stage", lesson="01"),
        Term("cell", lesson="01"),
        Term("working", lesson="02"),
        Term("edit", lesson="02"),
        Term("trace", lesson="01"),
        Term("trace_file", lesson="06"),
        Term("checkpoint", lesson="19"),
        Term("lesson", lesson="01"),
    ),
}
"""part of the glossary → its terms, in the order of a model's own stages."""


def glossary() -> Document:
    """The whole glossary, a table for each part: both languages side by side, whichever is spoken."""
    return Document(say("glossary.title"), _blocks)


def _blocks() -> Iterator[Block]:
    yield Heading(1, say("glossary.title"))
    yield Prose(say("glossary.intro"))
    heads = [say(f"glossary.column_{column}") for column in ("english", "chinese", "symbol", "stage", "lesson")]
    for part, terms in TERMS.items():
        yield Heading(2, say(f"glossary.part_{part}"))
        yield Table(heads, [_row(term) for term in terms])


def _row(term: Term) -> tuple[str, ...]:
    both = (template(f"glossary.{term.name}", language) for language in ("en", "zh"))
    sign = term.symbol or (symbol(term.stage) if term.stage else "")
    return (*both, sign, term.stage, term.lesson)
