"""Stages of small models as PyTorch computes them in half precision on the CPU: `halves.npz`, beside this file.

Run with an interpreter that has torch and transformers. The stages are those before the first operation that transformers writes
as several of PyTorch's, so that ours agree to the bit.
"""

from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForCausalLM

HERE = Path(__file__).parent
IDS = [5, 9, 100, 7, 20, 3, 8, 11]


def parts(model, name):
    """Stage -> the module that gives it."""
    if name == "llama":
        layer = model.model.layers[0]
        return {"decoder.0.attention.norm": layer.input_layernorm, "decoder.0.attention.q": layer.self_attn.q_proj}
    layer = model.transformer.h[0]
    return {
        "decoder.0.attention.norm": layer.ln_1,
        "decoder.0.attention.output": layer.attn,
        "decoder.0.ffn.norm": layer.ln_2,
        "decoder.0.ffn.hidden": layer.mlp.c_fc,
    }


arrays = {"ids": np.array(IDS)}
for name in ("gpt2", "llama"):
    for dtype in ("bfloat16", "float16"):
        model = AutoModelForCausalLM.from_pretrained(
            HERE / name / "model", attn_implementation="eager", dtype=getattr(torch, dtype)
        )

        def keep(stage, name=name, dtype=dtype):
            def hook(module, given, output):
                tensor = output[0] if isinstance(output, tuple) else output
                arrays[f"{name}/{dtype}/{stage}"] = tensor.detach().float().numpy()[0]

            return hook

        for stage, part in parts(model.eval(), name).items():
            part.register_forward_hook(keep(stage))
        with torch.no_grad():
            attentions = model(torch.tensor([IDS]), output_attentions=True).attentions
        if name == "gpt2":
            arrays[f"{name}/{dtype}/decoder.0.attention.softmax"] = attentions[0].float().numpy()[0]
np.savez(HERE / "halves.npz", **arrays)
