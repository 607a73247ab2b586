"""Pictures in plain characters: a shade beside every number, so that nothing is told by colour alone.

What each kind of figure holds is written down once, in `tracer.render.figures`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from rich.cells import cell_len

from tracer.axes import Axis
from tracer.document.blocks import Figure, Matrix
from tracer.document.elision import rows_of_largest, runs
from tracer.language import listed, say
from tracer.render import wrap
from tracer.render.table_model import labels
from tracer.render.terminal import column_plan
from tracer.render.terminal.matrix_text import SHADES
from tracer.render.terminal.screen import Screen
from tracer.render.terminal.tables import matrices
from tracer.rounding import show, significant

_HEIGHTS = "▁▂▃▄▅▆▇█"
_MOST_ROWS = 24
_STRONGEST = 3


def figure(screen: Screen, block: Figure) -> None:
    """The picture, under its title."""
    if block.title:
        screen.lines(wrap.prose(screen.own(screen.outside(block.title)), screen.width), "bold")
    {"heads": _heads, "lines": _lines, "positions": _positions, "network": _network, "curve": _curve}[block.kind](
        screen, block.data
    )


def _heads(screen: Screen, data: Mapping[str, Any]) -> None:
    across: list[Matrix] = []
    for place, panel in enumerate(data["panels"]):
        held = (("", place, str(panel.get("title", ""))),)
        matrix = _matrix(panel, data, held, weights=True)
        if across and matrix.values.shape != across[-1].values.shape:
            matrices(screen, across, shaded=True)
            across = []
        across.append(matrix)
    if across:
        matrices(screen, across, shaded=True)


def _positions(screen: Screen, data: Mapping[str, Any]) -> None:
    matrices(screen, [_matrix(data, data, (), weights=False)], shaded=True)


def _matrix(panel: Mapping[str, Any], axes: Mapping[str, Any], held: tuple[tuple[str, int, str], ...], weights: bool) -> Matrix:
    """A panel as a matrix block; of many rows the first, the last and the one with the largest number."""
    values = np.asarray(panel["values"])
    rows, columns = _axis(axes.get("row_axis", ""), panel["rows"]), _axis(axes.get("column_axis", ""), panel["columns"])
    whole = Matrix("", "", values, rows, columns, held, int(axes.get("places", 2)), weights=weights)
    if values.shape[0] <= _MOST_ROWS:
        return whole
    shown = sorted({*column_plan.ends(values.shape[0], _MOST_ROWS), *rows_of_largest([whole])})
    left_out = say("render.rows", shown=runs(shown), count=values.shape[0])
    return whole.replace(values=values[shown], left_out=left_out, row_places=shown)


def _axis(name: str, labels: Sequence[Any]) -> Axis:
    return Axis(name, len(labels), [str(label) for label in labels])


def _lines(screen: Screen, data: Mapping[str, Any]) -> None:
    """For each word the words it looks at most, as shade, number and word."""
    places = int(data.get("places", 2))
    left = labels(_axis("", data["left"]), len(data["left"]), range(len(data["left"])))
    right = labels(_axis("", data["right"]), len(data["right"]), range(len(data["right"])))
    names = [wrap.truncate(screen.outside(name), max(screen.width // 3, 1), screen.cut_mark) for name in left]
    room = max(map(cell_len, names), default=0)
    arrow = screen.own(" → ")
    for name, weights in zip(names, np.asarray(data["weights"]).tolist(), strict=True):
        strongest = sorted(range(len(weights)), key=lambda key: -weights[key])[:_STRONGEST]
        chunks = [
            f"  {screen.own(_shade(weights[key]))} {show(weights[key], places)} {screen.outside(right[key])}" for key in strongest
        ]
        lead = name + " " * (room - cell_len(name)) + arrow
        screen.lines(wrap.fill(chunks, screen.width, lead, " " * cell_len(lead)))


def _shade(weight: float) -> str:
    return SHADES[min(max(round(weight * 4), 0), 4)] if weight == weight else " "


def _network(screen: Screen, data: Mapping[str, Any]) -> None:
    """The nodes from top to bottom, further columns further in; what each reads, where that is not the node before."""
    before: dict[str, list[str]] = {}
    for start, end in data.get("edges", ()):
        before.setdefault(str(end), []).append(str(start))
    previous: dict[int, str] = {}
    for node in data["nodes"]:
        name, column = str(node["name"]), int(node.get("column", 0))
        reads = before.get(name, [])
        line = screen.outside(name)
        if title := str(node.get("title", "")):
            line += f" · {screen.outside(title)}" if title != name else ""
        if int(node.get("times", 1)) > 1:
            line += screen.own(f" × {node['times']}")
        if node.get("shape"):
            line += "   " + screen.own(screen.outside(str(node["shape"])))
        if reads and reads != [previous.get(column)]:
            line += screen.own("   ← ") + listed(screen.outside(read) for read in reads)
        lead = "    " * column
        screen.lines(wrap.prose(line, screen.width, lead, lead + "  "))
        previous[column] = name


def _curve(screen: Screen, data: Mapping[str, Any]) -> None:
    """One line of blocks a series, all on one scale, and the numbers that matter."""
    places, logarithmic = int(data.get("places", 3)), bool(data.get("log"))
    every = [np.asarray(series["values"], dtype=float) for series in data["series"]]
    scale = _scale(every, logarithmic)
    for series, values in zip(data["series"], every, strict=True):
        finite = values[np.isfinite(values)]
        screen.lines(wrap.prose(screen.outside(str(series["label"])), screen.width), "bold")
        if not finite.size:
            continue
        screen.line(screen.own(_blocks(values, scale, logarithmic, screen.width)))
        extremes = {"first": values[0], "last": values[-1], "lowest": finite.min(), "highest": finite.max()}
        sentence = say("render.curve", **{name: show(float(value), places) for name, value in extremes.items()})
        screen.lines(wrap.prose(screen.own(sentence), screen.width))
    message = "render.curve_scale_log" if logarithmic else "render.curve_scale"
    told_scale = say(message, low=significant(scale[0], 3), high=significant(scale[1], 3))
    screen.lines(wrap.prose(screen.own(told_scale), screen.width), "dim")


def _scale(every: Sequence[np.ndarray], logarithmic: bool) -> tuple[float, float]:
    """What no height and full height stand for, the same for every series.

    0 is on the scale, so that a small change looks small; a logarithmic one spans at least a power of ten.
    """
    values = np.concatenate([np.zeros(0), *every])
    values = values[np.isfinite(values)]
    if not logarithmic:
        return min(float(values.min(initial=0.0)), 0.0), max(float(values.max(initial=0.0)), 0.0)
    above = values[values > 0]
    high = float(above.max()) if above.size else 1.0
    return min(float(above.min()) if above.size else 1.0, high / 10), high


def _blocks(values: np.ndarray, scale: tuple[float, float], logarithmic: bool, width: int) -> str:
    """The series as characters of eight heights; of more points than the screen is wide, evenly spaced ones."""
    if len(values) > width:
        values = values[np.linspace(0, len(values) - 1, width).round().astype(int)]
    low, high = scale
    if logarithmic:
        values = np.log(np.where(values > 0, values, np.nan))
        low, high = np.log(low), np.log(high)
    heights = [7 * (value - low) / (high - low) if high > low else 0.0 for value in values.tolist()]
    return "".join(_HEIGHTS[round(height)] if np.isfinite(height) else " " for height in heights)
