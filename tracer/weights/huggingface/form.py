"""What a page reads of a checkpoint beside the settings: sizes and switches under our names, whoever named them first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rope:
    """Rotary positions: how many columns are turned, from which base, bent how for long texts.

    scaling: as `ops.rotary` takes it, or None. long: the scaling of texts longer than `original` tokens, where that differs.
    factor: what cosines and sines are multiplied by.
    """

    base: float
    turned: int
    scaling: tuple[Any, ...] | None = None
    factor: float = 1.0
    long: tuple[Any, ...] | None = None
    original: int = 0

    def for_length(self, tokens: int) -> tuple[Any, ...] | None:
        """The scaling of a text of so many tokens."""
        if self.long is None or tokens <= self.original:
            return self.scaling
        if self.long[0] == "dynamic":
            stretch = self.long[1] * tokens / self.original - (self.long[1] - 1.0)
            base = self.base * stretch ** (self.turned / (self.turned - 2))
            pairs = range(self.turned // 2)
            return ("each", *((base / self.base) ** (2.0 * pair / self.turned) for pair in pairs))
        return self.long


@dataclass(slots=True)
class Form:
    """One checkpoint's shape.

    family: the configuration's `model_type`. stack: "encoder", "decoder" or "encoder-decoder". settings: what it says of
    `tracer.settings` keys (norm, epsilon, activation, scale …). layers of each stack; `windows` and `ropes` one entry a layer
    (None: every key is seen; no rotation). groups: the layer whose parameters each layer uses (ALBERT shares them).
    head: what the read-out is: "none", "tied", "own", "masked" (transform, then tied), "discriminator". What is tied has a
    matrix of its own after all where the folder stores one that differs. head_activation: of the transform, where it is fixed.
    """

    family: str
    stack: str
    layers: int
    heads: int
    d_model: int
    d_ff: int
    vocab: int
    d_k: int
    settings: dict[str, Any]
    kv_heads: int = 0
    decoder_layers: int = 0
    decoder_heads: int = 0
    decoder_d_ff: int = 0
    decoder_vocab: int = 0
    d_embedding: int = 0
    positions: int | None = None  # how many are learned or allowed; None: no limit
    offset: int = 0  # row of the first position
    segments: int = 0
    embedding_norm: bool = False
    embedding_projected: bool = False  # also where the embedding is as wide as the layers
    counts_from: int | None = None  # the padding's id, from which positions are counted, padding left out
    shared_table: bool = True
    gated: bool = False
    parallel: bool = False
    query_norm: bool = False
    output_norm: bool = False
    windows: tuple[int | None, ...] = ()
    ropes: tuple[Rope | None, ...] = ()
    softcap: float | None = None
    logit_softcap: float | None = None
    scaled_output: bool = False
    relative: tuple[int, int] | None = None  # buckets, furthest distance
    groups: tuple[int, ...] = ()
    head: str = "none"
    head_activation: str = ""
    pool: str | None = None
    unit: bool = False  # the pooled embedding is divided by its length

    @property
    def longest(self) -> int | None:
        """How many tokens a text may have; None where there is no limit, or rotary positions stretch with the text."""
        stretches = all(rope is not None and rope.long is not None and rope.long[0] == "dynamic" for rope in self.ropes)
        return None if stretches else self.positions

    def __post_init__(self) -> None:
        self.kv_heads = self.kv_heads or self.heads
        self.d_embedding = self.d_embedding or self.d_model
        self.windows = self.windows or (None,) * self.layers
        self.ropes = self.ropes or (None,) * self.layers
        self.groups = self.groups or tuple(range(self.layers))
        if self.stack == "encoder-decoder":
            self.decoder_layers = self.decoder_layers or self.layers
            self.decoder_heads = self.decoder_heads or self.heads
            self.decoder_d_ff = self.decoder_d_ff or self.d_ff
            self.decoder_vocab = self.decoder_vocab or self.vocab
