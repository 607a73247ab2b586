"""What stands behind a page that answers: a run and what its document shows of it, until a format asks for the data."""

from __future__ import annotations

from typing import Any

from tracer.frozen import Frozen
from tracer.record.trace import Trace


class Living(Frozen):
    """What makes a document's page answer. trace: the run. stages: those the document shows. precision: decimals asked for.

    command: the command line that made it, in two parts between which a reader's edits can stand; empty where there is none.
    """

    trace: Trace
    stages: tuple[str, ...] = ()
    precision: int | None = None
    command: tuple[str, str] = ("", "")

    def graph(self) -> dict[str, Any]:
        """The run as plain data (`document.living_graph`), made when a page asks for it."""
        from tracer.document.living_graph import graph

        return graph(self.trace, self.stages, self.precision, self.command)
