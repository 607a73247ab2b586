"""One hand-made document with every kind of block, and hostile words, for the tests of the page formats."""

import re

import numpy as np

from tracer.axes import Axis
from tracer.document.blocks import (
    Document,
    Figure,
    Formula,
    Heading,
    Matrix,
    Note,
    Prose,
    Stage,
    Table,
    Tokens,
    Working,
)
from tracer.expression import Cell, Symbol, call, total

WORDS = ("Thinking", "机器")
SCORES = np.array([[0.5213, -1.2034], [0.3104, 2.0]])
WEIGHTS = np.array([[0.8799, 0.1201], [1.0, 0.0]])
HOSTILE = (
    "<script>alert(1)</script>",
    "$\\input{/etc/passwd}$",
    "a|b",
    "=cmd()",
    "\x1b[31mred\x07",
    "\u202edrow",
    "שלום",
    "```",
    "`x` *y* _z_ [l](u)",
    "[CLS]",
    " the ",
    "]]>",
    '"&amp;"',
    "--",
    "#eval(1)",
    "\\end{document}",
    "1. one",
    "http://example.org",
    "\n# title",
    "{{x}}",
    "%",
    "~",
    "'",
)


def axis(name, labels):
    return Axis(name, len(labels), labels)


def cell(address, label, value):
    return Cell(address, label, value)


def score_working(**more):
    formula = call(
        "divide",
        call("product", cell("q[0]", "q(Thinking)", 0.0), call("transpose", cell("k[1]", "k(机器)", 0.0))),
        call("sqrt", Symbol("d_k")),
    )
    pairs = [(0.41, 0.13), (-0.25, 0.52), (0.07, -0.31)]
    terms = [call("multiply", cell("q", "q", a), cell("k", "k", b)) for a, b in pairs]
    filled = call("divide", total(terms), call("sqrt", 3))
    value = (0.41 * 0.13 - 0.25 * 0.52 - 0.07 * 0.31) / 3**0.5
    return Working("encoder.0.attention.scaled[0, 0, 1]", "S(Thinking, 机器)", formula, filled, value, 2, **more)


def blocks():
    tokens = axis("query", WORDS)
    keys = axis("key", WORDS)
    softmax = call("apply", Symbol("softmax"), call("divide", call("product", Symbol("Q"), call("transpose", Symbol("K"))),
                                                    call("sqrt", Symbol("d_k"))))  # fmt: skip
    yield Heading(1, "Thinking 机器")
    yield Tokens("The text as it was cut.", WORDS, (101, 7))
    yield Heading(3, "Attention weights")
    yield Prose("Scores are divided by √d_k; each row then adds up to 1.")
    yield Formula(softmax, "A", "encoder.0.attention.softmax", "head 2 × query 2 × key 2")
    scores = "encoder.0.attention.scores"
    yield Matrix(scores, "S", SCORES, tokens, keys, (("head", 0, "0"),), 3, "head 0")
    yield Matrix("encoder.0.attention.softmax", "A", WEIGHTS, tokens, keys, (("head", 0, "0"),), 3, "", weights=True)
    yield score_working(exact_as_shown=False)
    yield Matrix(
        "encoder.0.ffn.output",
        "F",
        np.array([[0.125, -0.5, 3.25], [1.75, 0.625, -2.875]]),
        tokens,
        Axis("d_model", 3),
        places=3,
        edited=np.array([[True, False, False], [False, False, False]]),
        before=np.array([[0.375, -0.5, 3.25], [1.75, 0.625, -2.0]]),
        left_out="Columns 2 to 6 of 8 are left out; --columns all shows them.",
        column_places=[0, 1, 7],
    )
    yield Matrix("encoder.0.attention.masked", "M", np.array([[0.4, -np.inf]]), axis("query", WORDS[:1]), keys, (), 1, "mask")
    yield Matrix("embedding.norm.gamma", "γ", np.array([[1.5, 0.75]]), None, Axis("d_model", 2), (), 2, "one row")
    yield Table(("stage", "largest", "where"), [("scores", 2.0, "机器"), ("z", 0.00003125, "Thinking")], (0, 5), "Measured.")
    yield from tree()
    yield Figure("heads", "Attention of layer 0", heads())
    yield Note("Weights come from seed 0.")
    yield Stage("encoder.0.attention.z", 1, "contract", "z", Symbol("A v"), (), (), np.array([99.99]))


def tree():
    top = score_working(unrounded=-0.0566, inputs=(("encoder.0.attention.q[0, 0, 0]", 99.5),))
    yield top
    q = call("add", call("multiply", cell("x", "x", 1.17), cell("w", "w", 0.23)), call("exp", cell("b", "b", -0.92)))
    yield Working("encoder.0.attention.q[0, 0, 0]", "q(Thinking)[0]", None, q, 0.6676, 2, depth=1, note="A sum of 2 products.")
    yield Working("embedding[0, 0]", "x(Thinking)[0]", None, None, 1.17, 2, depth=2)


def heads():
    panel = {"values": WEIGHTS, "rows": WORDS, "columns": WORDS}
    return {"panels": [{"title": "head 0", **panel}, {"title": "head 1", **panel}], "row_axis": "query", "column_axis": "key"}


def document(parts=blocks, **facts):
    return Document("Thinking 机器", parts, {"version": "0.1.0", "seed": 0, "command": "ttrace 'Thinking 机器'", **facts})


def hostile():
    """Every hostile word wherever outside text can stand."""
    words = axis("token", HOSTILE)
    values = np.arange(len(HOSTILE), dtype=float)[:, None] + 0.25
    for word in HOSTILE:
        yield Heading(2, word)
        yield Prose(word)
        yield Note(word)
        yield Formula(call("apply", Symbol(word), cell(word, word, 1.0)), word, word, word)
        yield Working(word, word, cell(word, word, 1.0), cell(word, word, 0.75), 0.75, 2, note=word, inputs=((word, 0.75),))
    yield Tokens("hostile", HOSTILE, tuple(range(len(HOSTILE))))
    yield Matrix(HOSTILE[0], HOSTILE[1], values, words, axis(HOSTILE[2], HOSTILE[:1]), (), 2, "".join(HOSTILE))
    yield Matrix("x", "x", values.T, None, words, ((HOSTILE[0], 0, HOSTILE[1]),), 2, "")
    yield Table(HOSTILE, [HOSTILE], (), HOSTILE[0])
    two = np.array([[0.25, 0.75], [0.5, 0.5]])
    for title in HOSTILE:
        yield Figure("lines", title, {"left": HOSTILE[:2], "right": HOSTILE[2:4], "weights": two})
    yield Working(HOSTILE[0], HOSTILE[1], None, None, 0.5, 2, depth=1, note=HOSTILE[2])


NUMBER = re.compile(r"(?<![\w.])-?(?:\d+\.\d+(?:e[-+]\d+)?|∞)(?![\w.])")


def numbers(text):
    """The decimals in a text, sorted: what must be the same in every format."""
    return sorted(NUMBER.findall(text))


def pictures():
    """One figure of every kind."""
    words = ("The", "animal", "didn't", "cross", "because", "it", "was", "tired", "机器", "学习")
    n = len(words)
    weights = np.exp(-np.abs(np.subtract.outer(np.arange(n), np.arange(n))) / 1.5)
    weights /= weights.sum(1, keepdims=True)
    axes = {"row_axis": "query", "column_axis": "key"}
    panel = {"values": weights, "rows": words, "columns": words}
    yield Figure("heads", "Every head", {"panels": [{"title": f"layer 0, head {i}", **panel} for i in range(2)], **axes})
    small = {"values": weights[:3, :3], "rows": words[:3], "columns": words[:3]}
    yield Figure("heads", "Small", {"panels": [{"title": f"head {i}", **small} for i in range(4)], "across": 2, **axes})
    many = [str(i) for i in range(60)]
    big = np.tril(np.ones((60, 60))) / np.arange(1, 61)[:, None]
    yield Figure("heads", "Long", {"panels": [{"title": "head 0", "values": big, "rows": many, "columns": many}], **axes})
    yield Figure("lines", "Lines", {"left": words, "right": words, "weights": weights, "left_axis": "query", "right_axis": "key"})
    angles = np.arange(48)[:, None] / 10000 ** (np.arange(32)[None] / 32)
    encoding = {"values": np.sin(angles), "rows": [str(i) for i in range(48)], "columns": [str(i) for i in range(32)]}
    yield Figure("positions", "Positions", {**encoding, "row_axis": "position", "column_axis": "d_model"})
    nodes = [{"name": "input", "shape": "token 2 × d_model 4"}, {"name": "attention", "shape": "head 2 × token 2 × d_v 2"}]
    nodes += [{"name": "add & norm", "shape": "token 2 × d_model 4"}, {"name": "feed-forward", "shape": "token 2 × d_ff 8"}]
    nodes += [{"name": "add & norm 2", "shape": "token 2 × d_model 4"}]
    nodes += [{"name": n_, "shape": "…", "column": 1} for n_ in ("target", "masked attention", "cross-attention", "logits")]
    edges = [("input", "attention"), ("attention", "add & norm"), ("input", "add & norm"), ("add & norm", "feed-forward")]
    edges += [("feed-forward", "add & norm 2"), ("add & norm", "add & norm 2"), ("target", "masked attention")]
    edges += [("masked attention", "cross-attention"), ("add & norm 2", "cross-attention"), ("cross-attention", "logits")]
    yield Figure("network", "Network", {"nodes": nodes, "edges": edges})
    series = [{"label": "RNN", "values": [0.5**i for i in range(n)]}, {"label": "LSTM", "values": [0.8**i for i in range(n)]}]
    series.append({"label": "注意力", "values": [0.9] * n})
    curve = {"x": words, "series": series, "x_label": "token", "y_label": "influence of the first word"}
    yield Figure("curve", "Influence", curve)
    loss = {"label": "loss", "values": [3 * 0.97**i for i in range(200)]}
    yield Figure(
        "curve", "Training", {"x": list(range(200)), "series": [loss], "x_label": "step", "y_label": "loss", "log": True}
    )
