"""A trace as a notebook that runs: the trace in Python, then a cell a stage with what it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral
from typing import Any

from tracer.document.blocks import Block, Document, Heading, Note, Snippet
from tracer.document.places import Places, read_places
from tracer.document.selection import Selection
from tracer.document.trace_document import document, stage
from tracer.errors import TracerError
from tracer.language import current
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import MOST_PLACES

_SEVERAL: Mapping[str, tuple[tuple[type, ...], type, str]] = {  # kinds of each, what it is made, what an error says it takes
    "layers": ((Integral,), int, "0, [0, 1]"),
    "heads": ((Integral,), int, "0, [0, 1]"),
    "tokens": ((str, Integral), str, "'it', ['it', '0']"),
}


def notebook_document(trace: Trace, selection: Selection, call: str) -> Document:
    """What `document` says of the trace, each stage as the Python that shows it. call: the Python that makes the trace.

    Raises TracerError as `document` does.
    """
    whole = document(trace, selection)

    def blocks() -> Iterator[Block]:
        is_traced = in_stage = False
        for block in whole.blocks():
            if isinstance(block, Heading) and block.level > 1:
                if not is_traced:
                    yield Snippet(f"{preamble()}\n\nt = {call}")
                    is_traced = True
                in_stage = block.level == 3 and block.address in trace.every
                if in_stage:
                    yield _stage_cell(trace, trace.every[block.address], selection)
            if not in_stage:
                yield block
        yield from map(Note, trace.notes)

    return whole.replace(source=blocks)


def figure_notebook(document: Document, call: str, shows: str) -> Document:
    """A picture with the Python that draws it. call: makes the trace; shows: the call that makes the picture."""
    code = f"{preamble()}\n\nt = {call}\n{shows}"
    return document.replace(source=[Snippet(code, tuple(document.blocks()))])


def preamble() -> str:
    """What a notebook's cells need before the first of them runs: the names, and the language its outputs are in."""
    return f'from tracer import trace\nfrom tracer.language import use\n\nuse("{current()}")'


def _stage_cell(trace: Trace, step: Step, selection: Selection) -> Snippet:
    arguments = selection_arguments(selection.replace(stages=()))
    if not arguments:
        return Snippet(f't["{step.name}"]', tuple(stage(step, Selection())))
    shown = document(trace, selection.replace(stages=(step.name,)))
    return Snippet(f't.show("{step.name}", {arguments})', tuple(shown.blocks()))


def selection_arguments(selection: Selection) -> str:
    """What differs from the usual selection, as arguments of `Trace.show`; stages come first, by position."""
    usual = Selection()
    named = [name for name in Selection._fields if name != "stages" and getattr(selection, name) != getattr(usual, name)]
    parts = [repr(pattern) for pattern in selection.stages]
    return ", ".join([*parts, *(f"{name}={_plain(getattr(selection, name))!r}" for name in named)])


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, Places) else value


def selection_of(trace: Trace, stages: tuple[str, ...], selected: Mapping[str, Any]) -> Selection:
    """The selection that the arguments of `Trace.show` make; a trace in paper mode shows its own decimals.

    Raises TracerError for an argument that a selection has not.
    """
    for name, value in selected.items():
        if name not in Selection._fields or name in ("stages", "changed"):
            known = [field for field in Selection._fields if field not in ("stages", "changed")]
            raise TracerError.near("document.no_such_argument", name, known, known=known)
        selected = {**selected, name: _chosen(name, value)}
    if trace.request is not None:
        selected = {"precision": trace.request.settings.get("paper"), **selected}
    return Selection(stages=stages, **selected)


def _chosen(name: str, value: Any) -> Any:
    """A value of a selection's field; of layers, heads and tokens one may stand alone. Raises TracerError for another kind."""
    if name in ("rows", "columns"):
        return _places(name, value)
    if name in _SEVERAL:
        kinds, made, takes = _SEVERAL[name]
        listed = tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
        if all(isinstance(item, kinds) and not isinstance(item, bool) for item in listed):
            return tuple(map(made, listed))
    elif name == "precision":
        takes = f"0, 1 … {MOST_PLACES}"
        if value is None or (isinstance(value, Integral) and not isinstance(value, bool) and 0 <= int(value) <= MOST_PLACES):
            return value
    else:
        takes = "True, False"
        if isinstance(value, bool):
            return value
    raise TracerError.refused(name, value, takes)


def _places(name: str, value: Any) -> Places:
    """A pair of positions (first, one behind the last; None for an end), words, or what the option of that name takes.

    Raises TracerError for anything else.
    """
    if isinstance(value, str):
        return read_places(value, name)
    if not isinstance(value, (list, tuple)):
        raise TracerError.refused(name, value, "(0, 2), ['it'], 'largest 3'")
    if len(value) == 2 and all(end is None or (isinstance(end, int) and not isinstance(end, bool)) for end in value):
        return Places(span=(value[0], value[1]))
    if value and all(isinstance(word, str) for word in value):
        return Places(words=tuple(value))
    raise TracerError.refused(name, value, "(0, 2), ['it'], 'largest 3'")
