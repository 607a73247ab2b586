"""GPT-2 small's shape with random weights, every stage kept, beside transformers with its attentions and hidden states, and
TransformerLens' `run_with_cache`: milliseconds in turns, and ratios; nothing is asserted about time.

Run with: TTRACE_REFERENCE=PYTHON python -m pytest tests/bench/test_gpt2.py -s -n 0

PYTHON: an interpreter with torch, transformers and transformer_lens. The weights take half a gigabyte of disk for as long as it runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

LENGTHS = (4, 16, 64, 128, 256, 512)
ROUNDS = 6
CONFIG = {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_layer": 12, "n_head": 12, "n_embd": 768, "n_ctx": 1024,
          "n_positions": 1024, "vocab_size": 50257, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5,
          "bos_token_id": 50256, "eos_token_id": 50256}  # fmt: skip
THEIRS = """
import json, sys, time, torch
torch.set_grad_enabled(False)
from transformers import AutoModelForCausalLM, AutoTokenizer
m = AutoModelForCausalLM.from_pretrained(sys.argv[1], attn_implementation="eager").eval()
if sys.argv[2] == "lens":
    from transformer_lens.model_bridge import TransformerBridge
    tokenizer = AutoTokenizer.from_pretrained(sys.argv[3])  # not used, since ids are given
    run = TransformerBridge.boot_transformers(sys.argv[1], hf_model=m, tokenizer=tokenizer).run_with_cache
else:
    run = lambda ids: m(input_ids=ids, output_attentions=True, output_hidden_states=True)
for line in sys.stdin:
    ids, best = torch.tensor([json.loads(line)]), 1e9
    for _ in range(3):
        start = time.perf_counter()
        run(ids)
        best = min(best, time.perf_counter() - start)
    print("TOOK", best * 1e3, flush=True)
"""
TOKENIZER = Path(__file__).parents[1] / "cases" / "hf" / "gpt2" / "model"
REFERENCE = os.environ.get("TTRACE_REFERENCE", "")


def random_gpt2(folder: Path) -> None:
    from safetensors.numpy import save_file

    random, width = np.random.default_rng(0), CONFIG["n_embd"]
    assert isinstance(width, int)
    shapes = {"wte.weight": (50257, width), "wpe.weight": (1024, width), "ln_f.weight": (width,), "ln_f.bias": (width,)}
    for layer in range(12):
        for part, (rows, columns) in {
            "attn.c_attn": (1, 3),
            "attn.c_proj": (1, 1),
            "mlp.c_fc": (1, 4),
            "mlp.c_proj": (4, 1),
        }.items():
            shapes[f"h.{layer}.{part}.weight"] = (rows * width, columns * width)
            shapes[f"h.{layer}.{part}.bias"] = (columns * width,)
        shapes |= {f"h.{layer}.{norm}.{end}": (width,) for norm in ("ln_1", "ln_2") for end in ("weight", "bias")}
    tensors = {f"transformer.{name}": random.standard_normal(shape, "f4") * np.float32(0.02) for name, shape in shapes.items()}
    folder.mkdir(exist_ok=True)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")


def asked(process: subprocess.Popen[str], ids: list[int]) -> float:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(ids) + "\n")
    process.stdin.flush()
    return next(float(line.split()[1]) for line in process.stdout if line.startswith("TOOK"))


@pytest.mark.skipif(not REFERENCE, reason="needs torch and transformer_lens: see TTRACE_REFERENCE")
def test_warm_trace_of_every_stage_beside_transformers_and_transformer_lens(tmp_path: Path) -> None:
    from tracer import load

    folder = Path(os.environ.get("TTRACE_GPT2", tmp_path / "gpt2"))
    if not (folder / "config.json").exists():
        random_gpt2(folder)
    model = load(folder)
    others = {
        name: subprocess.Popen([REFERENCE, "-c", THEIRS, str(folder), name, str(TOKENIZER)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for name in ("transformers", "lens")
    }  # fmt: skip
    print("\ntokens   ours ms   transformers   ratio   TransformerLens   ratio")
    for length in map(int, os.environ.get("TTRACE_LENGTHS", ",".join(map(str, LENGTHS))).split(",")):
        ids, least = np.random.RandomState(0).randint(100, 50000, length).tolist(), {name: 1e9 for name in ("ours", *others)}
        for _ in range(ROUNDS):
            for _ in range(3):
                start = time.perf_counter()
                model.trace(target_ids=ids)
                least["ours"] = min(least["ours"], 1e3 * (time.perf_counter() - start))
            for name, process in others.items():
                least[name] = min(least[name], asked(process, ids))
        ours, hugging, lens = least.values()
        print(f"{length:6} {ours:9.1f} {hugging:14.1f} {ours / hugging:7.2f} {lens:17.1f} {ours / lens:7.2f}", flush=True)
    for process in others.values():
        process.communicate("")
