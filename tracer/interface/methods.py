"""The functions behind the methods of a trace that need more than the record (see `record.trace.Methods`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np

from tracer.address import locate, parse
from tracer.document.blocks import Document
from tracer.document.cell_document import explanation
from tracer.document.explanation import Explanation
from tracer.document.notebook_document import selection_of
from tracer.document.trace_document import document as document_of
from tracer.document.verdict import Verdict
from tracer.errors import TracerError
from tracer.expression import Expression
from tracer.record.backward import backward, level_gradients
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.record.trace import Trace
from tracer.session.request import request_of


def explain(trace: Trace, cell: str, depth: int) -> Explanation:
    """Behind `Trace.explain`."""
    from tracer.render.notation.text import exact_text, text

    if not isinstance(cell, str):
        raise TracerError.refused("cell", cell, "'scores[0, it, animal]'")
    if not isinstance(depth, Integral) or isinstance(depth, bool) or depth < 1:
        raise TracerError.refused("depth", depth, "1, 2, 3 …")
    document = explanation(trace, cell, depth)
    facts = document.facts["json"]
    formula, working = facts["formula"], facts["substituted"]
    return Explanation(
        facts["cell"],
        facts["value"],
        text(formula, None) if isinstance(formula, Expression) else "",
        exact_text(working) if isinstance(working, Expression) else "",
        {operand["cell"]: operand["value"] for operand in facts["inputs"]},
        document,
    )


def compare(trace: Trace, theirs: Trace | Mapping[str, Any], tolerance: float | None, names: Mapping[str, str] | None) -> Verdict:
    """Behind `Trace.compare`."""
    from tracer.interface.comparison import compare as verdict

    return verdict(trace, theirs, tolerance=tolerance, names=names)


def show(trace: Trace, stages: tuple[str, ...], selected: Mapping[str, Any]) -> Document:
    """Behind `Trace.show`."""
    return document_of(trace, selection_of(trace, stages, selected))


def figure(trace: Trace, kind: str, stages: tuple[str, ...], selected: Mapping[str, Any]) -> Document:
    """Behind `Trace.figure`."""
    from tracer.document.figures import KINDS, figure_document

    if not isinstance(kind, str):
        raise TracerError.refused("kind", kind, list(KINDS))
    if kind not in KINDS:
        raise TracerError("render.kind", word=kind)
    return figure_document(trace, kind, selection_of(trace, stages, selected))


def save(trace: Trace, path: str | Path) -> None:
    """Behind `Trace.save`."""
    from tracer.session.saving import save as write

    _check_run(trace, "save")
    if not isinstance(path, (str, Path)):
        raise TracerError.refused("path", path, "FILE")
    write(path, trace)


def edit(trace: Trace, edits: Mapping[str, Any] | Sequence[tuple[str, Any]]) -> Trace:
    """Behind `Trace.edit`."""
    from tracer.interface.edits import edit as edited

    _check_run(trace, "edit")
    return edited(trace, edits)


def gradients(trace: Trace, of: str) -> Trace:
    """Behind `Trace.gradients`."""
    if not isinstance(of, str):
        raise TracerError.refused("of", of, "'logits[0, 5]', 'loss'")
    if of == "loss" and of not in trace:
        from tracer.training.traced_step import trace_steps

        _check_run(trace, "gradients")
        return trace_steps(request_of(trace))
    place = parse(of)
    step = trace[place.stage]
    r = Recorder(Plan(lambda _: False), step.stored.dtype.name)
    seed = np.zeros_like(step.values)
    seed[locate(place.replace(stage=step.name), step.axes)] = 1.0
    with np.errstate(all="ignore"):
        start = r.given(f"/grad.{step.name}", seed, step.axes)
        by_name = backward(r, step, start, trace.every.values())
    level_gradients(r.steps, by_name, trace.every)
    steps = {**trace.steps, **r.steps}
    return Trace(
        steps, trace.parameters, trace.model, trace.tokens, trace.facts, trace.request, trace.notes, trace.unread, half=trace.half
    )


def _check_run(trace: Trace, method: str) -> None:
    """Raises TracerError for a trace that was read from a file: nobody knows how to run it again."""
    if trace.request is None:
        raise TracerError("session.no_run", method=method)
