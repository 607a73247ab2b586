"""What a model page needs beside a recorder: the architecture, and the axes and inputs of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from tracer.axes import Axis
from tracer.frozen import Frozen
from tracer.models.architecture import Architecture
from tracer.mutable import mutable


@mutable(slots=True)
class Text:
    """One side's input: tokens to look up, or rows given in their place.

    token: its axis (labels are the tokens). ids: rows of the vocabulary, one list (or one a sentence); None where rows are given.
    vocab: the vocabulary's axis. rows: the vectors themselves. real: 1 for tokens, 0 for padding (sentence × token), or None.
    segments: which of two texts read together each token is of, laid out like ids; None: all are of the first.
    """

    token: Axis
    vocab: Axis | None = None
    ids: Any = None
    rows: Any = None
    width: Axis | None = None
    real: Any = None
    segments: Any = None


class Latent(Frozen):
    """Axes of latent attention (arXiv 2405.04434, section 2.1). d_c, d_cq: the latent of keys and values, and that of queries
    (None without one). d_h, d_R: a head's columns of content and those that tell positions, together its d_k.
    """

    d_c: Axis
    d_cq: Axis | None
    d_h: Axis
    d_R: Axis


@mutable(slots=True)
class Frame:
    """One run's architecture, axes and inputs. Axes that several parts share are one object each, told apart by name alone.

    text: what the encoder (or the only stack) reads; target: what the decoder reads; memory, keys, values: rows that
    attention's keys and values come from where they are not the text's own. vocab: the output's axis. start: the position
    of the first token (a cached decoder goes on from there). learned: how many positions a given table holds, by its name.
    pool: "mean" or "last" where one vector a sentence is asked for. kv_head: the heads of keys and values where several query
    heads share one; latent: the axes of latent attention; d_ffs: of each layer, where they differ. These three follow from the
    architecture.
    states: rows of h_0 and c_0, one a layer and direction. d_out: the width a bare attention's W_O leads to, where it is not
    d_model. proj: the hidden state of an LSTM where it is narrower than the cell; it follows from the architecture.
    """

    architecture: Architecture
    text: Text
    d_model: Axis
    head: Axis
    d_k: Axis
    d_v: Axis
    d_ff: Axis
    hidden: Axis
    target: Text | None = None
    memory: Text | None = None
    keys: Text | None = None
    values: Text | None = None
    vocab: Axis | None = None
    sentence: Axis | None = None
    start: int = 0
    learned: Mapping[str, int] = field(default_factory=dict)
    pool: str | None = None
    kv_head: Axis | None = None
    latent: Latent | None = None
    d_ffs: tuple[Axis, ...] = ()
    states: Mapping[str, Any] = field(default_factory=dict)
    d_out: Axis | None = None
    proj: Axis | None = None
    _joint: dict[tuple[Axis, Axis], Axis] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kv_head is None and self.architecture.grouped:
            self.kv_head = Axis("kv_head", self.architecture.kv_heads)
        if self.latent is None and self.architecture.latent_kv:
            self.latent = self._latent()
        if not self.d_ffs:
            self.d_ffs = tuple(Axis("d_ff", size) for size in self.architecture.layer_d_ff)
        if self.proj is None and self.architecture.model == "lstm" and self.architecture.proj_size:
            self.proj = Axis("proj", self.architecture.proj_size)

    def beside(self, head: Axis, width: Axis) -> Axis:
        """The columns of a matrix for all heads, one head's `width` beside the next; the same axis each time it is asked for."""
        joint = self._joint.get((head, width))
        if joint is None:
            size = None if None in (head.size, width.size) else (head.size or 0) * (width.size or 0)
            joint = self._joint[head, width] = Axis(f"{head.name}s·{width.name}", size)
        return joint

    def width(self, layer: int) -> Axis:
        """d_ff of a layer of this stack."""
        return self.d_ffs[layer] if self.d_ffs else self.d_ff

    def _latent(self) -> Latent:
        a = self.architecture
        turned = a.rotary_columns if a.positions == "rope" else 0
        content = None if None in (self.d_k.size, turned) else (self.d_k.size or 0) - (turned or 0)
        d_cq = Axis("d_cq", a.latent_q) if a.latent_q else None
        return Latent(Axis("d_c", a.latent_kv), d_cq, Axis("d_h", content), Axis("d_R", turned))

    def leading(self, *axes: Axis) -> tuple[Axis, ...]:
        """The axes with `sentence` before them where several sentences run together."""
        return axes if self.sentence is None else (self.sentence, *axes)
