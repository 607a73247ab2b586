"""Worksheets as exercises for other programs: the same numbers given and asked for, without name lines and page furniture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.document.blocks import Block, Prose
from tracer.document.quiz import Exercise, Gap, Quiz, decimal
from tracer.document.trace_document import text_of
from tracer.document.working import working
from tracer.exercises.blanks import Question, Sheet
from tracer.exercises.paper import body, problem_body
from tracer.exercises.usual import mistakes_of_class, usual_mistakes
from tracer.language import say
from tracer.rounding import units


def quiz(sheets: Sequence[Sheet]) -> Quiz:
    """The sheets as one quiz; sheets without names are a pool."""
    mistakes = mistakes_of_class(sheets) if not sheets[0].problems else ()
    exercises = [_exercise(sheet, mistakes) for sheet in sheets]
    pool = len(sheets) > 1 and not any(sheet.name for sheet in sheets)
    title = say("exercises.sheet_title", text=text_of(sheets[0].trace), code=sheets[0].code)
    return Quiz(title, exercises, pool)


def _exercise(sheet: Sheet, mistakes: Sequence[str]) -> Exercise:
    title = say("exercises.sheet_title", text=text_of(sheet.trace), code=sheet.code)
    title = say("quizzes.title_of", title=title, name=sheet.name) if sheet.name else title
    gaps = _problem_gaps(sheet) if sheet.problems else _cell_gaps(sheet, mistakes)
    return Exercise(sheet.code, sheet.name, title, list(_blocks(sheet, gaps)), gaps)


def _usual(sheet: Sheet, mistakes: Sequence[str]) -> dict[int, dict[int, str]]:
    """By the number of the blank: wrong answers in units of the last decimal, and what is usually behind each."""
    result: dict[int, dict[int, str]] = {}
    for mistake in usual_mistakes(sheet, mistakes):
        for question, value in mistake.answers:
            sentences = result.setdefault(question.number, {})
            sentences.setdefault(units(value, sheet.places), say(f"exercises.mistake_{mistake.name}"))
    return result


def _cell_gaps(sheet: Sheet, mistakes: Sequence[str]) -> list[Gap]:
    usual = _usual(sheet, mistakes)
    result = []
    for question in sheet.blanks:
        asked = say("quizzes.blank", number=question.number, cell=question.address)
        worked = working(sheet.trace.every[question.stage], question.index, sheet.places)
        gap = _gap(sheet, question, asked, worked)
        wrong = usual.get(question.number, {}).items()
        result.append(gap.replace(usual=[(number, mistake) for number, mistake in wrong if abs(number - gap.units) > gap.slack]))
    return result


def _problem_gaps(sheet: Sheet) -> list[Gap]:
    """A gap for each number that a problem asks for."""
    problems = [problem for problem in sheet.problems for _ in problem.answers]
    return [
        _gap(sheet, blank, say("quizzes.problem", number=blank.number, text=problem.text), Prose(problem.why))
        for blank, problem in zip(sheet.blanks, problems, strict=True)
    ]


def _gap(sheet: Sheet, blank: Question, asked: str, worked: Block) -> Gap:
    slack = 0 if sheet.exact else 1
    return Gap(blank.number, asked, units(blank.value, sheet.places), sheet.places, slack, worked, blank.points)


def _blocks(sheet: Sheet, gaps: Sequence[Gap]) -> Iterator[Block]:
    if sheet.problems:
        yield from problem_body(sheet)
        return
    task = "quizzes.task_exact" if sheet.exact else "quizzes.task"
    yield Prose(say(task, count=len(gaps), places=sheet.places, tolerance=decimal(gaps[0].tolerance())))
    yield from body(sheet)
