"""Writes torch.npz: a bare attention of two heads whose output's gradient is given, under torch 2.13 in float64: every gradient.

And the losses mse and bce of numbers z and targets y, with their gradients.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

draw = np.random.Generator(np.random.PCG64(2))
arrays = {name: draw.normal(size=(4, 4)) for name in ("W_Q", "W_K", "W_V", "W_O")}
arrays |= {"inputs": draw.normal(size=(3, 4)), "upstream": draw.normal(size=(3, 4))}
w = {name: torch.tensor(array, requires_grad=True) for name, array in arrays.items()}
q, k, v = ((w["inputs"] @ w[f"W_{letter}"]).view(3, 2, 2).transpose(0, 1) for letter in "QKV")
weights = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(2), -1)
weights.retain_grad()
output = (weights @ v).transpose(0, 1).reshape(3, 4) @ w["W_O"]
output.backward(w["upstream"].detach())
arrays |= {f"grad.{name}": w[name].grad.numpy() for name in ("W_Q", "W_K", "W_V", "W_O", "inputs")}
arrays |= {"grad.softmax": weights.grad.numpy(), "output": output.detach().numpy()}
z, y = draw.normal(size=(3, 4)) * 3, draw.uniform(size=(3, 4))
arrays |= {"z": z, "y": y}
for kind, function in {"mse": F.mse_loss, "bce": F.binary_cross_entropy_with_logits}.items():
    for reduction in ("mean", "sum"):
        logits = torch.tensor(z, requires_grad=True)
        loss = function(logits, torch.tensor(y), reduction=reduction)
        loss.backward()
        arrays |= {f"{kind}.{reduction}": loss.detach().numpy(), f"grad.{kind}.{reduction}": logits.grad.numpy()}
np.savez(Path(__file__).parent / "torch.npz", **arrays)
