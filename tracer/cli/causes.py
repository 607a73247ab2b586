"""The causes behind a comparison's differences, looked for with a bar on standard error and told after the comparison."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

import click

from tracer.cli.caller import Caller
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from tracer.diagnosis.diagnosis import Diagnosis
    from tracer.document.blocks import Block, Document
    from tracer.record.compare import Comparison
    from tracer.record.trace import Trace

_SMALL = 2_000_000  # numbers of a run whose causes are looked for unasked


def diagnoses(asked: bool | None, first: Trace, second: Trace, caller: Caller) -> bool:
    """Whether causes are looked for: as asked, or where a reader at a terminal waits for a small run.

    Raises TracerError where it was asked and there is no run to try them on, or another text was read.
    """
    other_text = second.request is not None and second.tokens != first.tokens
    if first.request is None or other_text:
        if asked:
            raise TracerError("cli.diagnose_texts" if other_text else "cli.diagnose_stored")
        return False
    if asked is not None:
        return asked
    numbers = sum(step.values.size for step in first.steps.values())
    return caller.is_reader and sys.stdout.isatty() and numbers <= _SMALL


def with_causes(document: Document, first: Trace, second: Trace, comparison: Comparison, caller: Caller) -> Document:
    """The document of a comparison, and after it why the second's numbers differ from the first's."""
    from tracer.diagnosis.diagnosis_document import diagnosis_data, diagnosis_document

    found = _diagnosed(first, second, comparison, caller)
    causes = diagnosis_document(found)

    def blocks() -> Iterator[Block]:
        yield from chain(document.blocks(), causes.blocks())

    facts = dict(document.facts)
    if isinstance(facts.get("json"), dict):
        facts["json"] = {**facts["json"], "diagnosis": diagnosis_data(found)}
    return document.replace(source=blocks, facts=facts)


def _diagnosed(first: Trace, second: Trace, comparison: Comparison, caller: Caller) -> Diagnosis:
    from tracer.comparison.tolerance import Tolerance
    from tracer.diagnosis.search import diagnose

    known = comparison.precision
    tolerance = Tolerance(known.relative, 0.5 * 10.0**-known.decimals if known.decimals is not None else 0.0)
    if comparison.tolerance is not None:
        tolerance = Tolerance(0.0, comparison.tolerance)
    theirs = {name: step.values for name, step in second.every.items()}
    hidden = not caller.is_reader or not sys.stderr.isatty()
    with click.progressbar(length=1, label=say("diagnosis.progress"), file=sys.stderr, hidden=hidden) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return diagnose(first, theirs, tolerance, progress)
