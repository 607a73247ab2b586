"""The public microgpt algorithm in plain Python floats, written from its description for the tests: no arrays, no library.

A GPT of one or more layers: token and position embedding, RMS norm; then in each layer RMS norm, attention with a cache of keys and
values, residual, RMS norm, ReLU feed-forward, residual; logits. Norms have no parameters and nothing has a bias. Gradients are
found by reverse accumulation over scalars; training is Adam (β 0.85, 0.99; ε 1e-8) with a learning rate that falls in a line.
"""

import math
import random


class Value:
    """A scalar with what it was made from and the local slopes."""

    __slots__ = ("data", "grad", "parents", "slopes")

    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self.parents, self.slopes = data, 0.0, parents, slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, power):
        return Value(self.data**power, (self,), (power * self.data ** (power - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def relu(self):
        return Value(max(0.0, self.data), (self,), (float(self.data > 0),))

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack += [(parent, False) for parent in node.parents]
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                parent.grad += slope * node.grad


def total(values):
    result = Value(0.0)
    for value in values:
        result = result + value
    return result


def linear(x, rows):
    return [total(w * one for w, one in zip(row, x, strict=True)) for row in rows]


def rms_norm(x):
    scale = (total(one * one for one in x) * (1 / len(x)) + 1e-5) ** -0.5
    return [one * scale for one in x]


def softmax(scores):
    largest = max(score.data for score in scores)
    powers = [(score + -largest).exp() for score in scores]
    whole = total(powers) ** -1
    return [power * whole for power in powers]


def parameters(vocab, width=16, layers=1, positions=16, seed=42):
    draw = random.Random(seed)

    def matrix(rows, columns):
        return [[Value(draw.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]

    state = {"wte": matrix(vocab, width), "wpe": matrix(positions, width), "lm_head": matrix(vocab, width)}
    for layer in range(layers):
        for name in ("wq", "wk", "wv", "wo"):
            state[f"layer{layer}.attn_{name}"] = matrix(width, width)
        state[f"layer{layer}.mlp_fc1"] = matrix(4 * width, width)
        state[f"layer{layer}.mlp_fc2"] = matrix(width, 4 * width)
    return state


def logits_of(state, tokens, heads=4):
    layers = sum(name.endswith("attn_wq") for name in state)
    keys, values = [[] for _ in range(layers)], [[] for _ in range(layers)]
    result = []
    for place, token in enumerate(tokens):
        x = rms_norm([a + b for a, b in zip(state["wte"][token], state["wpe"][place], strict=True)])
        width = len(x) // heads
        for layer in range(layers):
            before, x = x, rms_norm(x)
            q, k, v = (linear(x, state[f"layer{layer}.attn_{name}"]) for name in ("wq", "wk", "wv"))
            keys[layer].append(k)
            values[layer].append(v)
            mixed = []
            for head in range(heads):
                part = slice(head * width, (head + 1) * width)
                scores = [
                    total(a * b for a, b in zip(q[part], row[part], strict=True)) * (1 / math.sqrt(width)) for row in keys[layer]
                ]
                weights = softmax(scores)
                mixed += [
                    total(w * row[part][column] for w, row in zip(weights, values[layer], strict=True)) for column in range(width)
                ]
            x = [a + b for a, b in zip(linear(mixed, state[f"layer{layer}.attn_wo"]), before, strict=True)]
            before, x = x, rms_norm(x)
            hidden = [one.relu() for one in linear(x, state[f"layer{layer}.mlp_fc1"])]
            x = [a + b for a, b in zip(linear(hidden, state[f"layer{layer}.mlp_fc2"]), before, strict=True)]
        result.append(linear(x, state["lm_head"]))
    return result


def loss_of(state, tokens):
    """The mean of −log p of each next token."""
    rows = logits_of(state, tokens[:-1])
    losses = [softmax(row)[after].log() * -1.0 for row, after in zip(rows, tokens[1:], strict=True)]
    return total(losses) * (1 / len(losses))


def adam(state, first, second, step, steps, rate=0.01, betas=(0.85, 0.99), epsilon=1e-8):
    """One step in place; first and second hold each parameter's moments."""
    falling = rate * (1 - step / steps)
    for name, matrix in state.items():
        for i, row in enumerate(matrix):
            for j, parameter in enumerate(row):
                at = (name, i, j)
                first[at] = betas[0] * first.get(at, 0.0) + (1 - betas[0]) * parameter.grad
                second[at] = betas[1] * second.get(at, 0.0) + (1 - betas[1]) * parameter.grad**2
                mean, spread = first[at] / (1 - betas[0] ** (step + 1)), second[at] / (1 - betas[1] ** (step + 1))
                parameter.data -= falling * mean / (math.sqrt(spread) + epsilon)
                parameter.grad = 0.0


def numbers(state):
    return {name: [[parameter.data for parameter in row] for row in matrix] for name, matrix in state.items()}
