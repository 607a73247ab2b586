"""Makes the .npz and .safetensors files beside it, with PyTorch 2.13 in float64: `python make.py`. The tests only read them."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
torch.set_default_dtype(torch.float64)
torch.manual_seed(0)


def drawn(module: nn.Module) -> nn.Module:
    for parameter in module.parameters():
        nn.init.uniform_(parameter, -0.6, 0.6)
    return module.eval()


def save(case: str, module: nn.Module, **arrays: torch.Tensor) -> None:
    save_file({name: array.contiguous() for name, array in module.state_dict().items()}, HERE / f"{case}.safetensors")
    np.savez(HERE / f"{case}.npz", **{name: array.detach().numpy() for name, array in arrays.items()})


def recurrent() -> None:
    for kind in ("RNN", "GRU", "LSTM"):
        for both in (False, True):
            module = drawn(getattr(nn, kind)(4, 3, num_layers=2, bidirectional=both, batch_first=True))
            x, h0, c0 = torch.randn(1, 5, 4), torch.randn(4 if both else 2, 1, 3), torch.randn(4 if both else 2, 1, 3)
            out, _ = module(x, (h0, c0) if kind == "LSTM" else h0)
            save(f"{kind.lower()}_2layers{'_both' if both else ''}", module, x=x, h0=h0, c0=c0, out=out)
        module = drawn(getattr(nn, kind)(4, 3, bidirectional=True, batch_first=True))
        x = torch.randn(2, 5, 4)
        packed, _ = module(nn.utils.rnn.pack_padded_sequence(x, [5, 3], batch_first=True))
        save(f"{kind.lower()}_padded", module, x=x, out=nn.utils.rnn.pad_packed_sequence(packed, batch_first=True)[0])


def attention() -> None:
    q, k, v = torch.randn(1, 3, 6), torch.randn(1, 7, 5), torch.randn(1, 7, 4)
    module = drawn(nn.MultiheadAttention(6, 2, kdim=5, vdim=4, batch_first=True))
    out, weights = module(q, k, v, average_attn_weights=False)
    save("mha_other_widths", module, q=q, k=k, v=v, out=out, attn=weights)
    module = drawn(nn.MultiheadAttention(6, 2, bias=False, batch_first=True))
    out, weights = module(q, q, q, average_attn_weights=False)
    save("mha_no_bias", module, q=q, k=q, v=q, out=out, attn=weights)


def projected() -> None:
    """LSTMs whose hidden state is narrower than their cell, with the gradients of every parameter."""
    torch.manual_seed(2)
    for both in (False, True):
        module = drawn(nn.LSTM(4, 3, num_layers=2, proj_size=2, bidirectional=both, batch_first=True))
        count = 4 if both else 2
        x, h0, c0 = torch.randn(1, 5, 4), torch.randn(count, 1, 2), torch.randn(count, 1, 3)
        out, (_, c) = module(x, (h0, c0))
        upstream = torch.randn_like(out)
        out.backward(upstream)
        grads = {f"grad.{name}": parameter.grad for name, parameter in module.named_parameters()}
        save(f"lstm_projected{'_both' if both else ''}", module, x=x, h0=h0, c0=c0, out=out, c=c, up=upstream, **grads)


def masks() -> None:
    """One attention over 3 tokens: masks of numbers and of each head, keys and values of no token; with gradients.

    `allowed`: the opposite of a bool attn_mask. Two sentences where there are N·heads matrices, the second of 2 tokens.
    """
    torch.manual_seed(1)
    x, upstream = torch.randn(2, 3, 4), torch.randn(2, 3, 4)
    x[1, 2] = 0.0
    numbers = torch.randn(4, 3, 3)
    numbers[:, 0, 1] = -torch.inf
    heard = torch.rand(2, 3, 3) < 0.6
    heard[:, range(3), range(3)] = True
    extra = {"add_bias_kv": True, "add_zero_attn": True}
    cases = {
        "numbers": ({}, {"attn_mask": numbers[0]}), "heads": ({}, {"attn_mask": numbers[:2]}),
        "sentences": ({}, {"attn_mask": numbers, "key_padding_mask": torch.tensor([[0, 0, 0], [0, 0, 1]]).bool()}),
        "bool": ({}, {"attn_mask": ~heard}), "bias_kv": ({"add_bias_kv": True}, {}), "zero": ({"add_zero_attn": True}, {}),
        "both": (extra, {"attn_mask": numbers[:2]}), "both_bool": (extra, {"attn_mask": ~heard}),
    }  # fmt: skip
    for case, (options, masks) in cases.items():
        module = drawn(nn.MultiheadAttention(4, 2, batch_first=True, **options))
        count = 2 if case == "sentences" else 1
        given = x[:count].clone().requires_grad_()
        out, average = module(given, given, given, **masks)
        weights = module(given, given, given, average_attn_weights=False, **masks)[1]
        real = torch.tensor([[1.0] * 3, [1.0, 1.0, 0.0]])[:count, :, None]
        out.backward(upstream[:count] * real)
        arrays = {name: mask for name, mask in masks.items() if name == "attn_mask"}
        grads = {f"grad.{name}": parameter.grad for name, parameter in module.named_parameters()}
        save(f"mha_{case}", module, x=x[:count], up=upstream[:count] * real, out=out, average=average, attn=weights,
             **{"grad.x": given.grad}, **grads, **arrays)  # fmt: skip


def stacks() -> None:
    x, memory, y = torch.randn(1, 5, 8), torch.randn(1, 6, 8), torch.randn(1, 4, 8)
    causal = nn.Transformer.generate_square_subsequent_mask
    pre = {"activation": "gelu", "norm_first": True, "batch_first": True, "dropout": 0.0}
    module = drawn(nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, **pre), 3, norm=nn.LayerNorm(8)))
    save("encoder_prenorm_gelu", module, x=x, out=module(x))
    module = drawn(nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16, **pre), 2, norm=nn.LayerNorm(8)))
    save("decoder_prenorm_gelu", module, x=x, memory=memory, out=module(x, memory, tgt_mask=causal(5)))
    module = drawn(nn.Transformer(8, 2, 2, 2, 16, batch_first=True, dropout=0.0))
    save("transformer", module, x=x, y=y, out=module(x, y, tgt_mask=causal(4)))
    module = drawn(nn.BatchNorm1d(8)).train()
    rows, before = torch.randn(6, 8), {name: array.clone() for name, array in module.state_dict().items()}
    out = module(rows)
    after = {"mean_after": module.running_mean.clone(), "variance_after": module.running_var.clone()}
    module.load_state_dict(before)
    save("batchnorm_training", module, x=rows, out=out, **after)


if __name__ == "__main__":
    recurrent()
    attention()
    stacks()
    masks()
    projected()
