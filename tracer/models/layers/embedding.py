"""From tokens to the first layer's input: embedding, positions, their sum (arXiv 1706.03762, sections 3.4 and 3.5)."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.expression import Symbol
from tracer.models.frame import Frame, Text
from tracer.models.layers.dropout import dropout
from tracer.models.layers.norm import norm
from tracer.models.layers.positions import position_rows
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def input_rows(r: Recorder, f: Frame, text: Text, table: str = "embedding.W_E", drops: bool = True) -> Step:
    """Input of the first layer (token × d_model): embedding + positions, normed if the architecture norms it.

    drops: whether dropout acts on it, as in the Transformer; nn.MultiheadAttention and nn.LSTM take it as it is.
    """
    first = f.architecture.decoder_norms_first and text is f.target
    rows = embedding(r, f, text, table, scales=not first)
    positions = position_rows(r, f, text, rows.axes[-1])
    if positions is None and f.architecture.embedding_norm:
        x = r.same("input", norm(r, f, rows, "input.norm"))
    elif positions is None:
        x = r.same("input", rows, level=DETAIL)
    elif first:
        x = r.add("input", norm(r, f, rows, "input.norm"), positions)
    elif f.architecture.embedding_norm:
        x = r.same("input", norm(r, f, r.add("input.add", rows, positions), "input.norm"))
    else:
        x = r.add("input", rows, positions)
    return dropout(r, f, "input.dropout", x) if drops else x


def embedding(
    r: Recorder, f: Frame, text: Text, table: str = "embedding.W_E", width: Axis | None = None, scales: bool = True
) -> Step:
    """One embedding row a token, times √d_model or a number if the architecture scales it (token × width).

    scales: whether it does so here.
    """
    if text.ids is None:
        rows = r.given("embedding", text.rows, f.leading(text.token, text.width or f.d_model))
    else:
        assert text.vocab is not None
        learned = r.parameter(f"/{table}", text.vocab, width or f.d_model, init="table")
        rows = r.lookup("embedding", learned, ids=text.ids, axes=f.leading(text.token))
    factor = f.architecture.embedding_scale if scales else False
    if not factor:
        return rows
    if factor is not True:
        return r.times("embedding.scaled", rows, factor=factor)
    return r.multiply("embedding.scaled", rows, r.root("embedding.scale", f.d_model.size, Symbol("d_model")))


def decoder_table(f: Frame) -> str:
    """Name of the embedding table of an encoder–decoder's decoder."""
    return "embedding.W_E" if f.architecture.shared_table else "decoder.embedding.W_E"
