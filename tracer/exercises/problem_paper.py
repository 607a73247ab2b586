"""Problems as they stand on a sheet, and their answers in its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.document.blocks import Blank, Block, Formula, Heading, Points, Prose, Table, TableCell
from tracer.exercises.blanks import Problem, Sheet
from tracer.language import say


def problem_blocks(sheet: Sheet) -> Iterator[Block]:
    """The problems in order, each with its blanks."""
    yield Heading(2, say("exercises.asked"))
    number = 0
    for problem in sheet.problems:
        yield from problem.above
        yield from _choices(problem)
        yield Prose(problem.text)
        blanks = [Blank(number + at) for at in range(1, len(problem.answers) + 1)]
        yield _matrix(problem, blanks, sheet.places)
        number += len(blanks)


def _matrix(problem: Problem, cells: Sequence[TableCell], places: int) -> Table:
    """Blanks or answers in the rows of a problem, or in a row without labels."""
    rows = problem.rows or ("",)
    width = len(cells) // len(rows)
    parts = [list(cells[at * width : (at + 1) * width]) for at in range(len(rows))]
    if not problem.rows:
        return Table([""] * width, parts, (places,) * width)
    heads = ["", *map(str, range(width))]
    return Table(heads, [[label, *part] for label, part in zip(rows, parts, strict=True)], (0,) + (places,) * width)


def _choices(problem: Problem) -> Iterator[Block]:
    """Sentences as a numbered list, or one as it is; formulas each under its number."""
    sentences = [choice for choice in problem.choices if isinstance(choice, str)]
    if len(sentences) > 1:
        yield Points([(f"{number}.", sentence, 0) for number, sentence in enumerate(sentences, 1)])
    elif sentences:
        yield Prose(sentences[0])
    formulas = [choice for choice in problem.choices if isinstance(choice, Formula)]
    for number, formula in enumerate(formulas, 1):
        yield Prose(say("exercises.formula_number", number=number))
        yield formula


def problem_answers(sheet: Sheet, heads: Sequence[str]) -> Iterator[Block]:
    """The key: each problem with its answers, and how they come about."""
    number = 0
    for problem in sheet.problems:
        yield Prose(problem.text)
        blanks = sheet.blanks[number : number + len(problem.answers)]
        if problem.rows:
            whole = all(blank.value.is_integer() for blank in blanks)
            yield _matrix(problem, [blank.value for blank in blanks], 0 if whole else sheet.places)
        else:
            yield Table(heads, [(str(blank.number), blank.value) for blank in blanks], (0, sheet.places))
        yield Prose(problem.why)
        number += len(problem.answers)
