"""Writes torch.npz: three steps of a small encoder under torch 2.13's optimizers, in float64. Run with torch installed.

Each way of training: the parameters before the first step (the same for all), those after each step, and each step's learning
rate, loss and norm of all gradients. `accumulated`: sentences of different lengths, one after another, whose gradients of
loss / 3 are added up before each step.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from torch import optim
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

LABELS = torch.tensor([0, 2, 1, 1])
SIZES = {
    "embedding.W_E": (4, 4), "encoder.0.attention.W_Q": (4, 4), "encoder.0.attention.W_K": (4, 4),
    "encoder.0.attention.W_V": (4, 4), "encoder.0.attention.W_O": (4, 4), "encoder.0.ffn.W_1": (4, 6), "encoder.0.ffn.b_1": (6,),
    "encoder.0.ffn.W_2": (6, 4), "encoder.0.ffn.b_2": (4,), "output.W_U": (4, 3),
}  # fmt: skip
WAYS = {
    "adamw": lambda p: optim.AdamW(p, lr=0.05, weight_decay=0.1),
    "adamw usual": lambda p: optim.AdamW(p, lr=0.05),
    "adam, decay": lambda p: optim.Adam(p, lr=0.05, weight_decay=0.1),
    "nesterov": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "sgd, decay": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.2),
    "clipped": lambda p: optim.SGD(p, lr=0.1),
    "clipped adamw, cosine": lambda p: optim.AdamW(p, lr=0.05, weight_decay=0.1),
}
CLIP = {"clipped": 1.5, "clipped adamw, cosine": 0.7}
STEPS, WARMUP = 3, 2
SENTENCES = [([0, 1, 2, 3], [0, 2, 1, 1]), ([1, 3], [2, 0]), ([2], [1])]


def logits(w: dict[str, torch.Tensor], ids: list[int]) -> torch.Tensor:
    x = w["embedding.W_E"][ids]
    q, k, v = ((x @ w[f"encoder.0.attention.W_{letter}"]).view(-1, 2, 2).transpose(0, 1) for letter in "QKV")
    z = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(2), -1) @ v
    x = x + z.transpose(0, 1).reshape(-1, 4) @ w["encoder.0.attention.W_O"]
    hidden = F.relu(x @ w["encoder.0.ffn.W_1"] + w["encoder.0.ffn.b_1"])
    return (x + hidden @ w["encoder.0.ffn.W_2"] + w["encoder.0.ffn.b_2"]) @ w["output.W_U"]


def schedule(optimizer: optim.Optimizer) -> SequentialLR:
    rising = LinearLR(optimizer, start_factor=1 / WARMUP, end_factor=1.0, total_iters=WARMUP - 1)
    falling = CosineAnnealingLR(optimizer, T_max=STEPS + 1 - WARMUP)
    return SequentialLR(optimizer, [rising, falling], milestones=[WARMUP - 1])


def steps(way: str, initial: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    w = {name: torch.tensor(array, requires_grad=True) for name, array in initial.items()}
    optimizer = WAYS[way](list(w.values()))
    rates = schedule(optimizer) if way.endswith("cosine") else None
    arrays = {}
    for number in range(1, STEPS + 1):
        at = f"{way}/step.{number}."
        optimizer.zero_grad()
        loss = F.cross_entropy(logits(w, [0, 1, 2, 3]), LABELS)
        loss.backward()
        arrays[at + "loss"], arrays[at + "lr"] = loss.detach().numpy(), np.array(optimizer.param_groups[0]["lr"])
        if way in CLIP:
            arrays[at + "clip.norm"] = torch.nn.utils.clip_grad_norm_(w.values(), CLIP[way]).numpy()
        optimizer.step()
        if rates is not None:
            rates.step()
        arrays |= {at + f"after.{name}": tensor.detach().numpy().copy() for name, tensor in w.items()}
    return arrays


def accumulated(initial: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    w = {name: torch.tensor(array, requires_grad=True) for name, array in initial.items()}
    optimizer = WAYS["adamw"](list(w.values()))
    arrays = {}
    for number in range(1, STEPS + 1):
        at = f"accumulated/step.{number}."
        optimizer.zero_grad()
        for part, (ids, labels) in enumerate(SENTENCES, 1):
            loss = F.cross_entropy(logits(w, ids), torch.tensor(labels))
            arrays[f"{at}micro.{part}.loss"] = loss.detach().numpy()
            (loss / len(SENTENCES)).backward()
        arrays |= {at + f"grad.{name}": tensor.grad.numpy().copy() for name, tensor in w.items()}
        optimizer.step()
        arrays |= {at + f"after.{name}": tensor.detach().numpy().copy() for name, tensor in w.items()}
    return arrays


draw = np.random.Generator(np.random.PCG64(1))
initial = {name: draw.normal(size=shape) for name, shape in SIZES.items()}
arrays = {f"initial/{name}": array for name, array in initial.items()}
for way in WAYS:
    arrays |= steps(way, initial)
arrays |= accumulated(initial)
np.savez_compressed(Path(__file__).parent / "torch.npz", **arrays)
