"""A run on one screen (--brief): the way of one token from its embedding to the output, a row a stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.document.blocks import Block, Document, Heading, Note, Prose, Table
from tracer.document.elision import runs
from tracer.document.numbers import place_of_most, places_of
from tracer.document.place_words import word
from tracer.document.selection import HEAD_AXES, TOKEN_AXES, Selection, check_selection, layer_of, requested_heads
from tracer.document.sentence import part_title
from tracer.document.stage_names import stage_name
from tracer.document.token_path import TokenPath, token_path
from tracer.document.trace_document import facts_of, model_line
from tracer.language import listed, say
from tracer.ops.ties import largest_positions
from tracer.record.settle import settle
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import DEFAULT_PLACES, show
from tracer.stages import are_weights

_MOST_HEADS = 2  # that have rows of their own
_MOST_NUMBERS, _MOST_WORDS = 5, 3  # of a row shown whole; of a wider one the largest
_LARGEST = 3


def brief_document(trace: Trace, selection: Selection) -> Document:
    """The document of one token's path: a table with a row a stage (and head), then to whom the token looks.

    Raises TracerError as `token_path` does, and for a head that no stage has.
    """
    path = token_path(trace, selection)
    check_selection(list(path.steps), selection.replace(tokens=()))
    title = say("document.brief_title", token=word(path.token, path.at, None))

    def blocks() -> Iterator[Block]:
        yield Heading(1, title)
        yield Prose(model_line(trace))
        notes: dict[str, None] = {}
        heads = (say("document.column_stage"), say("document.brief_numbers", token=word(path.token, path.at, None)))
        yield Table(heads, list(_rows(path, selection, notes)), (0, 0))
        for step in path.steps:
            if are_weights(step.name) and step.axes[-1].name == "key":
                yield Prose(_looks_at(step, path))
                break
        if path.left_out:
            notes[say("document.brief_layers", layers=runs(path.left_out))] = None
        if path.passed_by:
            token = word(path.token, path.at, None)
            notes[say("document.brief_experts", token=token, experts=runs(path.passed_by))] = None
        for note in (*notes, *trace.notes):
            yield Note(note)

    return Document(title, blocks, facts_of(trace))


def _rows(path: TokenPath, selection: Selection, notes: dict[str, None]) -> Iterator[tuple[str, str]]:
    """A row for each stage, or for each head shown of it; where there are several layers, theirs under their names."""
    parts = [part_title(step.name) for step in path.steps]
    several = len({layer_of(step.name) for step in path.steps} - {None}) > 1
    for place, (step, part) in enumerate(zip(path.steps, parts, strict=True)):
        if several and layer_of(step.name) is not None and (not place or part != parts[place - 1]):
            yield part, ""
        name = _name(step, part)
        head = next((axis for axis in step.axes if axis.name in HEAD_AXES and axis.size != 1), None)
        for at in _heads(head, selection, notes) if head is not None else (0,):
            row_name = name if head is None else say("document.brief_of_head", stage=name, head=at)
            yield row_name, _numbers(step, at, path, selection, notes)


def _name(step: Step, part: str) -> str:
    """The stage's name without the layer or side, which the row above or the title says."""
    name = stage_name(step.name)
    short = name.removeprefix(part).lstrip(" ·") or name
    return short[:1].upper() + short[1:] if len(short) > 1 else short  # a symbol stays as it is


def _heads(head: Axis, selection: Selection, notes: dict[str, None]) -> list[int]:
    size = head.size or 0
    shown = requested_heads(head, selection) or list(range(size if selection.everything else min(size, _MOST_HEADS)))
    if len(shown) < size and not selection.heads:
        notes[say("document.fewer_heads", shown=[*map(str, shown)], count=size)] = None
    return shown


def _numbers(step: Step, head: int, path: TokenPath, selection: Selection, notes: dict[str, None]) -> str:
    """The token's own numbers at a stage: all of a short row, of a longer one the largest, each with its word or place."""
    values, places = settle(step), places_of(settle(step), selection.precision)
    own = values[_index(step, head, path)].ravel()
    sizes = np.where(np.isnan(own), -np.inf, own)
    last = step.axes[-1]
    if last.labelled and last.name not in TOKEN_AXES:
        chosen: Sequence[int] = range(own.size)
        if own.size > _MOST_WORDS and not selection.everything:
            chosen = largest_positions(sizes, _LARGEST)
            notes[say("document.brief_words", count=_LARGEST)] = None
        cells = [f"{word(last, at, None)} {show(float(own[at]), places)}" for at in chosen]
    elif own.size > _MOST_NUMBERS and not selection.everything:
        chosen = largest_positions(np.abs(sizes), _LARGEST)
        notes[say("document.brief_places", count=_LARGEST)] = None
        cells = [f"[{at}] {show(float(own[at]), places)}" for at in chosen]
    else:
        return "  ".join(show(float(value), places) for value in own)
    return listed([*cells, "…"] if len(cells) < own.size else cells)


def _index(step: Step, head: int, path: TokenPath) -> tuple[Any, ...]:
    """Where the token's own numbers stand in a stage."""
    return tuple(
        head if axis.name in HEAD_AXES and axis.size != 1 else path.at if axis.name in TOKEN_AXES else slice(None)
        for axis in step.axes
    )


def _looks_at(step: Step, path: TokenPath) -> str:
    """To whom the token looks most in the first layer shown, over all heads."""
    weights = settle(step)[tuple(path.at if axis.name in TOKEN_AXES else slice(None) for axis in step.axes)]
    keys, token = step.axes[-1], word(path.token, path.at, None)
    if weights.ndim == 1:  # a recurrent decoder's attention has no heads
        (key,) = place_of_most(weights)
        weight = show(float(weights[key]), DEFAULT_PLACES)
        return say("document.brief_looks_alone", token=token, key=word(keys, key, None), weight=weight)
    head, key = place_of_most(weights)
    weight = show(float(weights[head, key]), DEFAULT_PLACES)
    if key == path.at and keys.labels == path.token.labels:
        return say("document.brief_looks_at_itself", token=token, weight=weight, head=head)
    return say("document.brief_looks", token=token, key=word(keys, key, None), weight=weight, head=head)
