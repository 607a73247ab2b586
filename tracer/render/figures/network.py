"""The network as boxes with shapes, from top to bottom, and arrows; an arrow over a box goes round its right side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer.document.blocks import Figure
from tracer.language import say
from tracer.render.figures.shapes import FONT, SMALL, Drawing, Line, Rect, Shape, Text, arrow, widest
from tracer.render.table_model import label

_HIGH, _GAP = 40.0, 26.0
_LANE = 14.0  # pixels between arrows that go round
_BETWEEN = 90.0  # pixels between columns of boxes

Box = tuple[float, float, float, int, int]  # x, y, width, column, place in the column


def draw(figure: Figure) -> Drawing:
    nodes = figure.data["nodes"]
    edges = [(str(start), str(end)) for start, end in figure.data.get("edges", ())]
    boxes = _boxes(nodes)
    about = say("render.network.about", nodes=len(nodes), edges=len(edges))
    sheet = Drawing(0, 0, [], label(figure.title), about)
    lanes: dict[int, list[tuple[float, float]]] = {}
    for start, end in edges:
        if start in boxes and end in boxes:
            sheet.shapes += _edge(boxes[start], boxes[end], lanes)
    for node in nodes:
        x, y, width, _, _ = boxes[str(node["name"])]
        sheet.shapes.append(Rect(x, y, width, _HIGH, "paper", 1.0, "ink"))
        sheet.shapes.append(Text(x + width / 2, y + 17, label(str(node["name"])), FONT, "middle", bold=True))
        sheet.shapes.append(Text(x + width / 2, y + 32, label(str(node.get("shape", ""))), SMALL, "middle", ink="soft"))
    room = max((8 + _LANE * (len(lane) + 1) for lane in lanes.values()), default=4.0)
    sheet.width = max((x + width for x, _, width, _, _ in boxes.values()), default=0.0) + room
    sheet.height = max((y + _HIGH for _, y, _, _, _ in boxes.values()), default=0.0) + 4
    return sheet


def _boxes(nodes: list[Mapping[str, Any]]) -> dict[str, Box]:
    columns: dict[int, list[Mapping[str, Any]]] = {}
    for node in nodes:
        columns.setdefault(int(node.get("column", 0)), []).append(node)
    boxes: dict[str, Box] = {}
    x = 2.0
    for place in sorted(columns):
        members = columns[place]
        wide = max(widest([label(str(node["name"])) for node in members]) * 1.1, _shapes_width(members)) + 24
        for row, node in enumerate(members):
            boxes[str(node["name"])] = (x, 2 + row * (_HIGH + _GAP), wide, place, row)
        x += wide + _BETWEEN
    return boxes


def _shapes_width(nodes: list[Mapping[str, Any]]) -> float:
    return widest([label(str(node.get("shape", ""))) for node in nodes], SMALL)


def _edge(start: Box, end: Box, lanes: dict[int, list[tuple[float, float]]]) -> list[Shape]:
    (x1, y1, w1, column, row), (x2, y2, w2, other, to) = start, end
    if column != other:
        side, into = (x1 + w1, x2) if x2 > x1 else (x1, x2 + w2)
        bend = (side + into) / 2
        corner = (bend, y2 + _HIGH / 2)
        path = ((side, y1 + _HIGH / 2), (bend, y1 + _HIGH / 2), corner)
        return [Line(path, 1.2, "ink"), *arrow(corner, (into, y2 + _HIGH / 2))]
    if to == row + 1:
        return arrow((x1 + w1 / 2, y1 + _HIGH), (x2 + w2 / 2, y2))
    span = (min(y1, y2), max(y1, y2))
    lane = lanes.setdefault(column, [])
    lane.append(span)
    out = x1 + w1 + _LANE * len(lane)
    corner = (out, y2 + _HIGH / 3)
    return [
        Line(((x1 + w1, y1 + _HIGH * 2 / 3), (out, y1 + _HIGH * 2 / 3), corner), 1.2, "soft"),
        *arrow(corner, (x2 + w2, y2 + _HIGH / 3), "soft"),
    ]
