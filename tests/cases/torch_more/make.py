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
