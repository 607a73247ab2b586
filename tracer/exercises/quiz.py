"""Worksheets as exercises for other programs: the same numbers given and asked for, without name lines and page furniture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.document.blocks import Block, Prose
from tracer.document.quiz import Exercise, Gap, Quiz, decimal
from tracer.document.trace_document import text_of
from tracer.document.working import working
from tracer.errors import TracerError
from tracer.exercises.blanks import Question, Sheet
from tracer.exercises.paper import given_and_asked
from tracer.language import say
from tracer.rounding import units


def quiz(sheets: Sequence[Sheet], format: str) -> Quiz:
    """The sheets as one quiz; sheets without names are a pool. Raises TracerError for kinds whose answers are no cells."""
    if sheets[0].kind != "blanks":
        raise TracerError("quizzes.not_numbers", kind=sheets[0].kind, format=format)
    exercises = [_exercise(sheet) for sheet in sheets]
    pool = len(sheets) > 1 and not any(sheet.name for sheet in sheets)
    title = say("exercises.sheet_title", text=text_of(sheets[0].trace), code=sheets[0].code)
    return Quiz(title, exercises, pool)


def _exercise(sheet: Sheet) -> Exercise:
    title = say("exercises.sheet_title", text=text_of(sheet.trace), code=sheet.code)
    title = say("quizzes.title_of", title=title, name=sheet.name) if sheet.name else title
    gaps = [_gap(sheet, question) for question in sheet.blanks]
    return Exercise(sheet.code, sheet.name, title, list(_blocks(sheet, gaps)), gaps)


def _gap(sheet: Sheet, question: Question) -> Gap:
    step = sheet.trace.every[question.stage]
    return Gap(
        question.number,
        question.address,
        units(question.value, sheet.places),
        sheet.places,
        0 if sheet.exact else 1,
        working(step, question.index, sheet.places),
        question.points,
    )


def _blocks(sheet: Sheet, gaps: Sequence[Gap]) -> Iterator[Block]:
    task = "quizzes.task_exact" if sheet.exact else "quizzes.task"
    yield Prose(say(task, count=len(gaps), places=sheet.places, tolerance=decimal(gaps[0].tolerance())))
    yield from given_and_asked(sheet)
