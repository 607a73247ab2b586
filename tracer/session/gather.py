"""A request gathered from arguments, a trace file and a file of weights; no model is opened here.

The last word wins: arguments, then the trace file (`--from`), then the weights file (`--load`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import tracer.settings as settings
from tracer.errors import TracerError
from tracer.session.arguments import edits as pairs_of
from tracer.session.arguments import matrices, plain, vectors
from tracer.session.request import Request
from tracer.settings.data import DATA

if TYPE_CHECKING:
    from pathlib import Path


def gather(
    text: str | Sequence[str] | None = None,
    from_file: str | Path | None = None,
    load: str | Path | None = None,
    embeddings: str | Path | Mapping[str, Any] | None = None,
    edits: Mapping[str, Any] | Sequence[tuple[str, Any]] = (),
    weights: Mapping[str, Any] | None = None,
    **options: Any,
) -> Request:
    """The request behind these arguments; every option is a setting or a key of a trace file.

    A model that is not one of ours stays a name under `settings["model"]`: `tracer.session.requested` opens it.
    Raises TracerError where a file cannot be read, or an option is unknown or has no such value.
    """
    request = Request()
    if load is not None:
        _take_weights(request, load, str(options.get("model") or ""))
    if from_file is not None:
        _take_file(request, from_file)
    if weights is not None:
        request.parameters = {**request.parameters, **matrices(weights)}
    _take_options(request, text, options)
    request.edits += pairs_of(edits)
    if isinstance(embeddings, Mapping):
        request.rows["embedding.W_E"] = vectors(embeddings)
        request.data.vectors = None
    elif embeddings is not None:
        request.data.vectors = str(embeddings)
    return request


def _take_weights(request: Request, load: str | Path, model: str) -> None:
    """A file of parameters, by our names or those of torch.nn: its settings come along; words it has no vector for are drawn."""
    from tracer.files.formats import load as read
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
    from tracer.files.formats import load as read

    _take_stored(request, read(plain("from_file", path)))


def _take_stored(request: Request, stored: Any) -> None:
    data = dict(stored.data)
    sets = list(data.pop("set", {}).items())
    request.edits += sets
    request.from_files += len(sets)
    request.starts_inside = request.starts_inside or any("[" not in address for address, _ in sets)
    if data.pop("causal", False):
        request.settings["mask"] = "causal"
    file = data.pop("embeddings", None)
    request.data.update(data)
    if file is not None:
        request.data.vectors = file
    request.settings.update(stored.settings)
    request.origin = stored.origin
    for table, named in (("embedding.W_E", stored.tokens), ("decoder.embedding.W_E", stored.target_tokens)):
        if named is not None:
            request.rows[table] = stored.rows(table)
    request.parameters = {**request.parameters, **stored.without_rows()}


def _take_options(request: Request, text: str | Sequence[str] | None, options: Mapping[str, Any]) -> None:
    if isinstance(text, str):
        request.data.text, request.data.tokens = text, None
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
            request.data.also = [texts] if isinstance(texts, str) else texts
        elif key in settings.FIELDS:
            request.settings[key] = settings.read(key, value)
        else:
            if key not in DATA:
                raise TracerError.near("settings.unknown", key, [*settings.FIELDS, *DATA])
            request.data[key] = plain(key, value)
