"""What stands beside the arrays in npz and safetensors: one JSON text with settings and the tokens of embedding rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

import tracer.settings as settings
from tracer.errors import TracerError
from tracer.files.stored_run import KEPT_DATA, TABLES, Stored

NAME = "ttrace"
_FORMAT = "ttrace-weights/1"


def text_of(stored: Stored) -> str:
    """The card of `stored`, ASCII only."""
    card: dict[str, Any] = {"format": _FORMAT, "settings": {k: v for k, v in stored.settings.items() if v is not None}}
    card |= {key: getattr(stored, key) for key in TABLES if getattr(stored, key) is not None}
    if stored.about:
        card["about"] = stored.about
    return json.dumps(card | {key: stored.data[key] for key in KEPT_DATA if key in stored.data})


def stored_of(parameters: Mapping[str, np.ndarray], card: str | None, origin: str) -> Stored:
    """Parameters and their card as `Stored`; a file that ttrace did not write has no card.

    Raises TracerError where the card is of another kind, damaged, or names more or fewer tokens than the table has rows.
    """
    stored = Stored(parameters, origin=origin)
    if card is None:
        return stored
    try:
        fields = json.loads(card)
        kind, given = fields["format"], dict(fields.get("settings", {}))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise TracerError("weights.card", file=origin) from None
    if kind != _FORMAT:
        raise TracerError("weights.is_trace", file=origin)
    stored.settings = settings.read_all(given)
    for key, table in TABLES.items():
        words = fields.get(key)
        if words is not None:
            if not _words(words) or table not in parameters or len(words) != len(parameters[table]):
                raise TracerError("weights.card", file=origin)
            setattr(stored, key, words)
    stored.data = {key: fields[key] for key in KEPT_DATA if _words(fields.get(key))}
    stored.about = dict(about) if isinstance(about := fields.get("about"), dict) else {}
    return stored


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)
