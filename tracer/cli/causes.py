"""The causes behind a comparison's differences, looked for with a bar on standard error and told after the comparison."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

import click

from tracer.cli.caller import Caller
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    import numpy as np

    from tracer.comparison.compare import Comparison
    from tracer.diagnosis.diagnosis import Diagnosis
    from tracer.document.blocks import Block, Document
    from tracer.record.trace import Trace

_SMALL = 2_000_000  # numbers of a run whose causes are looked for unasked


def diagnoses(asked: bool | None, first: Trace, second: Trace | None, caller: Caller) -> bool:
    """Whether causes are looked for: as asked, or where a reader at a terminal waits for a small run.

    second: the other trace; None for somebody's arrays. Raises TracerError where it was asked and there is no run to try the
    causes on, or another text was read.
    """
    other_text = second is not None and second.request is not None and second.tokens != first.tokens
    if first.request is None or other_text:
        if asked:
            raise TracerError("cli.diagnose_texts" if other_text else "cli.diagnose_stored")
        return False
    if asked is not None:
        return asked
    numbers = sum(step.values.size for step in first.steps.values())
    return caller.is_reader and sys.stdout.isatty() and numbers <= _SMALL


def with_causes(
    document: Document, first: Trace, theirs: Mapping[str, np.ndarray], comparison: Comparison, caller: Caller
) -> Document:
    """The document of a comparison, and after it why their numbers (by stage, in the trace's layout) differ from the first's."""
    from tracer.diagnosis.diagnosis_document import diagnosis_data, diagnosis_document

    found = _diagnosed(first, theirs, comparison, caller)
    causes = diagnosis_document(found)

    def blocks() -> Iterator[Block]:
        yield from chain(document.blocks(), causes.blocks())

    facts = dict(document.facts)
    if isinstance(facts.get("json"), dict):
        facts["json"] = {**facts["json"], "diagnosis": diagnosis_data(found)}
    return document.replace(source=blocks, facts=facts)


def _diagnosed(first: Trace, theirs: Mapping[str, np.ndarray], comparison: Comparison, caller: Caller) -> Diagnosis:
    from tracer.diagnosis.search import diagnose

    hidden = not caller.is_reader or not sys.stderr.isatty()
    with click.progressbar(length=1, label=say("diagnosis.progress"), file=sys.stderr, hidden=hidden) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return diagnose(first, theirs, comparison.rule, progress)
