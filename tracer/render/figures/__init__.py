"""Pictures: what each kind of `Figure` holds, its numbers as tables, and its drawing.

A drawing is a list of plain shapes (`shapes.Drawing`), laid out here once; SVG writes them as they are, PNG and PDF paint
them through matplotlib, so that a picture looks the same everywhere. `Figure.data` by kind, all numbers unrounded:

heads     {"panels": [{"title": str, "values": 2-D array (rows × columns), "rows": labels, "columns": labels}, …],
           "row_axis": "query", "column_axis": "key", "across": panels in a line (optional), "places": 2 (optional)}
          one head, all heads of a layer, or all layers (`across` = heads)
lines     {"left": labels, "right": labels, "weights": 2-D array (left × right, 0 to 1), "left_axis": "query",
           "right_axis": "key", "places": 2 (optional)}
positions {"values": 2-D array (positions × columns), "rows": labels, "columns": labels, "row_axis": "position",
           "column_axis": "d_model", "places": 2 (optional)}
network   {"nodes": [{"name": str, "title": str (optional), "shape": str, "column": 0, "frame": str, "times": int}, …],
           "edges": [(from name, to name), …]}
          nodes of a column stand in the order given, from the bottom to the top as in the paper's Figure 1; an edge that passes
          over a node goes round it; nodes of the same frame (optional) are framed, with how many times they stand there
curve     {"x": numbers or labels, "series": [{"label": str, "values": numbers, one an x}, …], "x_label": str,
           "y_label": str, "log", "x_log": False (optional: a logarithmic y or x axis), "places": 3 (optional)}
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from tracer.document.blocks import Figure, Table
from tracer.document.sentence import axis_word
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from tracer.render.figures.shapes import Drawing

MOST_CELLS = 300_000  # of all matrices of a picture: each is a shape of its own
KINDS = ("heads", "lines", "positions", "network", "curve")


def drawing(figure: Figure) -> Drawing:
    """The picture as shapes. Raises TracerError for a kind there is not, and for more cells than anyone could see."""
    cells = sum(np.size(panel) for panel in _grids(figure))
    if cells > MOST_CELLS:
        raise TracerError("render.cells", cells=cells, most=MOST_CELLS)
    result: Drawing = import_module(f"tracer.render.figures.{_kind(figure)}").draw(figure)
    return result


def _grids(figure: Figure) -> list[Any]:
    """The matrices that a picture draws cell by cell."""
    data = figure.data
    if figure.kind == "heads":
        return [panel["values"] for panel in data["panels"]]
    return [data[key] for key in ("values", "weights") if key in data]


def tables(figure: Figure) -> list[Table]:
    """The numbers of a picture as tables. Raises TracerError for a kind there is not."""
    data = figure.data
    kind = _kind(figure)
    places = int(data.get("places", 3 if kind == "curve" else 2))
    if kind == "heads":
        return [_matrix(panel, data, places, str(panel.get("title", ""))) for panel in data["panels"]]
    if kind == "positions":
        return [_matrix(data, data, places, "")]
    if kind == "lines":
        panel = {"values": data["weights"], "rows": data["left"], "columns": data["right"]}
        axes = {"row_axis": data.get("left_axis", ""), "column_axis": data.get("right_axis", "")}
        return [_matrix(panel, axes, places, "")]
    if kind == "network":
        nodes = [(_named(node), str(node.get("shape", ""))) for node in data["nodes"]]
        edges = [(str(start), str(end)) for start, end in data.get("edges", ())]
        return [Table((say("render.name"), say("render.shape")), nodes), Table((say("render.from"), say("render.to")), edges)]
    series = data["series"]
    columns = [data.get("x_label", ""), *(line["label"] for line in series)]
    points: list[list[str | float]] = []
    for i, x in enumerate(data["x"]):
        points.append([x if isinstance(x, str) else f"{x:g}", *(float(line["values"][i]) for line in series)])
    return [Table(columns, points, [0] + [places] * len(series), data.get("y_label", ""))]


def _named(node: Mapping[str, Any]) -> str:
    """A node's address, what it is, and how many times it stands there."""
    title = str(node.get("title") or node["name"])
    times = f" × {node['times']}" if int(node.get("times", 1)) > 1 else ""
    return (str(node["name"]) if title == node["name"] else f"{node['name']} · {title}") + times


def _matrix(panel: Any, axes: Any, places: int, caption: str) -> Table:
    values = np.atleast_2d(panel["values"])
    names = [axis_word(axes.get(key, "")) for key in ("row_axis", "column_axis")]
    rows: list[list[str | float]] = [[str(label), *map(float, row)] for label, row in zip(panel["rows"], values, strict=True)]
    return Table([" \\ ".join(filter(None, names)), *map(str, panel["columns"])], rows, [0] + [places] * values.shape[1], caption)


def _kind(figure: Figure) -> str:
    if figure.kind not in KINDS:
        raise TracerError.near("render.kind", figure.kind, KINDS)
    return figure.kind
