"""Sheets that ask for matrices: each is to make head 0 do something, and any numbers are right that do when they are run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from tracer.errors import TracerError
from tracer.exercises.blanks import MOST_BLANKS, PLACES, Problem, Question, Sheet
from tracer.exercises.design_solution import cells_of, is_possible, size_of, solution
from tracer.exercises.design_told import outcome_told
from tracer.exercises.designs import DESIGNS, SHARE, Head, design_head, measure
from tracer.language import say
from tracer.record.trace import Trace
from tracer.rounding import show

_FIRST = ("previous", "equal", "independent", "copy", "first", "itself", "uniform")  # where the teacher names none
_HINTS = {"share": 3}
_MOST = {"easy": 1, "medium": 2, "hard": 3}


def design_sheet(trace: Trace, names: Sequence[str], difficulty: str, places: int | None = None, name: str = "") -> Sheet:
    """A sheet that asks for these designs, or for some that this run's words allow.

    Without blanks where one of them has no solution of ours with this run's numbers: another draw may have. Raises TracerError:
    no such design (near misses), one that these words, mask or sizes cannot have, no attention or no room for the words.
    """
    for word in names:
        if word not in DESIGNS:
            raise TracerError.near("design.unknown", word, DESIGNS, known=list(DESIGNS))
    head = design_head(trace)
    if head is None:
        has_attention = any(step.name.endswith("attention.softmax") for step in trace.shown)
        different, width = len(set(trace.tokens)), trace.model.get("d_model", 0)
        if has_attention and different > width:
            raise TracerError("design.no_head", count=different, width=width)
        raise TracerError("design.no_matrices" if has_attention else "exercises.no_problem", kind="design")
    chosen = _chosen(head, names, difficulty)
    paper = trace.run_request.settings.get("paper")
    decimals = places if places is not None else paper if paper is not None else PLACES
    if (count := sum(size_of(head, design) for design in chosen)) > MOST_BLANKS:
        raise TracerError("exercises.many_blanks", count=count, most=MOST_BLANKS)
    problems: list[Problem] = []
    blanks: list[Question] = []
    for design in chosen:
        problem = _problem(head, design, decimals)
        if problem is None:
            problems, blanks = [], []
            break
        blanks += _questions(head, problem, len(blanks))
        problems.append(problem)
    given = _given(head, {DESIGNS[name].matrix for name in chosen})
    sign = [name, "design", str(decimals), *(problem.text for problem in problems), *(repr(blank.value) for blank in blanks)]
    sign += [repr(head.trace.every[stage].values.tolist()) for stage in given]
    code = sha256("\n".join(sign).encode()).hexdigest()[:6]
    made = Sheet(head.trace, tuple(blanks), given, (), (), difficulty, decimals, code, name, "design")
    return replace(made, problems=tuple(problems))


def _given(head: Head, matrices: set[str]) -> tuple[str, ...]:
    """What is printed with the tasks: what the head reads, its keys where queries are asked for, what the model adds to them."""
    biases = [f"{head.prefix}.{matrix.replace('W', 'b')}" for matrix in sorted(matrices)]
    added = [name for name in biases if name in head.trace.parameters and head.trace.parameters[name].values.any()]
    return (head.source, *([f"{head.prefix}.k"] if "W_Q" in matrices else []), *added)


def _chosen(head: Head, names: Sequence[str], difficulty: str) -> list[str]:
    """The designs to ask for."""
    if not names:
        possible = [name for name in _FIRST if is_possible(head, name)]
        if not possible:
            raise TracerError("design.nothing")
        return possible[: _MOST[difficulty]]
    for name in names:
        if not is_possible(head, name):
            raise TracerError("design.impossible", design=name, reason=say(f"design.needs_{name}"))
    return list(dict.fromkeys(names))


def _problem(head: Head, name: str, places: int) -> Problem | None:
    """A design with our solution; None where we know none."""
    rows = solution(head, name, places)
    if rows is None:
        return None
    labels = [head.different[row] for row in rows]
    outcome = measure(head.edited(cells_of(head, name, rows)), name)
    why = say("design.solution", outcome=outcome_told(head, outcome))
    numbers = tuple(number for row in rows.values() for number in row)
    text = say(f"design.task_{name}", share=show(SHARE, 1))
    way = DESIGNS[name].measure
    hints = tuple(say(f"hints.{way}_{number}") for number in range(1, _HINTS.get(way, 2) + 1))
    return Problem(text, numbers, why=why, rows=tuple(labels), design=name, hints=hints)


def _questions(head: Head, problem: Problem, before: int) -> list[Question]:
    """A blank for each number of the matrix."""
    step = head.trace.parameters[f"{head.prefix}.{DESIGNS[problem.design].matrix}"]
    width = len(problem.answers) // len(problem.rows)
    rows = {row: problem.answers[at * width : (at + 1) * width] for at, row in enumerate(map(head.different.index, problem.rows))}
    places = [(row, column) for row in rows for column in range(width)]
    cells = cells_of(head, problem.design, rows).items()
    return [
        Question(before + number, address, step.name, index, value)
        for number, (index, (address, value)) in enumerate(zip(places, cells, strict=True), 1)
    ]
