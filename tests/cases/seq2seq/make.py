"""Writes what torch 2.13 computes in float64: the modules of PyTorch's translation tutorial, and Luong's attention over LSTMs.

`tutorial.safetensors`: the state dicts of EncoderRNN and AttnDecoderRNN, as `encoder.…` and `decoder.…`; `tutorial.npz`: encoder
states, attention weights, logits, the loss of teacher forcing and its gradients by the same names. `dot`, `general`, `none`: our
names of parameters, and of each the gradient. Run with torch installed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

HERE = Path(__file__).parent
torch.set_default_dtype(torch.float64)
WORDS, HIDDEN = 8, 6
SOURCE, TARGET, LABELS = torch.tensor([[3, 5, 2, 7]]), torch.tensor([[0, 4, 6]]), torch.tensor([4, 6, 1])


class Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(WORDS, HIDDEN)
        self.gru = nn.GRU(HIDDEN, HIDDEN, batch_first=True)

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.gru(self.embedding(ids))


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.Wa, self.Ua, self.Va = nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, 1)

    def forward(self, query: torch.Tensor, keys: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys))).squeeze(2).unsqueeze(1)
        weights = F.softmax(scores, dim=-1)
        return torch.bmm(weights, keys), weights


class Decoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(WORDS, HIDDEN)
        self.attention = Attention()
        self.gru = nn.GRU(2 * HIDDEN, HIDDEN, batch_first=True)
        self.out = nn.Linear(HIDDEN, WORDS)

    def forward(self, states: torch.Tensor, hidden: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        logits, weights = [], []
        for t in range(TARGET.shape[1]):
            context, weight = self.attention(hidden.permute(1, 0, 2), states)
            row, hidden = self.gru(torch.cat((self.embedding(TARGET[:, t : t + 1]), context), dim=2), hidden)
            logits.append(self.out(row))
            weights.append(weight)
        return torch.cat(logits, 1), torch.cat(weights, 1)


def tutorial() -> None:
    torch.manual_seed(0)
    model = nn.ModuleDict({"encoder": Encoder(), "decoder": Decoder()})
    states, hidden = model["encoder"](SOURCE)
    logits, weights = model["decoder"](states, hidden)
    loss = F.nll_loss(F.log_softmax(logits[0], -1), LABELS)
    loss.backward()
    save_file(model.state_dict(), HERE / "tutorial.safetensors")
    arrays = {"states": states[0], "logits": logits[0], "weights": weights[0], "loss": loss}
    arrays |= {f"grad.{name}": parameter.grad for name, parameter in model.named_parameters()}
    np.savez_compressed(HERE / "tutorial.npz", **{name: array.detach().numpy() for name, array in arrays.items()})


def luong(kind: str) -> None:
    """Two layers of LSTM (of plain RNN, without attention); rows are ours: y = x W, gates by name."""
    torch.manual_seed(1)
    cell, layers, gates = ("rnn", 1, [""]) if kind == "none" else ("lstm", 2, list("ifgo"))
    w: dict[str, torch.Tensor] = {"embedding.W_E": torch.randn(WORDS, 4), "decoder.embedding.W_E": torch.randn(WORDS, 4)}
    for side in ("encoder", "decoder"):
        for layer in range(layers):
            for gate in gates:
                w[f"{side}.{layer}.W_x{gate}"] = torch.randn(HIDDEN if layer else 4, HIDDEN) / 2
                w[f"{side}.{layer}.W_h{gate}"] = torch.randn(HIDDEN, HIDDEN) / 2
                w[f"{side}.{layer}.b{'_' if gate else ''}{gate}"] = torch.randn(HIDDEN) / 2
    if kind == "general":
        w["attention.W_a"] = torch.randn(HIDDEN, HIDDEN) / 2
    if kind != "none":
        w |= {"attention.W_c": torch.randn(2 * HIDDEN, HIDDEN) / 2, "attention.b_c": torch.randn(HIDDEN) / 2}
    w |= {"output.W_U": torch.randn(HIDDEN, WORDS), "output.b_U": torch.randn(WORDS)}
    w = {name: array.requires_grad_() for name, array in w.items()}

    def net(side: str) -> nn.Module:
        module = (nn.RNN if cell == "rnn" else nn.LSTM)(4, HIDDEN, layers, batch_first=True)
        for layer in range(layers):
            for sort, letter in (("ih", "x"), ("hh", "h")):
                rows = torch.cat([w[f"{side}.{layer}.W_{letter}{gate}"].T for gate in gates])
                delattr(module, f"weight_{sort}_l{layer}")
                setattr(module, f"weight_{sort}_l{layer}", rows)
            bias = torch.cat([w[f"{side}.{layer}.b{'_' if gate else ''}{gate}"] for gate in gates])
            for sort, array in (("ih", bias), ("hh", torch.zeros_like(bias))):
                delattr(module, f"bias_{sort}_l{layer}")
                setattr(module, f"bias_{sort}_l{layer}", array)
        return module

    states, last = net("encoder")(w["embedding.W_E"][SOURCE])
    rows, _ = net("decoder")(w["decoder.embedding.W_E"][TARGET], last)  # Luong's attention comes after the net
    arrays = {}
    if kind != "none":
        query = rows @ w["attention.W_a"] if kind == "general" else rows
        weights = torch.softmax(query @ states.transpose(1, 2), -1)
        rows = torch.tanh(torch.cat([weights @ states, rows], -1) @ w["attention.W_c"] + w["attention.b_c"])
        arrays["weights"] = weights[0]
    logits = rows[0] @ w["output.W_U"] + w["output.b_U"]
    loss = F.cross_entropy(logits, LABELS)
    loss.backward()
    arrays |= {
        "states": states[0],
        "logits": logits,
        "loss": loss,
        **w,
        **{f"grad.{name}": array.grad for name, array in w.items()},
    }
    np.savez_compressed(HERE / f"{kind}.npz", **{name: array.detach().numpy() for name, array in arrays.items()})


tutorial()
for kind in ("dot", "general", "none"):
    luong(kind)
