"""Captures with forward hooks of the tiny models of `cases/hf/families`, and of torch.nn modules. Run once, with torch and transformers.

python tests/cases/captures/make.py   (made with torch 2.13, transformers 5.24)
"""

import json
from pathlib import Path

import numpy as np
import torch
import transformers as T
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
FAMILIES = HERE.parent / "hf" / "families"
HOOKED = ("albert", "bart", "bert", "gpt-neox", "gpt2", "llama", "phi3", "t5")
RETURNED = ("bert", "gpt2", "llama", "mistral", "t5")


def flat(name, value, into):
    """What a module returns: a tensor, or a tuple or a mapping of them."""
    if isinstance(value, torch.Tensor):
        into[name] = value.detach().numpy().copy()
    elif isinstance(value, (tuple, list)):
        for place, inner in enumerate(value):
            flat(f"{name}.{place}", inner, into)
    elif hasattr(value, "items"):
        for key, inner in value.items():
            flat(f"{name}.{key}", inner, into)


def capture(module, *inputs, **options):
    arrays = {}
    hooks = [
        inner.register_forward_hook(lambda _, __, value, name=name: flat(name, value, arrays))
        for name, inner in module.named_modules()
        if name
    ]
    value = module(*inputs, **options)
    for hook in hooks:
        hook.remove()
    return arrays, value


def family(name):
    config = T.AutoConfig.from_pretrained(FAMILIES / name)
    cls = getattr(T, config.architectures[0])
    model = cls.from_pretrained(FAMILIES / name, attn_implementation="eager", dtype=torch.float32).eval()
    ids = {"input_ids": torch.tensor([[7, 19, 33, 8, 21]])}
    if config.is_encoder_decoder:
        ids["decoder_input_ids"] = torch.tensor([[config.decoder_start_token_id or 0, 9, 11, 30]])
    with torch.no_grad():
        hooks, output = capture(model, **ids, output_hidden_states=True, output_attentions=True)
    outputs = {}
    cache = output.get("past_key_values")
    flat("", {key: value for key, value in output.items() if key != "past_key_values"}, outputs)
    outputs = {key.lstrip("."): array for key, array in outputs.items()}
    for layer, kept in enumerate(getattr(cache, "layers", [])):
        outputs[f"past_key_values.{layer}.key"], outputs[f"past_key_values.{layer}.value"] = (
            kept.keys.numpy(),
            kept.values.numpy(),
        )
    beside = {key: tensor.numpy() for key, tensor in ids.items()}
    if name in HOOKED:
        np.savez_compressed(HERE / f"{name}.hooks.npz", **hooks, **beside)
    if name in RETURNED:
        np.savez_compressed(HERE / f"{name}.outputs.npz", **outputs, **beside)


def transformer():
    """nn.Transformer, post-norm, with its weights and inputs as a trace file."""
    torch.manual_seed(0)
    module = nn.Transformer(8, 2, 1, 1, 12, dropout=0.0, batch_first=True)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    source, target = torch.randn(1, 3, 8), torch.randn(1, 4, 8)
    arrays, _ = capture(module, source, target, tgt_mask=module.generate_square_subsequent_mask(4))
    np.savez_compressed(HERE / "nn.hooks.npz", **arrays)
    save_file(module.state_dict(), HERE / "nn.safetensors")
    case = {"model": "encoder-decoder", "positions": "none", "heads": 2}
    case |= {"inputs": source[0].tolist(), "target_inputs": target[0].tolist()}
    (HERE / "nn.json").write_text(json.dumps(case))
    torch.save(
        {"step": 3, "layers": [{"attn": torch.arange(6.0).reshape(2, 3).T}], "half": torch.ones(2).bfloat16() / 3},
        HERE / "nested.pt",
    )


for one in sorted({*HOOKED, *RETURNED}):
    family(one)
transformer()
