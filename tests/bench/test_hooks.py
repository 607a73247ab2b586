"""The recipe with forward hooks, as its docstring has it, over a GPT-2 that transformers runs.

Run with: TTRACE_REFERENCE=PYTHON python -m pytest tests/bench/test_hooks.py -s -n 0

PYTHON: an interpreter with torch and transformers; left out, the one that runs the test, which is skipped where it has none.
"""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tracer import assert_agrees

ROOT = Path(__file__).parents[2]
PYTHON = os.environ.get("TTRACE_REFERENCE", sys.executable)
BEFORE = f"""
import torch, tracer
from transformers import AutoModelForCausalLM, AutoTokenizer
folder, text = {str(ROOT / "tests" / "cases" / "hf" / "gpt2" / "model")!r}, "the animal"
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
"""
PLANTED = "model.transformer.h[0].mlp.c_fc.bias.data[3] += 0.5\n"


def recipe() -> str:
    """The one indented part of the docstring."""
    parts = inspect.getdoc(assert_agrees).split("\n\n")
    return textwrap.dedent(next(part for part in parts if part.startswith("    ")))


def ran(code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    return subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, env=environment, timeout=300)


@pytest.mark.skipif(bool(ran("import torch, transformers").returncode), reason="no torch here: see TTRACE_REFERENCE")
def test_the_recipe_agrees_and_names_a_planted_fault() -> None:
    right = ran(BEFORE + recipe())
    assert right.returncode == 0, right.stderr
    wrong = ran(BEFORE + PLANTED + recipe())
    assert wrong.returncode and "decoder.0.ffn.hidden[token=" in wrong.stderr and "d_ff=3]" in wrong.stderr, wrong.stderr
