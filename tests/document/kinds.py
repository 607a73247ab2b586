"""Every kind of model a trace can be of, small: what each property of explanations is held for."""

KINDS = {
    "plain": {}, "attention": {"model": "attention"}, "decoder": {"model": "decoder"},
    "encoder-decoder": {"model": "encoder-decoder", "target": "le chat"}, "two layers": {"layers": 2},
    "rnn": {"model": "rnn"}, "lstm": {"model": "lstm"}, "gru": {"model": "gru"},
    "gru, other conventions": {"model": "gru", "gru_update": "take", "gru_reset": "before"},
    "bidirectional": {"model": "lstm", "bidirectional": True, "layers": 2}, "pre-norm": {"norm": "pre", "final_norm": True},
    "no norm": {"norm": "none"}, "rms": {"norm_kind": "rms"}, "batch": {"norm_kind": "batch"},
    "running": {"norm_kind": "batch", "norm_statistics": "running"}, "sample variance": {"variance": "sample"},
    "epsilon outside": {"epsilon_at": "deviation"}, "rope": {"positions": "rope"}, "learned": {"positions": "learned"},
    "halves": {"position_layout": "halves"}, "timescales": {"position_layout": "timescales"},
    "exponent": {"position_exponent": "2*column"}, "even": {"position_exponent": "2*even"}, "gelu": {"activation": "gelu"},
    "gelu-tanh": {"activation": "gelu-tanh"}, "silu": {"activation": "silu"}, "sigmoid": {"activation": "sigmoid"},
    "tanh": {"activation": "tanh"}, "after both": {"activation_after": "both"}, "scale d_model": {"scale": "d_model"},
    "no scale": {"scale": False}, "scale 3": {"scale": 3}, "embedding scale": {"embedding_scale": True},
    "softmax over queries": {"softmax_over": "query"}, "mask -1e9": {"mask": "causal", "mask_fill": -1e9},
    "renormalised": {"mask": "causal", "mask_fill": "renormalise"}, "zeroed": {"mask": "causal", "mask_fill": "zero"}, "bias": {"bias": True},
    "several sentences": {"also": ["one more sentence"]}, "paper": {"paper": 2}, "float32": {"dtype": "float32"},
    "integers": {"init": "integers"}, "no residual": {"residual": False}, "some residual": {"residual": ["ffn"]},
    "dropout": {"dropout": 0.3}, "tied": {"model": "decoder", "tied": True}, "writing": {"model": "decoder", "generate": 2},
    "edited": {"edits": {"scores[0, 0, 1]": 3, "encoder.0.attention.W_Q[0, 0]": 1}},
    "edited on paper": {"edits": {"scores[0, 0, 1]": 3.14159}, "paper": 1},
}  # fmt: skip
