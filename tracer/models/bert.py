"""BERT and its kin (arXiv 1810.04805): DistilBERT, RoBERTa, XLM-R, ALBERT, ELECTRA.

Norm after each sublayer, no mask unless one is asked for.
"""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.models.masks import masks
from tracer.models.norm import norm
from tracer.models.parts import embedding, one_layer, positions, projected, read_out, table
from tracer.models.transformer import activation, pooled
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def bert(r: Recorder, f: Frame) -> Step:
    """The embeddings, the layers, and the head where the checkpoint has one."""
    rows, x = embedded(r, f)
    mask = masks(r, f, "encoder", f.text, f.settings.mask)
    for layer in range(f.form.layers):
        with r.at(f"encoder.{layer}"):
            x = one_layer(r, f, x, layer, mask(layer))
    return head(r, f, x, rows)


def embedded(r: Recorder, f: Frame) -> tuple[Step, Step]:
    """The table, and `input`: embedding + positions + segment, normed, made as wide as the layers where it is narrower."""
    form = f.form
    projects = form.embedding_projected or form.d_embedding != form.d_model
    width = Axis("d_embedding", form.d_embedding) if projects else f.d_model
    rows = table(r, f, f.text, width)
    summed = (embedding(r, f, f.text, rows), positions(r, f, f.text, width))
    if form.segments:
        kinds = r.parameter("segment.W_S", Axis("segment", form.segments), width, init="table")
        told = f.text.segments
        ids, axes = ((0,) * (f.text.token.size or 0), (f.text.token,)) if told is None else (told, f.leading(f.text.token))
        segment = r.lookup("segment", kinds, ids=ids, axes=axes)
        summed = (r.add("input.with_positions", *summed, level=DETAIL), segment)
    x = norm(r, f, r.add("input.add", *summed), "input.norm")
    if not projects:
        return rows, r.same("input", x)
    with r.at("input"):
        return rows, projected(r, f, "/input", x, "_projection", f.d_model)


def head(r: Recorder, f: Frame, x: Step, rows: Step) -> Step:
    """Masked-word prediction, replaced-word detection, or the mean of the tokens as the sentence's embedding."""
    form = f.form
    if f.pool == "mean" or form.head == "none":
        return sentence(r, f, x)
    if form.head == "discriminator":
        return discriminator(r, f, x)
    with r.at("transform"):
        x = projected(r, f, "hidden", x, "", Axis("d_transform", rows.axes[-1].size))
        x = norm(r, f, activation(r, f, "activation", x, form.head_activation))
        x = r.rename("as_embedding", x, names={"d_transform": rows.axes[-1].name}, level=DETAIL)
    return read_out(r, f, x, rows)


def discriminator(r: Recorder, f: Frame, x: Step) -> Step:
    """ELECTRA: of each token, the score that it was put in another's place; σ of it is the probability."""
    with r.at("discriminator"):
        x = activation(r, f, "activation", projected(r, f, "hidden", x, "", Axis("d_transform", f.d_model.size)))
        score = projected(r, f, "score", x, "_out", Axis("class", 1))
    logits = r.select("logits", score, axis="class", at=0)
    return r.sigmoid("probabilities", logits)


def sentence(r: Recorder, f: Frame, x: Step) -> Step:
    """The sentence's embedding where one is asked for: the mean over its tokens, of length 1 where the checkpoint says so."""
    if f.pool != "mean":
        return x
    mean = pooled(r, f, x)
    if not f.form.unit:
        return mean
    squares = r.sum("pooled.squares.sum", r.square("pooled.squares", mean, level=DETAIL), over="d_model", level=DETAIL)
    return r.divide("pooled.normalized", mean, r.sqrt("pooled.length", squares, level=DETAIL))
