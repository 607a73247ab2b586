"""Where a document goes: a format to standard output, to the clipboard or, whole or not at all, to a file."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.document.blocks import Document

_FLAVOURED = ("markdown", "latex", "typst")
DATA_FORMATS = ("json", "csv", "npz")
_collected: list[Document] | None = None


def format_of(values: Mapping[str, Any]) -> str:
    """The format asked for, or the one the file's ending stands for, or the terminal.

    Raises TracerError for an unknown one, and for a flavour of one that has no flavours.
    """
    from tracer.render import known, of_file

    name = values.get("format_") or (of_file(values["output"]) if values.get("output") else "terminal")
    known(name)
    if values.get("flavour") and name not in _FLAVOURED:
        raise TracerError("page.no_flavours", format=name, known=", ".join(_FLAVOURED))
    return str(name)


@contextmanager
def collected(found: list[Document] | None) -> Iterator[None]:
    """Inside, documents are kept in `found` instead of written: for a lesson that writes them in its own way; None: written."""
    global _collected
    before, _collected = _collected, found
    try:
        yield
    finally:
        _collected = before


def send(document: Document, values: Mapping[str, Any]) -> None:
    """Write the document in its format to where it is to go."""
    from tracer.render import FORMATS, write

    name = format_of(values)
    if _collected is not None and name == "terminal":  # a format that is asked for by name is shown as it is written
        _collected.append(document.replace(source=list(document.blocks())))
        return
    how: dict[str, Any] = {"width": values.get("width"), "color": values.get("color") or "auto"}
    how["ascii"] = bool(values.get("ascii"))
    if values.get("flavour"):
        how["flavour"] = values["flavour"]
    whole = _whole(document, name, how, values)
    if values.get("output"):
        from tracer.weights.files import atomic

        with atomic(values["output"], text=not FORMATS[name].binary) as stream:
            write(document, name, stream, **how) if whole is None else stream.write(whole)
    elif whole is None:
        write(document, name, sys.stdout, **how)
    elif not values.get("copy"):
        sys.stdout.write(whole)


def _whole(document: Document, name: str, how: dict[str, Any], values: Mapping[str, Any]) -> str | None:
    """The text as one string where it is copied or carries its command; None where it can be written as it is made."""
    if not values.get("embed") and not values.get("copy"):
        return None
    from tracer.cli.embed import carried, copied, require_text
    from tracer.render import write

    require_text(name, bool(values.get("embed")))
    stream = io.StringIO()
    write(document, name, stream, **{**how, "color": "never"})
    text = carried(stream.getvalue(), name, values) if values.get("embed") else stream.getvalue()
    if values.get("copy"):
        copied(text)
    return text
