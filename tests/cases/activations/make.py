"""Writes torch.npz: what torch 2.13 makes of the activations, in float64, and of their gradients. Run with torch installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

KINDS = {
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "softplus": lambda x: F.softplus(x, threshold=1000.0),  # the usual threshold of 20 leaves out what exp(−x) still adds
    "mish": F.mish,
    "relu2": lambda x: F.relu(x).square(),
    "quick_gelu": lambda x: x * torch.sigmoid(1.702 * x),
}

values = np.concatenate([np.linspace(-6, 6, 49), [-40.0, -1e-3, 1e-3, 15.0, 40.0]])
arrays = {"x": values}
for kind, function in KINDS.items():
    x = torch.tensor(values, requires_grad=True)
    y = function(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    arrays[kind], arrays[f"{kind}.slope"] = y.detach().numpy(), slope.numpy()
np.savez(Path(__file__).parent / "torch.npz", **arrays)
