"""A cell and, level by level, the cells it came from: a tree that stays readable however much lies below.

Of a sum of many terms only those shown are followed. The nearest cells are worked out first, until `MOST` are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracer.document.blocks import Block, Note
from tracer.document.choices import choice_of, shown_places
from tracer.document.working import Index, explain_cell, leaf, locate_cell, shorten_sum, working
from tracer.expression import Cell, cells
from tracer.language import say
from tracer.record.step import Step

MOST = 400  # workings: what the default model has behind its last number, and about ten screens
Place = tuple[str, Index]


def operand_cells(step: Step, index: Index) -> list[Cell]:
    """The cells of every operand in the cell's working; of a long sum, its largest terms; of a choice, the largest of the row."""
    choice = choice_of(step, index)
    if choice is not None and not explain_cell(step, index).edited:
        return [cell for place in shown_places(choice) for cell in cells(leaf(choice.read, choice.row[place], as_shown=True))]
    substituted = explain_cell(step, index, as_shown=True).substituted
    return [cell for cell in cells(shorten_sum(substituted)[0]) if cell.address] if substituted is not None else []


def tree(step: Step, index: Index, every: Mapping[str, Step], depth: int, places: int | None = None) -> Iterator[Block]:
    """Workings of a cell and its operands, `depth` levels deep; each cell once, and a note on what was left out."""
    below, whole = _below(step, index, every, depth)
    stack = [(step, index, 0)]
    while stack:
        current, at, level = stack.pop()
        yield working(current, at, places, level)
        stack.extend((child, place, level + 1) for child, place in reversed(below.get((current.name, at), ())))
    if not whole:
        yield Note(say("document.explain_tree_cut", most=MOST))


def _below(step: Step, index: Index, every: Mapping[str, Step], depth: int) -> tuple[dict[Place, list[tuple[Step, Index]]], bool]:
    """For each cell those worked out below it, found level by level; whether all there are were taken."""
    seen = {(step.name, index)}
    below: dict[Place, list[tuple[Step, Index]]] = {}
    row = [(step, index)]
    for _ in range(depth):
        coming: list[tuple[Step, Index]] = []
        for parent, at in row:
            for cell in operand_cells(parent, at):
                child = locate_cell(cell.address, every)
                if (child[0].name, child[1]) in seen:
                    continue
                if len(seen) >= MOST:
                    return below, False
                seen.add((child[0].name, child[1]))
                below.setdefault((parent.name, at), []).append(child)
                coming.append(child)
        if not coming:
            break
        row = coming
    return below, True
