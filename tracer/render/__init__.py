"""How to write a document: one module a format, each with `write(document, stream, options)`, loaded when asked for.

`write` below is the front door. A text format gets a text stream; a binary one a binary stream (or a text stream with
a `buffer`, as standard output has).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from tracer.counting import count_of
from tracer.errors import TracerError
from tracer.render.options import Options as Options

if TYPE_CHECKING:
    from tracer.document.blocks import Document


_OF_WORD = (".docx", ".odt")
_WIDEST = 10_000  # columns of a screen


class Format(NamedTuple):
    """The module of `tracer.render` that writes it, the endings of its files, and whether it writes bytes."""

    module: str
    endings: tuple[str, ...] = ()
    binary: bool = False


FORMATS: Mapping[str, Format] = {
    "terminal": Format("terminal.writer"),
    "text": Format("text", (".txt",)),
    "markdown": Format("markdown", (".md", ".markdown")),
    "latex": Format("latex", (".tex",)),
    "beamer": Format("beamer"),
    "typst": Format("typst", (".typ",)),
    "html": Format("html"),
    "reveal": Format("reveal"),
    "page": Format("page", (".html", ".htm")),
    "svg": Format("svg", (".svg",)),
    "ipynb": Format("ipynb", (".ipynb",)),
    "json": Format("json_format", (".json",)),
    "csv": Format("csv_format", (".csv",)),
    "npz": Format("npz_format", (".npz",), binary=True),
    "xlsx": Format("xlsx", (".xlsx",), binary=True),
    "png": Format("png", (".png",), binary=True),
    "pdf": Format("pdf", (".pdf",), binary=True),
}


def formats() -> tuple[str, ...]:
    """The names `--format` takes."""
    return tuple(FORMATS)


def format_named(name: str) -> Format:
    """The format called `name`. Raises TracerError naming the nearest ones."""
    if name not in FORMATS:
        raise TracerError.near("render.format", name, FORMATS, formats=list(FORMATS))
    return FORMATS[name]


def of_file(file: str) -> str:
    """The format a file's ending stands for. Raises TracerError with the known endings, and the way to a file of Word's."""
    ending = os.path.splitext(file)[1].lower()
    if ending in _OF_WORD:
        raise TracerError("render.word", file=file)
    for name, format_ in FORMATS.items():
        if ending in format_.endings:
            return name
    endings = [ending for format_ in FORMATS.values() for ending in format_.endings]
    raise TracerError("render.ending", file=file, endings=endings)


def write(
    document: Document,
    format: str,
    stream: Any,
    *,
    width: int | None = None,
    color: str = "auto",
    **options: Any,
) -> None:
    """Write `document` to `stream` as `format`; color is "auto", "always" or "never", a width of None is found out."""
    chosen = format_named(format)
    renderer = import_module(f"tracer.render.{chosen.module}")
    resolved = Options(width=width_of(stream, width), color=color_of(stream, color), **options)
    renderer.write(document, getattr(stream, "buffer", stream) if chosen.binary else stream, resolved)


def width_of(stream: Any, wanted: int | None = None) -> int:
    """`wanted`, else COLUMNS, else the width of the terminal behind `stream`, else 80.

    Only the stream written to counts: Rich would take the width of a terminal on any stream, also for a file.
    """
    if wanted:
        return wanted
    if columns := count_of(os.environ.get("COLUMNS", "")):
        return min(columns, _WIDEST)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (AttributeError, OSError, ValueError):
        return 80


def color_of(stream: Any, choice: str = "auto") -> bool:
    """Whether to colour: "always" and "never" win, then NO_COLOR, FORCE_COLOR, TERM=dumb, then whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and bool(getattr(stream, "isatty", bool)())
