"""A trace and a selection become a document: for each stage a sentence, address, formula and shape, its tables, one working."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracer.axes import describe
from tracer.document.blocks import Block, Document, Formula, Heading, Matrix, Note, Prose, Tokens
from tracer.document.living_run import Living
from tracer.document.matrices import matrices
from tracer.document.numbers import places_of
from tracer.document.selection import Selection, check_selection, select_steps
from tracer.document.sentence import part_title, sentence
from tracer.document.stage_names import stage_heading
from tracer.document.symbols import formula, has_formula, in_training, symbol
from tracer.document.working import working
from tracer.errors import TracerError
from tracer.expression import Call, Symbol
from tracer.language import knows, say
from tracer.ops.ties import first_largest
from tracer.record.settle import cancels, settle
from tracer.record.step import Step
from tracer.record.trace import Trace

_WRITTEN_OUT = "softmax, written out"  # no stage's kind: among those worked once in a document


def document(trace: Trace, selection: Selection | None = None, base: Trace | None = None) -> Document:
    """The document of a trace. `base`: the run without its edits, so that what changed can be marked (--changed)."""
    selection = selection or Selection()
    steps = check_selection(select_steps(trace, selection), selection)
    if not steps:
        raise TracerError("document.no_such_stages")
    title = _title(trace)

    def blocks() -> Iterator[Block]:
        if not selection.stages and not selection.layers:
            yield from _opening(trace, title)
        yield from _stages(trace, steps, selection, base)
        if not selection.stages and not selection.layers or any(step.name.endswith(".choice") for step in steps):
            yield from _generated(trace)
        for note in trace.notes:
            yield Note(note)

    living = Living(trace, tuple(step.name for step in steps), selection.precision)
    return Document(title, blocks, facts_of(trace), None if base is not None else living)


def _generated(trace: Trace) -> Iterator[Block]:
    """What was written, where the run wrote something."""
    if "generated_ids" in trace.facts:
        from tracer.document.generated_text import generation_blocks

        yield from generation_blocks(trace)


def _further(step: Step, selection: Selection) -> Iterator[Block]:
    """What a stage's own tables do not say: the likeliest words, and which rows came from a cache."""
    if step.name == "probabilities":
        from tracer.document.top_predictions import likely

        yield from likely(step, selection)
    if step.name.endswith("_cache"):
        from tracer.document.generated_text import cached_rows

        yield from cached_rows(step)


def facts_of(trace: Trace) -> dict[str, Any]:
    """What formats without a place for sentences keep of a run: model, tokens, ids, warnings."""
    warnings = {"notes": list(trace.notes)} if trace.notes else {}
    return {"model": dict(trace.model), "tokens": trace.tokens, **trace.facts, **warnings}


def text_of(trace: Trace) -> str:
    """The text as it was given, else the tokens of a single sentence with spaces between them; "" where there are none."""
    if trace.request is not None and trace.request.data.text is not None:
        return trace.request.data.text
    return " ".join(trace.tokens if trace.tokens and isinstance(trace.tokens[0], str) else [])


def _title(trace: Trace) -> str:
    text = text_of(trace)
    return say("document.title", text=text) if text else say("document.title_rows")


def _opening(trace: Trace, title: str) -> Iterator[Block]:
    yield Heading(1, title)
    yield Prose(model_line(trace))
    if trace.request is not None and trace.request.is_seeded:
        yield Prose(say("document.seeded", seed=trace.request.settings.get("seed", 0)))
    if trace.request is not None and trace.request.how_cut:
        yield Prose(say(f"document.cut_{trace.request.how_cut}"))
    several = bool(trace.tokens) and not isinstance(trace.tokens[0], str)
    ids = trace.facts.get("token_ids")
    for number, tokens in enumerate(trace.tokens if several else [trace.tokens]):
        if tokens:
            caption = (
                say("document.tokens_of", number=number, count=len(tokens))
                if several
                else say("document.tokens", count=len(tokens))
            )
            yield Tokens(caption, tokens, (ids[number] if several else ids) if ids else None)
    target = trace.facts.get("target_tokens")
    if target and isinstance(target[0], str):
        ids = trace.request is not None and trace.request.data.target_ids is not None
        message = "document.target_as_ids" if ids else "document.target_tokens"
        yield Tokens(say(message, count=len(target)), target, trace.facts.get("target_token_ids"))


def model_line(trace: Trace) -> str:
    """The sentence that names the model and its sizes."""
    return say("document.model", name=str(trace.model.get("name")), sizes=_sizes(trace.model))


def _sizes(model: Mapping[str, Any]) -> str:
    """The sizes in the reader's words, or by the paper's symbols: `layers 2, d_model 32`."""
    result = ""
    for key, value in model.items():
        if key not in ("name", "source"):
            size = say(f"document.size_{key}", value=str(value)) if knows(f"document.size_{key}") else f"{key} {value}"
            result = say("document.sizes", sizes=result, size=size) if result else size
    return result


def _stages(trace: Trace, steps: Sequence[Step], selection: Selection, base: Trace | None) -> Iterator[Block]:
    part = ""
    worked: set[str] = set()
    for step in steps:
        title = part_title(step.name)
        if title != part and not selection.stages:
            part = title
            yield Heading(2, title)
        if selection.parameters and step.name not in trace.parameters:
            yield from _parameters(trace, step, selection, worked)
        yield from stage(step, selection, base.steps.get(step.name) if base is not None else None, worked)
        if step.name in trace.parameters or (selection.formula and trace.request is not None and trace.request.loaded):
            yield from _tensors(trace, step)


def _parameters(trace: Trace, step: Step, selection: Selection, shown: set[str]) -> Iterator[Block]:
    """Each matrix printed before the first stage that reads it."""
    stack = list(step.computed.inputs)
    while stack:
        ancestor = stack.pop(0)
        if ancestor.name in trace.parameters and ancestor.name not in shown:
            shown.add(ancestor.name)
            yield from stage(ancestor, selection, None, shown)
            yield from _tensors(trace, ancestor)
        elif ancestor.level > 1:
            stack.extend(ancestor.inputs)


def _tensors(trace: Trace, parameter: Step) -> Iterator[Block]:
    from tracer.document.tensor_names import tensor_notes

    return tensor_notes(trace, parameter)


def stage(step: Step, selection: Selection, base: Step | None = None, worked: set[str] | None = None) -> Iterator[Block]:
    """The blocks of one stage: heading, sentence, formula, tables, and a working for the first stage of its kind."""
    worked = set() if worked is None else worked
    places = _places(step, selection)
    notes: list[str] = []
    tables = list(matrices(step, selection, places, base, notes))
    if selection.tokens and not tables:
        return
    yield stage_heading(step.name, addressed=not selection.formula)
    if selection.formula:
        yield Prose(sentence(step))
        yield _formula(step)
    yield from tables
    yield from _further(step, selection)
    if in_training(step.name)[1].startswith("grad.") and cancels(step):
        yield Note(say("document.zero_to_rounding"))
    for note in notes:
        yield Note(note)
    kind = ".".join(step.name.split(".")[-2:])
    if selection.working and selection.formula and kind not in worked and has_formula(step) and tables:
        worked.add(kind)
        if step.computed.op == "softmax" and _WRITTEN_OUT not in worked:
            worked.add(_WRITTEN_OUT)
            yield Prose(say("document.softmax_written_out"))
            yield _softmax_written_out(symbol(step.name), symbol(step.computed.inputs[0].name))
        yield from _working(step, tables[0], places if selection.precision is not None else places or None)
    before = step.name.endswith((".unrounded", ".computed"))  # what was rounded or edited stands in its own stage
    if selection.detail and selection.formula and step.computed.op == "softmax" and tables and not before:
        from tracer.document.softmax_parts import softmax_parts

        yield from softmax_parts(step, _telling_index(step, tables[0]), selection)


def _formula(step: Step) -> Formula:
    expression = formula(step)
    return Formula(
        expression, symbol(step.name) if has_formula(step) else "", step.name, describe(step.axes) if step.axes else "1"
    )


def _softmax_written_out(result: str, row: str) -> Formula:
    """A_j = e^(S′_j) / Σ_k e^(S′_k), with the symbols of the stage and of what it reads."""
    powers = [Call("exp", (Call("subscript", (Symbol(row), Symbol(place))),)) for place in ("j", "k")]
    return Formula(Call("divide", (powers[0], Call("sum_over", (Symbol("k"), powers[1])))), f"{result}_j")


def _places(step: Step, selection: Selection) -> int:
    return places_of(settle(step), selection.precision)


def _working(step: Step, first: Matrix, places: int | None) -> Iterator[Block]:
    """The working of one telling cell. places: the table's decimals, or None where it shows none: whole results may come of
    other numbers.
    """
    block = working(step, _telling_index(step, first), places)
    if block.substituted is not None:
        yield block


def _telling_index(step: Step, first: Matrix) -> tuple[int, ...]:
    """A cell of a stage's first table: off the diagonal where there is one, since a token beside itself explains less."""
    fixed = {name: at for name, at, _ in first.fixed}
    index: list[int] = []
    for axis in step.axes:
        if axis.name in fixed:
            index.append(fixed[axis.name])
        elif first.columns is not None and axis.name == first.columns.name and axis.name in ("key",):
            shown = first.column_places
            index.append(min(1, (axis.size or 1) - 1) if shown is None or 1 in shown else shown[0])
        elif axis.name == "class" and len(index) == len(step.axes) - 1:  # of many answers the one that was given
            index.append(int(first_largest(settle(step)[tuple(index)])))
        else:
            shown = first.row_places if first.rows is not None and axis.name == first.rows.name else first.column_places
            second = step.op == "sinusoid" and axis.name == "token"  # the first position is all 0 and 1
            index.append(shown[0] if shown else min(int(second), (axis.size or 1) - 1))
    return tuple(index)
