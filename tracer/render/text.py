"""Plain text: what the terminal shows, without colour and without a single escape."""

from __future__ import annotations

from typing import TextIO

from tracer.document.blocks import Document
from tracer.render.options import Options
from tracer.render.terminal import writer


def write(document: Document, stream: TextIO, options: Options) -> None:
    """Write the document as lines of at most `options.width` columns."""
    writer.write(document, stream, options.replace(color=False))
