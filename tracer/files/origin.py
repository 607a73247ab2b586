"""A parameter and the file it came from, in the words of an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from tracer.errors import TracerError, Worded, quoted
from tracer.language import say


class Named(Worded):
    """A parameter (or a cell of one) together with its file, as one value of an error; `name`: the parameter alone."""

    name: str

    def __new__(cls, name: str, origin: str) -> Self:
        given = quoted({"name": name, "file": origin})
        result = super().__new__(cls, say("weights.of", name=given["name"], origin=given["file"]))
        result.name = name
        return result


def named(name: str, origin: str) -> str:
    """A parameter and the file it came from, where it came from one, as an error quotes them."""
    return Named(name, origin) if origin else name


def named_as_stored(error: TracerError, stored: Mapping[str, str], file: str) -> TracerError:
    """The error with each parameter that it names told together with the tensor it was read from, as `file` calls that.

    stored: of our parameters (or endings of them), the tensor's name. A `word` that nobody knows is the file's own.
    """
    values = {key: _as_stored(value, stored, file) for key, value in error.values.items() if key != "word"}
    if (word := error.values.get("word")) is not None:
        values["word"] = stored.get(word, word)
    error.values = values
    return error


def _as_stored(value: Any, stored: Mapping[str, str], file: str) -> Any:
    name = value.name if isinstance(value, Named) else value
    if not isinstance(name, str):
        return value
    stage = name.partition("[")[0]
    tensor = next((stored[ours] for ours in stored if f".{stage}".endswith(f".{ours}")), "")
    return value if not tensor else named(name, f"{tensor}, {file}" if tensor != stage else file)
