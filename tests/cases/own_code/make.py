"""Makes the .npz and .safetensors files beside it, with PyTorch 2.13 in float64: `python make.py`. The tests only read them.

annotated: the Transformer of "The Annotated Transformer" (Rush, Harvard NLP, 2018), written again from its description: every
sublayer is x + sublayer(norm(x)), the norm divides by the deviation of the sample plus ε, and the embeddings are scaled by √d_model.
Cells: torch.nn.RNNCell, GRUCell and LSTMCell, step by step.
"""

import copy
import math
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
WIDTH, HEADS, HIDDEN = 8, 2, 12
torch.set_default_dtype(torch.float64)
torch.manual_seed(0)


def clones(module, count):
    return nn.ModuleList([copy.deepcopy(module) for _ in range(count)])


class LayerNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.a_2, self.b_2 = nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.zeros(WIDTH))

    def forward(self, x):
        return self.a_2 * (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + 1e-6) + self.b_2


class SublayerConnection(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = LayerNorm()

    def forward(self, x, sublayer):
        return x + sublayer(self.norm(x))


class MultiHeadedAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.linears = clones(nn.Linear(WIDTH, WIDTH), 4)

    def forward(self, query, key, value, mask=None):
        q, k, v = (linear(x).view(len(x), HEADS, -1).transpose(0, 1) for linear, x in zip(self.linears, (query, key, value)))
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
        if mask is not None:
            scores = scores.masked_fill(mask == 0, -1e9)
        return self.linears[-1]((scores.softmax(-1) @ v).transpose(0, 1).reshape(len(query), -1))


class PositionwiseFeedForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.w_1, self.w_2 = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH)

    def forward(self, x):
        return self.w_2(self.w_1(x).relu())


class EncoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.self_attn, self.feed_forward, self.sublayer = (
            MultiHeadedAttention(),
            PositionwiseFeedForward(),
            clones(SublayerConnection(), 2),
        )

    def forward(self, x):
        x = self.sublayer[0](x, lambda x: self.self_attn(x, x, x))
        return self.sublayer[1](x, self.feed_forward)


class DecoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.self_attn, self.src_attn = MultiHeadedAttention(), MultiHeadedAttention()
        self.feed_forward, self.sublayer = PositionwiseFeedForward(), clones(SublayerConnection(), 3)

    def forward(self, x, memory):
        mask = torch.ones(len(x), len(x)).tril()
        x = self.sublayer[0](x, lambda x: self.self_attn(x, x, x, mask))
        x = self.sublayer[1](x, lambda x: self.src_attn(x, memory, memory))
        return self.sublayer[2](x, self.feed_forward)


class Stack(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layers, self.norm = clones(layer, 2), LayerNorm()

    def forward(self, x, *memory):
        for layer in self.layers:
            x = layer(x, *memory)
        return self.norm(x)


class Embeddings(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.lut = nn.Embedding(vocab, WIDTH)

    def forward(self, x):
        return self.lut(x) * math.sqrt(WIDTH)


class PositionalEncoding(nn.Module):
    def __init__(self):
        super().__init__()
        position = torch.arange(0, 30.0).unsqueeze(1)
        waves = torch.exp(torch.arange(0, WIDTH, 2) * -(math.log(10000.0) / WIDTH))
        pe = torch.zeros(30, WIDTH)
        pe[:, 0::2], pe[:, 1::2] = torch.sin(position * waves), torch.cos(position * waves)
        self.register_buffer("pe", pe.unsqueeze(0))

    def forward(self, x):
        return x + self.pe[0, : len(x)]


class Generator(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.proj = nn.Linear(WIDTH, vocab)

    def forward(self, x):
        return self.proj(x).log_softmax(-1)


class EncoderDecoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Stack(EncoderLayer()), Stack(DecoderLayer())
        self.src_embed = nn.Sequential(Embeddings(11), PositionalEncoding())
        self.tgt_embed = nn.Sequential(Embeddings(13), PositionalEncoding())
        self.generator = Generator(13)


def save(case, module, **arrays):
    save_file({name: array.contiguous() for name, array in module.state_dict().items()}, HERE / f"{case}.safetensors")
    np.savez(HERE / f"{case}.npz", **{name: array.detach().numpy() for name, array in arrays.items()})


def annotated():
    module = EncoderDecoder().eval()
    for parameter in module.parameters():
        nn.init.uniform_(parameter, -0.6, 0.6)
    source, target = torch.tensor([3, 1, 4, 1, 5]), torch.tensor([0, 9, 2, 6])
    memory = module.encoder(module.src_embed(source))
    out = module.decoder(module.tgt_embed(target), memory)
    save("annotated", module, source=source, target=target, memory=memory, out=out, log_probabilities=module.generator(out))


def cells():
    for kind in ("RNN", "GRU", "LSTM"):
        cell = getattr(nn, f"{kind}Cell")(4, 3)
        x, h, c = torch.randn(5, 4), torch.randn(1, 3), torch.randn(1, 3)
        start, rows, cell_state = (h, c), [], c
        for row in x:
            if kind == "LSTM":
                h, cell_state = cell(row[None], (h, cell_state))
            else:
                h = cell(row[None], h)
            rows.append(h[0])
        save(f"{kind.lower()}_cell", cell, x=x, h0=start[0][0], c0=start[1][0], out=torch.stack(rows), c=cell_state[0])


if __name__ == "__main__":
    annotated()
    cells()
