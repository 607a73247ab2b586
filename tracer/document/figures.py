"""Pictures of a trace, described: which numbers, which labels. Drawing is the renderers' work (`render.figures`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tracer.axes import Axis, find, number_repeats
from tracer.document.blocks import Block, Document, Figure
from tracer.document.network import network
from tracer.document.selection import Selection, layer_of, positions, select_heads
from tracer.errors import TracerError
from tracer.frozen import Frozen
from tracer.language import say
from tracer.record.influence import influence
from tracer.record.step import Step
from tracer.record.trace import Trace

_SHOWS: dict[str, tuple[str, ...]] = {
    "heads": ("stages", "layers", "heads"),
    "lines": ("stages", "layers", "heads", "tokens"),
    "network": ("layers",),
    "positions": (),
    "curve": (),
}  # which parts of a trace a kind of picture can be made of alone
_REPEATED = ("pass.", "generate.")  # stages of a generation that are no parts of the model
KINDS = ("heads", "lines", "positions", "network", "curve")


def figure_document(trace: Trace, kind: str, selection: Selection) -> Document:
    """A document with one kind of figure of a trace.

    Raises TracerError where the trace has no data for it or the kind cannot show the selected part alone.
    """
    for part in ("stages", "layers", "heads", "tokens", "rows", "columns"):
        if getattr(selection, part) and part not in _SHOWS[kind]:
            raise TracerError(
                "cli.figure_whole", kind=kind, option=f"--{part if part in ('rows', 'columns') else part.removesuffix('s')}"
            )
    pictures = list(
        {"heads": _heads, "lines": _lines, "positions": _positions, "network": _network, "curve": _curve}[kind](trace, selection)
    )
    if not pictures:
        available = [candidate for candidate in KINDS if candidate != kind and _has(trace, candidate)] or "–"
        raise TracerError("cli.not_figure", kind=kind, known=available)
    blocks: list[Block] = list(pictures)
    figures = [{"kind": figure.kind, "title": figure.title, **figure.data} for figure in pictures]
    facts = {"model": dict(trace.model), "tokens": trace.tokens, **trace.facts}
    return Document(pictures[0].title, blocks, {**facts, "json": {"format": "ttrace-figure/1", **facts, "figures": figures}})


def _has(trace: Trace, kind: str) -> bool:
    if kind in ("heads", "lines"):
        return bool(_weights(trace, Selection()))
    return kind != "positions" or any(step.name.endswith("positions") for step in trace)


class Weights(Frozen):
    """Attention weights to draw: a stage's name, axes and values."""

    name: str
    axes: tuple[Axis, ...]
    values: np.ndarray


def _weights(trace: Trace, selection: Selection) -> list[Weights]:
    """The attention weights to draw: the stages asked for, else every softmax (or what was renormalised after it)."""
    if selection.stages:
        requested = [step for pattern in selection.stages for step in trace.matching(pattern)]
        steps = [step for step in requested if find(step.axes, "query") >= 0 and find(step.axes, "key") >= 0]
    else:
        steps = [step for step in trace if step.name.endswith((".softmax", ".renormalised"))]
        whole = {step.name.rsplit(".", 1)[0] for step in steps if step.name.endswith(".renormalised")}
        steps = [step for step in steps if step.name.endswith(".renormalised") or step.name.rsplit(".", 1)[0] not in whole]
    names = {step.name for step in steps}
    chosen = [step for step in steps if _of_first_pass(step.name) == step.name or _of_first_pass(step.name) not in names]
    chosen = [step for step in chosen if not selection.layers or layer_of(step.name) in selection.layers]
    return [_all_passes(trace, step) for step in chosen]


def _of_first_pass(name: str) -> str:
    """The stage of the first pass of a generation that a later pass's stage repeats."""
    return name.split(".", 2)[2] if name.startswith("pass.") else name


def _all_passes(trace: Trace, step: Step) -> Weights:
    """The weights of a stage; where a text was generated, of all its passes: a row a token read."""
    passes = [step]
    while following := trace.steps.get(f"pass.{len(passes)}.{step.name}"):
        passes.append(following)
    last = passes[-1]
    rows = [found.size("query") or 0 for found in passes]
    if len(passes) == 1 or rows[-1] > rows[0] or last.values.ndim != 3:  # each pass read the whole text again
        return Weights(step.name, last.axes, last.values)
    values = np.zeros((last.values.shape[0], sum(rows), last.values.shape[2]))  # a pass read only what was new
    labels: list[str] = []
    for one in passes:
        values[:, len(labels) : len(labels) + one.values.shape[1], : one.values.shape[2]] = one.values
        labels += next(axis for axis in one.axes if axis.name == "query").labels
    head, _, key = last.axes
    return Weights(step.name, (head, Axis("query", len(labels), tuple(labels)), key), values)


def _sheets(step: Weights, selection: Selection) -> Iterator[tuple[int, int | None, np.ndarray, Axis, Axis]]:
    """(head, sentence, weights, queries, keys) for each head of each sentence shown."""
    axes = {axis.name: axis for axis in step.axes}
    head = axes.get("head", Axis("head", 1))
    for sentence in range(axes["sentence"].size or 0) if "sentence" in axes else (None,):
        for place in select_heads(head, selection):
            index: tuple[Any, ...] = tuple(
                sentence if axis.name == "sentence" else place if axis.name == "head" else slice(None) for axis in step.axes
            )
            query, key = axes["query"], axes["key"]
            if sentence is not None:
                query, key = query.of_sentence(sentence), key.of_sentence(sentence)
            yield place, sentence, step.values[index][: query.size, : key.size], query, key


def _heads(trace: Trace, selection: Selection) -> Iterator[Figure]:
    panels, across = [], 1
    everything = selection if selection.heads else selection.replace(everything=True)
    steps = _weights(trace, selection)
    for step in steps:
        sheets = list(_sheets(step, everything))
        across = max(across, len(sheets))
        for head, sentence, weights, query, key in sheets:
            title = (f"{step.name} · " if len(steps) > 1 else "") + say("document.head", head=head)
            if sentence is not None:
                title += " · " + say("document.sentence", sentence=sentence)
            panels.append(
                {"title": title, "values": weights, "rows": number_repeats(query.labels), "columns": number_repeats(key.labels)}
            )
    if panels:
        data = {"panels": panels, "row_axis": "query", "column_axis": "key", "across": across, "places": _places(selection)}
        about = say("document.heads")
        yield Figure("heads", about if len(steps) > 1 else f"{about} · {steps[0].name}", data)


def _lines(trace: Trace, selection: Selection) -> Iterator[Figure]:
    for step in _weights(trace, selection):
        for head, _, weights, query, key in _sheets(step, selection):
            rows = positions(query, selection.tokens) if selection.tokens else None
            shown = weights if rows is None else weights[rows]
            left = number_repeats(query.labels) if rows is None else [number_repeats(query.labels)[row] for row in rows]
            data = {
                "left": left,
                "right": number_repeats(key.labels),
                "weights": shown,
                "left_axis": "query",
                "right_axis": "key",
                "places": _places(selection),
            }
            yield Figure("lines", say("document.lines", stage=step.name, head=head), data)


def _positions(trace: Trace, selection: Selection) -> Iterator[Figure]:
    for step in trace:
        if step.name.rsplit(".", 1)[-1] == "positions":
            rows, columns = step.axes[-2:]
            data = {
                "values": step.values,
                "rows": number_repeats(rows.labels),
                "columns": columns.labels,
                "row_axis": "position",
                "column_axis": columns.name,
                "places": _places(selection),
            }
            yield Figure("positions", say("document.positions"), data)


def _network(trace: Trace, selection: Selection) -> Iterator[Figure]:
    """The sublayers with their shapes, and what reads what; encoder on the left, decoder on the right."""
    steps = [step for step in trace if not selection.layers or layer_of(step.name) in (None, *selection.layers)]
    yield Figure("network", say("document.network"), network([step for step in steps if not step.name.startswith(_REPEATED)]))


def _curve(trace: Trace, selection: Selection) -> Iterator[Figure]:
    """How strongly the first word still moves each later state or output: the norm of a recorded derivative."""
    source = next((step for step in trace.steps.values() if step.name == "input" or step.name.endswith("embedding")), None)
    if source is None or "sentence" in (axis.name for axis in source.axes):
        return
    series = []
    for step in _outputs(trace):
        label = step.name
        series.append({"label": label, "values": influence(step, source, 0).tolist()})
    if series:
        token = source.axes[0]
        data = {
            "x": number_repeats(token.labels),
            "series": series,
            "x_label": token.name,
            "y_label": say("document.influence"),
            "log": False,
        }
        yield Figure("curve", say("document.curve", word=token.labels[0]), data)


def _outputs(trace: Trace) -> list[Step]:
    """The states of each recurrent layer, or what each layer of a Transformer hands on."""
    recurrent = [step for step in trace if step.name.startswith("recurrent.") and step.name.endswith(".h")]
    if recurrent:
        return recurrent
    last: dict[str, Step] = {}
    for step in trace:
        parts = step.name.split(".")
        if parts[0] in ("encoder", "decoder") and len(parts) > 2 and parts[1].isdecimal():
            last[".".join(parts[:2])] = step
        elif parts[0] == "attention" and parts[-1] in ("z", "output"):
            last["attention"] = step
    return [step for step in last.values() if "head" not in (axis.name for axis in step.axes)]


def _places(selection: Selection) -> int:
    return 2 if selection.precision is None else selection.precision
