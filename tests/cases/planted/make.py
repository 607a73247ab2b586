"""Makes small models of four families and what NumPy programs with a planted mistake compute from them. Run once.

python tests/cases/planted/make.py

The programs below are written from the papers and from the names in the folders; they share nothing with the package. Of each
case the table tells the model, the mistake's names, the causes that may be named first, the first cell (of all arrays given, in
the order in which they are computed) that differs from the same program without the mistake, and of each array of the right
program whether it is not given (-), is the same (0), or stands in the case's flat array (1).
"""

import json
import math
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

HERE = Path(__file__).parent
F = np.float32
D, HEADS, FF, VOCAB, LAYERS, POSITIONS = 24, 4, 32, 40, 2, 16
DK = D // HEADS
IDS = [5, 17, 3, 29, 11]
TARGET = [0, 8, 21, 13, 30]
TOY_EPSILON = 1e-2  # so large that where it stands can be seen
NOISE = 3e-5  # of 1 and of an array's largest number: in float32 smaller differences are none


class Run:
    """The arrays of one run, and which mistakes it makes: a name, or a name for one layer (`no_bias@1`)."""

    def __init__(self, *bugs):
        self.bugs, self.arrays, self.layer = bugs, {}, None

    def __call__(self, bug):
        return bug in self.bugs or f"{bug}@{self.layer}" in self.bugs

    def keep(self, name, array):
        self.arrays[name] = np.asarray(array, F)
        return self.arrays[name]


def softmax(x, axis=-1):
    powers = np.exp(x - x.max(axis, keepdims=True))
    return powers / powers.sum(axis, keepdims=True)


def erf(x):
    return np.vectorize(math.erf, otypes=[F])(x)


def act(kind, x):
    return {
        "relu": lambda: np.maximum(x, 0),
        "gelu": lambda: 0.5 * x * (1 + erf(x / math.sqrt(2))),
        "gelu-tanh": lambda: 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
        "silu": lambda: x / (1 + np.exp(-x)),
        "quick": lambda: x / (1 + np.exp(-1.702 * x)),
    }[kind]().astype(F)


def layer_norm(bug, x, gamma, beta, eps):
    eps = 1e-3 if bug("epsilon") else 0.004 if bug("odd_epsilon") else eps
    axis = 0 if bug("norm_batch") else -1
    mean = x.mean(axis, keepdims=True)
    centred = x - mean
    variance = (centred**2).sum(axis, keepdims=True) / (x.shape[axis] - (1 if bug("variance") else 0))
    if bug("norm_rms"):
        centred, variance = x, (x**2).mean(-1, keepdims=True)
    if bug("not_centred"):
        centred = x
    deviation = np.sqrt(variance) + eps if bug("epsilon_at") else np.sqrt(variance + eps)
    if bug("by_variance"):
        deviation = variance + eps
    out = centred / deviation
    if not bug("no_gamma"):
        out = out * (1 + gamma if bug("gamma_plus_one") else gamma)
    return (out if bug("no_beta") else out + beta).astype(F)


def rms_norm(bug, x, gamma, eps):
    eps = 1e-3 if bug("epsilon") else eps
    if bug("norm_layer"):
        x = x - x.mean(-1, keepdims=True)
    out = x / np.sqrt((x**2).mean(-1, keepdims=True) + eps)
    return (out if bug("no_gamma") else out * (1 + gamma if bug("gamma_plus_one") else gamma)).astype(F)


def cut(bug, x, heads):
    """token × columns → head × token × width."""
    tokens, width = len(x), x.shape[1] // heads
    if bug("cut_by_column"):
        return x.reshape(tokens, width, heads).transpose(2, 0, 1)
    if bug("cut_by_rows"):
        return x.reshape(heads, tokens, width)
    return x.reshape(tokens, heads, width).transpose(1, 0, 2)


def join(bug, z):
    if bug("joined_by_rows"):
        return z.reshape(z.shape[1], -1)
    if bug("joined_by_column"):
        return z.transpose(1, 2, 0).reshape(z.shape[1], -1)
    return z.transpose(1, 0, 2).reshape(z.shape[1], -1)


def attend(bug, at, q, k, v, mask=None, bias=None, scaled=True):
    """scores, weights and z; mask: True where a query may look."""
    scores = bug.keep(f"{at}.scores", q @ k.transpose(0, 2, 1))
    root = math.sqrt(DK)
    divisor = root if scaled else 1.0
    for name, other in (("scale_none", 1.0), ("scale_d_model", math.sqrt(D)), ("scale_d_k", DK), ("scale_times", 1 / root)):
        divisor = other if bug(name) else divisor
    if bug("scale_added"):
        divisor = root
    logits = scores / F(divisor)
    if scaled:
        bug.keep(f"{at}.scaled", logits)
    if bias is not None:
        logits = bug.keep(f"{at}.biased", logits if bug("no_position_bias") else logits + bias)
    queries, keys = np.arange(q.shape[1])[:, None], np.arange(k.shape[1])[None, :]
    visible = mask
    if mask is not None:
        visible = keys <= queries + 1 if bug("mask_next") else keys < queries if bug("mask_strict") else mask
        visible = ~mask if bug("mask_inverted") else mask.T if bug("mask_turned") else visible
    if bug("mask_added_causal"):
        visible = keys <= queries
    before = logits
    if visible is not None and not (bug("mask_not") or bug("mask_after")):
        fill = 1e-9 if bug("mask_fill") else -1e9 if bug("mask_strict") or bug("mask_inverted") else -np.inf
        logits = logits + visible.astype(F) if bug("mask_zeros_ones") else np.where(visible, logits, F(fill))
    if mask is not None:
        bug.keep(f"{at}.masked", logits)
    if bug("half"):
        logits = logits.astype(np.float16).astype(F)
    weights = softmax(logits, 1 if bug("softmax_over") else -1).astype(F)
    if bug("half"):
        weights = weights.astype(np.float16).astype(F)
    if bug("mask_after"):
        weights = softmax(before) * mask
    bug.keep(f"{at}.softmax", np.broadcast_to(weights.mean(0), weights.shape) if bug("heads_averaged") else weights)
    return bug.keep(f"{at}.z", weights @ (k if bug("keys_as_values") else v))


def linear(bug, name, x, w, b=None):
    """x W (+ b), W as in × out."""
    if bug(f"transposed:{name}"):
        w = w.T
    out = x @ w
    if b is not None and not (bug("no_bias") or bug(f"no_bias:{name}")):
        out = out + b
        if bug("bias_twice"):
            out = out + b
    return out.astype(F)


def add(bug, name, x, out, early=None, normed=None):
    if bug("dropout:" + name.rsplit(".", 2)[-2]):
        keep = np.random.default_rng(1).random(out.shape) > 0.3
        out = out * keep / F(0.7)
    if bug("no_residual"):
        total = out
    elif bug("residual_twice"):
        total = x + x + out
    elif bug("residual_early") and early is not None:
        total = early + out
    elif bug("residual_normed") and normed is not None:
        total = normed + out
    else:
        total = x + out
    return bug.keep(name, total)


# ---------------------------------------------------------------------------------------------------- families


def bert(bug, w):
    def of(name, layer=None):
        return w[f"encoder.layer.{layer}.{name}" if layer is not None else name]

    ids = np.array(IDS)
    x = bug.keep("embedding", of("embeddings.word_embeddings.weight")[ids])
    rows = np.arange(len(ids)) + (1 if bug("positions_from") else 2 if bug("positions_from_two") else 0)
    positions = bug.keep("positions", of("embeddings.position_embeddings.weight")[rows])
    segment = bug.keep("segment", of("embeddings.token_type_embeddings.weight")[[1 if bug("same_row") else 0] * len(ids)])
    total = x if bug("no_positions") else x + positions
    total = bug.keep("input.add", total if bug("no_segments") else total + segment)
    x = layer_norm(bug, total, of("embeddings.LayerNorm.weight"), of("embeddings.LayerNorm.bias"), 1e-12)
    x = bug.keep("input", bug.keep("input.norm", x))
    for layer in range(LAYERS):
        bug.layer = layer
        x = bert_layer(bug, x, layer, lambda name, read=0 if bug("layer_other") else layer: of(name, read))
    return bug.arrays


def bert_layer(bug, x, layer, own):
    at, ff = f"encoder.{layer}.attention", f"encoder.{layer}.ffn"
    of = own
    names = ("attention.output.LayerNorm", "output.LayerNorm")
    first, second = names[::-1] if bug("swapped_norms") else names
    eps = 1e-12

    def normed(y, name):
        return layer_norm(bug, y, of(f"{name}.weight"), of(f"{name}.bias"), eps)

    pre = bug("norm_pre")
    y = bug.keep(f"{at}.norm", normed(x, first)) if pre else x
    q, k, v = (
        bug.keep(
            f"{at}.{short}",
            cut(bug, linear(bug, short, y, of(f"attention.self.{name}.weight").T, of(f"attention.self.{name}.bias")), HEADS),
        )
        for short, name in (("q", "query"), ("k", "key"), ("v", "value"))
    )
    concat = bug.keep(f"{at}.concat", join(bug, attend(bug, at, q, k, v)))
    out = (
        concat
        if bug("not_projected")
        else linear(bug, "o", concat, of("attention.output.dense.weight").T, of("attention.output.dense.bias"))
    )
    bug.keep(f"{at}.output", out)
    added = add(bug, f"{at}.add", x, out)
    y = added if pre else bug.keep(f"{at}.norm", added if bug("norm_none") else normed(added, first))
    inner = bug.keep(f"{ff}.norm", normed(y, second)) if pre else y
    hidden = bug.keep(
        f"{ff}.hidden", linear(bug, "hidden", inner, of("intermediate.dense.weight").T, of("intermediate.dense.bias"))
    )
    kind = "gelu-tanh" if bug("activation") else "quick" if bug("quick") else "gelu"
    active = bug.keep(f"{ff}.activation", act(kind, hidden))
    out = bug.keep(f"{ff}.output", linear(bug, "output", active, of("output.dense.weight").T, of("output.dense.bias")))
    total = add(bug, f"{ff}.add", y, out, early=x)
    return total if pre else bug.keep(f"{ff}.norm", normed(total, second))


def gpt2(bug, w):
    ids = np.array(IDS)
    embedding = bug.keep("embedding", w["transformer.wte.weight"][ids])
    positions = bug.keep("positions", w["transformer.wpe.weight"][np.arange(len(ids)) + (1 if bug("positions_from") else 0)])
    x = bug.keep("input", embedding + positions)
    mask = np.tril(np.ones((len(ids), len(ids)), bool))
    for layer in range(LAYERS):
        bug.layer = layer
        x = gpt2_layer(bug, x, layer, w, mask)
    bug.layer = None
    end = bug.keep(
        "decoder.norm",
        x if bug("no_final_norm") else layer_norm(bug, x, w["transformer.ln_f.weight"], w["transformer.ln_f.bias"], 1e-5),
    )
    logits = (x if bug("before_norm") else end) @ w["transformer.wte.weight"].T
    logits = bug.keep("logits", logits * F(2) if bug("factor") else logits)
    bug.keep("probabilities", np.log(softmax(logits)) if bug("log_softmax") else softmax(logits))
    return bug.arrays


def gpt2_layer(bug, x, layer, w, mask):
    at, ff, h = f"decoder.{layer}.attention", f"decoder.{layer}.ffn", f"transformer.h.{layer}."

    def normed(y, name):
        return layer_norm(bug, y, w[f"{h}{name}.weight"], w[f"{h}{name}.bias"], 1e-5)

    post = bug("norm_post")
    y = x if post else bug.keep(f"{at}.norm", normed(x, "ln_1"))
    fused = linear(bug, "qkv", y, w[f"{h}attn.c_attn.weight"], w[f"{h}attn.c_attn.bias"])
    if bug("fused_by_heads"):
        parts = fused.reshape(-1, HEADS, 3, DK).transpose(2, 1, 0, 3)
        q, k, v = (np.ascontiguousarray(part) for part in parts)
    else:
        q, k, v = (cut(bug, part, HEADS) for part in np.split(fused, 3, axis=1))
    if bug("fused_order"):
        q, k, v = k, q, v
    q, k, v = (bug.keep(f"{at}.{name}", part) for name, part in zip("qkv", (q, k, v), strict=True))
    concat = bug.keep(f"{at}.concat", join(bug, attend(bug, at, q, k, v, mask)))
    out = bug.keep(f"{at}.output", linear(bug, "o", concat, w[f"{h}attn.c_proj.weight"], w[f"{h}attn.c_proj.bias"]))
    added = add(bug, f"{at}.add", x, out, normed=y)
    y = bug.keep(f"{at}.norm", normed(added, "ln_1")) if post else added
    inner = y if post else bug.keep(f"{ff}.norm", normed(y, "ln_2"))
    hidden = bug.keep(f"{ff}.hidden", linear(bug, "hidden", inner, w[f"{h}mlp.c_fc.weight"], w[f"{h}mlp.c_fc.bias"]))
    active = bug.keep(f"{ff}.activation", act("gelu" if bug("activation") else "relu" if bug("relu") else "gelu-tanh", hidden))
    out = bug.keep(f"{ff}.output", linear(bug, "output", active, w[f"{h}mlp.c_proj.weight"], w[f"{h}mlp.c_proj.bias"]))
    total = add(bug, f"{ff}.add", y, out, early=x, normed=inner)
    return bug.keep(f"{ff}.norm", normed(total, "ln_2")) if post else total


def rotary(bug, x, name):
    if bug("rotary_not") or bug(f"rotary_not:{name}"):
        return x
    base = 500000.0 if bug("rotary_base") else 10000.0
    turned = DK // 2 // 2 * 2 if bug("rotary_part") else DK
    places = np.arange(x.shape[1]) + (1 if bug("rotary_from_one") else 0)
    angles = places[:, None] / base ** (np.arange(0, turned, 2) / turned)
    cos, sin = np.cos(angles).astype(F), np.sin(angles).astype(F) * (-1 if bug("rotary_back") else 1)
    out = x.copy()
    if bug("rotary_layout"):
        a, b = x[..., 0:turned:2], x[..., 1:turned:2]
        out[..., 0:turned:2], out[..., 1:turned:2] = a * cos - b * sin, b * cos + a * sin
    else:
        a, b = x[..., : turned // 2], x[..., turned // 2 : turned]
        out[..., : turned // 2], out[..., turned // 2 : turned] = a * cos - b * sin, b * cos + a * sin
    return out


def llama(bug, w):
    ids, eps = np.array(IDS), 1e-6
    x = bug.keep("embedding", w["model.embed_tokens.weight"][ids] * F(math.sqrt(D) if bug("embedding_scaled") else 1))
    x = bug.keep("input", x)
    mask = np.tril(np.ones((len(ids), len(ids)), bool))
    for layer in range(LAYERS):
        bug.layer = layer
        at, ff, m = f"decoder.{layer}.attention", f"decoder.{layer}.ffn", f"model.layers.{layer}."
        y = bug.keep(f"{at}.norm", rms_norm(bug, x, w[f"{m}input_layernorm.weight"], eps))
        q, k, v = (
            bug.keep(f"{at}.{name}", cut(bug, linear(bug, name, y, w[f"{m}self_attn.{name}_proj.weight"].T), heads))
            for name, heads in (("q", HEADS), ("k", 2), ("v", 2))
        )
        q, k = (bug.keep(f"{at}.{name}_rotated", rotary(bug, part, name)) for name, part in (("q", q), ("k", k)))
        spread = (lambda part: np.tile(part, (2, 1, 1))) if bug("heads_tiled") else (lambda part: np.repeat(part, 2, 0))
        concat = bug.keep(f"{at}.concat", join(bug, attend(bug, at, q, spread(k), spread(v), mask)))
        out = bug.keep(f"{at}.output", linear(bug, "o", concat, w[f"{m}self_attn.o_proj.weight"].T))
        mid = add(bug, f"{at}.add", x, out, normed=y)
        inner = bug.keep(f"{ff}.norm", rms_norm(bug, mid, w[f"{m}post_attention_layernorm.weight"], eps))
        names = ("up", "gate") if bug("swapped_gate") else ("gate", "up")
        gate, up = (linear(bug, name, inner, w[f"{m}mlp.{name}_proj.weight"].T) for name in names)
        bug.keep(f"{ff}.gate", gate)
        bug.keep(f"{ff}.up", up)
        active = bug.keep(f"{ff}.activation", act("gelu" if bug("activation") else "silu", gate))
        gated = bug.keep(f"{ff}.gated", up if bug("no_gate") else active * up)
        out = bug.keep(f"{ff}.output", linear(bug, "down", gated, w[f"{m}mlp.down_proj.weight"].T))
        x = add(bug, f"{ff}.add", mid, out, early=x, normed=inner)
    bug.layer = None
    end = bug.keep("decoder.norm", rms_norm(bug, x, w["model.norm.weight"], eps))
    table = w["model.embed_tokens.weight" if bug("tied") else "lm_head.weight"]
    logits = bug.keep("logits", (x if bug("before_norm") else end) @ table.T)
    bug.keep("probabilities", softmax(logits))
    return bug.arrays


def bucket(far, both, buckets=8, furthest=16):
    """arXiv 1910.10683: the bucket of key − query."""
    offset = 0
    if both:
        buckets //= 2
        offset = buckets if far > 0 else 0
        far = abs(far)
    else:
        far = max(-far, 0)
    half = buckets // 2
    if far < half:
        return offset + far
    return offset + min(half + int(math.log(far / half) / math.log(furthest / half) * (buckets - half)), buckets - 1)


def t5_bias(bug, table, size, both):
    both = not both if bug("position_bias_sides") else both
    sign = -1 if bug("position_bias_turned") else 1
    rows = [[bucket(sign * (key - query), both) for key in range(size)] for query in range(size)]
    return table[np.array(rows)].transpose(2, 0, 1)


def t5_attention(bug, w, at, name, y, memory, mask, bias):
    q, k, v = (
        bug.keep(f"{at}.{part}", cut(bug, linear(bug, part, y if part == "q" else memory, w[f"{name}.{part}.weight"].T), HEADS))
        for part in "qkv"
    )
    concat = bug.keep(f"{at}.concat", join(bug, attend(bug, at, q, k, v, mask, bias, scaled=False)))
    return bug.keep(f"{at}.output", linear(bug, "o", concat, w[f"{name}.o.weight"].T))


def t5(bug, w):
    eps = 1e-6
    x = bug.keep("input", bug.keep("embedding", w["shared.weight"][IDS]))
    memory = None
    for stack, ids in (("encoder", IDS), ("decoder", TARGET)):
        if stack == "decoder":
            x = bug.keep("decoder.input", bug.keep("decoder.embedding", w["shared.weight"][ids]))
        bias = t5_bias(
            bug, w[f"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"], len(ids), stack == "encoder"
        )
        bias = bug.keep(f"{stack}.position_bias", bias)
        mask = np.tril(np.ones((len(ids), len(ids)), bool)) if stack == "decoder" else None
        for layer in range(LAYERS):
            bug.layer = layer
            block = f"{stack}.block.{layer}.layer."
            at, ff = f"{stack}.{layer}.attention", f"{stack}.{layer}.ffn"
            y = bug.keep(f"{at}.norm", rms_norm(bug, x, w[f"{block}0.layer_norm.weight"], eps))
            x = add(bug, f"{at}.add", x, t5_attention(bug, w, at, f"{block}0.SelfAttention", y, y, mask, bias), normed=y)
            last = 1
            if stack == "decoder":
                last, cross = 2, f"{stack}.{layer}.cross"
                y = bug.keep(f"{cross}.norm", rms_norm(bug, x, w[f"{block}1.layer_norm.weight"], eps))
                source = y if bug("own_memory") else memory
                x = add(
                    bug,
                    f"{cross}.add",
                    x,
                    t5_attention(bug, w, cross, f"{block}1.EncDecAttention", y, source, None, None),
                    normed=y,
                )
            y = bug.keep(f"{ff}.norm", rms_norm(bug, x, w[f"{block}{last}.layer_norm.weight"], eps))
            hidden = bug.keep(f"{ff}.hidden", linear(bug, "hidden", y, w[f"{block}{last}.DenseReluDense.wi.weight"].T))
            active = bug.keep(f"{ff}.activation", act("gelu" if bug("activation") else "relu", hidden))
            out = bug.keep(f"{ff}.output", linear(bug, "output", active, w[f"{block}{last}.DenseReluDense.wo.weight"].T))
            x = add(bug, f"{ff}.add", x, out, normed=y)
        bug.layer = None
        last_rows = x
        x = bug.keep(f"{stack}.norm", rms_norm(bug, x, w[f"{stack}.final_layer_norm.weight"], eps))
        memory = memory if stack == "decoder" else last_rows if bug("memory_not_normed") else x
    scaled = x if bug("scaled_output") else x / F(math.sqrt(D))
    bug.keep("output.scaled", scaled)
    logits = bug.keep("logits", scaled @ w["shared.weight"].T)
    bug.keep("probabilities", softmax(logits))
    return bug.arrays


def toy(bug, w):
    """The 2017 encoder, from the parameters of `toy.npz` (in × out)."""
    d = D
    table = w["rows"]
    rows = bug.keep("embedding", table * F(math.sqrt(d) if bug("embedding_scaled") else d if bug("embedding_by_d_model") else 1))
    columns = np.arange(d)
    exponent = (columns if bug("position_exponent") else columns // 2) * 2 / d
    base = 1000.0 if bug("position_base") else 10000.0
    angles = (np.arange(len(rows)) + (1 if bug("positions_from") else 0))[:, None] / base**exponent
    waves = np.where(columns % 2 == (1 if bug("cosines_first") else 0), np.sin(angles), np.cos(angles))
    if bug("position_layout"):
        half = np.arange(len(rows))[:, None] / base ** (np.arange(d // 2) * 2 / d)
        waves = np.concatenate([np.sin(half), np.cos(half)], axis=1)
    positions = bug.keep("positions", waves)
    x = rows + positions * F(0.5 if bug("factor_of_term") else 1)
    x = bug.keep("input", rows if bug("no_positions") else x * F(math.sqrt(d)) if bug("sum_scaled") else x)
    for layer in range(LAYERS):
        bug.layer = layer
        x = toy_layer(bug, x, layer, w)
    return bug.arrays


def toy_layer(bug, x, layer, w):
    at, ff = f"encoder.{layer}.attention", f"encoder.{layer}.ffn"
    other = 1 - layer if bug("layers_exchanged") else 0 if bug("layer_other") else layer

    def of(name):
        return w[f"encoder.{other}.{name}"]

    q, k, v = (
        bug.keep(
            f"{at}.{name}",
            cut(bug, linear(bug, name, x, of(f"attention.W_{name.upper()}"), of(f"attention.b_{name.upper()}")), HEADS),
        )
        for name in "qkv"
    )
    concat = bug.keep(f"{at}.concat", join(bug, attend(bug, at, q, k, v)))
    out = bug.keep(f"{at}.output", linear(bug, "o", concat, of("attention.W_O"), of("attention.b_O")))
    added = add(bug, f"{at}.add", x, out)
    y = bug.keep(f"{at}.norm", layer_norm(bug, added, of("attention.norm.gamma"), of("attention.norm.beta"), TOY_EPSILON))
    hidden = bug.keep(f"{ff}.hidden", linear(bug, "hidden", y, of("ffn.W_1"), of("ffn.b_1")))
    active = bug.keep(f"{ff}.activation", act("gelu" if bug("activation") else "relu", hidden))
    out = bug.keep(f"{ff}.output", linear(bug, "output", active, of("ffn.W_2"), of("ffn.b_2")))
    total = add(bug, f"{ff}.add", y, out, early=x)
    return bug.keep(f"{ff}.norm", layer_norm(bug, total, of("ffn.norm.gamma"), of("ffn.norm.beta"), TOY_EPSILON))


PROGRAMS = {"bert": bert, "gpt2": gpt2, "llama": llama, "t5": t5, "toy": toy}


# ------------------------------------------------------------------------------------------------------- cases

HIDDEN = {
    "bert": ["input", "encoder.0.ffn.norm", "encoder.1.ffn.norm"],
    "gpt2": ["input", "decoder.0.ffn.add", "decoder.1.ffn.add", "decoder.norm", "logits"],
    "llama": ["input", "decoder.0.ffn.add", "decoder.1.ffn.add", "decoder.norm", "logits"],
}
CASES = [  # name, model, mistakes, causes that may be named first, which arrays are given ("" for all)
    ("bert-scale-none", "bert", ["scale_none"], ["scale_none"], ""),
    ("bert-scale-d-model", "bert", ["scale_d_model"], ["scale_d_model"], ""),
    ("bert-scale-d-k", "bert", ["scale_d_k"], ["scale_d_k", "scale_twice"], ""),
    ("bert-scale-times", "bert", ["scale_times"], ["scale_times"], ""),
    ("bert-transposed-o", "bert", ["transposed:o@1"], ["transposed"], ""),
    ("bert-transposed-q", "bert", ["transposed:q"], ["transposed"], ""),
    ("bert-no-bias-k", "bert", ["no_bias:k"], ["no_bias"], ""),
    ("bert-no-bias", "bert", ["no_bias"], ["no_bias"], ""),
    ("bert-bias-twice", "bert", ["bias_twice@1"], ["bias_twice"], ""),
    ("bert-gelu-tanh", "bert", ["activation"], ["activation"], ""),
    ("bert-quick-gelu", "bert", ["quick"], ["activation"], ""),
    ("bert-epsilon", "bert", ["epsilon"], ["epsilon"], ""),
    ("bert-odd-epsilon", "bert", ["odd_epsilon"], ["epsilon"], ""),
    ("bert-variance", "bert", ["variance"], ["variance"], ""),
    ("bert-no-beta", "bert", ["no_beta"], ["no_beta"], ""),
    ("bert-by-variance", "bert", ["by_variance"], ["by_variance"], ""),
    ("bert-pre-norm", "bert", ["norm_pre"], ["norm_place"], ""),
    ("bert-swapped-norms", "bert", ["swapped_norms"], ["swapped_norms"], ""),
    ("bert-no-segments", "bert", ["no_segments"], ["no_segments"], ""),
    ("bert-other-segment", "bert", ["same_row"], ["same_row", "other_rows"], ""),
    ("bert-no-positions", "bert", ["no_positions"], ["no_positions"], ""),
    ("bert-positions-from", "bert", ["positions_from_two"], ["positions_from", "other_rows"], ""),
    ("bert-cut-by-column", "bert", ["cut_by_column"], ["cut_by_column"], ""),
    ("bert-cut-by-rows", "bert", ["cut_by_rows"], ["cut_by_rows"], ""),
    ("bert-joined-by-rows", "bert", ["joined_by_rows"], ["joined_by_rows"], ""),
    ("bert-joined-by-column", "bert", ["joined_by_column"], ["joined_by_column"], ""),
    ("bert-layer-other", "bert", ["layer_other"], ["layer_other", "layer_next"], ""),
    ("bert-no-residual", "bert", ["no_residual"], ["no_residual"], ""),
    ("bert-residual-early", "bert", ["residual_early"], ["residual_early"], ""),
    ("bert-residual-twice", "bert", ["residual_twice@1"], ["residual_twice"], ""),
    ("bert-heads-averaged", "bert", ["heads_averaged"], ["heads_averaged"], ""),
    ("bert-dropout", "bert", ["dropout:ffn@0"], ["dropout"], ""),
    ("bert-softmax-query", "bert", ["softmax_over"], ["softmax_over"], ""),
    ("bert-causal", "bert", ["mask_added_causal"], ["mask_added_causal"], ""),
    ("bert-not-projected", "bert", ["not_projected"], ["not_projected"], ""),
    ("bert-hidden-gelu", "bert", ["activation"], ["activation"], "hidden"),
    ("bert-two", "bert", ["scale_none", "activation"], ["scale_none"], ""),
    ("gpt2-mask-next", "gpt2", ["mask_next"], ["mask_next"], ""),
    ("gpt2-mask-not", "gpt2", ["mask_not"], ["mask_not"], ""),
    ("gpt2-mask-strict", "gpt2", ["mask_strict"], ["mask_strict"], ""),
    ("gpt2-mask-inverted", "gpt2", ["mask_inverted"], ["mask_inverted"], ""),
    ("gpt2-mask-after", "gpt2", ["mask_after"], ["mask_after"], ""),
    ("gpt2-mask-fill", "gpt2", ["mask_fill"], ["mask_fill"], ""),
    ("gpt2-mask-zeros-ones", "gpt2", ["mask_zeros_ones"], ["mask_zeros_ones"], ""),
    ("gpt2-fused-order", "gpt2", ["fused_order"], ["fused_order"], ""),
    ("gpt2-fused-by-heads", "gpt2", ["fused_by_heads"], ["fused_by_heads"], ""),
    ("gpt2-gelu", "gpt2", ["activation"], ["activation"], ""),
    ("gpt2-no-final-norm", "gpt2", ["no_final_norm"], ["no_final_norm", "norm_none"], ""),
    ("gpt2-residual-normed", "gpt2", ["residual_normed"], ["residual_normed"], ""),
    ("gpt2-post-norm", "gpt2", ["norm_post"], ["norm_place"], ""),
    ("gpt2-keys-as-values", "gpt2", ["keys_as_values"], ["keys_as_values"], ""),
    ("gpt2-positions-from", "gpt2", ["positions_from"], ["positions_from", "other_rows"], ""),
    ("gpt2-half", "gpt2", ["half"], ["half"], ""),
    ("gpt2-temperature", "gpt2", ["factor"], ["factor"], ""),
    ("gpt2-log-softmax", "gpt2", ["log_softmax"], ["log_softmax"], ""),
    ("gpt2-hidden-relu", "gpt2", ["relu"], ["activation"], "hidden"),
    ("gpt2-logits-mask", "gpt2", ["mask_not"], ["mask_not"], "logits"),
    ("gpt2-two", "gpt2", ["no_bias:o", "activation"], ["no_bias"], ""),
    ("llama-rotary-layout", "llama", ["rotary_layout"], ["rotary_layout"], ""),
    ("llama-rotary-base", "llama", ["rotary_base"], ["rotary_base"], ""),
    ("llama-rotary-not-k", "llama", ["rotary_not:k"], ["rotary_not"], ""),
    ("llama-rotary-from-one", "llama", ["rotary_from_one"], ["rotary_from_one"], ""),
    ("llama-rotary-back", "llama", ["rotary_back"], ["rotary_back"], ""),
    ("llama-rotary-part", "llama", ["rotary_part"], ["rotary_part"], ""),
    ("llama-heads-tiled", "llama", ["heads_tiled"], ["heads_tiled"], ""),
    ("llama-layer-norm", "llama", ["norm_layer"], ["norm_layer"], ""),
    ("llama-gamma-plus-one", "llama", ["gamma_plus_one"], ["gamma_plus_one"], ""),
    ("llama-epsilon", "llama", ["epsilon"], ["epsilon"], ""),
    ("llama-swapped-gate", "llama", ["swapped_gate"], ["swapped_gate"], ""),
    ("llama-no-gate", "llama", ["no_gate"], ["no_gate"], ""),
    ("llama-gelu", "llama", ["activation"], ["activation"], ""),
    ("llama-tied", "llama", ["tied"], ["tied"], ""),
    ("llama-before-norm", "llama", ["before_norm"], ["before_norm"], ""),
    ("llama-embedding-scaled", "llama", ["embedding_scaled"], ["embedding_scaled"], ""),
    ("llama-hidden-early", "llama", ["residual_early"], ["residual_early"], "hidden"),
    ("t5-no-position-bias", "t5", ["no_position_bias"], ["no_position_bias"], ""),
    ("t5-position-bias-turned", "t5", ["position_bias_turned"], ["position_bias_turned"], ""),
    ("t5-position-bias-sides", "t5", ["position_bias_sides"], ["position_bias_sides"], ""),
    ("t5-scale-added", "t5", ["scale_added"], ["scale_added"], ""),
    ("t5-scaled-output", "t5", ["scaled_output"], ["scaled_output", "factor"], ""),
    ("t5-own-memory", "t5", ["own_memory"], ["own_memory"], ""),
    ("t5-memory-not-normed", "t5", ["memory_not_normed"], ["memory_not_normed"], ""),
    ("t5-layer-norm", "t5", ["norm_layer"], ["norm_layer"], ""),
    ("toy-position-layout", "toy", ["position_layout"], ["position_rule"], ""),
    ("toy-position-exponent", "toy", ["position_exponent"], ["position_rule"], ""),
    ("toy-positions-from", "toy", ["positions_from"], ["positions_from"], ""),
    ("toy-cosines-first", "toy", ["cosines_first"], ["cosines_first"], ""),
    ("toy-epsilon-at", "toy", ["epsilon_at"], ["epsilon_at"], ""),
    ("toy-norm-batch", "toy", ["norm_batch"], ["norm_batch"], ""),
    ("toy-sum-scaled", "toy", ["sum_scaled"], ["sum_scaled"], ""),
    ("toy-embedding-scaled", "toy", ["embedding_scaled"], ["embedding_scaled"], ""),
    ("toy-embedding-by-d-model", "toy", ["embedding_by_d_model"], ["embedding_by_d_model"], ""),
    ("toy-positions-halved", "toy", ["factor_of_term"], ["factor_of_term"], ""),
    ("toy-layers-exchanged", "toy", ["layers_exchanged"], ["layers_reversed", "layer_other"], ""),
]


def folder(model, random):
    """A configuration and random tensors under the family's names: γ near 1, everything else of about the size that keeps it lively."""
    source = HERE.parent / "hf" / "families" / {"bert": "bert-base"}.get(model, model)
    config = json.loads((source / "config.json").read_text())
    sizes = {
        "hidden_size": D,
        "n_embd": D,
        "d_model": D,
        "intermediate_size": FF,
        "n_inner": FF,
        "d_ff": FF,
        "d_kv": DK,
        "head_dim": DK,
    }
    config |= {key: value for key, value in sizes.items() if key in config}
    changed = {16: D, 24: FF, 64: FF, 48: 3 * D, 8: 2 * DK if model == "llama" else 8}
    tensors = {}
    for name, array in load_file(source / "model.safetensors").items():
        if "pooler" in name:
            continue
        shape = tuple(changed.get(size, size) for size in array.shape)
        if "relative_attention_bias" in name:
            shape = (8, HEADS)
        array = random.normal(0, 1, shape)
        if array.ndim == 1:
            array = array * 0.3 + (1 if name.endswith("weight") else 0)
        elif "position" not in name and "embed" not in name and "shared" not in name and "wte" not in name and "wpe" not in name:
            array = array / math.sqrt(shape[0])
        tensors[name] = array.astype(F)
    place = HERE / model
    place.mkdir(exist_ok=True)
    (place / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    save_file(tensors, place / "model.safetensors", metadata={"format": "pt"})
    return tensors


def toy_parameters(random):
    def matrix(*shape):
        return (random.normal(0, 1, shape) / math.sqrt(shape[0])).astype(F)

    parameters = {"rows": random.normal(0, 1, (len(IDS), D)).astype(F)}
    for layer in range(LAYERS):
        for name, shape in (
            ("attention.W_Q", (D, D)),
            ("attention.W_K", (D, D)),
            ("attention.W_V", (D, D)),
            ("attention.W_O", (D, D)),
            ("ffn.W_1", (D, FF)),
            ("ffn.W_2", (FF, D)),
        ):
            parameters[f"encoder.{layer}.{name}"] = matrix(*shape)
        for name, size in (
            ("attention.b_Q", D),
            ("attention.b_K", D),
            ("attention.b_V", D),
            ("attention.b_O", D),
            ("ffn.b_1", FF),
            ("ffn.b_2", D),
        ):
            parameters[f"encoder.{layer}.{name}"] = (0.3 * random.normal(0, 1, size)).astype(F)
        for name in ("attention.norm", "ffn.norm"):
            parameters[f"encoder.{layer}.{name}.gamma"] = (1 + 0.3 * random.normal(0, 1, D)).astype(F)
            parameters[f"encoder.{layer}.{name}.beta"] = (0.3 * random.normal(0, 1, D)).astype(F)
    np.savez_compressed(HERE / "toy.npz", **parameters)
    return parameters


def first_cell(right, wrong):
    for name in right:
        if name not in wrong:
            continue
        with np.errstate(invalid="ignore"):
            largest = max(np.abs(array[np.isfinite(array)]).max(initial=0) for array in (right[name], wrong[name]))
            near = np.abs(right[name] - wrong[name]) <= NOISE * (1 + largest)
            apart = ~((right[name] == wrong[name]) | near & np.isfinite(right[name]) & np.isfinite(wrong[name]))
        if apart.any():
            return name, np.argwhere(apart)[0].tolist()
    raise AssertionError("the mistake changes nothing")


def main():
    random = np.random.default_rng(16)
    weights = {model: folder(model, random) for model in ("bert", "gpt2", "llama", "t5")}
    weights["toy"] = toy_parameters(random)
    right = {model: PROGRAMS[model](Run(), weights[model]) for model in PROGRAMS}
    for model, arrays in right.items():
        np.savez_compressed(HERE / f"{model}-right.npz", **{key: _shortened(array) for key, array in arrays.items()})
    table, packed = [], {model: {} for model in PROGRAMS}
    for name, model, bugs, causes, given in CASES:
        arrays = PROGRAMS[model](Run(*bugs), weights[model])
        wanted = {"": list(right[model]), "hidden": HIDDEN.get(model, []), "logits": ["logits"]}[given]
        arrays = {key: arrays[key] for key in wanted}
        stage, cell = first_cell(right[model], arrays)
        marks = "".join(_mark(right[model][key], arrays.get(key)) for key in right[model])
        flat = np.concatenate([arrays[key].ravel() for key, mark in zip(right[model], marks, strict=True) if mark == "1"])
        packed[model][name] = _shortened(flat)
        table.append(
            {"name": name, "model": model, "bugs": bugs, "causes": causes, "stage": stage, "cell": cell, "arrays": marks}
        )
    for model, flat in packed.items():
        np.savez_compressed(HERE / f"{model}-wrong.npz", **flat)
    lines = ",\n".join(" " + json.dumps(row) for row in table)
    (HERE / "table.json").write_text(f"[\n{lines}\n]\n")


def _shortened(array):
    """Fifteen bits of each number's mantissa: a relative error of 1.6e-5 at most, and a quarter less to store."""
    bits = np.ascontiguousarray(array, F).view(np.uint32)
    rounded = np.where(np.isfinite(array), (bits + 0x80) & 0xFFFFFF00, bits)
    return rounded.astype(np.uint32).view(F)


def _mark(right, wrong):
    """- where an array is not given, 0 where it is that of the right run, 1 where it is in the flat array of the case."""
    if wrong is None:
        return "-"
    assert right.shape == wrong.shape
    return "0" if np.array_equal(right, wrong, equal_nan=True) else "1"


if __name__ == "__main__":
    main()
