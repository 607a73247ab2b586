"""The options of `tracer.trace`, `tracer.load` and a model's `trace` as editors and type checkers read them: a type for each key.

What a key does stands in `language.options`, what a setting takes in `settings.Settings`; a test holds this list against both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypedDict

Mask = Any  # "none", "causal", "causal-upper-left", or rows of 0 and 1
Rows = Any  # rows of numbers, or one matrix a sentence


class TraceOptions(TypedDict, total=False):
    """Every setting of a run and every other key of a trace file; what is left out has its default."""

    model: str
    layers: int
    decoder_layers: int
    heads: int
    decoder_heads: int
    cross_heads: int
    kv_heads: int
    latent_kv: int
    latent_q: int
    d_model: int
    d_k: int
    d_v: int
    d_ff: int | Sequence[int]
    hidden: int
    proj_size: int
    seed: int
    init: Literal["uniform", "integers"]
    dtype: Literal["float64", "float32", "bfloat16", "float16"]
    bias: bool
    scale: bool | Literal["d_model"] | float
    mask: Mask
    target_mask: Mask
    memory_mask: Mask
    added_mask: Any  # rows of numbers, or a matrix a head
    target_added_mask: Any
    memory_added_mask: Any
    add_bias_kv: bool
    add_zero_attn: bool
    mask_fill: Literal["-inf", "renormalise", "zero"] | float
    softmax_over: Literal["key", "query"]
    positions: Any  # "sinusoidal", "learned", "rope", "alibi", "relative", "none", or the rows themselves
    position_base: float
    position_layout: Literal["interleaved", "halves", "timescales"]
    position_exponent: Literal["2i", "2*column", "2*even"]
    position_buckets: int
    position_furthest: int
    rotary_columns: int
    rotary_factor: float
    window_position_base: float
    sliding_window: int
    full_attention_every: int
    qk_norm: bool
    attention_sinks: bool
    score_softcap: float
    average_weights: bool
    embedding_scale: bool
    embedding_norm: bool
    norm: str | Sequence[str]  # "post", "pre", "none", or the sublayers that have one
    norm_kind: Literal["layer", "batch", "rms"]
    norm_affine: bool
    output_norm: bool
    variance: Literal["population", "sample"]
    epsilon: float
    epsilon_at: Literal["variance", "deviation"]
    norm_statistics: Literal["batch", "running"]
    momentum: float
    residual: bool | Sequence[str]
    parallel: bool
    gated: bool
    experts: int
    experts_per_token: int
    shared_experts: int
    router: Literal["softmax", "sigmoid"]
    expert_factor: float
    dense_layers: int
    activation: Literal[
        "relu", "gelu", "gelu-tanh", "silu", "sigmoid", "tanh", "leaky-relu", "elu", "softplus", "mish", "relu2", "quick-gelu",
        "none",
    ]  # fmt: skip
    activation_after: Literal["hidden", "both"]
    layout: Literal["x W", "W x"]
    final_norm: bool
    dropout: float
    tied: bool
    output_bias: bool
    read_out: Literal["softmax", "sigmoid", "linear"]
    scaled_output: bool
    logit_softcap: float
    cell: Literal["gru", "lstm", "rnn"]
    attention: Literal["additive", "general", "dot", "none"]
    bidirectional: bool
    gru_update: Literal["keep", "take"]
    gru_reset: Literal["after", "before"]
    paper: int
    also: str | Sequence[str]
    pair: str
    tokens: Sequence[str] | Sequence[Sequence[str]]
    cut: Literal["characters", "words", "auto"]
    target: str | Sequence[str]
    target_tokens: Sequence[str] | Sequence[Sequence[str]]
    target_ids: Sequence[int] | Sequence[Sequence[int]]
    inputs: Rows
    target_inputs: Rows
    memory_inputs: Rows
    key_inputs: Rows
    value_inputs: Rows
    h_0: Rows
    c_0: Rows
    vocab: Sequence[str]
    classes: Sequence[str]
    causal: bool
    generate: int
    temperature: float
    top_k: int
    top_p: float
    cache: bool
    labels: Any
    label_smoothing: float
    ignore_label: int
    pad_label: int
    class_weights: Sequence[float]
    reduction: Literal["mean", "sum"]
    loss: Literal["cross-entropy", "kl", "mse", "bce"]
    targets: Rows
    upstream_gradient: Rows
    pool: Literal["none", "mean", "last"]
    optimizer: Literal["adam", "adamw", "sgd"]
    learning_rate: float
    betas: Sequence[float]
    optimizer_epsilon: float
    optimizer_momentum: float
    nesterov: bool
    weight_decay: float
    clip_norm: float
    accumulate: int
    schedule: Literal["constant", "noam", "linear", "cosine"]
    warmup: int
    steps: int
