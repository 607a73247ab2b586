"""Around a whole trace in a terminal: which stages come, in order, and what to type next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from tracer.address import cell as cell_address
from tracer.document.blocks import Block, Code, Document, Heading, Prose
from tracer.document.numbers import place_of_most
from tracer.document.selection import layer_of
from tracer.document.sentence import part_title
from tracer.errors import TracerError
from tracer.frozen import Frozen
from tracer.language import listed, say
from tracer.record.settle import settle
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.stages import are_weights

_STACKS = ("encoder", "decoder", "recurrent")
_PARTS_NAMED = 7  # of a long run the first ones and the last


def guided(document: Document, steps: Sequence[Step], commands: Sequence[tuple[str, str]]) -> Document:
    """The document of a whole trace with its contents before the first part, and commands (what for, command line) at its end."""

    def blocks() -> Iterator[Block]:
        opening = True
        for block in document.blocks():
            if opening and isinstance(block, Heading) and block.level > 1:
                yield Prose(contents(steps))
                opening = False
            yield block
        if commands:
            yield Heading(2, say("document.next"))
        for purpose, command in commands:
            yield Prose(purpose)
            yield Code(f"  {command}")

    return document.replace(source=blocks)


class _Part(Frozen):
    """Stages that stand under one heading; of layers that are alike the first and the last."""

    title: str
    stages: str
    stack: str
    first: int | None
    last: int | None


def contents(steps: Sequence[Step]) -> str:
    """The stages in order by the last part of their address, grouped as the document is; layers that are alike as one.

    Of more than `_PARTS_NAMED` parts the first ones and the last.
    """
    parts: list[_Part] = []
    for title, run in groupby(steps, key=lambda step: part_title(step.name)):
        of_part = list(run)
        stages = _stages(of_part)
        stack, layer = of_part[0].name.partition(".")[0], layer_of(of_part[0].name)
        alike = layer is not None and stack in _STACKS and parts and (parts[-1].stack, parts[-1].stages) == (stack, stages)
        if alike:
            parts[-1] = parts[-1].replace(last=layer)
        else:
            parts.append(_Part(title, stages, stack, layer, layer))
    shown = parts if len(parts) <= _PARTS_NAMED else [*parts[: _PARTS_NAMED - 1], _Part("", "", "", None, None), parts[-1]]
    text = ""
    for each in shown:
        title = (
            each.title if each.first == each.last else say(f"document.contents_{each.stack}", first=each.first, last=each.last)
        )
        part = say("document.contents_part", part=title, stages=each.stages) if title else "…"
        text = say("document.contents_parts", before=text, part=part) if text else part
    return say("document.contents", parts=text)


def _stages(steps: Sequence[Step]) -> str:
    """`embedding, positions, input`, or by sublayer: `attention (q, k, …), ffn (hidden, …)`."""
    groups = []
    for sublayer, run in groupby(steps, key=_sublayer):
        names = [step.name.rpartition(".")[2] for step in run]
        groups.append(say("document.contents_sublayer", sublayer=sublayer, stages=names) if sublayer else listed(names))
    return listed(groups)


def _sublayer(step: Step) -> str:
    """`attention` of a stage in a layer; "" of one that stands in its layer directly, or in none."""
    layer = layer_of(step.name)
    return "" if layer is None else step.name.partition(f".{layer}.")[2].rpartition(".")[0]


def telling_cell(trace: Trace) -> str:
    """The address of a cell that is worth a question: the largest attention weight between two different tokens, else the
    number furthest from 0 of the last stage. Of several sentences, a cell of the first.
    """
    step = next((step for step in trace.shown if are_weights(step.name) and step.axes[-1].name == "key"), trace.output)
    sizes = np.abs(settle(step))
    if step is not trace.output and sizes.shape[-1] > 1 and sizes.shape[-2] == sizes.shape[-1]:
        sizes = np.where(np.eye(sizes.shape[-1], dtype=bool), -np.inf, sizes)
    first = (0,) if step.axes and step.axes[0].name == "sentence" else ()
    return cell_address(_short(trace, step), step.axes, (*first, *place_of_most(sizes[first])))


def _short(trace: Trace, step: Step) -> str:
    """The last part of a stage's address, where that is enough to name it; else the whole address."""
    end = step.name.rpartition(".")[2]
    try:
        return end if trace[end] is step else step.name
    except TracerError:
        return step.name
