"""The two sides of a comparison: a text that is run, a trace that was stored, a trace file to run, or somebody's arrays."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.cli.look_options import LookOptions
from tracer.cli.run_options import RunOptions, trace_of
from tracer.confine import check_path
from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.comparison.matches import Alignment
    from tracer.files.foreign_arrays import ForeignArrays
    from tracer.record.trace import Trace

_FILE = re.compile(r"\S+\.(npz|npy|json|toml|safetensors|pt|pth|bin|ckpt)", re.IGNORECASE)  # what only a file is called by
_IDS = ("token_ids", "input_ids")  # what was read, no stage


def is_file(word: str) -> bool:
    """Whether a word is a file. Raises TracerError for one that is called like a file and is none."""
    if _FILE.fullmatch(word):
        check_path(word)
        if not os.path.isfile(word):
            raise TracerError("weights.absent", file=word)
    return os.path.isfile(word)


def are_arrays(word: str) -> bool:
    """Whether a word is a file of somebody's arrays, which take their axes from the other side."""
    if not is_file(word):
        return False
    suffix = Path(word).suffix.lower()
    if suffix == ".json":
        return _foreign_json(word) is not None
    from tracer.files.foreign_arrays import endings

    return suffix in endings()


def side(word: str, run: RunOptions, look: LookOptions | None) -> Trace:
    """A text is traced; a file is a stored trace, bare arrays, or a trace file to run. look: what is kept of a run; None: all.

    Raises TracerError for a file that is not there, and whatever is wrong inside it.
    """
    if not is_file(word):
        return trace_of(run.replace(words=(word,)), look)
    if are_arrays(word):
        from tracer.files.stored_trace import bare_trace

        held = read_arrays(word)
        return bare_trace(held.arrays, held.axes)
    stored = _stored(word)
    return trace_of(run.replace(words=(), from_file=word), look) if stored is None else stored


def aligned(word: str, like: Trace, names: str | None) -> Alignment:
    """The arrays of a file beside a trace. names: the file that maps our addresses to theirs.

    Raises TracerError where nothing in the file can be compared.
    """
    from tracer.comparison.alignment import align
    from tracer.session.request import tensor_places

    held = read_arrays(word)
    mapped = {ours: theirs for ours, theirs in _names(names, held.arrays).items() if ours not in _IDS}
    if not any(array.dtype.kind in "fiub" for array in held.arrays.values()):
        raise TracerError("cli.compare_empty", file=word)
    return align(held.arrays, like, mapped, tensor_places(like), held.precisions, held.labels)


def read_arrays(word: str) -> ForeignArrays:
    """The arrays of a file of any kind."""
    from tracer.files.foreign_arrays import read

    check_path(word)
    foreign = _foreign_json(word) if word.lower().endswith(".json") else None
    return read(word) if foreign is None else foreign


def is_stored(word: str) -> bool:
    """Whether a word is a file of numbers that no setting can change any more."""
    return are_arrays(word) or (is_file(word) and _stored(word) is not None)


def _stored(word: str) -> Trace | None:
    if not word.endswith(".json"):
        return None
    from tracer.files.stored_trace import read_json
    from tracer.files.text import read_text

    text = read_text(word)
    return read_json(word, text) if '"ttrace/1"' in text[:200] else None


def _foreign_json(word: str) -> ForeignArrays | None:
    """A JSON file of arrays; None for a stored trace and for a trace file, which say for themselves what is wrong in them."""
    import json

    from tracer.files.foreign_arrays import from_json
    from tracer.files.text import read_text

    text = read_text(word)
    if '"ttrace/1"' in text[:200]:
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return from_json(word, document)


def reading_options(word: str, run: RunOptions, names: str | None) -> RunOptions:
    """With no text a checkpoint reads the ids that stand beside the arrays: `token_ids`, `input_ids`, or as --names says."""
    from tracer.comparison.beside import first_ids
    from tracer.settings.presets import BUILT_IN

    if run.text_file or run.target_ids or run.from_file or run.model in BUILT_IN or not are_arrays(word):
        return run
    arrays = read_arrays(word).arrays
    ids = next((arrays[key] for key in (_names(names, arrays).get(_IDS[0], _IDS[0]), _IDS[1]) if key in arrays), None)
    if ids is None or ids.dtype.kind not in "iu" or not ids.size:
        raise TracerError("cli.compare_ids", file=word)
    return run.replace(target_ids=first_ids(ids, arrays.get("attention_mask")))


def _names(file: str | None, arrays: Collection[str]) -> dict[str, str]:
    """Our address -> their name, from a TOML file that maps one to the other; theirs is the one an array has."""
    if not file:
        return {}
    import tomllib

    from tracer.files.text import read_text
    from tracer.files.toml_file import syntax_error

    text = read_text(file)
    try:
        mapping = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise syntax_error(str(problem), text, file) from problem
    for ours, theirs in mapping.items():
        if not isinstance(theirs, str):
            raise TracerError("cli.names_form", file=file, name=ours)
    pairs = ((theirs, ours) if ours in arrays and theirs not in arrays else (ours, theirs) for ours, theirs in mapping.items())
    return dict(pairs)
