"""Why a number is what it is, as a document: its formula, its own operands, and the cells they came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from typing import Any

from tracer.address import locate, parse
from tracer.document.blocks import Block, Document, Formula, Heading, Note, Prose, Table
from tracer.document.choices import choice_blocks, choice_of
from tracer.document.dependency_tree import operand_cells, tree
from tracer.document.place_words import word
from tracer.document.sentence import axis_word, sentence
from tracer.document.stage_names import stage_name
from tracer.document.symbols import formula, has_formula, source, symbol
from tracer.document.tensor_names import tensor_notes, tensors_of
from tracer.document.working import Explained, Index, explain_cell
from tracer.errors import TracerError
from tracer.expression import evaluate
from tracer.language import listed_apart, say
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import places_for


def find(trace: Trace, cell: str) -> tuple[Step, Index]:
    """Resolve a cell's address (an ending of the stage is enough) to (step, index). Raises TracerError with near misses."""
    place = parse(cell)
    every = trace.every
    stage = trace[place.stage].name

    step = every[stage]
    index = locate(place.replace(stage=stage), step.axes)
    if not all(isinstance(at, int) for at in index):
        raise TracerError("document.not_a_cell", address=cell, axes=[axis.name for axis in step.axes])
    return step, tuple(at for at in index if isinstance(at, int))


def explanation(trace: Trace, cell: str, depth: int = 1, precision: int | None = None) -> Document:
    """The document of `explain`: the cell's working, its operands with values, and `depth` levels of operands below."""
    step, index = find(trace, cell)
    explained = explain_cell(step, index)
    title = _title(step, index)
    if precision is None and trace.request is not None:
        precision = trace.request.settings.get("paper")

    def blocks() -> Iterator[Block]:
        yield Heading(1, title)
        yield Prose(sentence(step))
        yield Formula(formula(step), symbol(step.name) if has_formula(step) else "", explained.address, "")
        if explained.edited:
            yield Note(say("document.edited_cell"))
        elif step.computed.op == "parameter":
            yield Note(say("document.parameter_cell", name=step.name))
        elif explained.substituted is None:
            yield Note(say("document.given_cell"))
        yield from tensor_notes(trace, step)
        yield from tree(step, index, trace.every, depth - 1, precision)
        if where := source(step):
            yield Note(say("document.source", source=_source(where)))
        choice = None if explained.edited else choice_of(step, index)
        if choice is not None:
            yield from choice_blocks(choice, precision)
        elif explained.inputs and depth <= 1:
            yield from _operands(explained, precision)
        yield from map(Note, trace.notes)

    warnings = {"notes": list(trace.notes)} if trace.notes else {}
    tensors = {"tensors": named} if (named := tensors_of(trace, step)) else {}
    return Document(title, blocks, {"json": {**_json(step, index), **tensors, **warnings}, **warnings})


def _operands(explained: Explained, precision: int | None) -> Iterator[Block]:
    """The operands with their values; of a long sum, its largest terms."""
    shown = operand_cells(explained.step, explained.index)
    recorded = {operand.address: operand.value for operand in explained.inputs}
    rows = [(operand.address, recorded[operand.address]) for operand in shown]
    places = places_for([operand.value for operand in shown], precision)
    heads = (say("document.column_cell"), say("document.column_value"))
    yield Table(heads, rows, (0, places), say("document.inputs"))
    if len(shown) < len(explained.inputs):
        yield Note(say("document.explain_largest_inputs", shown=len(shown), count=len(explained.inputs)))


def _title(step: Step, index: Index) -> str:
    """The cell as a reader calls it: its stage's name, and its place on each axis that has several."""
    sentence_at = next((at for axis, at in zip(step.axes, index, strict=True) if axis.name == "sentence"), None)
    places = [
        say("document.cell_place", axis=axis_word(axis.name), place=word(axis, at, sentence_at))
        for axis, at in zip(step.axes, index, strict=True)
        if axis.size != 1
    ]
    return say("document.cell_title", stage=stage_name(step.name), places=places) if places else stage_name(step.name)


def _source(where: str) -> str:
    """Where a formula stands, in the reader's words; several sources one after another."""
    return listed_apart(map(_one_source, where.split("; ")))


def _one_source(where: str) -> str:
    worded = re.sub(
        r"(equation|section|algorithm) ([\d.]+\d|\d)", lambda match: say(f"document.explain_{match[1]}", place=match[2]), where
    )
    paper, *places = worded.split(", ")
    what, of_what, paper = paper.rpartition(": ")
    told = reduce(lambda before, place: say("document.source_place", before=before, place=place), places, paper)
    return say("document.source_of", what=what, source=told) if of_what else told


def _json(step: Step, index: Index) -> dict[str, Any]:
    """The contract of `explain --format json`, expressions still trees; `evaluates_to` is the unrounded working worked out."""
    explained = explain_cell(step, index)
    working = explained.substituted
    result: dict[str, Any] = {
        "cell": explained.address,
        "value": explained.value,
        "formula": formula(step) if has_formula(step) else "",
        "substituted": "" if working is None else working,
        "evaluates_to": explained.value if working is None else evaluate(working),
        "inputs": [{"cell": operand.address, "value": operand.value} for operand in explained.inputs],
    }
    if explained.unrounded is not None:
        result["unrounded"] = explained.unrounded
    if explained.edited:
        result["edited"] = True
    return result
