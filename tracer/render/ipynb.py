"""Jupyter: a notebook of the document (nbformat 4.5), and the ways a notebook may show one.

A stage's blocks share one Markdown cell; pictures are attachments; code stands in cells of its own, with what it shows.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any, TextIO

from tracer.document.blocks import Document, Figure, Heading, Snippet
from tracer.render import html, latex, markdown, text
from tracer.render.options import Options
from tracer.render.page_order import pieces
from tracer.sanitize import sanitize

_FLAVOUR = "mkdocs"  # formulas in $$, captions above their tables: what notebooks draw


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as a notebook."""
    cells = list(_cells(document))
    runs = 0
    for number, cell in enumerate(cells):
        cell["id"] = f"ttrace-{number}"
        if cell["cell_type"] == "code":
            runs += 1
            _count(cell, runs)
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": sanitize(document.title),
            "ttrace": {key: sanitize(str(value)) for key, value in document.facts.items()},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    json.dump(notebook, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _count(cell: dict[str, Any], run: int) -> None:
    """Number a code cell and its result, as Jupyter does where cells were run in order."""
    cell["execution_count"] = run
    for output in cell["outputs"]:
        if output["output_type"] == "execute_result":
            output["execution_count"] = run


def _cells(document: Document) -> Iterator[dict[str, Any]]:
    parts: list[str] = []
    pictures: dict[str, Any] = {}
    number = 0
    for piece in pieces(document):
        if isinstance(piece, (Heading, Snippet)) and parts:
            yield _cell(parts, pictures)
            parts, pictures = [], {}
        if isinstance(piece, Snippet):
            yield _code(piece)
            continue
        if isinstance(piece, Figure):
            number += 1
            name = f"picture-{number}.svg"
            pictures[name] = {"image/svg+xml": _picture(piece)}
            title = markdown.escape(piece.title)
            parts += [f"**{title}**", f"![{title}](attachment:{name})"] if title else [f"![](attachment:{name})"]
        else:
            parts += markdown.paragraphs(piece, _FLAVOUR)
    if parts:
        yield _cell(parts, pictures)


def _cell(parts: list[str], pictures: dict[str, Any]) -> dict[str, Any]:
    lines = "\n\n".join(parts).splitlines(keepends=True)
    cell: dict[str, Any] = {"cell_type": "markdown", "id": "", "metadata": {}, "source": lines}
    return cell | {"attachments": pictures} if pictures else cell


def _picture(figure: Figure) -> str:
    from tracer.render import svg

    stream = StringIO()
    svg.write(Document(figure.title, [Figure(figure.kind, "", figure.data)]), stream, None)
    return b64encode(stream.getvalue().encode()).decode()


def _code(snippet: Snippet) -> dict[str, Any]:
    """A code cell with its outputs: what the code would show, as HTML (no script: a kernel makes it answer) and text."""
    outputs: list[dict[str, Any]] = []
    if snippet.blocks:
        shown = Document("", list(snippet.blocks))
        data = {kind: _written(shown, kind).splitlines(keepends=True) for kind in ("text/html", "text/plain")}
        outputs.append({"output_type": "execute_result", "execution_count": None, "data": data, "metadata": {}})
    if snippet.printed:
        outputs.append({"output_type": "stream", "name": "stdout", "text": _lines(snippet.printed)})
    source = snippet.code.splitlines(keepends=True)
    return {"cell_type": "code", "id": "", "metadata": {}, "execution_count": None, "outputs": outputs, "source": source}


def _lines(text: str) -> list[str]:
    """The lines of a text, each with what ends it, without control characters."""
    return [f"{sanitize(line)}\n" for line in text.splitlines()]


_WRITERS: Mapping[str, tuple[Any, Options]] = {
    "text/html": (html, Options()),
    "text/markdown": (markdown, Options(flavour=_FLAVOUR)),
    "text/latex": (latex, Options()),
    "text/plain": (text, Options()),
}


def _written(document: Document, kind: str, **more: Any) -> str:
    """The document as this MIME type."""
    writer, options = _WRITERS[kind]
    stream = StringIO()
    writer.write(document, stream, options.replace(**more))
    return stream.getvalue()


def mimebundle(document: Document) -> dict[str, str]:
    """What `_repr_mimebundle_` of a trace, a stage or an explanation returns: HTML, Markdown, LaTeX and plain text.

    The HTML of a run answers clicks, also in a saved notebook without a kernel, where the notebook is trusted.
    """
    once = document.replace(source=list(document.blocks()))
    live = {"live": document.living is not None}
    return {kind: _written(once, kind, **(live if kind == "text/html" else {})) for kind in _WRITERS}
