"""What an edit changed: the unedited run beside the edited one, only where they differ."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tracer.document.blocks import Block, Document, Heading, Note, Prose
from tracer.document.matrices import matrices
from tracer.document.numbers import Moved, moved, moves, places_of
from tracer.document.selection import Selection, check_selection, select_steps
from tracer.document.sentence import part_title
from tracer.document.stage_names import stage_heading
from tracer.language import listed_apart, say
from tracer.record.settle import settle
from tracer.record.trace import Trace
from tracer.rounding import significant


def new_edits(before: Trace, after: Trace) -> str:
    """The edits of `after` that `before` does not have, as written (`scores[0, 0, 1] = 3`); set rows by address only."""
    theirs, ours = (trace.request.edits if trace.request is not None else [] for trace in (before, after))
    edits = ours[len(theirs) :]
    return listed_apart(f"{address} = {value:g}" if np.ndim(value) == 0 else address for address, value in edits)


def _counted(apart: Moved, total: int) -> Prose:
    most = significant(apart.most, 4)
    return Prose(say("document.changed_stage", count=apart.count, total=total, most=most))


def changes_document(before: Trace, after: Trace, selection: Selection) -> Document:
    """Every stage with a number that changed: old → new, and the difference."""
    steps = check_selection(select_steps(after, selection), selection)
    edits = new_edits(before, after)
    title = say("document.changes_title", edits=edits) if edits else ""

    def blocks() -> Iterator[Block]:
        part, shown = "", 0
        if title:
            yield Heading(1, title)
        for step in steps:
            old = before.every.get(step.name)
            if old is None or old.values.shape != step.values.shape:
                continue
            apart = moved(settle(old), settle(step))
            if apart is None:
                continue
            shown += 1
            here = part_title(step.name)
            if here != part and not selection.stages:
                part = here
                yield Heading(2, here)
            yield stage_heading(step.name)
            yield _counted(apart, step.values.size)
            both = np.concatenate([settle(old).ravel(), settle(step).ravel()])
            notes: list[str] = []
            for matrix in matrices(step, selection, places_of(both, selection.precision), old, notes):
                if matrix.before is not None and moves(matrix.before, matrix.values):
                    yield matrix
            for note in notes:
                yield Note(note)
        if not shown:
            yield Note(say("document.unchanged"))

    return Document(title, blocks, {"model": dict(after.model), "tokens": after.tokens})
