"""Which cells of a trace a sheet leaves blank, what it must print beside them, and what it must keep back.

A stage that follows from a blank one and leads to another is kept back: printed, it would give the blank away. So would single
cells of a stage that is asked for itself (`open_cells`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from tracer.address import cell as cell_address
from tracer.document.blocks import Block, Formula, Matrix
from tracer.document.data_document import nearest
from tracer.errors import TracerError
from tracer.exercises.open_cells import OpenCells, joined_rows
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import rounded

DIFFICULTIES = ("easy", "medium", "hard")
_MOST_EASY = 4
MOST_BLANKS = 2000  # of one sheet: pages of them
_SHARE = {"easy": 4, "medium": 2, "hard": 1}  # one cell in so many is blank
PLACES = 3
KINDS = ("blanks", "shapes", "predict", "match", "gradient", "unscaled", "mistake", "design")
APPENDICES = ("exp", "calculator")  # a table of e^x, or the sentence that a calculator is allowed
WHOLE_KINDS = ("shapes", "predict", "match", "unscaled", "mistake")  # their answers are whole numbers, and exact


@dataclass(frozen=True, slots=True)
class Question:
    """One number to work out. number: as the sheet counts, from 1. index: its position in the stage.

    Address and stage are "" where it is about no cell of the run ("W_Q is ? × ?"). points: what a right answer is worth.
    """

    number: int
    address: str
    stage: str
    index: tuple[int, ...]
    value: float
    points: float = 1.0


@dataclass(frozen=True, slots=True)
class Problem:
    """A question in words. answers: the numbers to write, in order. why: how they come about, for the key.

    choices: what stands above this problem and those after it: a remark, or a list to choose from by number. above: blocks that
    stand before everything else, such as a worked run. rows: where the answers are a matrix, a label for each row. design: what
    that matrix is to bring about (`designs.DESIGNS`), or "". hints: for it and those after it that have none.
    """

    text: str
    answers: tuple[float, ...]
    choices: tuple[str | Formula, ...] = ()
    why: str = ""
    above: tuple[Block, ...] = ()
    rows: tuple[str, ...] = ()
    design: str = ""
    hints: tuple[str, ...] = ()

    @property
    def numbers(self) -> list[list[float]]:
        """The numbers of the tables above it."""
        return [block.values.ravel().tolist() for block in self.above if isinstance(block, Matrix)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An exercise on one trace. given: stages and parameters printed whole. hidden: on the way from one blank stage to another.

    code: a short sign that ties a sheet, its key and its answers together. name: whose sheet it is, or "".
    places: decimals asked for. kind: of exercise, "blanks" where cells of the run are asked for. follow_on: the share of a
    blank's points that an answer gets which is right given the pupil's own earlier ones. draws: how many seeds were tried until
    the numbers were worth computing. again: the code that makes the sheet once more (`exercises.sheet_code`), or "".
    appendix: what helps with e^x, one of `APPENDICES`, or "". problems: the questions of a kind that is not "blanks".
    """

    trace: Trace
    blanks: tuple[Question, ...]
    given: tuple[str, ...]
    hidden: tuple[str, ...]
    asked: tuple[str, ...]
    difficulty: str
    places: int
    code: str
    name: str = ""
    kind: str = "blanks"
    follow_on: float = 1.0
    draws: int = 1
    again: str = ""
    appendix: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def numbers(self) -> list[list[float]]:
        """Every number of the stages asked for, or of those that problems are about, and the problems' answers."""
        stages = [self.trace.every[name].values.ravel().tolist() for name in (self.asked or self.given)]
        above = [numbers for problem in self.problems for numbers in problem.numbers]
        return stages if self.asked else [*stages, *above, [blank.value for blank in self.blanks]]

    @property
    def open_cells(self) -> OpenCells:
        """What the sheet does not print of the stages it asks for and of those on the way."""
        cells = OpenCells(self.trace.every, self.hidden)
        for blank in self.blanks:
            cells.blanks.setdefault(blank.stage, []).append(blank.index)
        return cells

    @property
    def designs(self) -> dict[int, str]:
        """By the number of a blank, the design whose matrix it is in."""
        names = (problem.design for problem in self.problems for _ in problem.answers)
        return {blank.number: name for blank, name in zip(self.blanks, names, strict=False) if name}

    @property
    def exact(self) -> bool:
        """Whether a person can get exactly these digits: every step was rounded as on paper, or whole numbers are asked for."""
        return self.kind in WHOLE_KINDS or self.trace.run_request.settings.get("paper") is not None


def sheet(trace: Trace, patterns: Sequence[str], difficulty: str, places: int | None = None, name: str = "") -> Sheet:
    """The sheet that asks for the stages `patterns` name, in the trace's order.

    Raises TracerError: no such stage (near misses), a stage that is given and not computed, no finite number to ask for.
    """
    steps = _asked(trace, patterns)
    paper = trace.run_request.settings.get("paper")
    shown = places if places is not None else paper if paper is not None else PLACES
    if (count := sum(_wanted(step, difficulty) for step in steps)) > MOST_BLANKS:
        raise TracerError("exercises.many_blanks", count=count, most=MOST_BLANKS)
    given, hidden = _around(trace, steps)
    open_cells = OpenCells(trace.every, hidden)
    for step in steps:
        must, least = open_cells.must_be_blank(step)
        by_rows = step.computed.op == "choose_largest" or (difficulty == "easy" and len(steps) > 1)
        before = {index[:-1] for indices in open_cells.blanks.values() for index in indices} if by_rows else None
        open_cells.blanks[step.name] = _cells(step, shown, must, max(least, _wanted(step, difficulty)), before)
    cells = [(trace.every[name], index) for name, indices in open_cells.blanks.items() for index in indices]
    if not cells:
        raise TracerError("exercises.nothing_to_ask", stages=[step.name for step in steps])
    blanks = tuple(
        Question(number, cell_address(step.name, step.axes, index), step.name, index, step.number(index))
        for number, (step, index) in enumerate(cells, 1)
    )
    sign = "\n".join([name, str(shown), *(f"{blank.address} {blank.value!r}" for blank in blanks)])
    code = sha256(sign.encode()).hexdigest()[:6]
    return Sheet(trace, blanks, given, hidden, tuple(step.name for step in steps), difficulty, shown, code, name)


def _asked(trace: Trace, patterns: Sequence[str]) -> list[Step]:
    wanted = {step.name for pattern in patterns for step in trace.matching(pattern)}
    steps = [step for step in trace.every.values() if step.name in wanted]
    for step in steps:
        if step.computed.op in ("given", "parameter", "constant", "lookup"):
            raise TracerError("exercises.not_computed", stage=step.name)
    return steps


def _wanted(step: Step, difficulty: str) -> int:
    """How many cells of a stage are left blank."""
    finite = int(np.isfinite(step.values).sum())
    wanted = -(-finite // _SHARE[difficulty])
    if difficulty == "easy":
        return min(max(wanted, 2), _MOST_EASY, max(finite - 1, 1), finite)  # one at least is left for an example
    return wanted


def _cells(
    step: Step, places: int, must: set[tuple[int, ...]], wanted: int, before: set[tuple[int, ...]] | None
) -> list[tuple[int, ...]]:
    """So many cells of a stage to leave blank, in order: the same ones in every run of the same sheet.

    must: cells that would give an earlier blank away come first. Those that print 0 come last, where not every cell is asked for:
    a softmax or a quotient of 0 shows nothing. before: rows with blanks of the stages before; one row is then taken after the
    other, those first, so that others stay whole for examples; None: no matter which. Of a choice whole rows are asked for.
    """
    finite = [tuple(int(at) for at in index) for index in np.argwhere(np.isfinite(step.values))]
    wanted = max(wanted, len(must))
    first = step.values.ravel()[:4].tolist()
    is_choice = step.computed.op == "choose_largest"

    is_zero = {index: not is_choice and rounded(step.number(index), places) == 0 for index in finite}
    zeros = Counter(index[:-1] for index in finite if is_zero[index])

    def sign(place: tuple[int, ...]) -> bytes:
        return sha256(f"{step.name}{place}{first}".encode()).digest()

    def order(index: tuple[int, ...]) -> tuple[bool, bool, int, bytes, bool, bytes]:
        row = index[:-1]
        of_row = (False, 0, b"") if before is None else (row not in before, zeros[row], sign(row))
        return index not in must, *of_row, is_zero[index], sign(index)

    drawn = sorted(finite, key=order)[:wanted]
    if is_choice:
        rows = {index[:-1] for index in drawn}
        drawn = [index for index in finite if index[:-1] in rows]
    return sorted(drawn)


def _around(trace: Trace, steps: Sequence[Step]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(what must be printed, what must be worked out on the way to a blank stage), by name.

    What follows from a blank stage is not printed; where it leads to another it is worked out. In a recurrent network that holds
    of one time step: what only a later one reads may be printed.
    """
    every = trace.every
    held = {step.name for step in (*trace.shown, *steps)} | set(trace.parameters)
    reads, reads_at_once = _reads(every, held)
    names = {step.name for step in steps}
    after = _reaching(names, reads_at_once)
    hidden, given, waiting = set[str](), set[str](), list(names)
    while waiting:
        for name in reads.get(waiting.pop(), ()):
            if name in names or name in hidden or name in given:
                continue
            if name in after:
                hidden.add(name)
                waiting.append(name)
            else:
                given.add(name)
    return tuple(name for name in every if name in given), tuple(name for name in every if name in hidden)


Reads = dict[str, set[str]]


def _reads(every: Mapping[str, Step], held: set[str]) -> tuple[Reads, Reads]:
    """(what each held stage reads of the others, what of it at the same time step), by name."""
    rows = {row: place for row, place in joined_rows(every).items() if place.stage in held}
    joined = {place.stage for place in rows.values()}
    reads: Reads = {name: set() for name in held}
    at_once: Reads = {name: set() for name in held}
    for name in held:
        step = every[name].computed
        for at, part in enumerate(step.inputs if name in joined else (step,)):
            for read in nearest(part, {*held, *rows}):
                place = rows.get(read)
                stage = read if place is None else place.stage
                if stage != name:
                    reads[name].add(stage)
                    if place is None or name not in joined or place.at == at:
                        at_once[name].add(stage)
    return reads, at_once


def _reaching(names: set[str], reads: Reads) -> set[str]:
    result = set(names)
    while more := {name for name, inputs in reads.items() if name not in result and result.intersection(inputs)}:
        result |= more
    return result
