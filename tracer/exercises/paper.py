"""A sheet and its key as documents: what is given, what is asked, and on the key every working."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from tracer.axes import describe, number_repeats
from tracer.document.blocks import Blank, Block, Document, Formula, Heading, Matrix, Note, Points, Prose, Table, TableCell
from tracer.document.matrices import matrices
from tracer.document.numbers import places_of
from tracer.document.place_words import held_places
from tracer.document.selection import Selection
from tracer.document.sentence import axis_word, sentence
from tracer.document.stage_names import stage_heading, stage_name
from tracer.document.symbols import formula, sign, symbol
from tracer.document.trace_document import text_of
from tracer.document.working import working
from tracer.exercises.blanks import WHOLE_KINDS, Question, Sheet
from tracer.exercises.design_told import design_effort_told
from tracer.exercises.effort import effort
from tracer.exercises.given_away import given_away_told
from tracer.exercises.hints import hint_blocks
from tracer.exercises.mistakes import MISTAKES
from tracer.exercises.problem_paper import problem_answers, problem_blocks
from tracer.exercises.scheme import points_text, rule
from tracer.exercises.usual import usual_mistakes
from tracer.expression import Symbol
from tracer.language import say
from tracer.record.settle import settle
from tracer.record.step import Step
from tracer.rounding import fixed, show

_COMES_OF = {"W_Q": ("q", "scores", "scaled", "softmax"), "W_V": ("v",)}
_NAME_LINE = "_" * 20  # what a pupil writes a name on
_FIELD_LINE = "_" * 10
_POWER_PLACES, _POWERS = 4, 8  # decimals, and whole parts: as many as a page of 80 columns has room for


def sheet_document(sheet: Sheet, exam: bool = False, hints: bool = False) -> Document:
    """The worksheet: fields for who and when, what is given, then each stage that is asked for, with its blanks.

    exam: without the code from which anybody can make the key. hints: with those at its end.
    """

    def blocks() -> Iterator[Block]:
        yield Heading(1, _title(sheet))
        yield Prose(say("exercises.fields", name=sheet.name or _NAME_LINE, line=_FIELD_LINE))
        if sheet.problems:
            yield from problem_body(sheet)
        else:
            task = "exercises.task_exact" if sheet.exact else "exercises.task"
            yield Prose(say(task, places=sheet.places, count=len(sheet.blanks)))
            yield from body(sheet)
        if sheet.again and not exam:
            yield Note(say("exercises.again", code=sheet.again))
        if hints:
            yield from hint_blocks(sheet)

    return Document(_title(sheet), blocks)


def body(sheet: Sheet) -> Iterator[Block]:
    """What is given, then each stage that is asked for with its blanks: the exercise itself, wherever it is worked on."""
    if sheet.appendix == "calculator":
        yield Prose(say("exercises.calculator"))
    if sheet.difficulty != "hard" and _has_softmax(sheet):
        yield Prose(say("exercises.softmax"))
    yield from _given_and_asked(sheet)
    if sheet.appendix == "exp":
        yield from powers_of_e()


def problem_body(sheet: Sheet) -> Iterator[Block]:
    """A sheet of problems: what is to be done, what is given, then the problems."""
    yield Prose(say(f"exercises.task_{sheet.kind}", places=sheet.places))
    if sheet.given:
        yield Heading(2, say("exercises.given"))
    for name in sheet.given:
        yield from _printed(sheet, sheet.trace.every[name])
    if sheet.kind == "design" and sheet.difficulty != "hard":
        yield from _formulas(sheet)
    yield from problem_blocks(sheet)


def _formulas(sheet: Sheet) -> Iterator[Formula]:
    """How the weights of the attention that is designed come about."""
    prefix = sheet.blanks[0].stage.rpartition(".")[0]
    written = {blank.stage.rpartition(".")[2] for blank in sheet.blanks}
    for name in (name for matrix, names in _COMES_OF.items() if matrix in written for name in names):
        step = sheet.trace.every.get(f"{prefix}.{name}")
        if step is not None:
            yield Formula(formula(step), symbol(step.name), step.name, describe(step.axes))


def _has_softmax(sheet: Sheet) -> bool:
    return any(sheet.trace.every[name].computed.op == "softmax" for name in (*sheet.asked, *sheet.hidden))


def powers_of_e() -> Iterator[Block]:
    """A table of e^x for x from 0 down to −7.9, and of its hundredths, by which a number between two tenths is found."""
    yield Heading(2, say("exercises.powers"))
    yield Prose(say("exercises.powers_use"))
    heads = ["x", *(str(-whole) for whole in range(_POWERS))]
    rows: list[list[TableCell]] = [
        [fixed(-tenth / 10, 1), *(math.exp(-whole - tenth / 10) for whole in range(_POWERS))] for tenth in range(10)
    ]
    yield Table(heads, rows, (0, *[_POWER_PLACES] * _POWERS))
    heads = ["x", *(fixed(-hundredth / 100, 2) for hundredth in range(1, 10))]
    yield Table(heads, [["e^x", *(math.exp(-hundredth / 100) for hundredth in range(1, 10))]], (0, *[_POWER_PLACES] * 9))


def _given_and_asked(sheet: Sheet) -> Iterator[Block]:
    if sheet.given:
        yield Heading(2, say("exercises.given"))
    for name in sheet.given:
        yield from _printed(sheet, sheet.trace.every[name])
    yield Heading(2, say("exercises.asked"))
    to_print = {*sheet.asked, *(sheet.hidden if sheet.difficulty != "hard" else ())}
    for name, step in sheet.trace.every.items():
        if name in to_print:
            yield from _question(sheet, step)


def key_document(sheet: Sheet, mistakes: Sequence[str] = tuple(MISTAKES)) -> Document:
    """The key of a worksheet: the answers in one table, what known mistakes make of them, then each with its full working.

    mistakes: the names of those to try.
    """

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("exercises.key_title", code=sheet.code))
        if sheet.name:
            yield Prose(say("exercises.name", name=sheet.name))
        if sheet.again:
            yield Prose(say("exercises.again", code=sheet.again))
        if not sheet.problems or sheet.kind == "design":
            yield Prose(effort_told(sheet))
        if sheet.draws > 1:
            yield Prose(draws_told(sheet))
        yield from map(Note, given_away_told(sheet))
        yield Prose(_rule(sheet))
        if sheet.problems:
            yield from problem_answers(sheet, [say(f"exercises.column_{name}") for name in ("blank", "answer")])
            return
        heads = [say(f"exercises.column_{name}") for name in ("blank", "cell", "answer", "points")]
        yield Table(
            heads,
            [(str(blank.number), blank.address, blank.value, points_text(blank.points)) for blank in sheet.blanks],
            (0, 0, sheet.places, 0),
        )
        yield from _usual(sheet, mistakes)
        for blank in sheet.blanks:
            yield Prose(say("exercises.working", number=blank.number))
            yield working(sheet.trace.every[blank.stage], blank.index, sheet.places)

    return Document(say("exercises.key_title", code=sheet.code), blocks)


def _rule(sheet: Sheet) -> str:
    """How the sheet is marked."""
    points = [blank.points for blank in sheet.blanks]
    if sheet.kind == "design":
        return say("design.rule", points=points_text(sum(points)))
    if sheet.kind in WHOLE_KINDS:
        return say("exercises.rule_whole", points=points_text(sum(points)))
    return rule(points, sheet.follow_on, sheet.places, sheet.exact)


def _usual(sheet: Sheet, names: Sequence[str]) -> Iterator[Block]:
    """The usual wrong answers, a line a mistake."""
    lines = []
    for mistake in usual_mistakes(sheet, names):
        answers = [f"({blank.number}) {show(value, sheet.places)}" for blank, value in mistake.answers]
        lines.append(say("exercises.usual", mistake=say(f"exercises.mistake_{mistake.name}"), answers=answers))
    if lines:
        yield Heading(2, say("exercises.usual_title"))
        yield Points([("•", line, 0) for line in lines])
        yield Heading(2, say("exercises.workings"))


def effort_told(sheet: Sheet) -> str:
    """What a sheet asks for, measured, for whoever hands it out."""
    if sheet.kind == "design":
        return design_effort_told(sheet)
    work = effort(sheet)
    return say(
        "exercises.effort",
        blanks=len(sheet.blanks),
        multiplications=work.multiplications,
        divisions=work.divisions,
        exponentials=work.exponentials,
        additions=work.additions,
        digits=work.digits,
    )


def draws_told(sheet: Sheet) -> str:
    """How many draws it took until the numbers were worth computing."""
    return say("exercises.draws", code=sheet.code, count=sheet.draws)


def _title(sheet: Sheet) -> str:
    return say("exercises.sheet_title", text=text_of(sheet.trace), code=sheet.code)


def _printed(sheet: Sheet, step: Step) -> Iterator[Block]:
    """A given stage; in paper mode with the decimals it was rounded to, since a pupil computes from what is printed."""
    yield _read_heading(step) if sheet.kind == "design" and step.name == sheet.given[0] else stage_heading(step.name)
    for block in matrices(step, Selection(everything=True), _places(sheet, step), None, []):
        yield block.replace(edited=None) if sheet.kind == "design" else block


def _read_heading(step: Step) -> Heading:
    """The heading of what the attention reads, with the symbol that its formulas call it by."""
    shown = sign(step)
    return Heading(3, f"{stage_name(step.name)} {shown.name}" if isinstance(shown, Symbol) else stage_name(step.name), step.name)


def _places(sheet: Sheet, step: Step) -> int:
    places = places_of(settle(step))
    on_paper = sheet.trace.run_request.settings.get("paper")
    return places if on_paper is None else min(places, on_paper)


def _question(sheet: Sheet, step: Step) -> Iterator[Block]:
    """A stage with blanks, or one to be worked out on the way; its formula and an example where the sheet is to help."""
    blanks = {blank.index: blank for blank in sheet.blanks if blank.stage == step.name}
    yield stage_heading(step.name, addressed=sheet.difficulty == "hard")
    if sheet.difficulty != "hard":
        yield Prose(sentence(step))
        yield Formula(formula(step), symbol(step.name), step.name, describe(step.axes))
    if not blanks:
        yield Prose(say("exercises.on_the_way"))
        return
    for table in matrices(step, Selection(everything=True), sheet.places, None, []):
        yield _with_blanks(sheet, table, step, blanks)
    if sheet.difficulty == "easy":
        yield from _example(sheet, step, blanks)


def _example(sheet: Sheet, step: Step, blanks: dict[tuple[int, ...], Question]) -> Iterator[Block]:
    """A cell of the same stage that is not asked for, worked out; of a row without blanks, whose numbers would show in it."""
    rows = {blank.index[:-1] for blank in sheet.blanks}
    open_cells = sheet.open_cells
    free = [index for index in np.ndindex(step.values.shape) if index not in blanks and not open_cells.shows_blank(step, index)]
    if free:
        yield Prose(say("exercises.example"))
        yield working(step, min(free, key=lambda index: (index[:-1] in rows, index)), sheet.places)


def _with_blanks(sheet: Sheet, block: Matrix, step: Step, blanks: dict[tuple[int, ...], Question]) -> Table:
    """The stage's table with a `Blank` in place of each number asked for."""
    fixed = {name: at for name, at, _ in block.fixed}
    rows, row_labels = [], number_repeats(block.rows.labels) if block.rows is not None else []
    for row in range(block.values.shape[0]):
        labels = [row_labels[row]] if row_labels else []
        cells: list[TableCell] = []
        for column in range(block.values.shape[1]):
            positions = {**fixed}
            if block.rows is not None:
                positions[block.rows.name] = row
            if block.columns is not None:
                positions[block.columns.name] = column
            question = blanks.get(tuple(positions[axis.name] for axis in step.axes))
            blank = None if question is None else Blank(question.number)
            cells.append(float(block.values[row, column]) if blank is None else blank)
        rows.append([*labels, *cells])
    corner = (
        [f"{axis_word(block.rows.name)} \\ {axis_word(block.columns.name)}"]
        if block.rows is not None and block.columns is not None
        else []
    )
    heads = number_repeats(block.columns.labels) if block.columns is not None else [symbol(step.name)]
    caption = held_places(block)
    return Table([*corner, *heads], rows, (0,) * len(corner) + (sheet.places,) * len(heads), caption)
