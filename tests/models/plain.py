"""The architectures once more in plain NumPy, one sentence at a time, written without looking at the recorder: an oracle."""

from __future__ import annotations

from typing import Any

import numpy as np


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def numbers(run: Any) -> dict[str, np.ndarray]:
    return {name: step.array for name, step in run.parameters.items()}


def layer_norm(x: np.ndarray, p: dict[str, np.ndarray], at: str, epsilon: float = 1e-5) -> np.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + epsilon) * p[f"{at}.gamma"] + p[f"{at}.beta"]


def attention(x: np.ndarray, memory: np.ndarray, p: dict[str, np.ndarray], at: str, heads: int, causal: bool) -> np.ndarray:
    """Head by head, query by query."""
    q, k, v = x @ p[f"{at}.W_Q"], memory @ p[f"{at}.W_K"], memory @ p[f"{at}.W_V"]
    wide_k, wide_v = q.shape[1] // heads, v.shape[1] // heads
    rows = []
    for i in range(len(x)):
        seen = memory[: i + 1] if causal else memory
        parts = []
        for h in range(heads):
            keys = k[: len(seen), h * wide_k : (h + 1) * wide_k]
            weights = softmax(keys @ q[i, h * wide_k : (h + 1) * wide_k] / wide_k**0.5)
            parts.append(weights @ v[: len(seen), h * wide_v : (h + 1) * wide_v])
        rows.append(np.concatenate(parts))
    found = np.array(rows)
    return found @ p[f"{at}.W_O"] if f"{at}.W_O" in p else found


def feed_forward(x: np.ndarray, p: dict[str, np.ndarray], at: str) -> np.ndarray:
    return np.maximum(x @ p[f"{at}.W_1"] + p[f"{at}.b_1"], 0) @ p[f"{at}.W_2"] + p[f"{at}.b_2"]


def sublayer(x: np.ndarray, p: dict[str, np.ndarray], at: str, pre: bool, compute: Any) -> np.ndarray:
    if pre:
        return x + compute(layer_norm(x, p, f"{at}.norm"))
    return layer_norm(x + compute(x), p, f"{at}.norm")


def positions(length: int, width: int) -> np.ndarray:
    """Section 3.5, number by number."""
    found = np.zeros((length, width))
    for pos in range(length):
        for i in range(width):
            angle = pos / 10000 ** (2 * (i // 2) / width)
            found[pos, i] = np.cos(angle) if i % 2 else np.sin(angle)
    return found


def encoder(x: np.ndarray, p: dict[str, np.ndarray], layers: int, heads: int, pre: bool = False) -> np.ndarray:
    for n in range(layers):
        at = f"encoder.{n}"
        x = sublayer(x, p, f"{at}.attention", pre, lambda h, at=at: attention(h, h, p, f"{at}.attention", heads, False))
        x = sublayer(x, p, f"{at}.ffn", pre, lambda h, at=at: feed_forward(h, p, f"{at}.ffn"))
    return x


def decoder(
    x: np.ndarray, memory: np.ndarray | None, p: dict[str, np.ndarray], layers: int, heads: int, pre: bool = False
) -> np.ndarray:
    for n in range(layers):
        at = f"decoder.{n}"
        x = sublayer(x, p, f"{at}.attention", pre, lambda h, at=at: attention(h, h, p, f"{at}.attention", heads, True))
        if memory is not None:
            x = sublayer(x, p, f"{at}.cross", pre, lambda h, at=at: attention(h, memory, p, f"{at}.cross", heads, False))
        x = sublayer(x, p, f"{at}.ffn", pre, lambda h, at=at: feed_forward(h, p, f"{at}.ffn"))
    return x


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def recurrent(
    kind: str,
    x: np.ndarray,
    p: dict[str, np.ndarray],
    at: str,
    h: np.ndarray,
    c: np.ndarray,
    update: str = "keep",
    reset: str = "after",
    change: Any = None,
) -> np.ndarray:
    """The states of one layer and direction; `change(t, h)` interferes with each state before it goes on."""

    def gate(name: str, now: np.ndarray, state: np.ndarray) -> np.ndarray:
        return now @ p[f"{at}.W_x{name}"] + state @ p[f"{at}.W_h{name}"] + p[f"{at}.b{'_' if name else ''}{name}"]

    states = []
    for t, now in enumerate(x):
        if kind == "rnn":
            h = np.tanh(gate("", now, h))
        elif kind == "lstm":
            i, f, o, g = (
                sigmoid(gate("i", now, h)),
                sigmoid(gate("f", now, h)),
                sigmoid(gate("o", now, h)),
                np.tanh(gate("g", now, h)),
            )
            c = f * c + i * g
            h = o * np.tanh(c)
        else:
            r, z = sigmoid(gate("r", now, h)), sigmoid(gate("z", now, h))
            seen = (
                r * (h @ p[f"{at}.W_hn"] + p[f"{at}.b_hn"]) if reset == "after" else (r * h) @ p[f"{at}.W_hn"] + p[f"{at}.b_hn"]
            )
            n = np.tanh(now @ p[f"{at}.W_xn"] + p[f"{at}.b_xn"] + seen)
            h = (1 - z) * n + z * h if update == "keep" else (1 - z) * h + z * n
        if change is not None:
            h = change(t, h)
        states.append(h)
    return np.array(states)
