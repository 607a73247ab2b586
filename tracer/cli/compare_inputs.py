"""The two sides of a comparison: a text that is run, a trace that was stored, a trace file to run, or somebody's arrays."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.cli.run_options import trace_of
from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.record.trace import Trace

_FILE = re.compile(r"\S+\.(npz|json|toml|safetensors)", re.IGNORECASE)  # a word that only a file is called by
_IDS = "token_ids"  # what was read, no stage


def there(word: str) -> bool:
    """Whether a word is a file. Raises TracerError for one that is called like a file and is none."""
    if not os.path.isfile(word) and _FILE.fullmatch(word):
        raise TracerError("weights.absent", file=word)
    return os.path.isfile(word)


def arrays_only(word: str) -> bool:
    return there(word) and word.endswith(".npz")


def side(word: str, values: dict[str, Any], like: Trace | None) -> Trace:
    """A text is traced; a file is a stored trace, arrays (which take their axes from `like`), or a trace file to run.

    Raises TracerError for a file that is not there, and whatever is wrong inside it.
    """
    if not there(word):
        return trace_of((word,), values)
    if word.endswith(".npz"):
        return _from_npz(word, values, like)
    stored = _stored(word)
    return trace_of((), {**values, "from_file": word}) if stored is None else stored


def is_stored(word: str) -> bool:
    """Whether a word is a file of numbers that no setting can change any more."""
    return arrays_only(word) or (there(word) and _stored(word) is not None)


def _stored(word: str) -> Trace | None:
    if not word.endswith(".json"):
        return None
    from tracer.record.stored_trace import read_json
    from tracer.tokens.source import read_text

    text = read_text(word)
    return read_json(word, text) if '"ttrace/1"' in text[:200] else None


def _from_npz(word: str, values: dict[str, Any], like: Trace | None) -> Trace:
    from tracer.record.stored_trace import from_arrays
    from tracer.render.npz_format import LABELS, LISTS

    found = _arrays(word)
    names = _names(values, found)
    ids = names.pop(_IDS, None)
    stages = {name: array for name, array in found.items() if name not in (*LISTS, ids) and array.dtype.kind != "U"}
    if not stages:
        raise TracerError("cli.compare_empty", file=word)
    told = (name.split("/", 2) for name in found if name.startswith(f"{LABELS}/"))
    labels = {(stage, axis): found[f"{LABELS}/{stage}/{axis}"].tolist() for _, stage, axis in told}
    return from_arrays(stages, like, names, labels)


def _arrays(word: str) -> dict[str, Any]:
    """The arrays of an npz. Raises TracerError for the parameters of a run that `--save` wrote."""
    from tracer.render.npz_format import LABELS, LISTS
    from tracer.weights.card import NAME
    from tracer.weights.npz_file import arrays

    found = arrays(Path(word), (*LISTS, NAME, f"{LABELS}/*"))
    if NAME in found:
        raise TracerError("stored.not_a_trace", file=word)
    return found


def reading(word: str, values: dict[str, Any]) -> dict[str, Any]:
    """With no text a checkpoint reads the ids that stand beside the arrays: `token_ids`, `input_ids`, or as --names says."""
    from tracer.settings import MODELS

    said = values["text_file"] or values["target_ids"] or values["from_file"] or values["model"] in MODELS
    if said or not arrays_only(word):
        return values
    found = _arrays(word)
    ids = next((found[key] for key in (_names(values, found).get(_IDS, _IDS), "input_ids") if key in found), None)
    if ids is None or ids.dtype.kind not in "iu":
        raise TracerError("cli.compare_ids", file=word)
    return {**values, "target_ids": ids.ravel().tolist()}


def _names(values: dict[str, Any], arrays: Collection[str]) -> dict[str, str]:
    """Our address -> their name, from a TOML file that maps one to the other; theirs is the one an array has."""
    if not values["names"]:
        return {}
    import tomllib

    from tracer.tokens.source import read_text

    try:
        found = tomllib.loads(read_text(values["names"]))
    except tomllib.TOMLDecodeError as problem:
        raise TracerError("cli.bad_value", name="--names", reason=" ".join(str(problem).split())) from problem
    for ours, theirs in found.items():
        if not isinstance(theirs, str):
            raise TracerError("cli.names_form", file=values["names"], name=ours)
    pairs = ((theirs, ours) if ours in arrays and theirs not in arrays else (ours, theirs) for ours, theirs in found.items())
    return dict(pairs)
