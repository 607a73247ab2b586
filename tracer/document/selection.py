"""What of a trace is shown: which stages, heads, tokens, columns, with how much around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from tracer.axes import Axis
from tracer.counting import count_of
from tracer.document.places import Places, has_diagonal, positions_of_word, select_tokens
from tracer.errors import TracerError
from tracer.frozen import Frozen
from tracer.record.step import Step
from tracer.record.trace import Trace

TOKEN_AXES = ("token", "query", "time")
HEAD_AXES = ("head", "kv_head")
MOST_HEADS, MOST_ROWS, MOST_COLUMNS = 4, 16, 48  # of a large tensor shown unasked; the rest is named


class Selection(Frozen):
    """What the reader selected; the defaults show every stage with its formula and one working for each kind of operation.

    stages: endings or globs. layer, heads, tokens: positions (tokens also by text). rows, columns: of each table.
    precision: decimals. sentence: which of several sentences. everything: no row or column of a large tensor is left out.
    """

    stages: tuple[str, ...] = ()
    layers: tuple[int, ...] = ()
    heads: tuple[int, ...] = ()
    tokens: tuple[str, ...] = ()
    rows: Places | None = None
    columns: Places | None = None
    precision: int | None = None
    detail: bool = False
    formula: bool = True
    working: bool = True
    parameters: bool = False
    changed: bool = False
    everything: bool = False


def select_steps(trace: Trace, selection: Selection) -> list[Step]:
    """The selected steps in order. Raises TracerError for an unknown stage (with near misses) or a layer out of range."""
    every = list(trace.steps.values()) if selection.detail else trace.shown
    if selection.stages:
        wanted: dict[str, None] = {}
        for pattern in selection.stages:
            for step in trace.matching(pattern, selection.detail):
                wanted[step.name] = None
        steps = [step for step in (*trace.parameters.values(), *trace.steps.values()) if step.name in wanted]
    else:
        steps = every
    if selection.layers:
        steps = of_layers(trace.steps, steps, selection.layers)
    return steps


def check_selection(steps: list[Step], selection: Selection) -> list[Step]:
    """Return `steps` after checking that each selected head, token and column exists on one of them.

    Raises TracerError before anything is shown: for a head or column that none has, a token none has (near misses).
    """
    heads = max((axis.size or 0 for step in steps for axis in step.axes if axis.name in HEAD_AXES), default=0)
    for head in selection.heads:
        if not 0 <= head < heads:
            raise TracerError("document.head_range" if heads else "document.no_heads", head=head, last=heads - 1)
    for option, places, axes in (
        ("--rows", selection.rows, [step.axes[-2] for step in steps if len(step.axes) > 1]),
        ("--columns", selection.columns, [step.axes[-1] for step in steps if step.axes]),
    ):
        if places is not None and places.diagonal and not any(has_diagonal(step.axes) for step in steps):
            raise TracerError("document.no_diagonal", option=option)
        if places is not None:
            _check_places(option, places, axes)
    named = [
        axis for step in steps for token_axis in step.axes if token_axis.name in TOKEN_AXES for axis in _sentences(token_axis)
    ]
    for word in selection.tokens:
        if named and not any(positions_of_word(axis, word) for axis in named):
            raise _no_token(word, named)
    return steps


def _check_places(option: str, places: Places, axes: list[Axis]) -> None:
    if places.span is not None and not any(places.on(axis) for axis in axes):
        raise TracerError("document.no_places", option=option, last=max((axis.size or 0 for axis in axes), default=0) - 1)
    labelled = [axis for whole in axes for axis in _sentences(whole) if axis.labelled]
    for word in places.words:
        if not any(positions_of_word(axis, word) for axis in labelled):
            known = [label for axis in labelled for label in axis.labels]
            raise TracerError.near("document.no_place", word, known, option=option)


@lru_cache(maxsize=1024)  # asked for each stage of a run, more than once
def layer_of(name: str) -> int | None:
    """The number of the layer a stage belongs to, 2 for `encoder.2.attention.q`; None outside the layers."""
    parts = name.split(".")
    for stack, number in zip(parts, parts[1:], strict=False):
        if stack in ("encoder", "decoder", "recurrent") and (layer := count_of(number)) is not None:
            return layer
    return None


def of_layers(names: Iterable[str], steps: list[Step], layers: tuple[int, ...]) -> list[Step]:
    """The steps of these layers. Raises TracerError for a layer that no stage in `names` belongs to."""
    known = sorted({layer for name in names if (layer := layer_of(name)) is not None})
    for layer in layers:
        if layer not in known:
            if known == [0]:
                raise TracerError("document.layer_one", layer=layer)
            raise TracerError("document.layer", layer=layer, first=known[0] if known else 0, last=known[-1] if known else 0)
    return [step for step in steps if layer_of(step.name) in layers]


def _no_token(word: str, axes: list[Axis]) -> TracerError:
    if word.isdecimal():
        return TracerError("document.position", position=word, last=max(axis.size or 0 for axis in axes) - 1)
    return TracerError.near("document.token", word, [label for axis in axes for label in axis.labels])


def _sentences(axis: Axis) -> list[Axis]:
    """A token axis as it is, or as each of several sentences has it."""
    return [axis] if axis.per is None else [axis.of_sentence(place) for place in range(len(axis.per))]


def positions(axis: Axis, wanted: tuple[str, ...]) -> list[int]:
    """The positions of each `--token` (a position, a token, `token#2`) on an axis. Raises TracerError where it is not there."""
    for word in wanted:
        if not positions_of_word(axis, word):
            raise _no_token(word, [axis])
    return select_tokens(axis, wanted)


def requested_heads(axis: Axis, selection: Selection) -> list[int]:
    """The requested heads that exist on the axis."""
    return sorted({head for head in selection.heads if head < (axis.size or 0)})


def select_heads(axis: Axis, selection: Selection) -> list[int]:
    """The heads to show: those requested; else all if they are few, else the first ones. Shared key heads (GQA) may be fewer."""
    size, result = axis.size or 0, requested_heads(axis, selection)
    if result or (selection.heads and axis.name == "head"):
        return result
    return list(range(size)) if selection.everything or size <= MOST_HEADS else list(range(2))


def select_places(axes: Sequence[Axis], selection: Selection) -> list[Sequence[int]]:
    """For each axis the selected positions: all where none was asked for, none where the axis has no such place.

    Raises TracerError for a token that stands at another place in each of several sentences, and for the largest numbers and the
    diagonal, which are other places in each table.
    """
    for option, wanted in (("--rows", selection.rows), ("--columns", selection.columns)):
        if wanted is not None and wanted.diagonal:
            raise TracerError("document.diagonal_data", option=option)
        if wanted is not None and wanted.largest:
            raise TracerError("document.largest_data", option=option)
    inner = [at for at, axis in enumerate(axes) if axis.name not in ("sentence", *HEAD_AXES)]
    places: list[Sequence[int]] = []
    for at, axis in enumerate(axes):
        shown: Sequence[int] = range(axis.size or 0)
        if axis.name in HEAD_AXES and selection.heads:
            shown = requested_heads(axis, selection)
        if axis.name in TOKEN_AXES and selection.tokens:
            shown = _in_every_sentence(axis, selection.tokens)
        for from_end, wanted in ((1, selection.columns), (2, selection.rows)):
            named = wanted.on(axis) if wanted is not None and len(inner) >= from_end and at == inner[-from_end] else None
            shown = shown if named is None else [place for place in shown if place in named]
        places.append(shown)
    return places


def _in_every_sentence(axis: Axis, wanted: tuple[str, ...]) -> list[int]:
    first, *others = [select_tokens(sentence, wanted) for sentence in _sentences(axis)]
    if any(other != first for other in others):
        raise TracerError("document.token_sentences", token=list(wanted))
    return first


def slice_axis(axis: Axis, places: Sequence[int]) -> Axis:
    """The axis restricted to `places`, labels kept; the axis itself where that is all of it."""
    if len(places) == axis.size:
        return axis
    return Axis(axis.name, len(places), [axis.labels[place] for place in places])


def select_rows(size: int, selection: Selection, strongest: Sequence[int] = ()) -> list[int] | None:
    """The rows of a long axis: the first and the last few, and the strongest; None where all are shown."""
    if selection.everything or size <= MOST_ROWS:
        return None
    return sorted({*range(6), *(row for row in strongest if row < size), size - 2, size - 1})
