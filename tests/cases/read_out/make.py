"""Writes torch.npz and the state dicts: recurrent nets with one number read out, under torch 2.13 in float64. Run with torch installed.

`binary`: a two-way LSTM whose last states (h_n) go through nn.Linear(·, 1) and BCEWithLogitsLoss, over two padded sentences;
`regression`: a GRU whose every step predicts two numbers, with MSELoss; `last`: the same of the last step alone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

HERE = Path(__file__).parent
torch.set_default_dtype(torch.float64)
torch.manual_seed(0)


def save(case: str, model: nn.ModuleDict, loss: torch.Tensor, **arrays: torch.Tensor) -> None:
    loss.backward()
    save_file(model.state_dict(), HERE / f"{case}.safetensors")
    arrays |= {"loss": loss, **{f"grad.{name}": parameter.grad for name, parameter in model.named_parameters()}}
    np.savez_compressed(HERE / f"{case}.npz", **{name: array.detach().numpy() for name, array in arrays.items()})


x, y = torch.randn(2, 4, 3), torch.tensor([[1.0], [0.0]])
model = nn.ModuleDict({"lstm": nn.LSTM(3, 2, batch_first=True, bidirectional=True), "fc": nn.Linear(4, 1)})
_, (h, _) = model["lstm"](pack_padded_sequence(x, [4, 2], batch_first=True))
logits = model["fc"](torch.cat((h[0], h[1]), -1))
save("binary", model, nn.BCEWithLogitsLoss()(logits, y), x=x, y=y, logits=logits, probabilities=torch.sigmoid(logits))

x, y = torch.randn(1, 4, 3), torch.randn(1, 4, 2)
model = nn.ModuleDict({"gru": nn.GRU(3, 2, batch_first=True), "fc": nn.Linear(2, 2)})
prediction = model["fc"](model["gru"](x)[0])
save("regression", model, nn.MSELoss()(prediction, y), x=x, y=y, prediction=prediction)
model.zero_grad()
prediction = model["fc"](model["gru"](x)[0][:, -1])
save("last", model, nn.MSELoss()(prediction, y[:, -1]), x=x, y=y[:, -1], prediction=prediction)
