"""Writes torch.npz: losses of smoothed labels under torch 2.13 in float64, and their gradients. Run with torch installed.

z: logits (4 rows × 5 classes); labels: their classes, of which 0 is padding. For each way its loss and the gradient by z:
`annotated`: the module LabelSmoothing of The Annotated Transformer, which sums over the rows; `crossed`: the same targets without
their entropy; `ignored`: nn.CrossEntropyLoss(label_smoothing, ignore_index=0); `divergence`: nn.KLDivLoss of its targets.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

EPSILON, PAD, CLASSES = 0.1, 0, 5
LABELS = torch.tensor([2, 0, 4, 2])


def annotated(z: torch.Tensor) -> torch.Tensor:
    truth = torch.full_like(z, EPSILON / (CLASSES - 2))
    truth.scatter_(1, LABELS[:, None], 1 - EPSILON)
    truth[:, PAD] = 0
    truth.index_fill_(0, torch.nonzero(LABELS == PAD).squeeze(1), 0.0)
    return nn.KLDivLoss(reduction="sum")(torch.log_softmax(z, -1), truth)


def crossed(z: torch.Tensor) -> torch.Tensor:
    truth = torch.full_like(z, EPSILON / (CLASSES - 2)).scatter_(1, LABELS[:, None], 1 - EPSILON)
    truth[:, PAD] = 0
    rows = -(truth * torch.log_softmax(z, -1)).sum(-1)
    return rows[LABELS != PAD].mean()


def ignored(z: torch.Tensor) -> torch.Tensor:
    return nn.CrossEntropyLoss(label_smoothing=EPSILON, ignore_index=PAD)(z, LABELS)


def divergence(z: torch.Tensor) -> torch.Tensor:
    truth = torch.full_like(z, EPSILON / CLASSES).scatter_(1, LABELS[:, None], 1 - EPSILON + EPSILON / CLASSES)
    return nn.KLDivLoss(reduction="batchmean")(torch.log_softmax(z, -1), truth)


draw = np.random.Generator(np.random.PCG64(3))
arrays = {"z": draw.normal(size=(4, CLASSES)) * 2, "labels": LABELS.numpy()}
for way in (annotated, crossed, ignored, divergence):
    z = torch.tensor(arrays["z"], requires_grad=True)
    loss = way(z)
    loss.backward()
    arrays |= {way.__name__: loss.detach().numpy(), f"grad.{way.__name__}": z.grad.numpy()}
np.savez_compressed(Path(__file__).parent / "torch.npz", **arrays)
