"""What a run is asked for: text or rows, settings, weights and edits, gathered from a file, an options list and arguments.

A request holds what was said, not what follows from it; `session` works that out. The last word wins: arguments, then the
trace file (`--from`), then the weights file (`--load`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tracer import settings
from tracer.errors import TracerError
from tracer.session.arguments import edits as pairs_of
from tracer.session.arguments import matrices, opened_checkpoint, plain, vectors

if TYPE_CHECKING:
    from pathlib import Path

INPUTS = ("inputs", "target_inputs", "memory_inputs", "key_inputs", "value_inputs")


@dataclass(slots=True)
class Request:
    """What was asked.

    settings: keys of `tracer.settings` that were given. data: the other keys of a trace file (text, tokens, inputs, vocab …).
    parameters: arrays as they were named. rows: embedding table -> token -> vector. edits: (address as written, values).
    seeded: whether missing matrices are drawn; None: drawn when nothing was given.
    starts_inside: a trace file sets a stage whole,
    so that what came before it need not be there (as where there is no text at all). from_files: how many of the edits, the
    first ones, files made. origin: the file to name in errors. singles: how many float32 numbers a trained model's file holds.
    checkpoint: the opened checkpoint that runs it (see `session.checkpoint`), or None for a model of settings and parameters.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, np.ndarray]] = field(default_factory=dict)
    edits: list[tuple[str, Any]] = field(default_factory=list)
    seeded: bool | None = None
    seeded_rows: bool = False
    starts_inside: bool = False
    from_files: int = 0
    origin: str = ""
    singles: int = 0
    checkpoint: Any = None

    def changed(self, settings: Mapping[str, Any] | None = None, edits: Sequence[tuple[str, Any]] = (), **data: Any) -> Request:
        """A copy with other settings, further edits, other data."""
        return replace(
            self, settings={**self.settings, **(settings or {})}, data={**self.data, **data}, edits=[*self.edits, *edits]
        )

    @property
    def is_seeded(self) -> bool:
        if self.checkpoint is not None:
            return False
        if self.seeded is not None:
            return self.seeded
        whole = "text" not in self.data and any("[" not in address for address, _ in self.edits)
        given = self.parameters or self.rows or self.starts_inside or whole or any(key in self.data for key in INPUTS)
        return not given or "seed" in self.settings


def gathered(
    text: str | Sequence[str] | None = None,
    from_file: str | Path | None = None,
    load: str | Path | None = None,
    embeddings: str | Path | None = None,
    edits: Mapping[str, Any] | Sequence[tuple[str, Any]] = (),
    weights: Mapping[str, Any] | None = None,
    checkpoint: Any = None,
    download: bool = False,
    **options: Any,
) -> Request:
    """The request behind these arguments; every option is a setting or a key of a trace file.

    checkpoint: an opened one; a folder or a hub's name under `model` is opened (downloaded where `download` says so).
    Raises TracerError where a file cannot be read, or an option is unknown or has no such value.
    """
    model = options.get("model")
    if isinstance(model, str) and model not in settings.MODELS and load is not None:
        raise TracerError("session.two_weights", model=model, file=str(load))
    if isinstance(model, str) and model not in settings.MODELS and from_file is None:
        return _by_name(model, download, text, {**options, "edits": edits}, {"embeddings": embeddings, "weights": weights})
    request = Request(checkpoint=opened_checkpoint(checkpoint))
    if load is not None:
        _take_weights(request, load, str(options.get("model") or ""))
    if from_file is not None:
        _take_file(request, from_file)
    if weights is not None:
        request.parameters = {**request.parameters, **matrices(weights)}
    _take_options(request, text, options)
    request.edits += pairs_of(edits)
    if checkpoint is None and request.settings.get("model", "encoder") not in settings.MODELS:
        request.checkpoint = _checkpoint_of(request, download)
    given = embeddings if embeddings is not None else request.data.pop("embeddings", None)
    if isinstance(given, Mapping):
        request.rows["embedding.W_E"] = vectors(given)
    elif given is not None:
        request.data["vectors"] = str(given)
    return request


def _by_name(name: str, download: bool, text: Any, options: dict[str, Any], more: Mapping[str, Any]) -> Request:
    """The request to a model that is not one of ours by name: bundled, a file, a folder, the hub's."""
    from tracer.session.loading import opened

    own = {**options, **{key: value for key, value in more.items() if value}}
    own.pop("model")
    found: Request = opened(name, download).request(text, **own)
    return found


def _checkpoint_of(request: Request, download: bool) -> Any:
    """The checkpoint that a trace file names. Raises TracerError for a file of parameters, beside those of the trace file."""
    from tracer.session.loading import opened

    name = request.settings["model"]
    found = getattr(opened(name, download), "checkpoint", None)
    if found is None:
        raise TracerError("session.two_weights", model=name, file=request.origin)
    return found


def _take_weights(request: Request, load: str | Path, model: str) -> None:
    """A file of parameters, by our names or those of torch.nn: its settings come along; words it has no vector for are drawn."""
    from tracer.weights.files import load as read
    from tracer.weights.torch_names import from_torch

    stored = read(plain("load", load))
    translated = from_torch(stored.parameters, model)
    if translated is not None:
        stored.parameters, stored.settings = translated.parameters, {**translated.settings, **stored.settings}
    if stored.about and stored.settings.get("dtype") == "float32":  # how it was trained, which says nothing of how it is shown
        del stored.settings["dtype"]
        request.singles = sum(array.size for array in stored.parameters.values())
    _take_stored(request, stored)
    if not stored.parameters:
        raise TracerError("session.no_weights", file=str(load))
    request.seeded, request.seeded_rows = False, True


def _take_file(request: Request, path: str | Path) -> None:
    from tracer.weights.files import load as read

    _take_stored(request, read(plain("from_file", path)))


def _take_stored(request: Request, stored: Any) -> None:
    data = dict(stored.data)
    sets = list(data.pop("set", {}).items())
    request.edits += sets
    request.from_files += len(sets)
    request.starts_inside = request.starts_inside or any("[" not in address for address, _ in sets)
    if data.pop("causal", False):
        request.settings["mask"] = "causal"
    request.data.update(data)
    request.settings.update(stored.settings)
    request.origin = stored.origin
    for table, named in (("embedding.W_E", stored.tokens), ("decoder.embedding.W_E", stored.target_tokens)):
        if named is not None:
            request.rows[table] = stored.rows(table)
    request.parameters = {**request.parameters, **stored.without_rows()}


def _take_options(request: Request, text: str | Sequence[str] | None, options: Mapping[str, Any]) -> None:
    if isinstance(text, str):
        request.data["text"] = text
        request.data.pop("tokens", None)
    elif text is not None:
        first, *others = plain("text", text)
        request.data.update(text=first, also=others)
    for key, value in options.items():
        if value is None:
            continue
        if key == "causal":
            request.settings["mask"] = "causal" if plain(key, value) else "none"
        elif key == "also":
            texts = plain(key, value)
            request.data[key] = [texts] if isinstance(texts, str) else texts
        elif key in settings.FIELDS:
            request.settings[key] = settings.read(key, value)
        else:
            request.data[key] = plain(_data_key(key), value)


def _data_key(key: str) -> str:
    from tracer.weights.trace_file import DATA  # only asked where such a key is given, since it loads every reader

    if key not in DATA:
        raise TracerError.near("settings.unknown", key, [*settings.FIELDS, *DATA])
    return key
