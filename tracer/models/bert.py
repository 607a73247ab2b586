"""BERT and its kin (arXiv 1810.04805): DistilBERT, RoBERTa, ALBERT, ELECTRA, MPNet, DeBERTa, Nomic, ModernBERT.

No mask unless one is asked for; norm after each sublayer, in ModernBERT before.
"""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.models.layers.embedding import embedding
from tracer.models.layers.feed_forward import activation, linear
from tracer.models.layers.norm import norm
from tracer.models.layers.positions import position_rows, refuse_longer
from tracer.models.layers.read_out import mean_pool, read_out
from tracer.models.layers.stack import encoder_layers
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def bert(r: Recorder, f: Frame) -> Step:
    """The embeddings, the layers, and the head where the checkpoint has one."""
    a = f.architecture
    projects = a.embedding_projected or a.embedding_width != a.d_model
    width = Axis("d_embedding", a.embedding_width) if projects else f.d_model
    x = encoder_layers(r, f, bert_input(r, f, width))
    return head(r, f, x, width)


def bert_input(r: Recorder, f: Frame, width: Axis) -> Step:
    """`input`: embedding + positions + segment, normed, led to d_model where its own `width` is another."""
    if f.architecture.positions == "rope":
        refuse_longer(f)
    x = norm(r, f, embedding_sum(r, f, width), "input.norm")
    if width is f.d_model:
        return r.same("input", x)
    with r.at("input"):
        return linear(r, "/input", x, "W_projection", "b_projection", f.d_model)


def embedding_sum(r: Recorder, f: Frame, width: Axis) -> Step:
    """embedding (+ positions) (+ segment), token × width."""
    x, positions = embedding(r, f, f.text, width=width), position_rows(r, f, f.text, width)
    if not f.architecture.segments:
        return x if positions is None else r.add("input.add", x, positions)
    segments = segment_rows(r, f, width)
    if positions is not None:
        x = r.add("input.with_positions", x, positions, level=DETAIL)
    return r.add("input.add", x, segments)


def segment_rows(r: Recorder, f: Frame, width: Axis) -> Step:
    """Which of two texts read together each token is of, as a row of a learned table (token × width)."""
    table = r.parameter("segment.W_S", Axis("segment", f.architecture.segments), width, init="table")
    of_texts = f.text.segments
    ids, axes = ((0,) * (f.text.token.size or 0), (f.text.token,)) if of_texts is None else (of_texts, f.leading(f.text.token))
    return r.lookup("segment", table, ids=ids, axes=axes, by="segment")


def head(r: Recorder, f: Frame, x: Step, width: Axis) -> Step:
    """Masked-word prediction, replaced-word detection, or the mean of the tokens as the sentence's embedding."""
    a = f.architecture
    if f.pool == "mean" or a.head == "none":
        return sentence(r, f, x)
    if a.head == "discriminator":
        return discriminator(r, f, x)
    with r.at("transform"):
        x = linear(r, "hidden", x, "W", "b", Axis("d_transform", width.size))
        x = norm(r, f, activation(r, f, "activation", x, a.head_activation))
        x = r.rename("as_embedding", x, names={"d_transform": width.name}, level=DETAIL)
    return read_out(r, f, x)


def discriminator(r: Recorder, f: Frame, x: Step) -> Step:
    """ELECTRA: of each token, the score that it was put in another's place; σ of it is the probability."""
    with r.at("discriminator"):
        x = activation(r, f, "activation", linear(r, "hidden", x, "W", "b", Axis("d_transform", f.d_model.size)))
        score = linear(r, "score", x, "W_out", "b_out", Axis("class", 1))
    logits = r.select("logits", score, axis="class", at=0)
    return r.sigmoid("probabilities", logits)


def sentence(r: Recorder, f: Frame, x: Step) -> Step:
    """The sentence's embedding where one is asked for: the mean over its tokens, of length 1 where the checkpoint says so."""
    if f.pool != "mean":
        return x
    mean = mean_pool(r, f, x)
    if not f.architecture.unit_length:
        return mean
    squares = r.sum("pooled.squares.sum", r.square("pooled.squares", mean, level=DETAIL), over="d_model", level=DETAIL)
    return r.divide("pooled.normalized", mean, r.sqrt("pooled.length", squares, level=DETAIL))
