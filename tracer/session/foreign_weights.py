"""Parameters that another program wrote, by the names it gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tracer.files.stored_run import Stored
from tracer.weights.annotated_names import from_annotated
from tracer.weights.gpt_names import from_gpt
from tracer.weights.keras_names import from_keras
from tracer.weights.microgpt_names import from_microgpt
from tracer.weights.seq2seq_names import from_seq2seq
from tracer.weights.torch_names import Translated, from_torch

_FOREIGN = ("weight", "bias", "kernel", "_ih", "_hh", "_l0", ":0", ".a_2", "lm_head")  # how others' names end


def translated(stored: Stored, model: str) -> Translated | None:
    """A file's parameters under our names, where they have those of another program."""
    microgpt = from_microgpt(stored.parameters, stored.data.pop("vocab", None) if "wte" in stored.parameters else None)
    given = stored.parameters
    known = microgpt or from_gpt(given) or from_annotated(given) or from_seq2seq(given)
    return known or from_torch(given, model) or from_keras(given)


def foreign(given: Mapping[str, Any], model: str) -> Stored | None:
    """Arrays under the names of another program, as a file of them is read; None where the names are ours."""
    if not any(name.endswith(_FOREIGN) for name in given):
        return None
    try:
        stored = Stored(parameters={name: np.asarray(array) for name, array in given.items()}, origin="weights")
    except ValueError:  # ragged lists, which whoever reads them refuses by name
        return None
    return stored if translated(stored, model) is not None else None
