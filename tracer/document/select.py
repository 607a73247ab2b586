"""What of a trace is shown: which stages, heads, tokens, columns, with how much around them."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.value import Value

TOKEN_AXES = ("token", "query", "time")
MOST_HEADS, MOST_ROWS, MOST_COLUMNS = 4, 16, 48  # of a large tensor shown unasked; the rest is named


class Selection(Value):
    """What was asked for; the defaults show every stage with its formula and one working of each kind.

    stages: endings or globs. layer, heads, tokens: positions (tokens also by text). columns: (start, stop). precision: decimals.
    sentence: which of several sentences. everything: no row or column of a large tensor is left out.
    """

    stages: tuple[str, ...] = ()
    layers: tuple[int, ...] = ()
    heads: tuple[int, ...] = ()
    tokens: tuple[str, ...] = ()
    columns: tuple[int | None, int | None] | None = None
    precision: int | None = None
    detail: bool = False
    formula: bool = True
    working: bool = True
    parameters: bool = False
    changed: bool = False
    everything: bool = False


def chosen(trace: Trace, selection: Selection) -> list[Step]:
    """The steps to show, in order. Raises TracerError for a stage nobody has (near misses) or a layer out of range."""
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
        steps = _of_layers(trace, steps, selection.layers)
    return steps


def layer_of(name: str) -> int | None:
    """The layer a stage belongs to: 2 of `encoder.2.attention.q`; None before and after the layers."""
    parts = name.split(".")
    found = [int(part) for part in parts if part.isdecimal()]
    return found[0] if found else None


def _of_layers(trace: Trace, steps: list[Step], layers: tuple[int, ...]) -> list[Step]:
    known = sorted({layer for step in trace.steps.values() if (layer := layer_of(step.name)) is not None})
    for layer in layers:
        if layer not in known:
            raise TracerError("document.layer", layer=layer, first=known[0] if known else 0, last=known[-1] if known else 0)
    return [step for step in steps if layer_of(step.name) in layers]


def positions(axis: Axis, wanted: tuple[str, ...]) -> list[int]:
    """Positions on a token axis, each given as a position, a token, or `token#2`. Raises TracerError with near misses."""
    from tracer.address import locate, parse

    found = []
    for word in wanted:
        quoted = word if word.isdecimal() or "#" in word or word.startswith('"') else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
        place = locate(parse(f"{axis.name}[{quoted}]"), (axis,))[0]
        assert isinstance(place, int)
        found.append(place)
    return sorted(set(found))


def heads_shown(axis: Axis, selection: Selection) -> list[int]:
    """The heads to show: those asked for, else all of a few, else the first ones."""
    size = axis.size or 0
    if selection.heads:
        for head in selection.heads:
            if not 0 <= head < size:
                raise TracerError("document.head_range", head=head, last=size - 1)
        return sorted(set(selection.heads))
    return list(range(size)) if selection.everything or size <= MOST_HEADS else list(range(2))


def columns_shown(size: int, selection: Selection) -> list[int] | None:
    """The columns asked for, or None for all (the renderer leaves out what does not fit, and says so)."""
    if selection.columns is None:
        return None
    start, stop, _ = slice(*selection.columns).indices(size)
    return list(range(start, stop)) or None


def rows_shown(size: int, selection: Selection) -> list[int] | None:
    """The rows of a long axis: the first and the last few; None where all are shown."""
    if selection.everything or size <= MOST_ROWS:
        return None
    return [*range(6), size - 2, size - 1]
