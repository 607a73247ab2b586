"""Every layer serves a toy: what only checkpoints ask for today, in models made from settings, against plain NumPy."""

import numpy as np
import pytest
from plain import softmax

from tracer.axes import Axis
from tracer.models import page
from tracer.models.architecture import toy
from tracer.models.frame import Frame, Text
from tracer.record.recorder import Recorder
from tracer.settings import Settings
from tracer.weights.parameters import Parameters

HEADS, SHARED, D, D_K, D_FF, TOKENS = 4, 2, 8, 4, 6, 5
LABELS = [f"w{place}" for place in range(TOKENS)]


def run(changes, **choices):
    """(recorder, parameters by name, architecture) of a seeded decoder; `changes`: of its architecture."""
    sizes = {"layers": 2, "heads": HEADS, "d_model": D, "d_k": D_K, "d_v": D_K, "d_ff": D_FF}
    settings = Settings(model="decoder", mask="causal", bias=False, seed=4, **{**sizes, **choices})
    a = toy(settings).replace(**changes)
    axis = {name: Axis(name, size) for name, size in (("d_model", D), ("d_k", D_K), ("d_v", D_K), ("d_ff", D_FF))}
    vocab = Axis("vocab", TOKENS, LABELS)
    text = Text(Axis("token", TOKENS, LABELS), vocab, ids=tuple(range(TOKENS)), width=axis["d_model"])
    frame = Frame(a, text, axis["d_model"], Axis("head", HEADS), *list(axis.values())[1:], Axis("hidden", None), vocab=vocab)
    r = Recorder(Parameters(settings, {}, {}, True, True))
    page("decoder")(r, frame)
    return r, {name: step.values for name, step in r.parameters.items()}, a


def rms(x, gamma):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5) * gamma


def rotated(x, base=10000.0):
    """Neighbouring columns turned by position × frequency, one pair after another."""
    turned = x.copy()
    for place in range(len(x)):
        for pair in range(x.shape[1] // 2):
            angle = place * base ** (-2 * pair / x.shape[1])
            first, second = x[place, 2 * pair], x[place, 2 * pair + 1]
            turned[place, 2 * pair] = first * np.cos(angle) - second * np.sin(angle)
            turned[place, 2 * pair + 1] = second * np.cos(angle) + first * np.sin(angle)
    return turned


def attention(x, p, at, a, layer, bias=None):
    """Head by head, query by query."""
    groups, rope = HEADS // (a.kv_heads or HEADS), a.positions == "rope"
    place = {letter: x @ p[f"{at}.W_{letter}"] for letter in "QKV"}
    heads = []
    for h in range(HEADS):
        own, shared = slice(h * D_K, (h + 1) * D_K), slice(h // groups * D_K, (h // groups + 1) * D_K)
        q, k, v = place["Q"][:, own], place["K"][:, shared], place["V"][:, shared]
        if a.qk_norm:
            q, k = rms(q, p[f"{at}.q_norm.gamma"]), rms(k, p[f"{at}.k_norm.gamma"])
        q, k = (rotated(q), rotated(k)) if rope else (q, k)
        rows = []
        for i in range(TOKENS):
            window = a.windows[layer] if a.windows else None
            first = max(0, i + 1 - window) if window else 0
            scores = k[first : i + 1] @ q[i] / D_K**0.5
            if a.score_softcap:
                scores = a.score_softcap * np.tanh(scores / a.score_softcap)
            if bias is not None:
                scores = scores + bias[h, i, first : i + 1]
            weights = softmax(np.append(scores, p[f"{at}.sinks"][h]))[:-1] if a.attention_sinks else softmax(scores)
            rows.append(weights @ v[first : i + 1])
        heads.append(np.array(rows))
    return np.concatenate(heads, axis=1) @ p[f"{at}.W_O"]


def silu(x):
    return x / (1 + np.exp(-x))


def mixture(x, p, at, a):
    """Token by token: the likeliest experts, each in the proportion of its probability among them."""
    rows = []
    for row in x:
        scores = row @ p[f"{at}.W_R"]
        likely = 1 / (1 + np.exp(-scores)) if a.router == "sigmoid" else softmax(scores)
        judged = likely + p[f"{at}.b_choice"] if a.router == "sigmoid" else likely
        counted = 2 if a.router == "sigmoid" else 1
        groups = np.array_split(range(len(likely)), a.expert_groups or 1)
        by_best = sorted(groups, key=lambda group: -sum(sorted(judged[group])[-counted:]))
        open_to_choice = [number for group in by_best[: a.expert_groups_per_token] for number in group]
        best = sorted(open_to_choice, key=lambda number: -judged[number])[: a.experts_per_token]
        below = sum(likely[number] for number in best) if a.expert_weights_normalised else 1.0
        each = [
            a.expert_factor * likely[number] / below * feed_forward(row, p, f"{at}.expert.{number}", a.replace(experts=None))
            for number in best
        ]
        if a.shared_experts:
            each.append(feed_forward(row, p, f"{at}.shared", a.replace(experts=None)))
        rows.append(sum(each))
    return np.array(rows)


def feed_forward(x, p, at, a):
    if a.experts:
        return mixture(x, p, at, a)
    if a.swiglu_limit:
        gate = np.minimum(x @ p[f"{at}.W_G"], a.swiglu_limit)
        numbers = np.clip(x @ p[f"{at}.W_1"], -a.swiglu_limit, a.swiglu_limit)
        return (gate / (1 + np.exp(-a.swiglu_alpha * gate)) * (numbers + 1)) @ p[f"{at}.W_2"]
    if a.gated:
        return (silu(x @ p[f"{at}.W_G"]) * (x @ p[f"{at}.W_1"])) @ p[f"{at}.W_2"]
    return silu(x @ p[f"{at}.W_1"]) @ p[f"{at}.W_2"]


def decoder(x, p, a, bias=None):
    for layer in range(2):
        at = f"decoder.{layer}"
        parts = {
            "attention": lambda h, at=at, layer=layer: attention(h, p, f"{at}.attention", a, layer, bias),
            "ffn": lambda h, at=at, layer=layer: feed_forward(
                h, p, f"{at}.ffn", a.replace(experts=None) if layer in a.dense else a
            ),
        }
        outs, start = [], x
        for part, compute in parts.items():
            out = compute(rms(start if a.parallel else x, p[f"{at}.{part}.norm.gamma"]))
            if a.output_norm:
                out = rms(out, p[f"{at}.{part}.output_norm.gamma"])
            outs.append(out)
            x = start + sum(outs)
    return rms(x, p["decoder.norm.gamma"])


LLAMA = {"norm": "pre", "norm_kind": "rms", "activation": "silu", "final_norm": True, "positions": "rope"}
CHANGES = {
    "nothing": {},
    "grouped keys": {"kv_heads": SHARED},
    "one key head": {"kv_heads": 1},
    "gated": {"gated": True},
    "normed queries and keys": {"qk_norm": True},
    "soft cap": {"score_softcap": 0.5},
    "windows": {"windows": (2, None)},
    "norm on both sides": {"output_norm": True},
    "side by side": {"parallel": True},
    "side by side, normed on both sides": {"parallel": True, "output_norm": True},
    "one expert of three": {"experts": 3, "experts_per_token": 1},
    "gated experts": {"experts": 4, "experts_per_token": 2, "gated": True},
    "experts by their probability": {"experts": 4, "experts_per_token": 3, "expert_weights_normalised": False},
    "experts side by side with attention": {"experts": 3, "parallel": True},
    "shared experts": {"experts": 3, "shared_experts": 2, "gated": True, "expert_factor": 1.5},
    "experts judged alone": {"experts": 4, "router": "sigmoid"},
    "groups of experts": {"experts": 6, "expert_groups": 3, "expert_groups_per_token": 2},
    "groups of experts judged alone": {
        "experts": 6, "expert_groups": 2, "router": "sigmoid", "shared_experts": 1, "experts_per_token": 3,
    },
    "experts from the second layer on": {"experts": 3, "dense": (0,)},
    "sinks": {"attention_sinks": True},
    "sinks and windows": {"attention_sinks": True, "windows": (2, None), "kv_heads": SHARED},
    "clipped gates": {"swiglu_limit": 0.3, "swiglu_alpha": 1.5},
    "experts with clipped gates": {"swiglu_limit": 0.3, "experts": 3},
    "all together": {
        "kv_heads": SHARED, "gated": True, "qk_norm": True, "score_softcap": 2.0, "windows": (None, 3), "output_norm": True,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_toy_with_layers_of_todays_models_is_what_plain_numpy_gives(name):
    r, p, a = run(CHANGES[name], **LLAMA)
    expected = decoder(r.steps["input"].values, p, a)
    np.testing.assert_allclose(r.steps["decoder.norm"].values, expected, rtol=0, atol=1e-12)


def test_a_relative_bias_is_added_to_the_scores_of_every_layer():
    r, p, a = run({}, **{**LLAMA, "positions": "relative"})
    learned, bias = p["decoder.position_bias.W_B"], np.zeros((HEADS, TOKENS, TOKENS))
    for i in range(TOKENS):
        for j in range(i + 1):  # so near, each distance has a bucket of its own
            bias[:, i, j] = learned[i - j] if i - j < 4 else learned[4]
    np.testing.assert_allclose(r.steps["decoder.norm"].values, decoder(r.steps["input"].values, p, a, bias), rtol=0, atol=1e-12)


def test_logits_may_be_capped_and_the_output_scaled():
    plain, capped = (run({"logit_softcap": cap, "scaled_output": True}, **LLAMA)[0].steps for cap in (None, 0.1))
    x = plain["decoder.norm"].values
    assert np.allclose(plain["output.scaled"].values, x / D**0.5, rtol=0, atol=1e-15)
    assert np.allclose(capped["logits"].values, 0.1 * np.tanh(plain["logits"].values / 0.1), rtol=0, atol=1e-12)
