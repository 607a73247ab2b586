"""What a model computes, beside its numbers: the choices and sizes that layers read, from settings or from a configuration."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

from tracer.frozen import Frozen
from tracer.settings import FIELDS, Settings, idle


class Rope(Frozen):
    """Rotary positions of one layer (RoFormer, arXiv 2104.09864).

    base: of the frequencies. columns: how many of a head's columns are rotated; None: all of an even number. layout: which
    columns make a pair, see `ops.rotary`. back: whether they turn the other way. scaling: of the frequencies, as `ops.rotary`
    takes it, or None. factor: what cosines and sines are multiplied by. long: the scaling of texts longer than `original`
    tokens, where that differs.
    """

    base: float
    columns: int | None = None
    scaling: tuple[Any, ...] | None = None
    factor: float = 1.0
    long: tuple[Any, ...] | None = None
    original: int = 0
    layout: str = "halves"
    back: bool = False

    @property
    def dynamic(self) -> bool:
        """Whether the base grows with the text (dynamic NTK scaling), so that no text is too long."""
        return self.long is not None and self.long[0] == "dynamic"

    def for_length(self, tokens: int) -> tuple[Any, ...] | None:
        """The scaling of a text of so many tokens."""
        if self.long is None or tokens <= self.original:
            return self.scaling
        if self.dynamic and self.columns is not None:
            stretch = self.long[1] * tokens / self.original - (self.long[1] - 1.0)
            base = self.base * stretch ** (self.columns / (self.columns - 2))
            pairs = range(self.columns // 2)
            return ("each", *((base / self.base) ** (2.0 * pair / self.columns) for pair in pairs))
        return self.long


Stack = Literal["", "encoder", "decoder", "encoder-decoder"]
Head = Literal[
    "none",  # nothing is read out
    "matrix",  # W_U, where the weights have one (a toy)
    "table",  # the embedding table transposed (a toy with weight tying)
    "tied",  # the embedding table transposed, unless the folder stores a matrix that differs
    "own",  # a matrix of its own
    "masked",  # a transform, then as "tied"
    "discriminator",  # whether each token was replaced (ELECTRA)
]
TIED_HEADS = ("tied", "masked")


class Architecture(Frozen):
    """What the layers of one model compute. Fields that `tracer.settings` has too mean what they mean there.

    model: the page that runs it. family, stack: a checkpoint's `model_type`, and which stacks it has; a toy's are empty.
    Sizes are 0 where they are not known (a toy's follow from its weights) or, of a decoder beside an encoder, where they are
    the encoder's. kv_heads: heads of keys and values, each shared by several query heads (grouped-query attention); 0: as
    many as heads. mask_per: "attention": each attention records its own mask; "stack": one is shared by the layers.
    head: what is read out, see `Head`. Comments beside the other fields say what they are.
    """

    model: str = "encoder"
    family: str = ""
    stack: Stack = ""
    layers: int = 1
    heads: int = 0
    d_model: int = 0
    d_k: int = 0
    d_v: int = 0
    d_ff: int = 0
    layer_d_ff: tuple[int, ...] = ()  # of each layer, the encoder's first, where they differ; d_ff is then the largest
    vocab: int = 0
    kv_heads: int = 0
    decoder_layers: int = 0
    decoder_heads: int = 0
    cross_heads: int = 0
    decoder_vocab: int = 0
    # embedding and positions
    d_embedding: int = 0  # the width of the embedding where it is not d_model
    embedding_scale: bool | float = False  # True: times √d_model; a number: times that (Granite)
    embedding_norm: bool = False  # embedding + positions are normed
    decoder_norms_first: bool = False  # the decoder's unscaled, before positions are added (Blenderbot's small model)
    first_norm: bool = True  # the first attention norms what it reads; False: the embedding's norm is enough (ModernBERT)
    embedding_projected: bool = False  # a matrix leads from the embedding to the layers, also where both are as wide
    shared_table: bool = True  # the decoder looks its tokens up in the encoder's table
    segments: int = 0  # how many segment embeddings there are
    positions: Any = "sinusoidal"  # a kind, or the rows themselves
    position_base: float = 10000.0
    position_layout: str = "interleaved"
    position_exponent: str = "2i"
    max_positions: int | None = None  # how many are learned or allowed; None: no limit
    position_offset: int = 0  # the row of the first position
    padding_id: int | None = None  # positions are counted from this id, padding left out (RoBERTa)
    ropes: tuple[Rope | None, ...] = ()  # of each layer; empty: one for all, from position_base and position_layout
    disentangled: tuple[str, ...] = ()  # which of "c2p" and "p2c" the scores have beside "c2c" (DeBERTa)
    distance_span: int = 0  # how many distances each side of 0 has
    furthest_distance: int | None = None  # where those above half of them share logarithmic buckets
    distances_normed: bool = False
    distances_share: bool = True  # what leads words to queries and keys leads distances too
    alibi_strongest: float = 8.0  # the exponent of the last head's slope, where positions are "alibi"
    alibi_before_scale: bool = False  # in bfloat16, by the key's position, and added before the scores are scaled (Falcon)
    relative_bias: bool = False  # T5's bias beside other positions (MPNet)
    bias_per_layer: bool = False  # each layer has such a bias of its own (UMT5)
    position_buckets: int = 8
    position_furthest: int = 16
    rotary_columns: int | None = None  # where `ropes` does not say it layer by layer, as the next
    rotary_factor: float | None = None
    window_position_base: float | None = None
    # attention
    scale: Any = True
    mask: Any = "none"
    target_mask: Any = "causal"
    memory_mask: Any = "none"
    added_mask: Any = None  # rows added to the scores, as the next two
    target_added_mask: Any = None
    memory_added_mask: Any = None
    add_bias_kv: bool = False  # a learned key and value a head behind those of the tokens
    add_zero_attn: bool = False  # a key and a value of zeros behind them
    mask_fill: Any = "-inf"
    mask_per: Literal["attention", "stack"] = "attention"
    windows: tuple[int | None, ...] = ()  # of each layer: how many keys back a causal query sees (sliding window)
    windows_ahead: bool = False  # without a causal mask they reach as far ahead (ModernBERT)
    sliding_window: int | None = None  # of the layers that `windows` does not name
    full_attention_every: int | None = None  # every so many of those layers one has none
    softmax_over: str = "key"
    qk_norm: bool = False  # each head's queries and keys are normed
    qk_norm_over: Literal["head", "heads"] = "head"  # "heads": over the columns of all heads at once (OLMo 2)
    qk_norm_each: bool = False  # each head has a γ of its own (StableLM, Command R)
    qk_norm_after_rotary: bool = False
    clip_qkv: float | None = None  # queries, keys and values are kept between −c and c (OLMo)
    latent_kv: int | None = None  # numbers a token that keys and values are made from (latent attention, arXiv 2405.04434)
    latent_q: int | None = None  # and queries; None: they are made from x
    latent_epsilon: float | None = None  # of the latents' norms, where it is not `epsilon`
    attention_sinks: bool = False  # each head has a number beside the scores that takes a share of the softmax (gpt-oss)
    score_softcap: float | None = None  # c of c·tanh(scores / c)
    average_weights: bool = False  # the mean over the heads is recorded beside the attention weights
    # sublayers
    norm: Any = "post"
    norm_kind: str = "layer"
    norm_affine: bool = True
    norm_statistics: str = "batch"
    momentum: float = 0.1
    variance: str = "population"
    epsilon: float = 1e-5
    epsilon_at: str = "variance"
    residual: Any = True
    final_norm: bool = False
    output_norm: bool = False  # what a sublayer computes is normed before it is added (Gemma 2)
    residual_multiplier: float = 1.0  # of what a sublayer computes, before it is added (Granite)
    norms_in_parallel: int = 1  # how many different norms sublayers side by side read (Falcon)
    parallel: bool = False  # attention and feed-forward side by side (GPT-J, GPT-NeoX)
    dropout: float = 0.0
    activation: str = "relu"
    activation_after: str = "hidden"
    gated: bool = False  # activation(x W_G) × x W_1 in the feed-forward (arXiv 2002.05202)
    swiglu_limit: float | None = None  # gate and numbers are clipped to it, the gate is g σ(α g), and 1 is added (gpt-oss)
    swiglu_alpha: float = 1.702
    experts: int | None = None  # how many feed-forwards a router chooses among (mixture of experts); None: there is one
    experts_per_token: int = 2
    dense: tuple[int, ...] = ()  # the layers with one feed-forward among those with experts (Qwen3-MoE, DeepSeek-V2)
    shared_experts: int | None = None  # every token gets these too; they are computed as one, as wide as all of them
    shared_d_ff: int = 0  # its width, where it is another (Qwen2-MoE)
    shared_gated: bool = False  # what they say is weighted by σ(x w)
    router: str = "softmax"  # or "sigmoid": each expert is judged alone, and chosen with a bias
    expert_groups: int | None = None  # experts stand in so many groups; a token chooses groups first
    expert_groups_per_token: int = 1
    expert_factor: float = 1.0  # of the experts' weights
    expert_weights_normalised: bool = True  # the chosen experts' probabilities are divided by their sum
    parameter_groups: tuple[int, ...] = ()  # of each layer: the group whose parameters it shares (ALBERT)
    # read-out
    head: Head = "none"
    output_bias: bool = False  # a toy's; checkpoints store it or not
    head_activation: str = ""  # of the masked head's transform, where it is fixed
    read_out: str = "softmax"  # or "sigmoid" (each logit by itself), "linear" (no logits: the prediction itself)
    pooled_logits: bool = False  # the mean of a sentence's tokens is read out too (a toy that classifies)
    scaled_output: bool = False  # x / √d_model before the read-out (T5)
    logit_multiplier: float = 1.0  # of the logits (Cohere, Granite)
    logit_softcap: float | None = None  # c of c·tanh(logits / c)
    pool: str | None = None  # "mean" where the checkpoint embeds sentences
    unit_length: bool = False  # the sentence's embedding is divided by its length
    # recurrent networks
    cell: str = "gru"  # of seq2seq, as the next
    attention: str = "additive"
    bidirectional: bool = False
    proj_size: int = 0  # how wide an LSTM's hidden state is, where it is projected to be narrower than the cell
    gru_update: str = "keep"
    gru_reset: str = "after"

    @property
    def unit(self) -> str:
        """The unit of a recurrent network: rnn, lstm or gru."""
        return self.cell if self.model == "seq2seq" else self.model

    @property
    def embedding_width(self) -> int:
        """d_embedding, also where it is d_model."""
        return self.d_embedding or self.d_model

    @property
    def grouped(self) -> bool:
        """Whether several query heads share the keys and values of one head (grouped-query attention, arXiv 2305.13245)."""
        return self.kv_heads not in (0, self.heads)

    @property
    def longest(self) -> int | None:
        """How many tokens a text may have; None where there is no limit, or rotary positions stretch with the text."""
        stretches = bool(self.ropes) and all(rope is not None and rope.dynamic for rope in self.ropes)
        return None if stretches else self.max_positions

    def window(self, layer: int) -> int | None:
        """How many keys back a causal query of this layer sees; None: all."""
        if layer < len(self.windows):
            return self.windows[layer]
        every = self.full_attention_every
        return None if every and (layer + 1) % every == 0 else self.sliding_window

    def rope(self, layer: int) -> Rope | None:
        """The rotary positions of this layer, or None."""
        if self.positions != "rope":
            return None
        if self.ropes:
            return self.ropes[layer]
        scaling = None if self.rotary_factor is None else ("linear", self.rotary_factor)
        local = self.window_position_base if self.window(layer) is not None else None
        return Rope(local or self.position_base, self.rotary_columns, scaling, layout=self.position_layout)

    def choices(self) -> dict[str, Any]:
        """What it says of settings, by their keys; sizes that are not known are left out."""
        return {name: value for name, value in zip(_SHARED, _shared(self), strict=True) if value != 0 or name not in _SIZES}

    def with_settings(self, settings: Settings) -> Architecture:
        """A copy that follows these settings; what they leave open stays."""
        shared = dict(zip(_SHARED, _shared(settings), strict=True))
        if isinstance(shared["d_ff"], tuple):
            shared |= {"d_ff": max(shared["d_ff"]), "layer_d_ff": shared["d_ff"]}
        return self.replace(**{name: value for name, value in shared.items() if value is not None})


_SHARED = tuple(name for name in Architecture._fields if name in FIELDS)  # what settings say too
_SIZES = {name for name in _SHARED if FIELDS[name].metadata.get("kind") in ("size", "sizes")}
_shared = attrgetter(*_SHARED)


def toy(settings: Settings) -> Architecture:
    """The architecture of a toy: what those of its settings say that its kind of model reads, and nothing else."""
    try:
        return _toy(*settings.form())
    except TypeError:  # a mask of rows
        return _toy.__wrapped__(*settings.form())


@lru_cache(maxsize=64)
def _toy(values: tuple[Any, ...], _: tuple[type, ...]) -> Architecture:
    """The same of the settings' values; their types tell equal ones apart."""
    settings = Settings(*values)
    head: Head = "table" if settings.tied else "matrix"
    unread: dict[str, Any] = {key: FIELDS[key].default for key in idle(FIELDS, settings.model)}
    read = replace(settings, **unread)
    dense = tuple(range(read.dense_layers))
    return Architecture(shared_table=settings.tied, head=head, pooled_logits=True, dense=dense).with_settings(read)
