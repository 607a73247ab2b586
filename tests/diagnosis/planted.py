"""What the tests of diagnoses share: runs of small models, and the arrays of programs with a planted mistake."""

import json
from functools import cache
from pathlib import Path

import numpy as np

import tracer
from tracer.comparison.tolerance import Tolerance
from tracer.session.open import open_model
from tracer.tokens.tokenizer import Cut

CASES = Path(__file__).parent.parent / "cases" / "planted"
TABLE = json.loads((CASES / "table.json").read_text())
MODELS = ("bert", "gpt2", "llama", "t5", "toy")
TOLERANCE = Tolerance(3e-5, 3e-5)  # of float32
_IDS, _TARGET = [5, 17, 3, 29, 11], [0, 8, 21, 13, 30]


class Ids:
    """A tokenizer for folders without one: the text is ids."""

    def cut(self, text, target=False, pair=None):
        ids = [int(one) for one in text.split()]
        return Cut(ids, list(map(str, ids)), list(map(str, ids)))

    def label(self, ids):
        return list(map(str, ids))


@cache
def right_trace(model):
    """Our run of one of the five models."""
    if model == "toy":
        weights = dict(np.load(CASES / "toy.npz"))
        rows = weights.pop("rows").tolist()
        return tracer.trace(inputs=rows, weights=weights, model="encoder", layers=2, heads=4, epsilon=1e-2)
    loaded = open_model(CASES / model)
    loaded.checkpoint.__dict__["tokenizer"] = Ids()
    return loaded.trace(" ".join(map(str, _IDS)), **({"target_ids": _TARGET} if model == "t5" else {}))


@cache
def right_arrays(model):
    """What the program without a mistake computes."""
    return dict(np.load(CASES / f"{model}-right.npz"))


@cache
def _wrong(model):
    return np.load(CASES / f"{model}-wrong.npz")


def wrong_arrays(row):
    """What the program with the mistake of this row of the table computes, as far as it is given."""
    flat, place, result = _wrong(row["model"])[row["name"]], 0, {}
    for (name, right), mark in zip(right_arrays(row["model"]).items(), row["arrays"], strict=True):
        if mark == "1":
            result[name] = flat[place : place + right.size].reshape(right.shape)
            place += right.size
        elif mark == "0":
            result[name] = right
    assert place == flat.size
    return result
