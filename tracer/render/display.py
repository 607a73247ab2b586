"""How a trace, a stage and an explanation show themselves: as text, and richly in a notebook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tracer.document.blocks import Document
from tracer.document.build import document, stage
from tracer.document.select import Selection
from tracer.render import write

if TYPE_CHECKING:
    from tracer.record.step import Step
    from tracer.record.trace import Trace


def trace_text(trace: Trace) -> str:
    """What `print(trace)` shows: the same tables as the command line, 80 columns, no colour."""
    return as_text(document(trace))


def as_text(made: Document, width: int = 80) -> str:
    stream = io.StringIO()
    write(made, "terminal", stream, width=width, color="never")
    return stream.getvalue()


def trace_bundle(trace: Trace) -> dict[str, str]:
    return bundle(document(trace))


def step_bundle(step: Step) -> dict[str, str]:
    return bundle(Document(step.name, list(stage(step, Selection()))))


def bundle(made: Document) -> dict[str, str]:
    """A notebook's rich display: HTML, Markdown, LaTeX and plain text of one document."""
    from tracer.render.ipynb import mimebundle

    return mimebundle(made)
