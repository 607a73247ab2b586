"""How a trace, a stage and an explanation show themselves: as text, and richly in a notebook."""

from __future__ import annotations

import io

from tracer.document.blocks import Document
from tracer.document.explanation import Explanation
from tracer.document.selection import Selection
from tracer.document.trace_document import document, stage
from tracer.document.verdict import Verdict
from tracer.record.show import display_as
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.render import write
from tracer.render.ipynb import mimebundle


def register() -> None:
    """Tell `tracer.record.show` how these classes are displayed."""
    display_as(Trace, trace_text, trace_bundle)
    display_as(Step, repr, step_bundle)
    display_as(Document, as_text, mimebundle)
    for kind in (Explanation, Verdict):
        display_as(kind, lambda shown: as_text(shown.document), lambda shown: mimebundle(shown.document))


def trace_text(trace: Trace) -> str:
    """What `print(trace)` shows: the same tables as the command line, 80 columns, no colour."""
    return as_text(document(trace))


def as_text(document: Document, width: int = 80) -> str:
    """A document as the terminal shows it, without colour."""
    stream = io.StringIO()
    write(document, "terminal", stream, width=width, color="never")
    return stream.getvalue()


def trace_bundle(trace: Trace) -> dict[str, str]:
    """A trace for a notebook: its text and its HTML by MIME type."""
    return mimebundle(document(trace))


def step_bundle(step: Step) -> dict[str, str]:
    """A step for a notebook: its text and its HTML by MIME type."""
    return mimebundle(Document(step.name, list(stage(step, Selection()))))
