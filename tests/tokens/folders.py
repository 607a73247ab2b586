"""Tiny tokenizer folders of twenty kinds with what transformers 4.57 made of awkward texts; `cases/tokens/make.py` says how."""

import json
from pathlib import Path

from tracer.checkpoints.families import SPECIAL_TOKENS
from tracer.tokens import huggingface

TINY = Path(__file__).parent.parent / "cases" / "tokens"
REFERENCE = json.loads((TINY / "reference.json").read_text(encoding="utf-8"))


def opened(folder, family):
    return huggingface.open_tokenizer(folder, family, SPECIAL_TOKENS)


def tokenizer(name, at=TINY):
    folder = at / name
    return opened(folder, json.loads((folder / "config.json").read_text())["model_type"])
