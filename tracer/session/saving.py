"""Save what a run can be repeated from: parameters, embedding rows with tokens, settings; in trace files text and edits too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tracer.errors import TracerError
from tracer.files.formats import save as write
from tracer.files.stored_run import Stored
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.session.request import OpenCheckpoint, Request, request_of
from tracer.settings import FIELDS, Settings

_SIZES = ("layers", "heads", "d_model", "d_k", "d_v", "d_ff", "hidden")
WEIGHTS_ONLY = (".npz", ".safetensors")  # which hold parameters, and say nothing of a text
_ROWS = {"embedding.W_E": "tokens", "decoder.embedding.W_E": "target_tokens"}


def to_stored(trace: Trace) -> Stored:
    """Everything that makes the same numbers again."""
    request = request_of(trace)
    if request.checkpoint is not None:
        return _of_checkpoint(request, request.checkpoint, trace.dtype)
    parameters = {name: np.array(_unedited(step)) for name, step in trace.parameters.items()}
    settings: dict[str, Any] = {"model": trace.model["name"]}
    settings.update({key: trace.model[key] for key in _SIZES if key in trace.model})
    settings.update(request.settings)
    if trace.dtype != Settings().dtype:
        settings["dtype"] = trace.dtype  # also where nobody asked for it
    if settings.get("layout") == "W x":
        settings.pop("layout")  # parameters are stored as they are used
    result = Stored(parameters, {key: value for key, value in settings.items() if key in FIELDS}, data=dict(request.data))
    result.data.pop("vectors", None)
    for table, key in _ROWS.items():
        if table in trace.parameters:
            setattr(result, key, list(trace.parameters[table].axes[0].labels))
    if request.edits:
        result.data["set"] = dict(request.edits)
    return result


def _unedited(step: Step) -> np.ndarray:
    """An edit is stored as an edit, so the parameter is stored as it was before."""
    return step.computed.values


def _of_checkpoint(request: Request, checkpoint: OpenCheckpoint, dtype: str) -> Stored:
    """What was run: the checkpoint's folder, which keeps its own weights, with the text and whatever was changed."""
    data = dict(request.data)
    if request.edits:
        data["set"] = dict(request.edits)
    folder = str(checkpoint.folder.path.resolve())
    return Stored({}, {**request.settings, "dtype": dtype, "model": folder}, data=data)


def save(path: str | Path, trace: Trace) -> None:
    """Write the file atomically.

    Raises TracerError where it cannot be written, its ending is unknown, or it is a file of weights alone and a checkpoint ran.
    """
    checkpoint = request_of(trace).checkpoint
    if checkpoint is not None and Path(path).suffix.lower() in WEIGHTS_ONLY:
        raise TracerError("checkpoints.save", name=checkpoint.name, file=str(path))
    write(path, to_stored(trace))
