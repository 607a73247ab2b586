"""The cursor: the complete state of a stepping session, independent of any screen.

The full-screen app and the plain stepper are two ways to show one `Cursor` and to hand it commands. It is longer than most
files because it is one thing: every command changes the one place, run and view that all others read.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import tracer.language as language
from tracer.address import locate, parse, plain
from tracer.counting import count_of
from tracer.document.blocks import Matrix, Working
from tracer.document.matrices import matrices
from tracer.document.numbers import places_of
from tracer.document.places import select_tokens
from tracer.document.selection import HEAD_AXES, TOKEN_AXES, Selection, check_selection, select_steps
from tracer.document.working import Explained, explain_cell, locate_cell, working
from tracer.errors import TracerError
from tracer.record.readers import Readers, Reading
from tracer.record.settle import settle
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import MOST_PLACES, show
from tracer.stepper.state.edits import Change, Run, changes, run_with_edit
from tracer.stepper.state.history import History
from tracer.stepper.state.outline import Line, outline
from tracer.stepper.state.place import Place, known_positions, nearest_place, positions_by_axis, within
from tracer.stepper.state.predictions import Predictions
from tracer.stepper.state.search import Hit, find
from tracer.stepper.state.short_names import Names
from tracer.stepper.when_read import WhenRead


class Cursor:
    """Position in a trace plus marks, edits and predictions. `selection`: stages to step through and the start cell.

    place: the cell he is at. runs: the trace, then one run an edit. places: decimals asked for, or None. bookmarks: places he
    marked. hits: what he searched last.
    """

    def __init__(self, trace: Trace, selection: Selection | None = None) -> None:
        self.selection = selection or Selection()
        self.runs = [Run(trace)]
        self.places, self.detail = self.selection.precision, self.selection.detail
        self.bookmarks: list[Place] = []
        self.hits: list[Hit] = []
        self._history, self._predictions = History(), Predictions()
        self.load()
        if not check_selection(self.steps, self.selection):
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
                index[number] = next(iter(select_tokens(axis, self.selection.tokens)), 0)
        if step.axes and self.selection.columns is not None:
            index[-1] = (self.selection.columns.on(step.axes[-1]) or [0])[0]
        return within(step, index)

    # What is there

    def load(self) -> None:
        """What follows from the trace: looked up once, since a trace makes its tables anew each time."""
        self._every = self.trace.every
        self._matrix: tuple[object, Matrix] | None = None
        self._working: tuple[object, Working] | None = None
        self._sources: tuple[object, Sequence[tuple[str, float]]] | None = None
        self._readers: Readers | None = None
        self._readings: tuple[Place, list[Reading]] | None = None
        self._decimals: dict[str, int] = {}
        self._names = Names(self._every)
        steps = select_steps(self.trace, self.selection.replace(detail=self.detail))
        learned = [step for step in self.trace.parameters.values() if step not in steps]
        self.steps = [*steps, *learned] if self.detail or self.selection.parameters else steps

    @property
    def trace(self) -> Trace:
        """The trace with all edits applied."""
        return self.runs[-1].trace

    @property
    def step(self) -> Step:
        return self._every[self.place.stage]

    @property
    def stages(self) -> list[str]:
        """Names of the stages that `next` visits, in order."""
        return [step.name for step in self.steps]

    @property
    def number(self) -> int:
        """Index of the current stage in `stages`, from 1; 0 for a parameter or a detail."""
        names = self.stages
        return names.index(self.place.stage) + 1 if self.place.stage in names else 0

    @property
    def address(self) -> str:
        return self.place.address(self.step)

    @property
    def value(self) -> float:
        return float(settle(self.step)[self.place.index])

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
            self._decimals[step.name] = places_of(settle(step), paper)
        return self._decimals[step.name]

    @property
    def matrix(self) -> Matrix:
        """The table the cell stands in: rows × columns at the current head and sentence, with edits and what was before."""
        step, at = self.step, positions_by_axis(self.step, self.place.index)
        held = {name: at[name] for name in self.held}
        key = (step, tuple(held.items()), self.decimals, len(self.runs))
        if self._matrix is None or self._matrix[0] != key:
            heads = tuple(held[name] for name in HEAD_AXES if name in held)
            base = self.runs[0].trace.every.get(step.name) if len(self.runs) > 1 else None
            tables = matrices(step, Selection(heads=heads[:1], everything=True), self.decimals, base, [])
            self._matrix = key, next(table for table in tables if {name: place for name, place, _ in table.fixed} == held)
        return self._matrix[1]

    @property
    def held(self) -> list[str]:
        """Axes that are fixed in the table shown (sentence, head), not its rows or columns."""
        inner = [axis.name for axis in self.step.axes if axis.name not in ("sentence", *HEAD_AXES)][-2:]
        return [axis.name for axis in self.step.axes if axis.name not in inner]

    @property
    def row(self) -> int:
        rows = self.matrix.rows
        return positions_by_axis(self.step, self.place.index)[rows.name] if rows is not None else 0

    @property
    def column(self) -> int:
        columns = self.matrix.columns
        return positions_by_axis(self.step, self.place.index)[columns.name] if columns is not None else 0

    # Moving

    def move(self, rows: int = 0, columns: int = 0) -> None:
        """Move by rows and columns inside the table; stops at its edges."""
        self.to(self.row + rows, self.column + columns)

    def to(self, row: int, column: int) -> None:
        """Move to a row and column of the table, clipped to its edges."""
        table, at = self.matrix, positions_by_axis(self.step, self.place.index)
        for axis, place in ((table.rows, row), (table.columns, column)):
            if axis is not None:
                at[axis.name] = place
        self.place = within(self.step, list(at.values()))

    def turn(self, by: int, axis: str = "") -> None:
        """Go to the next position of the head axis (or another fixed axis), cyclically. Raises TracerError if there is none."""
        held = [name for name in self.held if (name == axis if axis else name != "sentence")]
        if not held or (self.step.size(held[-1]) or 1) < 2:
            raise TracerError("stepper.no_sentences" if axis else "stepper.no_heads", stage=self.place.stage)
        at = positions_by_axis(self.step, self.place.index)
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
        self.place = within(self.step, list({**positions_by_axis(self.step, self.place.index), names[0]: head}.values()))

    def walk(self, by: int) -> None:
        """Go `by` stages forward or back, keeping head and token. Raises TracerError at the ends."""
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
        current = next((n for n, line in enumerate(lines) if not line.folded), before)  # a stage that is not listed opens none
        if not 0 <= current + by < len(parts):
            raise TracerError("stepper.last_layer" if by > 0 else "stepper.first_layer")
        self.enter(parts[current + by])

    def enter(self, stage: str) -> None:
        """Go to a stage by its full name, keeping head and token."""
        self.jump(nearest_place(self._every[stage], self._carries()))

    def _carries(self) -> dict[str, int]:
        """The positions taken along to another stage; head and sentence are kept over stages that have none."""
        positions = known_positions(self.step, self.place.index)
        self._kept.update({name: positions[name] for name in ("head", "sentence") if name in positions})
        by_head = any(name.startswith("heads·") for name in positions)
        return {**({} if by_head else self._kept), **positions}

    def go(self, address: str) -> None:
        """To `scores`, `ffn.hidden`, `scores[0, it, animal]`, a number of the outline. Raises TracerError with near misses."""
        if (number := address.strip()).isdecimal():
            names, nth = self.stages, count_of(number)
            if nth is None or not 1 <= nth <= len(names):
                raise TracerError("stepper.stage_range", number=number, last=len(names))
            self.enter(names[nth - 1])
            return
        place = parse(address)
        step = self.trace[place.stage]
        if not place.selectors:
            self.enter(step.name)
            return
        nearest = nearest_place(step, self._carries()).index
        index = locate(place, step.axes)
        self.jump(within(step, [at if isinstance(at, int) else default for at, default in zip(index, nearest, strict=True)]))

    def jump(self, place: Place) -> None:
        """Go to a place and add the current one to the history."""
        if place != self.place:
            self._history.leave(self.place)
            self.place = place

    def back(self) -> None:
        """To where the reader was before the last jump. Raises TracerError where he was nowhere else."""
        self.place = self._history.back(self.place)

    def forward(self) -> None:
        """Undoes `back`."""
        self.place = self._history.forward(self.place)

    # Why, and where to

    @property
    def explained(self) -> Explained:
        """The explanation of the current cell: working, whether an edit set it, its operands."""
        return explain_cell(self.step, self.place.index, as_shown=True)

    @property
    def working(self) -> Working:
        """The `Working` block of the current cell; cached, since long sums take time."""
        key = (self.step, self.place, self.decimals, language.current())
        if self._working is None or self._working[0] != key:
            self._working = key, working(self.step, self.place.index, self.decimals)
        return self._working[1]

    @property
    def effort(self) -> int:
        """Approximate number of terms in a cell's working at this stage."""
        axis_names = {axis.name for axis in self.step.axes}
        behind = (
            prod(axis.size or 1 for axis in operand.axes if axis.name not in axis_names) for operand in self.step.computed.inputs
        )
        return max(behind, default=1)

    @property
    def replaced(self) -> Place | None:
        """The computed cell that an edit put another number in place of; None where none did, or nothing was computed."""
        computed = f"{self.place.stage}.computed"
        if computed not in self._every or not self.explained.edited:
            return None
        return Place(computed, self.place.index)

    @property
    def working_replaced(self) -> Working | None:
        """The block that explains what an edited cell would be without its edit; None where there is none (see `replaced`)."""
        place = self.replaced
        return None if place is None else working(self._every[place.stage], place.index, self.decimals)

    @property
    def sources(self) -> Sequence[tuple[str, float]]:
        """The cells that this one was computed from (or would be without its edit), as its working names them: address, value."""
        stage = self.place.stage if self.replaced is None else self.replaced.stage
        key = (self._every[stage], self.place.index)
        if self._sources is None or self._sources[0] != key:
            operands = explain_cell(*key).inputs
            self._sources = key, WhenRead(operands, lambda operand: (operand.address, operand.value))
        return self._sources[1]

    def follow(self, number: int = 0) -> None:
        """To the cell this one came from: number `number` of `sources`. Raises TracerError where there is none."""
        sources = self.sources
        if not sources:
            raise TracerError("stepper.no_source_edited" if self.explained.edited else "stepper.no_source", cell=self.address)
        if not 0 <= number < len(sources):
            raise TracerError("stepper.source_range", number=number + 1, last=len(sources))
        self.jump(self.locate(sources[number][0]))

    def locate(self, address: str) -> Place:
        """The place behind a cell's canonical address."""
        step, index = locate_cell(address, self._every)
        return Place(step.name, index)

    @property
    def readers(self) -> list[Reading]:
        """Where this number goes: every cell of the next stages that is computed from it, in each stage the strongest first."""
        if self._readers is None:
            self._readers = Readers(self._every)
        if self._readings is None or self._readings[0] != self.place:
            every = self._readers.of(self.place.stage, self.place.index)
            self._readings = self.place, [reading for reading in every if not self._is_padding(reading)]
        return self._readings[1]

    def _is_padding(self, reading: Reading) -> bool:
        step = self._every[reading.stage]
        return any(axis.name == "sentence" for axis in step.axes) and within(step, reading.index).index != reading.index

    @property
    def effort_of_readers(self) -> int:
        """About how many numbers are computed to find `readers`."""
        if self._readers is None:
            self._readers = Readers(self._every)
        sizes = [self._every[name].values.size for name in self._readers.stages(self.place.stage)]
        return self.step.values.size + sum(sizes)

    def check_readers(self) -> None:
        """Raises TracerError where nothing is computed from this number: which of the reasons it is."""
        if self.readers:
            return
        assert self._readers is not None
        stage = self.place.stage
        if self._readers.stages(stage):
            raise TracerError("stepper.no_reader_cell", cell=self.address)
        raise TracerError("stepper.no_reader", stage=stage)

    # Bookmarks and search

    def mark(self) -> bool:
        """Toggle a mark on this place; returns whether it is now marked."""
        if self.place in self.bookmarks:
            self.bookmarks.remove(self.place)
            return False
        self.bookmarks.append(self.place)
        return True

    def search(self, text: str) -> list[Hit]:
        """Stages, tokens of this stage, or numbers. Raises TracerError where nothing is found."""
        if not text.strip():
            raise TracerError("stepper.search_empty")
        steps = self.steps if self.number else [*self.steps, self.step]
        result = find(text, steps, self.place, self.is_hidden)
        if not result:
            raise TracerError("stepper.not_found", text=text)
        self.hits = result
        return result

    # Changing

    def holds(self, value: float) -> bool:
        """Whether the cell under the cursor is this number already: an edit would change nothing."""
        now = self.step.values[self.place.index]
        return bool(now == value or (now != now and value != value) or now == now.dtype.type(value))

    @property
    def exact(self) -> str:
        """The number under the cursor in full, so that it reads back as the very same."""
        return str(self.step.values[self.place.index])

    def edited(self, value: float) -> Run:
        """The run with `value` in the cell under the cursor; nothing changes here until it is taken (it may take time)."""
        return run_with_edit(self.trace, self.place, value)

    def take(self, run: Run) -> None:
        """Go on with an edited run."""
        self.runs.append(run)
        self._moved_on()

    def set(self, value: float) -> Run:
        """Edit the cell under the cursor."""
        run = self.edited(value)
        self.take(run)
        return run

    def undo(self) -> Run:
        """Take the last edit back; returns it. Raises TracerError where there is none."""
        if len(self.runs) == 1:
            raise TracerError("stepper.no_edit")
        run = self.runs.pop()
        self._moved_on()
        return run

    def _moved_on(self) -> None:
        """Another run stands here now, which may lack a detail or a token that is remembered."""
        self.load()
        self.place = self._still_there(self.place)
        self.bookmarks[:] = dict.fromkeys(map(self._still_there, self.bookmarks))
        self.hits = [hit.replace(place=self._still_there(hit.place)) for hit in self.hits]
        self._history.replace(self._still_there)

    def _still_there(self, place: Place) -> Place:
        """The place, or the stage it was a detail of where that detail went with the edit, or the first stage there is."""
        stage = place.stage
        while stage not in self._every and "." in stage:
            stage = stage.rpartition(".")[0]
        step = self._every.get(stage, self.steps[0])
        return within(step, place.index) if len(place.index) == len(step.axes) else nearest_place(step, {})

    @property
    def edits(self) -> list[tuple[str, str]]:
        """What the edits of this reader put in: (address by positions, number in full), the last one of each cell."""
        edited = {run.place: run for run in self.runs[1:] if run.place is not None}
        return [
            (plain(self.short(place.stage), place.index), str(run.trace.every[place.stage].values[place.index]))
            for place, run in edited.items()
        ]

    @property
    def changed(self) -> list[Change]:
        """Every stage whose numbers the edits changed."""
        return list(changes(self.runs[0].trace, self.trace)) if len(self.runs) > 1 else []

    @property
    def before(self) -> float | None:
        """The number this cell had before all edits; None where there was no such cell."""
        step = self.runs[0].trace.every.get(self.place.stage)
        if step is None or step.values.shape != self.step.values.shape:
            return None
        return float(settle(step)[self.place.index])

    # Predict first

    @property
    def hiding(self) -> bool:
        """Whether results are hidden until revealed."""
        return self._predictions.hiding

    def hide(self) -> bool:
        """Hide this stage's results and those to come, or show all again; returns whether they are hidden now."""
        order = list(self._every)
        return self._predictions.toggle(order[: order.index(self.place.stage)])

    def is_hidden(self, place: Place | None = None) -> bool:
        """Whether a number is still to be predicted; what was given or learned never is."""
        place = place or self.place
        return self._every[place.stage].computed.op not in ("given", "parameter") and self._predictions.hides(place)

    def stage_is_hidden(self) -> bool:
        """Whether the stage has not been shown whole, though one cell or another of it may have been."""
        return self.step.computed.op not in ("given", "parameter") and self._predictions.hides_stage(self.place.stage)

    def reveal(self) -> None:
        """Show the cell under the cursor."""
        self._predictions.reveal(self.place)

    def reveal_stage(self) -> None:
        """Show the whole stage."""
        self._predictions.reveal(self.place.stage)

    def guess(self, value: float) -> bool:
        """Reveal the cell; returns whether the prediction is right to the decimals shown."""
        self.reveal()
        return show(value, self.decimals) == show(self.value, self.decimals)

    # How it is shown

    def finer(self, by: int) -> int:
        """Change the number of decimals by `by`, clipped to 0…12; returns the new number."""
        now = self.places if self.places is not None else max(self.decimals, 0)
        self.places = max(0, min(now + by, MOST_PLACES))
        return self.places

    def show_decimals(self, count: int) -> None:
        """So many decimals. Raises TracerError where that many cannot be shown."""
        if not 0 <= count <= MOST_PLACES:
            raise TracerError("stepper.decimals_range", number=count, last=MOST_PLACES)
        self.places = count

    def show_details(self) -> bool:
        """Show or hide means, constants, renamings and parameters among the stages; returns whether they are shown now."""
        self.detail = not self.detail
        self.load()
        return self.detail

    def speak(self) -> str:
        """Switch to the other language and return it."""
        language.use("zh" if language.current() == "en" else "en")
        return language.current()
