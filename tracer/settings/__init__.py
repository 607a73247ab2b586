"""Every named choice a run depends on, once: its key, its default, the values it takes.

A key is what a trace file calls it; the command line has the same name with `-` for `_`. The first value is the default.
Sizes left at None follow from the weights given, or from `SIZES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, fields
from operator import attrgetter
from typing import Any

from tracer.errors import TracerError
from tracer.mutable import mutable
from tracer.settings.kinds import MOST_SIZE, REFUSED, takes, value_of

ACTIVATIONS = (
    *("relu", "gelu", "gelu-tanh", "silu", "sigmoid", "tanh", "leaky-relu", "elu", "softplus", "mish", "relu2", "quick-gelu"),
    "none",
)
CAUSAL = ("causal", "causal-upper-left")  # the diagonal ends in the last query's last key, or begins at the first of both
HALVES = ("bfloat16", "float16")  # which NumPy does not compute in: each stage is rounded to them
MODELS = ("encoder", "attention", "decoder", "encoder-decoder", "rnn", "lstm", "gru", "seq2seq")
TRANSLATE = ("encoder-decoder", "seq2seq")  # which read a text and a target
WRITE = ("decoder", *TRANSLATE)
RECURRENT = ("rnn", "lstm", "gru")
STEPWISE = (*RECURRENT, "seq2seq")  # which go through a text one time step after another
_STACKS = ("encoder", "decoder", "encoder-decoder")
# settings that only some kinds of model read; the others all do
_READ_BY: dict[str, tuple[str, ...]] = {
    "layers tied read_out scaled_output logit_softcap output_bias": (*_STACKS, *STEPWISE),
    "cell attention": ("seq2seq",),
    "heads kv_heads d_k d_v scale mask added_mask mask_fill softmax_over": (*_STACKS, "attention"),
    "add_bias_kv add_zero_attn": (*_STACKS, "attention"),
    "qk_norm attention_sinks score_softcap average_weights latent_kv latent_q": (*_STACKS, "attention"),
    "sliding_window rotary_columns rotary_factor window_position_base full_attention_every": (*_STACKS, "attention"),
    "d_ff activation_after residual final_norm": _STACKS,
    "gated output_norm parallel": _STACKS,
    "experts experts_per_token shared_experts router expert_factor dense_layers": _STACKS,
    "decoder_layers decoder_heads cross_heads": ("encoder-decoder",),
    "activation": (*_STACKS, "rnn", "seq2seq"),
    "norm norm_kind norm_statistics momentum variance": _STACKS,
    "norm_affine epsilon epsilon_at": (*_STACKS, "attention"),  # which norms its latents, where it has some
    "memory_mask memory_added_mask": ("decoder", "encoder-decoder"),
    "target_mask target_added_mask": ("encoder-decoder",),
    "hidden": STEPWISE,
    "bidirectional": RECURRENT,
    "proj_size": ("lstm",),
    "gru_update gru_reset": ("gru", "seq2seq"),
}
SIZES = {"layers": 1, "heads": 2, "d_model": 4, "hidden": 4}
D_FF_TIMES = 2  # d_ff follows d_model, twice as wide for toys that are read; the paper has four times (section 3.3)
WIDENED = 5_000_000  # numbers: trained models and checkpoints of up to so many compute in float64 unless told; also in the help


def _size(most: int = MOST_SIZE) -> Any:
    return field(default=None, metadata={"kind": "size", "most": most})


def _flag(default: bool) -> Any:
    return field(default=default, metadata={"kind": "flag"})


def _choice(*choices: str, kind: str = "choice") -> Any:
    return field(default=choices[0], metadata={"kind": kind, "choices": choices})


def _number(default: float | None, least: float | None = None, most: float | None = None) -> Any:
    return field(default=default, metadata={"kind": "number", "least": least, "most": most})


def _whole(default: int | None, least: int = 0, most: int | None = None) -> Any:
    return field(default=default, metadata={"kind": "whole", "least": least, "most": most})


def _parts(default: bool | str, *choices: str) -> Any:
    """A choice, or the list of sublayers (`attention`, `cross`, `ffn`) it holds for."""
    return field(default=default, metadata={"kind": "parts", "choices": choices})


@mutable(slots=True, eq=True)
class Settings:
    """The choices of one run; see the table in the README for what each value does."""

    model: str = "encoder"
    layers: int | None = _size(most=1024)  # each is planned, stage by stage, before anything is computed
    decoder_layers: int | None = _size(most=1024)  # of an encoder–decoder, where they are not as many as the encoder's
    heads: int | None = _size()
    decoder_heads: int | None = _size()  # of an encoder–decoder, where they are not as many as the encoder's
    cross_heads: int | None = _size()  # of its cross-attention, where they are not as many as the decoder's
    kv_heads: int | None = _size()  # heads of keys and values; several queries' heads share each (grouped-query attention)
    latent_kv: int | None = _size()  # numbers a token that keys and values are made from (multi-head latent attention)
    latent_q: int | None = _size()  # and queries; None: they are made from the token's vector
    d_model: int | None = _size()
    d_k: int | None = _size()
    d_v: int | None = _size()
    d_ff: Any = field(default=None, metadata={"kind": "sizes", "most": MOST_SIZE})  # a list: one a layer
    hidden: int | None = _size()
    proj_size: int | None = _size()  # of an LSTM: its hidden state is projected to this width (nn.LSTM)
    seed: int = _whole(0)
    init: str = _choice("uniform", "integers")
    dtype: str = _choice("float64", "float32", *HALVES)
    bias: bool | None = field(default=None, metadata={"kind": "flag"})  # None: in the feed-forward only, as in the paper
    scale: Any = field(default=True, metadata={"kind": "scale"})  # true (√d_k), false, "d_model", a number
    mask: Any = field(default="none", metadata={"kind": "mask", "choices": ("none", *CAUSAL)})
    target_mask: Any = field(default="causal", metadata={"kind": "mask", "choices": (*CAUSAL, "none")})
    memory_mask: Any = field(default="none", metadata={"kind": "mask", "choices": ("none",)})
    added_mask: Any = field(default=None, metadata={"kind": "added"})  # rows of numbers that are added to the scores
    target_added_mask: Any = field(default=None, metadata={"kind": "added"})
    memory_added_mask: Any = field(default=None, metadata={"kind": "added"})
    add_bias_kv: bool = _flag(False)  # a learned key and value a head, behind those of the tokens (nn.MultiheadAttention)
    add_zero_attn: bool = _flag(False)  # a key and a value of zeros, behind those
    mask_fill: Any = field(default="-inf", metadata={"kind": "fill", "choices": ("-inf", "renormalise", "zero")})
    softmax_over: str = _choice("key", "query")
    positions: Any = field(
        default="sinusoidal",
        metadata={"kind": "positions", "choices": ("sinusoidal", "learned", "rope", "alibi", "relative", "none")},
    )
    position_base: float = _number(10000.0, least=0.0)
    position_layout: str = _choice("interleaved", "halves", "timescales")
    position_exponent: str = _choice("2i", "2*column", "2*even")
    position_buckets: int = _whole(8, least=2)  # relative: of distances that share a number (T5 has 32)
    position_furthest: int = _whole(16, least=2)  # relative: distances from here on are in the last bucket (T5: 128)
    rotary_columns: int | None = _whole(None, least=2)  # rope: how many of a head's columns are turned; None: all
    rotary_factor: float | None = _number(None, least=0.0)  # rope: positions are divided by it (arXiv 2306.15595)
    window_position_base: float | None = _number(None, least=0.0)  # rope: the base of layers with a window (Gemma 3)
    sliding_window: int | None = _whole(None, least=1)  # how many keys, its own included, a causal query sees
    full_attention_every: int | None = _whole(None, least=1)  # every so many layers one has no window
    qk_norm: bool = _flag(False)
    attention_sinks: bool = _flag(False)  # a learned number a head beside the scores (gpt-oss)
    score_softcap: float | None = _number(None, least=0.0)
    average_weights: bool = _flag(False)  # weights are averaged over the heads, too (nn.MultiheadAttention returns that)
    embedding_scale: bool = _flag(False)
    embedding_norm: bool = _flag(False)
    norm: Any = _parts("post", "post", "pre", "none")
    norm_kind: str = _choice("layer", "batch", "rms")
    norm_affine: bool = _flag(True)  # whether norms have γ and β
    output_norm: bool = _flag(False)  # what a sublayer computes is normed before it is added
    variance: str = _choice("population", "sample")
    epsilon: float = _number(1e-5, least=0.0)
    epsilon_at: str = _choice("variance", "deviation")
    norm_statistics: str = _choice("batch", "running")
    momentum: float = _number(0.1, least=0.0, most=1.0)
    residual: Any = _parts(True)
    parallel: bool = _flag(False)  # attention and feed-forward side by side
    gated: bool = _flag(False)  # SwiGLU and its kin in the feed-forward
    experts: int | None = _whole(None, least=2, most=1024)  # feed-forwards that a router chooses among (mixture of experts)
    experts_per_token: int = _whole(2, least=1)
    shared_experts: int | None = _whole(None, least=1, most=1024)  # every token gets these too (DeepSeekMoE, arXiv 2401.06066)
    router: str = _choice("softmax", "sigmoid")  # sigmoid: each expert is judged alone, and chosen with a bias (DeepSeek-V3)
    expert_factor: float = _number(1.0)  # of the experts' weights
    dense_layers: int = _whole(0)  # the first so many layers have no experts
    activation: str = _choice(*ACTIVATIONS)
    activation_after: str = _choice("hidden", "both")
    layout: str = _choice("x W", "W x")
    final_norm: bool = _flag(False)
    dropout: float = _number(0.0, least=0.0, most=0.999999)
    tied: bool = _flag(False)
    output_bias: bool = _flag(False)  # b_U, with a W_U or a tied table
    read_out: str = _choice("softmax", "sigmoid", "linear")  # what becomes of the logits; linear: they are the prediction
    scaled_output: bool = _flag(False)  # what is read out is divided by √d_model (T5)
    logit_softcap: float | None = _number(None, least=0.0)
    cell: str = _choice("gru", "lstm", "rnn")  # of seq2seq: the unit of both networks, and how the decoder attends
    attention: str = _choice("additive", "general", "dot", "none")
    bidirectional: bool = _flag(False)
    gru_update: str = _choice("keep", "take")
    gru_reset: str = _choice("after", "before")
    paper: int | None = _whole(None, most=12)

    def given(self) -> dict[str, Any]:
        """The settings that differ from their defaults, in the order of the class."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}

    def form(self) -> tuple[tuple[Any, ...], tuple[type, ...]]:
        """Every value with its type (a scale of 1 is not true), equal of equal settings; without a hash where a mask is rows."""
        values = _VALUES(self)
        return values, tuple(map(type, values))


def usual(model: str) -> dict[str, Any]:
    """What a kind of model has unless told otherwise, where that is not the setting's own default."""
    result: dict[str, Any] = {"mask": "causal"} if model == "decoder" else {}
    if model in STEPWISE:
        result["positions"] = "none"  # a recurrent network knows the order from its own steps
    return {**result, "activation": "tanh"} if model in ("rnn", "seq2seq") else result  # nn.RNN's nonlinearity


_KINDS = {key: kinds for keys, kinds in _READ_BY.items() for key in keys.split()}


def idle(keys: Iterable[str], model: str) -> list[str]:
    """Those settings that a model of this kind does not read."""
    return [key for key in keys if key in _KINDS and model not in _KINDS[key]]


FIELDS = {f.name: f for f in fields(Settings)}
_VALUES = attrgetter(*FIELDS)


def read(key: str, raw: Any) -> Any:
    """`raw` (from a file or the command line) as the value of setting `key`.

    Raises TracerError naming the key, the value and the values it takes; an unknown key names its nearest.
    """
    if key not in FIELDS:
        raise TracerError.near("settings.unknown", key, FIELDS)
    value = value_of(raw, FIELDS[key].metadata)
    if value is REFUSED:
        raise TracerError("settings.value", key=key, value=str(raw), takes=takes(FIELDS[key].metadata))
    return value


def read_all(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: read(key, value) for key, value in raw.items()}


def in_part(value: Any, part: str) -> bool:
    """Whether a `norm` or `residual` setting holds for a sublayer (`attention`, `cross`, `ffn`)."""
    if isinstance(value, tuple):
        return part in value
    return bool(value) and value != "none"
