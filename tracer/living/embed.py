"""An exported block that carries its command: comments around it, or a notebook cell's metadata."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tracer.living.check import MADE_CHECKSUM
from tracer.living.commands import command_line
from tracer.living.comments import by_name
from tracer.living.diff import checksum

FORMATS = ("markdown", "html", "page", "latex", "typst", "ipynb")
KEY = "ttrace"  # in a notebook cell's metadata: command, part (which of its cells), made


def embed_command(text: str, format: str, words: Sequence[str], provenance: str) -> str:
    """`text`, as `format`, so that `ttrace check` can make it again. Raises TracerError for words no comment can carry."""
    command = command_line(words)
    if format == "ipynb":
        return _notebook(text, command, provenance)
    syntax = by_name(format)
    provenance_line = f"made by {provenance} · {MADE_CHECKSUM}{checksum(text)}"
    ended = text if text.endswith("\n") else text + "\n"
    return f"{syntax.comment(command)}\n{syntax.comment(provenance_line)}\n{ended}{syntax.comment('/ttrace')}\n"


def _notebook(text: str, command: str, provenance: str) -> str:
    notebook = json.loads(text)
    for part, cell in enumerate(notebook["cells"]):
        provenance_line = f"{provenance} · {MADE_CHECKSUM}{checksum(''.join(cell['source']))}"
        cell["metadata"][KEY] = {"command": command, "part": part, "made": provenance_line}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
