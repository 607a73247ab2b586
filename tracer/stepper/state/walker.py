"""A reader's place in a trace: which stages he walks through, the table he looks at, how he moves, where he has been."""

from __future__ import annotations

from tracer.address import locate, parse
from tracer.document.blocks import Matrix
from tracer.document.matrices import matrices
from tracer.document.numbers import places_of
from tracer.document.select import HEAD_AXES, TOKEN_AXES, Selection, checked, chosen, tokens_shown
from tracer.errors import TracerError
from tracer.record.settle import settled
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.stepper.state.edits import Run
from tracer.stepper.state.outline import Line, outline
from tracer.stepper.state.place import Place, carried, known, named, within
from tracer.stepper.state.short_names import Names


class Walker:
    """A reader in a trace. `selection` says which stages are stepped through and where reading begins.

    place: the cell he is at. back_to, forward_to: where he was, as in a browser. places: decimals asked for, or None.
    """

    def __init__(self, trace: Trace, selection: Selection | None = None) -> None:
        self.selection = selection or Selection()
        self.runs = [Run(trace)]
        self.places, self.detail = self.selection.precision, self.selection.detail
        self.back_to: list[Place] = []
        self.forward_to: list[Place] = []
        self.load()
        if not checked(self.steps, self.selection):
            raise TracerError("document.no_such_stages")
        self._kept = {"head": self.selection.heads[0]} if self.selection.heads else {}
        self.place = self._opening(self.steps[0])

    def _opening(self, step: Step) -> Place:
        """The first stage, at the head, token and column that were asked for."""
        index = [0] * len(step.axes)
        for number, axis in enumerate(step.axes):
            if axis.name in HEAD_AXES:
                index[number] = self._kept.get("head", 0)
            elif axis.name in TOKEN_AXES and self.selection.tokens:
                index[number] = next(iter(tokens_shown(axis, self.selection.tokens)), 0)
        if step.axes and self.selection.columns is not None:
            index[-1] = self.selection.columns[0] or 0
        return within(step, index)

    # What is there

    def load(self) -> None:
        """What follows from the trace: looked up once, since a trace makes its tables anew each time."""
        self._every = self.trace.every
        self._matrix: tuple[object, Matrix] | None = None
        self._decimals: dict[str, int] = {}
        self._names = Names(self._every)
        steps = chosen(self.trace, self.selection.replace(detail=self.detail))
        learned = [step for step in self.trace.parameters.values() if step not in steps]
        self.steps = [*steps, *learned] if self.detail or self.selection.parameters else steps

    @property
    def trace(self) -> Trace:
        """The run as edited."""
        return self.runs[-1].trace

    @property
    def step(self) -> Step:
        return self._every[self.place.stage]

    @property
    def stages(self) -> list[str]:
        """The names of the stages that `next` walks through."""
        return [step.name for step in self.steps]

    @property
    def number(self) -> int:
        """The current stage's number among `stages`, from 1; 0 where it is none of them (a parameter, a detail)."""
        names = self.stages
        return names.index(self.place.stage) + 1 if self.place.stage in names else 0

    @property
    def address(self) -> str:
        return self.place.address(self.step)

    @property
    def value(self) -> float:
        return float(settled(self.step)[self.place.index])

    @property
    def outline(self) -> list[Line]:
        """Layer → sublayer → stage; a stage reached by following stands there too."""
        steps = self.steps if self.number else sorted({*self.steps, self.step}, key=list(self._every.values()).index)
        return outline(steps, self.place.stage, list(self.trace.parameters))

    def short(self, stage: str) -> str:
        """The shortest ending of a stage's name that no other stage or parameter has."""
        return self._names.short(stage)

    @property
    def decimals(self) -> int:
        """Decimals of the current stage, as `rounding.show` takes them."""
        return self.decimals_of(self.step)

    def decimals_of(self, step: Step) -> int:
        if self.places is not None:
            return self.places
        if step.name not in self._decimals:
            paper = self.trace.request.settings.get("paper") if self.trace.request is not None else None
            self._decimals[step.name] = places_of(settled(step), paper)
        return self._decimals[step.name]

    @property
    def matrix(self) -> Matrix:
        """The table the cell stands in: rows × columns at the current head and sentence, with edits and what was before."""
        step, at = self.step, named(self.step, self.place.index)
        held = {name: at[name] for name in self.held}
        key = (step, tuple(held.items()), self.decimals, len(self.runs))
        if self._matrix is None or self._matrix[0] != key:
            heads = tuple(held[name] for name in HEAD_AXES if name in held)
            base = self.runs[0].trace.every.get(step.name) if len(self.runs) > 1 else None
            found = matrices(step, Selection(heads=heads[:1], everything=True), self.decimals, base, [])
            self._matrix = key, next(one for one in found if {name: place for name, place, _ in one.fixed} == held)
        return self._matrix[1]

    @property
    def held(self) -> list[str]:
        """The axes that are no rows or columns of the table: sentence, head."""
        inner = [axis.name for axis in self.step.axes if axis.name not in ("sentence", *HEAD_AXES)][-2:]
        return [axis.name for axis in self.step.axes if axis.name not in inner]

    @property
    def row(self) -> int:
        rows = self.matrix.rows
        return named(self.step, self.place.index)[rows.name] if rows is not None else 0

    @property
    def column(self) -> int:
        columns = self.matrix.columns
        return named(self.step, self.place.index)[columns.name] if columns is not None else 0

    # Moving

    def move(self, rows: int = 0, columns: int = 0) -> None:
        """Up and down, left and right in the table; stops at its edges."""
        self.to(self.row + rows, self.column + columns)

    def to(self, row: int, column: int) -> None:
        """To a row and column of the table, or the nearest there is."""
        table, at = self.matrix, named(self.step, self.place.index)
        for axis, place in ((table.rows, row), (table.columns, column)):
            if axis is not None:
                at[axis.name] = place
        self.place = within(self.step, list(at.values()))

    def turn(self, by: int, axis: str = "") -> None:
        """To the next head (or another axis that is held), around the end. Raises TracerError where there is none."""
        held = [name for name in self.held if (name == axis if axis else name != "sentence")]
        if not held or (self.step.size(held[-1]) or 1) < 2:
            raise TracerError("stepper.no_sentences" if axis else "stepper.no_heads", stage=self.place.stage)
        at = named(self.step, self.place.index)
        at[held[-1]] = (at[held[-1]] + by) % (self.step.size(held[-1]) or 1)
        self.place = within(self.step, list(at.values()))

    def head(self, head: int) -> None:
        """To a head by its number. Raises TracerError where the stage has no such head."""
        names = [name for name in self.held if name in HEAD_AXES]
        if not names:
            raise TracerError("stepper.no_heads", stage=self.place.stage)
        last = (self.step.size(names[0]) or 1) - 1
        if not 0 <= head <= last:
            raise TracerError("document.head_range", head=head, last=last)
        self.place = within(self.step, list({**named(self.step, self.place.index), names[0]: head}.values()))

    def walk(self, by: int) -> None:
        """To the next or an earlier stage, at the same head and token. Raises TracerError at the ends."""
        names = list(self._every) if not self.number else self.stages
        at = names.index(self.place.stage) + by
        if not self.number:  # from a parameter or detail: the nearest stage in that direction
            known = set(self.stages)
            while 0 <= at < len(names) and names[at] not in known:
                at += 1 if by > 0 else -1
        if not 0 <= at < len(names):
            raise TracerError("stepper.last" if by > 0 else "stepper.first")
        self.enter(names[at])

    def walk_layer(self, by: int) -> None:
        """To the first stage of the next or the previous part (layer). Raises TracerError at the ends."""
        lines = [line for line in self.outline if line.heading and line.depth == 0]
        parts = [line.stage for line in lines]
        order = list(self._every)
        before = max((n for n, stage in enumerate(parts) if order.index(stage) <= order.index(self.place.stage)), default=0)
        here = next((n for n, line in enumerate(lines) if not line.folded), before)  # a stage that is not listed opens none
        if not 0 <= here + by < len(parts):
            raise TracerError("stepper.last_layer" if by > 0 else "stepper.first_layer")
        self.enter(parts[here + by])

    def enter(self, stage: str) -> None:
        """To a stage by its full name, at the same head and token."""
        self.jump(carried(self._every[stage], self._carries()))

    def _carries(self) -> dict[str, int]:
        """The positions taken along to another stage; head and sentence are kept over stages that have none."""
        here = known(self.step, self.place.index)
        self._kept.update({name: here[name] for name in ("head", "sentence") if name in here})
        by_head = any(name.startswith("heads·") for name in here)
        return {**({} if by_head else self._kept), **here}

    def go(self, address: str) -> None:
        """To `scores`, `ffn.hidden`, `scores[0, it, animal]`, a number of the outline. Raises TracerError with near misses."""
        if address.strip().isdecimal():
            names = self.stages
            if not 1 <= int(address) <= len(names):
                raise TracerError("stepper.stage_range", number=int(address), last=len(names))
            self.enter(names[int(address) - 1])
            return
        place = parse(address)
        step = self.trace[place.stage]
        if not place.selectors:
            self.enter(step.name)
            return
        here = carried(step, self._carries()).index
        index = locate(place, step.axes)
        self.jump(within(step, [at if isinstance(at, int) else kept for at, kept in zip(index, here, strict=True)]))

    def jump(self, place: Place) -> None:
        """To a place, remembering this one."""
        if place != self.place:
            self.back_to.append(self.place)
            self.forward_to.clear()
            self.place = place

    def back(self) -> None:
        """To where the reader was before the last jump. Raises TracerError where he was nowhere else."""
        self._return(self.back_to, self.forward_to, "stepper.no_back")

    def forward(self) -> None:
        """Undoes `back`."""
        self._return(self.forward_to, self.back_to, "stepper.no_forward")

    def _return(self, come_from: list[Place], go_to: list[Place], message: str) -> None:
        if not come_from:
            raise TracerError(message)
        go_to.append(self.place)
        self.place = come_from.pop()
