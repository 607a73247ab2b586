"""The two sides of a comparison: a text that is run, a trace that was stored, a trace file to run, or somebody's arrays."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.cli.look_options import LookOptions
from tracer.cli.run_options import RunOptions, trace_of
from tracer.confine import check_path
from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.record.trace import Trace

_FILE = re.compile(r"\S+\.(npz|json|toml|safetensors)", re.IGNORECASE)  # a word that only a file is called by
_IDS = "token_ids"  # what was read, no stage


def is_file(word: str) -> bool:
    """Whether a word is a file. Raises TracerError for one that is called like a file and is none."""
    if _FILE.fullmatch(word):
        check_path(word)
        if not os.path.isfile(word):
            raise TracerError("weights.absent", file=word)
    return os.path.isfile(word)


def arrays_only(word: str) -> bool:
    """Whether a word is a file of bare arrays, which take their axes from the other side."""
    return is_file(word) and word.endswith(".npz")


def side(word: str, run: RunOptions, look: LookOptions, like: Trace | None, names: str | None) -> Trace:
    """A text is traced; a file is a stored trace, arrays (which take their axes from `like`), or a trace file to run.

    names: the file that maps our addresses to theirs. Raises TracerError for a file that is not there, and whatever is wrong
    inside it.
    """
    if not is_file(word):
        return trace_of(run.replace(words=(word,)), look)
    if word.endswith(".npz"):
        return _from_npz(word, like, names)
    stored = _stored(word)
    return trace_of(run.replace(words=(), from_file=word), look) if stored is None else stored


def is_stored(word: str) -> bool:
    """Whether a word is a file of numbers that no setting can change any more."""
    return arrays_only(word) or (is_file(word) and _stored(word) is not None)


def _stored(word: str) -> Trace | None:
    if not word.endswith(".json"):
        return None
    from tracer.files.stored_trace import read_json
    from tracer.files.text import read_text

    text = read_text(word)
    return read_json(word, text) if '"ttrace/1"' in text[:200] else None


def _from_npz(word: str, like: Trace | None, names: str | None) -> Trace:
    from tracer.files.stored_trace import from_arrays, read_axes
    from tracer.render.npz_format import AXES, LABELS, LISTS

    arrays = _arrays(word)
    mapped = _names(names, arrays)
    ids = mapped.pop(_IDS, None)
    stages = {name: array for name, array in arrays.items() if name not in (*LISTS, ids) and array.dtype.kind != "U"}
    if not stages:
        raise TracerError("cli.compare_empty", file=word)
    labelled = (name.split("/", 2) for name in arrays if name.startswith(f"{LABELS}/"))
    labels = {(stage, axis): arrays[f"{LABELS}/{stage}/{axis}"].tolist() for _, stage, axis in labelled}
    axes = read_axes(str(arrays[AXES]), stages) if AXES in arrays and arrays[AXES].dtype.kind == "U" else {}
    return from_arrays(stages, like, mapped, labels, axes)


def _arrays(word: str) -> dict[str, Any]:
    """The arrays of an npz. Raises TracerError for the parameters of a run that `--save` wrote."""
    from tracer.files.metadata import NAME
    from tracer.files.npz_file import arrays
    from tracer.render.npz_format import AXES, LABELS, LISTS

    check_path(word)
    result = arrays(Path(word), (*LISTS, AXES, NAME, f"{LABELS}/*"))
    if NAME in result:
        raise TracerError("files.not_a_trace", file=word)
    return result


def reading_options(word: str, run: RunOptions, names: str | None) -> RunOptions:
    """With no text a checkpoint reads the ids that stand beside the arrays: `token_ids`, `input_ids`, or as --names says."""
    from tracer.settings import MODELS

    if run.text_file or run.target_ids or run.from_file or run.model in MODELS or not arrays_only(word):
        return run
    arrays = _arrays(word)
    ids = next((arrays[key] for key in (_names(names, arrays).get(_IDS, _IDS), "input_ids") if key in arrays), None)
    if ids is None or ids.dtype.kind not in "iu":
        raise TracerError("cli.compare_ids", file=word)
    return run.replace(target_ids=ids.ravel().tolist())


def _names(file: str | None, arrays: Collection[str]) -> dict[str, str]:
    """Our address -> their name, from a TOML file that maps one to the other; theirs is the one an array has."""
    if not file:
        return {}
    import tomllib

    from tracer.files.text import read_text

    try:
        mapping = tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as problem:
        raise TracerError("cli.bad_value", name="--names", reason=" ".join(str(problem).split())) from problem
    for ours, theirs in mapping.items():
        if not isinstance(theirs, str):
            raise TracerError("cli.names_form", file=file, name=ours)
    pairs = ((theirs, ours) if ours in arrays and theirs not in arrays else (ours, theirs) for ours, theirs in mapping.items())
    return dict(pairs)
