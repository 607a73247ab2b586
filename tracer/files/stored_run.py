"""What a file holds of a run: parameters, embedding rows with their tokens, settings, and (in trace files) the text and edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tracer.errors import TracerError

TABLES = {"tokens": "embedding.W_E", "target_tokens": "decoder.embedding.W_E"}
KEPT_DATA = ("vocab", "classes")  # what npz and safetensors keep of `data`: it names the rows and columns of parameters


@dataclass
class Stored:
    """Parameters by name, the settings given, and the rest of a trace file.

    `tokens` names the rows of the parameter `embedding.W_E`, `target_tokens` those of `decoder.embedding.W_E`; None where the
    file has no such rows. `data` holds the other keys of a trace file (see `tracer.settings.data`), `origin` the file's name.
    `about` says how a trained model came to be (see `tracer.training.model_card`); empty for any other file.
    """

    parameters: Mapping[str, np.ndarray] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    tokens: list[str] | None = None
    target_tokens: list[str] | None = None
    data: dict[str, Any] = field(default_factory=dict)
    origin: str = ""
    about: dict[str, Any] = field(default_factory=dict)

    def rows(self, table: str = "embedding.W_E") -> dict[str, np.ndarray]:
        """token → its row, each (d_model,), of an embedding table; empty where the file names no rows.

        Raises TracerError where one token has two different rows.
        """
        names = {"embedding.W_E": self.tokens, "decoder.embedding.W_E": self.target_tokens}[table]
        result: dict[str, np.ndarray] = {}
        for token, row in zip(names or (), self.parameters[table] if names else (), strict=True):
            first = result.setdefault(token, row)
            if first is not row and not np.array_equal(first, row):
                raise TracerError("weights.same_token", token=token)
        return result

    def without_rows(self) -> dict[str, np.ndarray]:
        """The parameters that are not rows of named tokens."""
        named = {TABLES[key] for key in TABLES if getattr(self, key) is not None}
        return {name: array for name, array in self.parameters.items() if name not in named}
