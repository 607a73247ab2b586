"""The cells that a sheet leaves open, and which others must then be blank too.

A blank is given away where a printed cell is worked out from it and at most two other numbers that stand on the sheet (one step
back gives it), where a stage of 0 and 1 decides which cells of a later one are zero, and where two stages hold the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tracer.axes import names
from tracer.document.working import explain_cell, locate_cell, row_of
from tracer.record.step import Step

Index = tuple[int, ...]
Place = tuple[str, Index]
_FEW = 3  # operands of a working that is solved for one of them at sight
_OF_ZEROS_AND_ONES = ("choose_largest",)
_OF_ROWS = ("softmax", "divide_by_sum", "standardise")


class Joined(NamedTuple):
    """Where a row that one time step computed stands: in which stage, along which of its axes, and where on it."""

    stage: str
    along: int
    at: int


def joined_rows(every: Mapping[str, Step]) -> dict[str, Joined]:
    """The rows of time steps by name, each with its place in the stage that joins them."""
    return {
        row.name: Joined(name, names(step.computed.axes).index(step.computed.attrs["axis"].name), at)
        for name, step in every.items()
        if step.computed.op == "stack"
        for at, row in enumerate(step.computed.inputs)
    }


class OpenCells:
    """The cells a sheet leaves open while it is made: its blanks, and what must be worked out on the way (`hidden`)."""

    def __init__(self, every: Mapping[str, Step], hidden: Sequence[str]) -> None:
        self._every, self._hidden, self._joined = every, set(hidden), joined_rows(every)
        self.blanks: dict[str, list[Index]] = {}
        self._open: dict[Place, frozenset[Place]] = {}

    def must_be_blank(self, step: Step) -> tuple[set[Index], int]:
        """(cells of a stage that, printed, would give away a blank of the stages before it, how many to leave blank at least).

        As many as of the stage that would be given away, so that sheets of a class ask for as many, whatever was drawn.
        """
        cells: set[Index] = set()
        sources: set[str] = set()
        for name, indices in self.blanks.items():
            before = self._every[name]
            moves: list[Callable[[Index], Index]] = [kept] if names(before.axes) == names(step.axes) else []
            if before.computed.op not in _OF_ZEROS_AND_ONES:
                moves = same_numbers(before, step)[:1]
            cells.update(moved(index) for moved in moves for index in indices)
            sources.update([name] if moves else [])
        if self.blanks and self._is_one_step(step):
            for index in np.ndindex(step.values.shape):
                if (blank := self._given_away(step, index)) is not None:
                    cells.add(index)
                    sources.add(blank[0])
        finite = np.isfinite(step.values)
        most = max((len(self.blanks[name]) for name in sources), default=0)
        return {index for index in cells if finite[index]}, min(most, int(finite.sum()))

    def _given_away(self, step: Step, index: Index) -> Place | None:
        """The one open cell that a printed one is a single step from."""
        operands = self._operands(step, index)
        behind = {place for operand in operands for place in self._behind(operand)}
        return next(iter(behind)) if len(operands) <= _FEW and len(behind) == 1 else None

    def shows_blank(self, step: Step, index: Index) -> bool:
        """Whether a printed working would show the number of a blank."""
        return any(index in self.blanks.get(name, ()) for name, index in self._operands(step, index))

    def _is_one_step(self, step: Step) -> bool:
        """Whether its cells have few operands, and going back takes no logarithm and no equation."""
        return operation(step) not in _OF_ROWS and len(self._operands(step, (0,) * len(step.axes))) <= _FEW

    def _operands(self, step: Step, index: Index) -> list[Place]:
        """The cells that a cell is worked out from; of a time step also rows that its working looks through."""
        computed = step.computed
        if computed.op == "stack":
            row, at = row_of(computed, index)
            if rows := self._rows_behind(row):
                return [self._in_stage(name, at) for name in rows]
        cells = (locate_cell(cell.address, self._every) for cell in explain_cell(step, index).inputs)
        return [self._in_stage(operand.name, at) for operand, at in cells]

    def _rows_behind(self, row: Step) -> list[str]:
        """The rows of other stages that a row is computed from place by place."""
        if not row.computed.row.pointwise:
            return []
        inputs = [operand for operand in row.computed.inputs if operand.axes == row.axes]
        return [
            name
            for operand in inputs
            for name in ([operand.name] if operand.name in self._joined else self._rows_behind(operand))
        ]

    def _in_stage(self, name: str, index: Index) -> Place:
        """A cell of a time step's row as the cell of the stage that joins the rows."""
        joined = self._joined.get(name)
        return (name, index) if joined is None else (joined.stage, (*index[: joined.along], joined.at, *index[joined.along :]))

    def _behind(self, place: Place) -> frozenset[Place]:
        """The blanks that a cell depends on, if it is not printed."""
        name, index = place
        if name not in self._hidden:
            return frozenset({place} if index in self.blanks.get(name, ()) else ())
        if place not in self._open:
            operands = self._operands(self._every[name], index)
            self._open[place] = frozenset(blank for operand in operands for blank in self._behind(operand))
        return self._open[place]


def operation(step: Step) -> str:
    """The operation behind a stage's cells: of one that joins time steps, that of each row."""
    computed = step.computed
    return computed.inputs[0].computed.op if computed.op == "stack" else computed.op


def kept(index: Index) -> Index:
    """The same place."""
    return index


def turned(index: Index) -> Index:
    """The place with row and column exchanged."""
    return (*index[:-2], index[-1], index[-2])


def same_numbers(first: Step, second: Step) -> list[Callable[[Index], Index]]:
    """How the places of the one become those of the other, where both hold the same numbers: as they are, or turned."""
    a, b = first.values, second.values
    if a.size < 2 or a.ndim != b.ndim or (a == a.flat[0]).all():
        return []
    moves: list[Callable[[Index], Index]] = [kept] if a.shape == b.shape and np.array_equal(a, b) else []
    if a.ndim > 1 and np.array_equal(np.swapaxes(a, -1, -2), b):
        moves.append(turned)
    return moves
