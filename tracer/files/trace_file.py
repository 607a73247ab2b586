"""The keys of a trace file (`--from`), whatever its syntax: what each may hold, and what a run stores under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

import tracer.settings as settings
from tracer.errors import TracerError
from tracer.files import readers
from tracer.files.data_values import read_data
from tracer.files.line_numbers import Path
from tracer.files.readers import Source
from tracer.files.stored_run import TABLES, Stored
from tracer.settings.data import DATA

_EMBEDDINGS = {"embeddings": "tokens", "target_embeddings": "target_tokens"}  # the file's table: the field of Stored
_MICROGPT = "wte"  # a microgpt writes its parameters as they are, without `weights` around them
KEYS = (*DATA, *settings.FIELDS, *_EMBEDDINGS, "weights", "set")


def stored_from(document: Mapping[str, Any], source: Source) -> Stored:
    """A parsed trace file as what a run needs.

    `[weights]` become parameters (whole, or one matrix a head), `[embeddings]` the named rows of `embedding.W_E`
    (`[target_embeddings]` those of `decoder.embedding.W_E`), `[set]` numbers and arrays by address in `data["set"]`;
    `embeddings = "FILE"` stays a name in `data`. Raises TracerError with file and line: see `rows`.
    """
    if "format" in document:
        raise TracerError("weights.is_trace", file=source.origin)
    stored = Stored(origin=source.origin)
    parameters: dict[str, np.ndarray] = {}
    for key, value in document.items():
        if key in settings.FIELDS:
            stored.settings[key] = _setting(key, value, source)
        elif key in DATA:
            stored.data[key] = read_data(key, value, source)
        elif key == "embeddings" and isinstance(value, str):
            stored.data[key] = value
        elif key in _EMBEDDINGS:
            _embeddings(key, value, source, stored, parameters)
        elif key == "weights":
            parameters |= {name: _weight(name, item, path, source) for name, item, path in _table(key, value, source)}
        elif key == "set":
            stored.data[key] = {name: _edit(item, path, source) for name, item, path in _table(key, value, source)}
        elif _MICROGPT in document and isinstance(value, list):
            parameters[key] = _weight(key, value, (key,), source)
        else:
            raise TracerError.near("weights.key", key, KEYS, file=source.origin, line=source.line((key,)))
    stored.parameters = parameters
    return stored


def _table(key: str, value: Any, source: Source) -> Iterator[tuple[str, Any, Path]]:
    """Name, value and path of each entry; tables in the table (from keys with dots) are joined with dots again."""
    if not isinstance(value, dict):
        raise source.error("weights.table", (key,), key=key)
    open_tables: list[tuple[Path, dict[str, Any]]] = [((key,), value)]
    while open_tables:
        path, table = open_tables.pop(0)
        for name, item in table.items():
            if isinstance(item, dict):
                open_tables.append(((*path, name), item))
            else:
                yield ".".join(map(str, (*path[1:], name))), item, (*path, name)


def _setting(key: str, value: Any, source: Source) -> Any:
    if isinstance(value, list) and settings.FIELDS[key].metadata.get("kind") in ("mask", "positions"):
        readers.matrices(value, (key,), source)
    try:
        return settings.read(key, value)
    except TracerError as problem:
        raise source.error("weights.at_line", (key,), problem=str(problem)) from None


def _weight(name: str, value: Any, path: Path, source: Source) -> np.ndarray:
    if not isinstance(value, list) and name in KEYS:
        raise source.error("weights.misplaced", path, key=name)
    return readers.array(value, path, source)


def _edit(value: Any, path: Path, source: Source) -> float | np.ndarray:
    result = readers.array(value, path, source, infinite=True)
    return result if result.ndim else float(result)


def _embeddings(key: str, value: Any, source: Source, stored: Stored, parameters: dict[str, np.ndarray]) -> None:
    vectors: dict[str, np.ndarray] = {}
    for token, item, path in _table(key, value, source):
        vectors[token] = readers.array(item, path, source)
        first = next(iter(vectors))
        if vectors[token].ndim != 1:
            raise source.error("weights.vector", path, token=token)
        if vectors[token].size != vectors[first].size:
            sizes = {"count": vectors[token].size, "first_count": vectors[first].size}
            raise source.error("weights.ragged", path, row=token, first=first, **sizes)
    if vectors:
        setattr(stored, _EMBEDDINGS[key], list(vectors))
        parameters[TABLES[_EMBEDDINGS[key]]] = np.stack(list(vectors.values()))


def document_of(stored: Stored) -> dict[str, Any]:
    """What `stored_from` reads back to the same numbers: plain values first, then tables; arrays as nested lists of floats."""
    edits = stored.data.get("set", {})
    document = {key: _plain(value) for key, value in stored.data.items() if key != "set"}
    document |= {key: _plain(value) for key, value in stored.settings.items() if value is not None}
    for key, words in _EMBEDDINGS.items():
        if getattr(stored, words) is not None:
            document[key] = {token: _plain(row) for token, row in stored.rows(TABLES[words]).items()}
    document["weights"] = {name: _plain(array) for name, array in stored.without_rows().items()}
    if edits:
        document["set"] = {address: _named(_plain(value)) for address, value in edits.items()}
    return {key: value for key, value in document.items() if value != {}}


def _plain(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)):
        return value.astype(np.float64).tolist()
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _named(value: Any) -> Any:
    """Infinities and NaN as the strings that both syntaxes hold."""
    if isinstance(value, list):
        return [_named(item) for item in value]
    return value if np.isfinite(value) else str(float(value))
