"""The engine beside the same arithmetic in bare NumPy, in one run; ratios are printed, nothing is asserted about time.

Run with: python -m pytest tests/bench -s -n 0
"""

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tracer.session import load, make_request, run

LAYERS, HEADS, WIDTH, WIDE = 6, 12, 384, 1536


def seconds(work, rounds=7):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def request(words, **settings):
    text = " ".join(f"word{place}" for place in range(words))
    return make_request(text, layers=LAYERS, heads=HEADS, d_model=WIDTH, d_ff=WIDE, dtype="float32", **settings)


def bare(trace):
    """The same stages from the same parameters, every intermediate kept, in plain NumPy."""
    weights = {name: step.values for name, step in trace.parameters.items()}
    d_k = WIDTH // HEADS

    def norm(x, name):
        mean = x.mean(-1, keepdims=True)
        centred = x - mean
        variance = (centred * centred).mean(-1, keepdims=True)
        normalized = centred / np.sqrt(variance + np.float32(1e-5))
        keep.extend((mean, variance, normalized))
        return normalized * weights[f"{name}.gamma"] + weights[f"{name}.beta"]

    keep = []
    x = trace.steps["input"].values
    for layer in range(LAYERS):
        at = f"encoder.{layer}.attention"
        q, k, v = ((x @ weights[f"{at}.{name}"]).reshape(len(x), HEADS, d_k).transpose(1, 0, 2) for name in ("W_Q", "W_K", "W_V"))
        scores = q @ k.transpose(0, 2, 1)
        scaled = scores / np.float32(np.sqrt(d_k))
        powers = np.exp(scaled - scaled.max(-1, keepdims=True))
        softmax = powers / powers.sum(-1, keepdims=True)
        z = softmax @ v
        concat = z.transpose(1, 0, 2).reshape(len(x), WIDTH)
        output = concat @ weights[f"{at}.W_O"]
        added = x + output
        normed = norm(added, f"{at}.norm")
        ffn = f"encoder.{layer}.ffn"
        hidden = normed @ weights[f"{ffn}.W_1"] + weights[f"{ffn}.b_1"]
        active = np.maximum(hidden, 0)
        out = active @ weights[f"{ffn}.W_2"] + weights[f"{ffn}.b_2"]
        again = normed + out
        keep.extend((q, k, v, scores, scaled, softmax, z, concat, output, added, normed, hidden, active, out, again))
        x = norm(again, f"{ffn}.norm")
    return x, keep


def warm(words, folder):
    """A loaded model's trace of a text, and a function that traces the text again."""
    asked = request(words)
    run(asked).save(folder / "model.safetensors")
    model = load(folder / "model.safetensors")
    return model.trace(asked.data.text), lambda: model.trace(asked.data.text)


@pytest.mark.parametrize("words", [4, 16, 64, 128, 256, 512])
def test_every_stage_recorded_beside_bare_numpy(words, tmp_path):
    first, again = warm(words, tmp_path)
    result, _ = bare(first)
    assert np.allclose(result, first.output.values, atol=1e-4)
    kept = []  # both sides give fresh memory each time, as a caller who keeps the result sees it
    ours = seconds(lambda: kept.append(again()) or kept.clear())
    theirs = seconds(lambda: bare(first))
    steps = len(first.steps)
    print(
        f"\n{words:4d} tokens: {ours * 1e3:8.1f} ms, bare NumPy {theirs * 1e3:8.1f} ms, ratio {ours / theirs:.2f}; {steps} steps",
        end="",
    )


@pytest.mark.parametrize(("name", "text"), [("encoder", "a b"), ("decoder", "a b"), ("pronoun", "the cat"), ("letters", "ab")])
def test_fixed_cost_of_a_loaded_toy(name, text):
    model = load(name)
    trace = model.trace(text)
    arrays = [(step, [read.values for read in step.inputs]) for step in trace.steps.values() if step.inputs]
    kernels = [(step.row.kernel([read.axes for read in step.inputs], step.axes, step.attrs), given) for step, given in arrays]
    ours = min(seconds(lambda: model.trace(text), 15) for _ in range(5))
    theirs = min(seconds(lambda: [kernel(*given) for kernel, given in kernels], 15) for _ in range(5))
    steps = len(trace.steps)
    print(
        f"\n{name}: {ours * 1e3:.2f} ms, its arithmetic {theirs * 1e3:.2f} ms, fixed {(ours - theirs) * 1e3:.2f} ms; {steps} steps",
        end="",
    )


def test_cost_of_recording_one_operation():
    from tracer.axes import Axis
    from tracer.record.dry_run import Plan
    from tracer.record.recorder import Recorder

    recorder = Recorder(Plan(lambda name: False))
    axes = (Axis("token", 2), Axis("d_model", 4))
    x = recorder.given("x", np.ones((2, 4)), axes)
    count = 20000
    names = [f"step{place}" for place in range(count)]
    start = time.perf_counter()
    for name in names:
        recorder.add(name, x, x)
    ours = (time.perf_counter() - start) / count
    start = time.perf_counter()
    for _ in names:
        np.add(x.array, x.array)
    plain = (time.perf_counter() - start) / count
    print(f"\nrecording costs {(ours - plain) * 1e6:.2f} µs an operation ({ours * 1e6:.2f} with the addition itself)", end="")


SCRIPT = """
import resource, sys
import numpy
from tracer.session import make_request
from tracer.session import run
import tracer.document.trace_document
def anonymous():
    return int(next(l for l in open('/proc/self/status') if l.startswith('RssAnon')).split()[1]) * 1024
before = anonymous()
t = run(make_request(' '.join(f'w{i}' for i in range(512)), layers=6, heads=12, d_model=384, d_ff=1536, dtype='float32'))
kept = {}
for step in (*t.steps.values(), *t.parameters.values()):
    base = step.array
    while base.base is not None:
        base = base.base
    kept[id(base)] = base.nbytes
print(anonymous() - before, sum(kept.values()))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_memory_above_the_imports_beside_weights_and_stages():
    taken, kept = map(
        int, subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout.split()
    )
    print(f"\nmemory {taken / 1e6:.0f} MB, weights and recorded stages {kept / 1e6:.0f} MB, ratio {taken / kept:.2f}", end="")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > 0
