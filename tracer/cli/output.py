"""Where a document goes: a format to standard output or, whole or not at all, to a file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracer.document.blocks import Document

DATA_FORMATS = ("json", "csv", "npz")


def format_of(values: Mapping[str, Any]) -> str:
    """The format asked for, or the one the file's ending stands for, or the terminal."""
    from tracer.render import known, of_file

    if values.get("format_"):
        known(values["format_"])
        return str(values["format_"])
    return of_file(values["output"]) if values.get("output") else "terminal"


def send(document: Document, values: Mapping[str, Any]) -> None:
    """Write the document in its format to where it is to go."""
    from tracer.render import FORMATS, write

    name = format_of(values)
    how = {"width": values.get("width"), "color": values.get("color") or "auto", "ascii": bool(values.get("ascii"))}
    if values.get("flavour"):
        how["flavour"] = values["flavour"]
    if values.get("output"):
        from tracer.weights.files import atomic

        with atomic(values["output"], text=not FORMATS[name].binary) as stream:
            write(document, name, stream, **how)
        return
    write(document, name, sys.stdout, **how)
