"""Build a request from arguments, a trace file and a file of weights; no model is opened here.

The last word wins: arguments, then the trace file (`--from`), then the weights file (`--load`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import tracer.settings as settings
from tracer.errors import TracerError
from tracer.session.arguments import edits as pairs_of
from tracer.session.arguments import matrices, plain, vectors
from tracer.session.request import Request
from tracer.settings.data import DATA
from tracer.settings.presets import PRESETS

POSITIONS = "positions.W_P"

if TYPE_CHECKING:
    from pathlib import Path

    from tracer.files.stored_run import Stored
    from tracer.weights.torch_names import Translated


def gather(
    text: str | Sequence[str] | None = None,
    from_file: str | Path | None = None,
    load: str | Path | None = None,
    embeddings: str | Path | Mapping[str, Any] | None = None,
    edits: Mapping[str, Any] | Sequence[tuple[str, Any]] = (),
    weights: Mapping[str, Any] | None = None,
    **options: Any,
) -> Request:
    """Build the request; each option is a setting or a key of a trace file.

    A model that is not one of ours stays a name under `settings["model"]`: `tracer.session.make_request` opens it.
    Raises TracerError where a file cannot be read, or an option is unknown or has no such value.
    """
    request = Request()
    stored = None if from_file is None else _read(plain("from_file", from_file))
    if load is not None:
        named = stored.settings.get("model") if stored is not None else None
        _take_weights(request, load, str(options.get("model") or named or ""))
    if stored is not None:
        request.implied -= stored.settings.keys()
        _take_stored(request, stored)
        _forget_loaded(request, stored.parameters)
    if weights is not None:
        given = matrices(weights)
        request.parameters = {**request.parameters, **given}
        _forget_loaded(request, given)
    _take_options(request, text, options)
    _take_preset(request)
    _leave_unread(request)
    request.edits += pairs_of(edits)
    if isinstance(embeddings, Mapping):
        request.rows["embedding.W_E"] = vectors(embeddings)
        request.data.vectors = None
    elif embeddings is not None:
        request.data.vectors = str(embeddings)
    return request


def _take_preset(request: Request) -> None:
    """What a preset's name stands for, where nothing else was given in its place."""
    preset = PRESETS.get(str(request.settings.get("model")))
    if preset is None:
        return
    request.preset = str(request.settings.pop("model"))
    request.implied |= preset.keys() - request.settings.keys()
    request.settings = {**preset, **request.settings}


def _take_weights(request: Request, load: str | Path, model: str) -> None:
    """A file of parameters, by our names or those of torch.nn: its settings come along; words it has no vector for are drawn."""
    from tracer.files.formats import load_kept

    stored = load_kept(plain("load", load))
    translated = _translated(stored, model)
    if translated is not None:
        stored.parameters, stored.settings = translated.parameters, {**translated.settings, **stored.settings}
        request.unsaid, request.unused, request.turned = translated.unsaid, translated.unused, frozenset(translated.parameters)
        request.stored, stored.tokens = translated.stored, translated.tokens or stored.tokens
    if stored.about and stored.settings.get("dtype") == "float32":  # how it was trained, which says nothing of how it is shown
        del stored.settings["dtype"]
        request.singles = sum(array.size for array in stored.parameters.values())
    _take_stored(request, stored)
    request.stored = {name: request.stored.get(name, name) for name in request.parameters}
    request.loaded = str(load)
    request.implied = frozenset(stored.settings)
    if not stored.parameters:
        raise TracerError("session.no_weights", file=str(load))
    request.seeded, request.seeded_rows = False, True
    if translated is not None and translated.tokens:
        request.own_vocabulary, request.seeded_rows, request.begins = "characters", False, translated.begins


def _translated(stored: Stored, model: str) -> Translated | None:
    """A file's parameters under our names, where they have those of another program."""
    from tracer.weights.gpt_names import from_gpt
    from tracer.weights.keras_names import from_keras
    from tracer.weights.microgpt_names import from_microgpt
    from tracer.weights.seq2seq_names import from_seq2seq
    from tracer.weights.torch_names import from_torch

    microgpt = from_microgpt(stored.parameters, stored.data.pop("vocab", None) if "wte" in stored.parameters else None)
    known = microgpt or from_gpt(stored.parameters) or from_seq2seq(stored.parameters)
    return known or from_torch(stored.parameters, model) or from_keras(stored.parameters)


def _forget_loaded(request: Request, given: Collection[str]) -> None:
    """Parameters given beside those of a file of weights take their place, and are not as that file has them."""
    request.turned = request.turned.difference(given)
    request.stored = {ours: theirs for ours, theirs in request.stored.items() if ours not in given}


def _read(path: str | Path) -> Stored:
    from tracer.files.formats import load as read

    return read(path)


def _leave_unread(request: Request) -> None:
    """Where a part is left out or another one is asked for, what a file of weights has for it stays unread, with a note."""
    patterns = list(_of_parts_left_out(request.settings))
    names = [name for name in request.stored if any(re.fullmatch(pattern, name) for pattern in patterns)]
    if names:
        request.parameters = {name: array for name, array in request.parameters.items() if name not in names}
        request.unused = (*request.unused, *sorted({request.stored[name] for name in names}))


def _of_parts_left_out(chosen: Mapping[str, Any]) -> Iterator[str]:
    """Patterns of the names of parameters that these settings leave without a reader."""
    if chosen.get("positions") != "learned":
        yield rf"(?:.*\.)?{re.escape(POSITIONS)}"
    if chosen.get("final_norm") is False:
        yield r"(?:encoder|decoder)\.norm\.\w+"
    if chosen.get("norm_kind") == "rms":
        yield r"(?:.*\.)?norm\.beta"
    for part in ("attention", "cross", "ffn"):
        if "norm" in chosen and not settings.in_part(chosen["norm"], part):
            yield rf"(?:.*\.)?{part}\.norm\.\w+"


def _take_stored(request: Request, stored: Stored) -> None:
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
    given = {key: value for key, value in options.items() if value is not None}
    request.implied -= {"mask" if key == "causal" else key for key in given}
    for key, value in given.items():
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
