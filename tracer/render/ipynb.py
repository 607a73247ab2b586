"""Jupyter: a notebook of the document (nbformat 4.5), and the ways a notebook may show one.

A stage's blocks share one Markdown cell; pictures are attachments; the last cell holds the command that made it.
"""

from __future__ import annotations

import json
import shlex
from base64 import b64encode
from collections.abc import Iterator
from io import StringIO
from typing import Any, TextIO

from tracer.document.blocks import Document, Figure, Heading
from tracer.language import say
from tracer.render import html, latex, markdown, text
from tracer.render.options import Options
from tracer.render.page_order import pieces
from tracer.sanitize import sanitize

_FLAVOUR = "mkdocs"  # formulas in $$, captions above their tables: what notebooks draw


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as a notebook."""
    cells = [*_markdown_cells(document), *_command_cells(document)]
    for number, cell in enumerate(cells):
        cell["id"] = f"ttrace-{number}"
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


def _markdown_cells(document: Document) -> Iterator[dict[str, Any]]:
    parts: list[str] = []
    pictures: dict[str, Any] = {}
    number = 0
    for piece in pieces(document):
        if isinstance(piece, Heading) and parts:
            yield _cell(parts, pictures)
            parts, pictures = [], {}
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


def _command_cells(document: Document) -> Iterator[dict[str, Any]]:
    """The command as a cell that runs it: words in a list, so that no shell reads them."""
    command = document.facts.get("command")
    if not command:
        return
    words = shlex.split(command) if isinstance(command, str) else list(command)
    arguments = ", ".join(map(repr, map(sanitize, words[1:])))
    source = [
        f"# {say('render.notebook.run')}\n",
        "import subprocess, sys\n",
        "\n",
        f'run = subprocess.run([sys.executable, "-m", "tracer", {arguments}], capture_output=True, text=True)\n',
        "print(run.stdout or run.stderr)",
    ]
    yield {"cell_type": "code", "id": "", "metadata": {}, "execution_count": None, "outputs": [], "source": source}


def mimebundle(document: Document) -> dict[str, str]:
    """What `_repr_mimebundle_` of a trace, a stage or an explanation returns: HTML, Markdown, LaTeX and plain text.

    The HTML of a run answers clicks, also in a saved notebook without a kernel, where the notebook is trusted.
    """
    once = document.replace(source=list(document.blocks()))
    writers: dict[str, tuple[Any, Options]] = {
        "text/html": (html, Options(live=document.living is not None)),
        "text/markdown": (markdown, Options(flavour=_FLAVOUR)),
        "text/latex": (latex, Options()),
        "text/plain": (text, Options()),
    }
    bundle = {}
    for kind, (writer, options) in writers.items():
        stream = StringIO()
        writer.write(once, stream, options)
        bundle[kind] = stream.getvalue()
    return bundle
