"""The network as boxes with shapes, from the bottom to the top as in the paper's Figure 1, and arrows.

An arrow over a box goes round its column on that column's own side: of two columns the first's go round on the left and the
last's on the right, so that between the columns run only the arrows from one to the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from tracer.document.blocks import Figure
from tracer.language import say
from tracer.render.figures.shapes import FONT, SMALL, Drawing, Line, Rect, Shape, Text, arrow, widest
from tracer.render.table_model import label

_HIGH, _GAP = 40.0, 26.0
_LANE = 14.0  # pixels between arrows that go round
_BETWEEN = 90.0  # pixels between columns of boxes

Edge = tuple[str, str]


class Box(NamedTuple):
    """Where a node stands: left and upper edge, width, column, place in the column. left: its arrows go round on that side."""

    x: float
    y: float
    width: float
    column: int
    row: int
    left: bool


def draw(figure: Figure) -> Drawing:
    """Stages as boxes with arrows from what each reads."""
    nodes = figure.data["nodes"]
    named = {str(node["name"]) for node in nodes}
    edges = [(str(start), str(end)) for start, end in figure.data.get("edges", ())]
    drawn = [edge for edge in edges if named.issuperset(edge)]
    columns = _columns(nodes)
    lanes = _lanes(drawn, columns)
    boxes = _boxes(columns, lanes)
    about = say("render.network.about", nodes=len(nodes), edges=len(edges))
    sheet = Drawing(0, 0, [], label(figure.title), about)
    for frame in _frames(nodes, boxes, lanes, columns):
        sheet.shapes += frame
    for start, end in drawn:
        sheet.shapes += _edge(boxes[start], boxes[end], lanes.get((start, end), 0))
    for node in nodes:
        x, y, width = boxes[str(node["name"])][:3]
        sheet.shapes.append(Rect(x, y, width, _HIGH, "paper", 1.0, "ink"))
        sheet.shapes.append(Text(x + width / 2, y + 17, _title(node), FONT, "middle", bold=True))
        sheet.shapes.append(Text(x + width / 2, y + 32, label(str(node.get("shape", ""))), SMALL, "middle", ink="soft"))
    rights = [box.x + box.width + (0.0 if box.left else _room(lanes, columns[-1])) for box in boxes.values()]
    sheet.width = max(rights, default=0.0) + 4 + (_times_width(columns[-1]) if columns and len(columns) > 1 else 0.0)
    sheet.height = max((box.y + _HIGH for box in boxes.values()), default=0.0) + 14
    return sheet


def _title(node: Mapping[str, Any]) -> str:
    return label(str(node.get("title") or node["name"]))


def _times(node: Mapping[str, Any]) -> str:
    """How many times the frame of a node stands there, where that is said."""
    return f"× {node['times']}" if "frame" in node and int(node.get("times", 1)) > 1 else ""


def _times_width(members: Sequence[Mapping[str, Any]]) -> float:
    widest_text = widest(list(map(_times, members)))
    return widest_text * 1.1 + 14 if widest_text else 8.0 * any("frame" in node for node in members)


def _frames(
    nodes: Sequence[Mapping[str, Any]], boxes: Mapping[str, Box], lanes: Mapping[Edge, int], columns: Sequence[Any]
) -> Iterator[list[Shape]]:
    """A broken line around the boxes of each frame and the ways round them, with its number outside."""
    for _, members in groupby(nodes, lambda node: (node.get("frame"), node.get("column", 0))):
        framed = list(members)
        if "frame" not in framed[0]:
            continue
        held = [boxes[str(node["name"])] for node in framed]
        room = _room(lanes, columns[held[0].column]) or 8.0
        first, last = (room, 8.0) if held[0].left else (8.0, room)
        x1, x2 = held[0].x - first, held[0].x + held[0].width + last
        y1, y2 = min(box.y for box in held) - 11, max(box.y for box in held) + _HIGH + 11
        times, outside = _times(framed[0]), held[0].left or len(columns) == 1
        shapes: list[Shape] = [Line(((x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)), 1.0, "soft", dashes=(4, 3))]
        if times:
            shapes.append(
                Text(x1 - 6 if outside else x2 + 6, (y1 + y2) / 2 + 5, times, FONT, "end" if outside else "start", bold=True)
            )
        yield shapes


def _columns(nodes: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    columns: dict[int, list[Mapping[str, Any]]] = {}
    for node in nodes:
        columns.setdefault(int(node.get("column", 0)), []).append(node)
    return [columns[place] for place in sorted(columns)]


def _lanes(edges: Sequence[Edge], columns: Sequence[Sequence[Mapping[str, Any]]]) -> dict[Edge, int]:
    """The lane, from 1, of each arrow that goes round: arrows whose ways overlap have different ones."""
    places = {str(node["name"]): (at, row) for at, members in enumerate(columns) for row, node in enumerate(members)}
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    result: dict[Edge, int] = {}
    for start, end in edges:
        (column, row), (other, to) = places[start], places[end]
        if column != other or to == row + 1:
            continue
        way, lane = (min(row, to), max(row, to)), 1
        while any(way[0] < last and first < way[1] for first, last in taken.get((column, lane), ())):
            lane += 1
        taken.setdefault((column, lane), []).append(way)
        result[start, end] = lane
    return result


def _room(lanes: Mapping[Edge, int], members: Sequence[Mapping[str, Any]]) -> float:
    """The pixels that a column's lanes take."""
    names = {str(node["name"]) for node in members}
    most = max((lane for (start, _), lane in lanes.items() if start in names), default=0)
    return _LANE * most + 8 if most else 0.0


def _boxes(columns: Sequence[Sequence[Mapping[str, Any]]], lanes: Mapping[Edge, int]) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    x = 2.0 + (_times_width(columns[0]) if columns else 0.0)
    tallest = max(map(len, columns), default=0)
    for place, members in enumerate(columns):
        left = place == 0 and len(columns) > 1
        wide = max(widest([_title(node) for node in members]) * 1.1, _shapes_width(members)) + 24
        x += _room(lanes, members) if left else 0.0
        for row, node in enumerate(members):
            boxes[str(node["name"])] = Box(x, 14 + (tallest - 1 - row) * (_HIGH + _GAP), wide, place, row, left)
        x += wide + _BETWEEN + (0.0 if left else _room(lanes, members))
    return boxes


def _shapes_width(nodes: Sequence[Mapping[str, Any]]) -> float:
    return widest([label(str(node.get("shape", ""))) for node in nodes], SMALL)


def _edge(start: Box, end: Box, lane: int) -> list[Shape]:
    """An arrow: across to another column, up to the next box, or round by its lane."""
    if start.column != end.column:
        rightwards = end.x > start.x
        side, into = (start.x + start.width, end.x) if rightwards else (start.x, end.x + end.width)
        bend = into - _BETWEEN / 2 if rightwards else into + _BETWEEN / 2
        corner = (bend, end.y + _HIGH / 2)
        path = ((side, start.y + _HIGH / 2), (bend, start.y + _HIGH / 2), corner)
        return [Line(path, 1.2, "ink"), *arrow(corner, (into, end.y + _HIGH / 2))]
    if not lane:
        return arrow((start.x + start.width / 2, start.y), (end.x + end.width / 2, end.y + _HIGH))
    edge = start.x if start.left else start.x + start.width
    out = edge + (-_LANE if start.left else _LANE) * lane
    corner = (out, end.y + _HIGH * 2 / 3)
    return [
        Line(((edge, start.y + _HIGH / 3), (out, start.y + _HIGH / 3), corner), 1.2, "soft"),
        *arrow(corner, (edge, end.y + _HIGH * 2 / 3), "soft"),
    ]
