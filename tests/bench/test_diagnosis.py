"""Planted mistakes and the causes named, as a table; and how long a diagnosis of twelve layers takes beside the plain trace.

Run with: python -m pytest tests/bench/test_diagnosis.py -s -n 0
"""

import json
import time

import numpy as np
import pytest
from planted import CASES, TABLE, TOLERANCE, right_trace, wrong_arrays
from safetensors.numpy import save_file

from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis.diagnosis import sentence_of
from tracer.diagnosis.search import diagnose
from tracer.session.open import open_model
from tracer.tokens.tokenizer import Cut

LAYERS, HEADS, WIDTH, TOKENS = 12, 12, 384, 16


def seconds(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def test_the_table_of_planted_mistakes():
    named = 0
    print(f"\n{'case':28} {'seconds':>7}  first difference, cause")
    for row in TABLE:
        took, diagnosis = seconds(lambda: diagnose(right_trace(row["model"]), wrong_arrays(row), TOLERANCE))  # noqa: B023
        first = diagnosis.findings[0]
        named += first.cause is not None and first.cause.id in row["causes"]
        told = "–" if first.cause is None else sentence_of(first.cause, first.stage)
        print(f"{row['name']:28} {took:7.2f}  {first.stage}: {told}")
    print(f"{named} of {len(TABLE)} named first")
    assert named >= 0.9 * len(TABLE)


class Ids:
    """A tokenizer for a folder without one: the text is ids."""

    def cut(self, text, target=False, pair=None):
        ids = [int(one) for one in text.split()]
        return Cut(ids, list(map(str, ids)), list(map(str, ids)))

    def label(self, ids):
        return list(map(str, ids))


@pytest.fixture(scope="module")
def gpt(tmp_path_factory):
    """A GPT-2 of twelve layers with random tensors."""
    folder, random = tmp_path_factory.mktemp("gpt"), np.random.default_rng(0)
    config = json.loads((CASES / "gpt2" / "config.json").read_text())
    config |= {"n_embd": WIDTH, "n_layer": LAYERS, "n_head": HEADS, "n_inner": 4 * WIDTH, "vocab_size": 5000}
    (folder / "config.json").write_text(json.dumps(config))
    shapes = {"transformer.wte": (5000, WIDTH), "transformer.wpe": (32, WIDTH), "transformer.ln_f": (WIDTH,)}
    for layer in range(LAYERS):
        wide = {"attn.c_attn": (WIDTH, 3 * WIDTH), "attn.c_proj": (WIDTH, WIDTH), "mlp.c_fc": (WIDTH, 4 * WIDTH)}
        wide |= {"mlp.c_proj": (4 * WIDTH, WIDTH), "ln_1": (WIDTH,), "ln_2": (WIDTH,)}
        shapes |= {f"transformer.h.{layer}.{name}": shape for name, shape in wide.items()}
    tensors = {}
    for name, shape in shapes.items():
        tensors[f"{name}.weight"] = (random.standard_normal(shape) / WIDTH**0.5 + (len(shape) == 1)).astype(np.float32)
        if not name.endswith(("wte", "wpe")):
            tensors[f"{name}.bias"] = (0.1 * random.standard_normal(shape[-1])).astype(np.float32)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    model = open_model(folder)
    model.checkpoint.__dict__["tokenizer"] = Ids()
    return model


GIVEN = {
    "everything": lambda name: True,
    "hidden states": lambda name: name.endswith("ffn.add") or name in ("input", "decoder.norm", "logits"),
    "logits": lambda name: name == "logits",
}


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("settings", [{"activation": "gelu"}, {"variance": "sample"}, {"scale": False}], ids=str)
def test_how_long_twelve_layers_take(gpt, given, settings):
    text = " ".join(str(37 * place % 5000) for place in range(TOKENS))
    trace = gpt.trace(text)
    plain = min(seconds(lambda: gpt.trace(text))[0] for _ in range(5))
    theirs = {step.name: step.values for step in gpt.trace(text, **settings).shown if GIVEN[given](step.name)}
    took, diagnosis = seconds(lambda: diagnose(trace, theirs, Tolerance(1e-4, 0.0)))
    verdict = min(
        seconds(lambda: diagnose(trace, {step.name: step.values for step in trace.shown}, TOLERANCE))[0] for _ in range(3)
    )
    named = [finding.cause.id if finding.cause is not None else "–" for finding in diagnosis.findings]
    print(
        f"\n{given}, {settings}: {took / plain:.1f} × the plain trace ({1000 * plain:.0f} ms), verdict {verdict / plain:.1f} ×: {named}"
    )
