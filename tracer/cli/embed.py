"""--embed and --copy: an output that carries the command that made it, an output on the clipboard."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import click

import tracer
from tracer.cli.setting_options import setting_values
from tracer.errors import TracerError
from tracer.language import current
from tracer.living.commands import PATHS
from tracer.living.embed import FORMATS, embedded

_DROPPED = ("--embed", "--copy")
_DROPPED_WITH_VALUE = ("-o", "--output", "--save", "--color")


def require_text(name: str, embed: bool) -> None:
    """Refuse a format that cannot carry a command, or that is no text."""
    from tracer.render import known

    if embed and name not in FORMATS:
        raise TracerError("check.no_embed", format=name, known=", ".join(FORMATS))
    if known(name).binary:
        raise TracerError("check.no_copy", format=name)


def carried(text: str, name: str, values: Mapping[str, Any]) -> str:
    """The output between comments that hold its command and its provenance."""
    return embedded(text, name, command(name, values), provenance(values))


def copied(text: str) -> None:
    """Put the text on the clipboard and say where it went, beside the output."""
    from tracer.render.clipboard import copy

    click.echo(copy(text), err=True)


def provenance(values: Mapping[str, Any]) -> str:
    """Version, model, seed, conventions and files of a run, in a short line."""
    settings = setting_values(values)
    files = [os.path.basename(values[key]) for key in ("from_file", "load", "embeddings") if values.get(key)]
    parts = [f"ttrace {tracer.__version__}", str(values.get("model") or (files[0] if values.get("from_file") else "encoder"))]
    if "seed" in settings or not files:
        parts.append(f"seed {settings.pop('seed', 0)}")
    parts += [name for name in files if name != parts[1]]
    return " · ".join([*parts, *(f"{key}={value}" for key, value in settings.items())])


def command(name: str, values: Mapping[str, Any]) -> list[str]:
    """The words that make this output again: without where it went, with its format and language, files seen from its folder."""
    words = run_words(
        _DROPPED_WITH_VALUE, os.path.dirname(os.path.abspath(values["output"])) if values.get("output") else os.getcwd()
    )
    end = words.index("--") if "--" in words else len(words)
    kept = words[:end]
    if not values.get("format_"):
        kept += ["--format", name]
    if not any(word.startswith("--lang") for word in kept):
        kept += ["--lang", current()]
    return kept + words[end:]


def run_words(without: Sequence[str], folder: str) -> list[str]:
    """The words this command was called with, `without` some options and their values; files as seen from `folder`.

    Raises TracerError where a text came from standard input, which no second run can read.
    """
    words = list(click.get_current_context().find_root().obj or [])
    if "-" in words:
        raise TracerError("check.from_stdin")
    end = words.index("--") if "--" in words else len(words)
    kept: list[str] = []
    place = 0
    while place < end:
        word = words[place]
        option, equals, value = word.partition("=")
        place += 1
        if option in without:
            place += not equals
        elif word in _DROPPED or (word.startswith("-o") and not word.startswith("--")):
            continue
        elif option in (*PATHS, "--model") and (equals or place < end):
            kept += [option, _from(folder, value if equals else words[place])]
            place += not equals
        else:
            kept.append(word)
    return kept + words[end:]


def _from(folder: str, path: str) -> str:
    """A file as seen from the folder the output stands in; what is no file stays as it is."""
    return os.path.relpath(path, folder).replace(os.sep, "/") if os.path.exists(path) else path
