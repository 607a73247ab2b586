"""Read-out: logits and their softmax (arXiv 1706.03762, section 3.4) or sigmoid; a linear prediction; one vector a sentence."""

from __future__ import annotations

from tracer.expression import Symbol
from tracer.models.frame import Frame
from tracer.models.layers.embedding import decoder_table
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step

POOLS = ("mean", "last")


def read_out(r: Recorder, f: Frame, x: Step) -> Step:
    """logits x W_U (+ b_U) and probabilities, token × vocab; returns x where the model has no read-out.

    Where the architecture's `read_out` is "sigmoid" each logit has a probability of its own, and where it is "linear" the product
    is the `prediction` itself.
    """
    a = f.architecture
    if f.pool in POOLS and any(axis.name == "token" for axis in x.axes):
        x = mean_pool(r, f, x) if f.pool == "mean" else last_pool(r, f, x)
        if not a.pooled_logits:
            return x
    if f.vocab is None or a.head == "none":
        return x
    if a.scaled_output:
        x = r.divide("output.scaled", x, r.root("output.scaled.divisor", f.d_model.size, Symbol("d_model")))
    if a.read_out == "linear":
        return projected_to_words(r, f, x, "prediction") or x
    last = "logits.uncapped" if a.logit_softcap else "logits"
    logits = projected_to_words(r, f, x, "logits.unscaled" if a.logit_multiplier != 1.0 else last)
    if logits is None:
        return x
    if a.logit_multiplier != 1.0:
        logits = r.times(last, logits, factor=a.logit_multiplier)
    if a.logit_softcap:
        logits = r.softcap("logits", logits, cap=float(a.logit_softcap))
    if a.read_out == "sigmoid":
        return r.sigmoid("probabilities", logits)
    return r.softmax("probabilities", logits, over=f.vocab.name)


def projected_to_words(r: Recorder, f: Frame, x: Step, name: str) -> Step | None:
    """x W_U, or x W_Eᵀ with weight tying (+ b_U); None where the model has neither."""
    assert f.vocab is not None
    a, over = f.architecture, x.axes[-1].name
    if a.head == "table":
        table, shift = tied_table(r, f, x), output_bias(r, f)
        if shift is None:
            return r.contract(name, x, table, over=over, transposed=True)
        return r.affine(name, x, table, shift, over=over, transposed=True)
    stage = "logits" if a.head == "matrix" else ""
    weight = r.optional("output.W_U", x.axes[-1], f.vocab, init="unembedding", stage=stage)
    if weight is None and a.head == "matrix":
        return None
    shift = output_bias(r, f)
    tied = weight is None
    matrix = tied_table(r, f, x) if weight is None else weight
    if shift is None:
        return r.contract(name, x, matrix, over=over, transposed=tied)
    return r.affine(name, x, matrix, shift, over=over, transposed=tied)


def output_bias(r: Recorder, f: Frame) -> Step | None:
    """b_U, one number a word: where the architecture has it, or it was given."""
    assert f.vocab is not None
    if f.architecture.output_bias:
        return r.parameter("output.b_U", f.vocab, init="bias")
    return r.optional("output.b_U", f.vocab)


def tied_table(r: Recorder, f: Frame, x: Step) -> Step:
    """The output's embedding table (vocab × d_model) with the axes of the read-out.

    A checkpoint's has them already; it may be kept in half precision, and is then widened in slices by the product alone.
    """
    assert f.vocab is not None
    name = "embedding.W_E" if f.target is None else decoder_table(f)
    table = r.parameter(f"/{name}", f.text.vocab or f.vocab, f.d_model, init="table")
    if f.architecture.head != "table":
        return table
    names = {table.axes[0].name: f.vocab.name, "d_model": x.axes[-1].name}
    return r.rename("output.tied", table, names=names, level=DETAIL)


def last_pool(r: Recorder, f: Frame, x: Step) -> Step:
    """The row of a sentence's last token, padding left out."""
    tokens = f.text.token
    if f.text.real is None:
        return r.select("pooled", x, axis="token", at=(tokens.size or 1) - 1)
    ends = [[now - after for now, after in zip(row, [*row[1:], 0.0], strict=True)] for row in f.text.real]
    last = r.given("pooled.last", ends, f.leading(tokens), DETAIL)
    return r.contract("pooled", last, x, over="token")


def mean_pool(r: Recorder, f: Frame, x: Step) -> Step:
    """Mean over a sentence's tokens without padding: one row a sentence."""
    if f.text.real is None:
        return r.mean("pooled", x, over="token")
    real = r.given("pooled.tokens", f.text.real, f.leading(f.text.token), DETAIL)
    summed = r.sum("pooled.sum", r.multiply("pooled.real", x, real, level=DETAIL), over="token", level=DETAIL)
    return r.divide("pooled", summed, r.sum("pooled.count", real, over="token", level=DETAIL))
