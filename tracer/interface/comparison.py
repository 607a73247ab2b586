"""Compare a trace with another trace or with somebody's arrays, for a program and for a test."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from numbers import Real
from sys import float_info
from typing import Any

from tracer.address import cell as cell_address
from tracer.comparison.alignment import align
from tracer.comparison.compare import Comparison, StageDifference, compare_arrays
from tracer.comparison.compare import compare as difference_of
from tracer.comparison.matches import Alignment, stages_of
from tracer.comparison.refusal import refuse_nothing
from tracer.document.blocks import Block, Document, Heading, Table
from tracer.document.comparison_document import comparison_document, first_place, largest, largest_difference
from tracer.document.selection import Selection
from tracer.document.verdict import Difference, Reason, StageRow, Verdict
from tracer.errors import TracerError
from tracer.interface.arrays import arrays_by_name
from tracer.language import say
from tracer.record.trace import Trace
from tracer.render import write
from tracer.session.request import tensor_places

_MOST_ROWS = 12  # stages that a failed assertion lists
_WIDTH = 100  # columns of its message


def compare(
    trace: Trace, theirs: Trace | Mapping[str, Any], *, tolerance: float | None = None, names: Mapping[str, str] | None = None
) -> Verdict:
    """Compare `trace` with another trace, or with arrays of an implementation of your own.

    theirs: a trace, or name -> array (NumPy, a tensor of PyTorch, JAX or TensorFlow, nested lists; a tuple of tensors becomes
    `name.0`, `name.1` …). Names are stages or parameters of the trace, their endings, those of modules, hooks and outputs of
    PyTorch, transformers and other libraries, or whatever `names` maps ours to; layouts and a batch of one are recognised.
    tolerance: the largest absolute difference that counts as none; None: what rounding may leave, by the precision of both.
    Raises TracerError where no array fits the trace.

    >>> import tracer
    >>> t = tracer.trace("Thinking Machines", seed=7)
    >>> verdict = tracer.compare(t, {"softmax": t["scaled"].array})
    >>> verdict.agrees, verdict.first.cell
    (False, 'encoder.0.attention.softmax[head=0, query=Thinking, key=Thinking]')
    """
    if not isinstance(trace, Trace):
        raise TracerError.refused("trace", trace, "Trace")
    if tolerance is not None and not (isinstance(tolerance, Real) and 0 <= tolerance <= float_info.max):
        raise TracerError("cli.tolerance")
    if not (names is None or (isinstance(names, Mapping) and all(isinstance(word, str) for word in (*names, *names.values())))):
        raise TracerError.refused("names", names, "{STAGE: NAME, …}")
    if isinstance(theirs, Trace):
        other: Trace | Alignment = theirs
        comparison, notes = difference_of(trace, theirs, tolerance), [*trace.notes, *theirs.notes]
    else:
        other = align(arrays_by_name(theirs), trace, names, tensor_places(trace))
        comparison, notes = compare_arrays(other, tolerance), [*trace.notes]
    titles = say("compare.side_trace"), say("compare.side_trace" if isinstance(theirs, Trace) else "compare.side_arrays")
    if not comparison.told:
        refuse_nothing(comparison, trace, other, titles)
    document = comparison_document(comparison, *titles, Selection(), list(dict.fromkeys(notes)))
    return verdict_of(comparison, document, lambda: causes_of(trace, other, comparison))


def causes_of(trace: Trace, other: Trace | Alignment, comparison: Comparison) -> tuple[Reason, ...]:
    """Why the other side's numbers differ: the known causes that make them agree, in the order of the run."""
    from tracer.diagnosis.search import diagnose

    if trace.request is None:
        raise TracerError("cli.diagnose_stored")
    findings = diagnose(trace, stages_of(other), comparison.rule).findings
    return tuple(Reason(finding.stage, finding.sentence, finding.option) for finding in findings if finding.cause is not None)


def verdict_of(comparison: Comparison, document: Document, causes: Callable[[], tuple[Reason, ...]]) -> Verdict:
    """The verdict of a comparison that `document` shows. causes: looks for them."""
    parted, most = comparison.parted, largest_difference(comparison)
    return Verdict(
        comparison.equal,
        None if parted is None or parted.reason else _difference(parted, first_place(parted)),
        None if most is None else _difference(*most),
        tuple(StageRow(one.step.name, one.first.size, one.count, largest(one), one.reason) for one in comparison.stages),
        comparison.tolerance,
        document,
        causes,
    )


def _difference(stage: StageDifference, place: tuple[int, ...]) -> Difference:
    """A place among a stage's compared numbers as a cell of the trace, with both numbers."""
    index = tuple(int(places[at]) for places, at in zip(stage.places, place, strict=True))
    address = cell_address(stage.step.name, stage.step.axes, index)
    return Difference(address, float(stage.first[place]), float(stage.second[place]))


def assert_agrees(
    trace: Trace, theirs: Trace | Mapping[str, Any], *, tolerance: float | None = None, names: Mapping[str, str] | None = None
) -> None:
    """For a test: raise AssertionError where `theirs` differs from the trace, with the first cell that does. As `compare`.

    Modules of PyTorch are compared as they run, by forward hooks under the addresses of the stages (here of a GPT-2 in `folder`,
    with `model` and `tokenizer` from transformers):

        block = model.transformer.h[0]
        parts = {"decoder.0.attention.norm": block.ln_1, "decoder.0.ffn.hidden": block.mlp.c_fc}
        theirs = {}
        hooks = [
            part.register_forward_hook(lambda module, given, output, name=name: theirs.update({name: output}))
            for name, part in parts.items()
        ]
        with torch.no_grad():
            theirs["logits"] = model(**tokenizer(text, return_tensors="pt")).logits
        tracer.assert_agrees(tracer.trace(text, model=folder, dtype="float32"), theirs)

    >>> import tracer
    >>> t = tracer.trace("Thinking Machines", seed=7)
    >>> tracer.assert_agrees(t, {"scaled": t["scores"].array / 2**0.5})
    """
    __tracebackhide__ = True  # pytest shows the line of the test instead
    verdict = compare(trace, theirs, tolerance=tolerance, names=names)
    if not verdict:
        raise AssertionError(message_of(verdict))


def message_of(verdict: Verdict) -> str:
    """A verdict as plain text without the stages that agree."""
    stream = io.StringIO()
    write(Document(verdict.document.title, list(_differing(verdict.document))), "text", stream, width=_WIDTH, color="never")
    return stream.getvalue().rstrip()


def _differing(document: Document) -> Iterator[Block]:
    for block in document.blocks():
        if isinstance(block, Table):
            rows = [row for row in block.rows if row[2] != 0]
            yield block.replace(rows=rows[:_MOST_ROWS])
        elif not isinstance(block, Heading):
            yield block
