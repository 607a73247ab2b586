"""Documents to render, made by hand: a small attention computed here in plain NumPy, and the text beside it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tracer.axes import Axis, describe
from tracer.document.blocks import Block, Document, Formula, Heading, Matrix, Note, Prose, Stage, Tokens, Working
from tracer.expression import Call, Cell, Symbol, call, total

ENGLISH = ("Thinking", "Machines")
CHINESE = tuple("那只动物没有过街，因为它太累了")
HOSTILE = ("\x1b[31mred", "[bold]x[/]", "=1+1", ":smile:", "a\u202eb", "\ud83d", " lead", "👩‍🔬", "a\nb\tc", "|<b>$x$")


def numbers(*shape: int, seed: int = 1) -> np.ndarray:
    """Numbers between -1 and 1 from a linear congruence, the same everywhere."""
    state, values = seed * 7919 + 1, []
    for _ in range(int(np.prod(shape))):
        state = (state * 1103515245 + 12345) % 2**31
        values.append(state / 2**30 - 1)
    return np.array(values).reshape(shape)


class Attention:
    """q, k, v, scores, scaled, softmax and z of a few tokens, with their axes."""

    def __init__(self, tokens: tuple[str, ...], d_model: int = 4, heads: int = 2) -> None:
        size, d_k = len(tokens), d_model // heads
        self.tokens = Axis("token", size, tokens)
        self.head = Axis("head", heads)
        self.query, self.key = self.tokens.rename("query"), self.tokens.rename("key")
        self.d_k, self.d_model = Axis("d_k", d_k), Axis("d_model", d_model)
        self.input = numbers(size, d_model)
        self.q, self.k, self.v = (
            np.einsum("tm,hmk->htk", self.input, numbers(heads, d_model, d_k, seed=seed)) for seed in (2, 3, 4)
        )
        self.scores = np.einsum("hqk,hpk->hqp", self.q, self.k)
        self.scaled = self.scores / np.sqrt(d_k)
        powers = np.exp(self.scaled)
        self.softmax = powers / powers.sum(-1, keepdims=True)
        self.z = self.softmax @ self.v


def heads(run: Attention, address: str, values: np.ndarray, rows: Axis, columns: Axis, weights: bool = False) -> Iterator[Matrix]:
    for head in range(run.head.size or 0):
        yield Matrix(address, "S", values[head], rows, columns, (("head", head, str(head)),), 3, weights=weights)


def document(tokens: tuple[str, ...] = ENGLISH, d_model: int = 4, heads_count: int = 2) -> Document:
    """A trace of an attention over `tokens`, as the document of a run would tell it."""
    run = Attention(tokens, d_model, heads_count)
    facts = {"model": {"name": "encoder", "layers": 1, "heads": heads_count, "d_model": d_model}, "tokens": list(tokens)}
    return Document("attention", lambda: _blocks(run), facts)


def _blocks(run: Attention) -> Iterator[Block]:
    q, k, v = Symbol("q"), Symbol("k"), Symbol("v")
    yield Heading(1, " ".join(run.tokens.labels))
    yield Tokens("2 tokens", run.tokens.labels, list(range(101, 101 + len(run.tokens.labels))))
    yield Heading(2, "Encoder layer 0")
    yield Heading(3, "input")
    yield Prose("Each token's vector and its position's vector are added; this is what the first layer reads.")
    yield Formula(call("add", Symbol("E"), Symbol("P")), "X", "input", describe((run.tokens, run.d_model)))
    yield Stage("input", 1, "add", "X", Symbol("E + P"), ("embedding", "positions"), (run.tokens, run.d_model), run.input)
    yield Matrix("input", "X", run.input, run.tokens, run.d_model)
    yield Heading(3, "q")
    yield Formula(
        call("product", Symbol("X"), Symbol("W_Q")), "q", "encoder.0.attention.q", describe((run.head, run.tokens, run.d_k))
    )
    yield from heads(run, "encoder.0.attention.q", run.q, run.tokens, run.d_k)
    yield Heading(3, "scores")
    yield Prose("每个词的查询 q 与每个词的键 k 作内积（dot product），得到分数；分数越大，说明这个词越关注那个词。")
    scores = "encoder.0.attention.scores"
    axes = (run.head, run.query, run.key)
    yield Formula(call("product", q, Call("transpose", (k,))), "S", scores, describe(axes))
    yield Stage(
        scores,
        1,
        "contract",
        "S",
        call("product", Symbol("q"), call("transpose", Symbol("k"))),
        ("encoder.0.attention.q", "encoder.0.attention.k"),
        axes,
        run.scores,
    )
    yield from heads(run, scores, run.scores, run.query, run.key)
    yield working(run)
    yield Heading(3, "softmax")
    scaled = call("apply", Symbol("softmax"), call("divide", Symbol("S"), call("sqrt", Symbol("d_k"))))
    yield Formula(scaled, "A", "encoder.0.attention.softmax", describe(axes))
    yield Stage("encoder.0.attention.softmax", 1, "softmax", "A", Symbol("softmax(S / √d_k)"), (scores,), axes, run.softmax)
    yield from heads(run, "encoder.0.attention.softmax", run.softmax, run.query, run.key, weights=True)
    yield Heading(3, "z")
    yield Formula(call("product", Symbol("A"), v), "z", "encoder.0.attention.z", describe((run.head, run.tokens, run.d_k)))
    yield from heads(run, "encoder.0.attention.z", run.z, run.tokens, run.d_k)
    yield Note("Weights are drawn from seed 0; nothing here was learned.")


def working(run: Attention, head: int = 0, query: int = 0, key: int = 1) -> Working:
    """One score worked out."""
    label = f"q({run.query.labels[query]})·k({run.key.labels[key]})"
    terms = [
        call(
            "multiply",
            Cell(f"encoder.0.attention.q[{head}, {query}, {place}]", f"q{place}", float(run.q[head, query, place])),
            Cell(f"encoder.0.attention.k[{head}, {key}, {place}]", f"k{place}", float(run.k[head, key, place])),
        )
        for place in range(run.d_k.size or 0)
    ]
    address = f"encoder.0.attention.scores[{head}, {query}, {key}]"
    return Working(address, label, None, total(terms), float(run.scores[head, query, key]), 3, exact_as_shown=False)
