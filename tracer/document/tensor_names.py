"""What the parameters behind a stage are called in the file they were loaded from."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.document.blocks import Note
from tracer.document.symbols import symbol
from tracer.language import say
from tracer.record.step import Step
from tracer.record.trace import Trace


def tensor_notes(trace: Trace, step: Step) -> Iterator[Note]:
    """What the parameters that a stage reads, or a parameter itself, are called in the file they were loaded from."""
    for name, (tensor, file) in tensors_of(trace, step).items():
        yield Note(say("document.tensor_of", name=symbol(name), tensor=tensor, file=file))


def tensors_of(trace: Trace, step: Step) -> dict[str, tuple[str, str]]:
    """Parameter → (tensor, file), of a parameter's step or of those that a stage reads, in the order in which it reads them."""
    if trace.request is None:
        return {}
    read = [step.computed] if step.computed.op == "parameter" else list(step.computed.inputs)
    named: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()  # of time steps, each reads what all before it read
    while read:
        operand = read.pop(0)
        if operand.name in seen:
            continue
        seen.add(operand.name)
        if operand.name in trace.parameters:
            tensor, file = trace.request.tensor_of(operand.name)
            if tensor:
                named[operand.name] = (tensor, file)
        elif operand.level > 1:
            read += operand.inputs
    return named
