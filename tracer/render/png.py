"""PNG: the document as one picture, through matplotlib (extra `plot`)."""

from __future__ import annotations

from typing import Any, BinaryIO

from tracer.document.blocks import Document


def write(document: Document, stream: BinaryIO, options: Any) -> None:
    """Write the document as one picture. Raises TracerError without matplotlib, for a missing font or a picture too large."""
    from tracer.render.figures import matplotlib_backend
    from tracer.render.figures.layout import sheet

    matplotlib_backend.png(sheet(document), stream)
