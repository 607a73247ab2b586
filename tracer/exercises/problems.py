"""Exercises beyond blanks: sizes of matrices, orders to predict, formulas to match, a derivative, what √d_k is for, a mistake.

Every answer is a number and comes from the run itself: a shape, a position, a place in a list, a value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256

import numpy as np

from tracer.address import cell as cell_address
from tracer.document.blocks import Formula
from tracer.document.stage_names import stage_name
from tracer.document.symbols import formula, has_formula, symbol
from tracer.exercises.blanks import PLACES, WHOLE_KINDS, Problem, Question, Sheet
from tracer.exercises.mistake_problems import mistake_problems
from tracer.exercises.mistakes import make_mistake
from tracer.language import say
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.rounding import rounded, show

_MOST = {"easy": 2, "medium": 4, "hard": 8}  # problems of a sheet
_LIKE = ("larger", "smaller", "same")


def problem_sheet(trace: Trace, kind: str, difficulty: str, places: int | None = None, name: str = "") -> Sheet:
    """A sheet of one of `PROBLEMS`; without problems where the run has nothing to ask for."""
    paper = trace.run_request.settings.get("paper")
    decimals = places if places is not None else paper if paper is not None else PLACES
    problems, given = PROBLEMS[kind](trace, _MOST[difficulty], decimals)
    shown = 0 if kind in WHOLE_KINDS else decimals
    answers = [answer for problem in problems for answer in problem.answers]
    blanks = tuple(Question(number, "", "", (), answer) for number, answer in enumerate(answers, 1))
    sign = "\n".join([name, kind, str(shown), *(problem.text for problem in problems), *map(repr, answers)])
    signed = [*sign.split("\n"), *(repr(trace.every[stage].values.tolist()) for stage in given)]
    signed += [repr(numbers) for problem in problems for numbers in problem.numbers]
    code = sha256("\n".join(signed).encode()).hexdigest()[:6]
    sheet = Sheet(trace, blanks, given, (), (), difficulty, shown, code, name, kind)
    return replace(sheet, problems=tuple(problems))


def _drawn(trace: Trace, places: Sequence[tuple[Step, tuple[int, ...]]], most: int) -> list[tuple[Step, tuple[int, ...]]]:
    """Some of the places, in order; which, the run's own numbers decide."""
    sign = repr([step.values.ravel()[:4].tolist() for step, _ in places[:1]])
    order = sorted(places, key=lambda place: sha256(f"{place[0].name}{place[1]}{sign}".encode()).digest())
    chosen = order[:most]
    return [place for place in places if place in chosen]


def _weights(trace: Trace) -> list[Step]:
    return [step for step in trace.shown if step.name.endswith("attention.softmax")]


def _rows(trace: Trace) -> list[tuple[Step, tuple[int, ...]]]:
    """Every row of attention weights in which no mask leaves one number only."""
    rows = [(step, index) for step in _weights(trace) for index in np.ndindex(step.values.shape[:-1])]
    return [(step, index) for step, index in rows if np.isfinite(_scores(step)[index]).sum() > 1]


def _scores(step: Step) -> np.ndarray:
    """What softmax read."""
    return step.computed.inputs[0].values


def _row_name(step: Step, index: tuple[int, ...]) -> str:
    return cell_address(step.name, step.axes[:-1], index)


def _shapes(trace: Trace, most: int, _: int) -> tuple[list[Problem], tuple[str, ...]]:
    """Rows and columns of parameters, from the sizes of the model."""
    matrices = [(step, ()) for step in trace.parameters.values() if step.values.ndim == 2 and "embedding" not in step.name]
    problems: list[Problem] = []
    sizes_told = say("exercises.sizes", sizes=[f"{name} = {size}" for name, size in trace.model.items() if name != "name"])
    for step, _index in _drawn(trace, matrices, 2 * most):
        rows, columns = step.values.shape
        sizes = " × ".join(axis.name for axis in step.axes)
        text = say("exercises.problem_shapes", symbol=symbol(step.name), stage=step.name)
        about = (sizes_told,) if not problems else ()
        names = {"rows": step.axes[0].name, "columns": step.axes[1].name}
        hints = (say("hints.shapes_1"), say("hints.shapes_2", symbol=symbol(step.name), **names)) if not problems else ()
        why = say("exercises.why_shapes", sizes=sizes)
        problems.append(Problem(text, (float(rows), float(columns)), about, why, hints=hints))
    return problems, ()


def _predict(trace: Trace, most: int, places: int) -> tuple[list[Problem], tuple[str, ...]]:
    """The keys of a row in the order of their weights, seen from the scores."""
    rows = [(step, index) for step, index in _rows(trace) if _is_ordered(_scores(step)[index], places)]
    problems: list[Problem] = []
    for step, index in _drawn(trace, rows, most):
        row = np.where(np.isfinite(_scores(step)[index]), step.values[index], -1.0)
        order = np.argsort(-_scores(step)[index], kind="stable")[: int((row >= 0).sum())]
        weights = [show(float(row[at]), places) for at in order]
        text = say("exercises.problem_predict", row=_row_name(step, index))
        largest = show(float(_scores(step)[index][order[0]]), places)
        hints = (say("hints.predict_1"), say("hints.predict_2", largest=largest)) if not problems else ()
        why = say("exercises.why_predict", weights=weights)
        problems.append(Problem(text, tuple(map(float, order)), why=why, hints=hints))
    return problems, tuple(dict.fromkeys(step.computed.inputs[0].name for step, _ in rows))


def _is_ordered(scores: np.ndarray, places: int) -> bool:
    """Whether no two scores print the same."""
    finite = [rounded(float(score), places) for score in scores if np.isfinite(score)]
    return len(set(finite)) == len(finite)


def _match(trace: Trace, most: int, _: int) -> tuple[list[Problem], tuple[str, ...]]:
    """Which formula belongs to a stage: the formulas in an order of their own."""
    steps = {repr(formula(step)): step for step in reversed(trace.shown) if has_formula(step)}
    chosen = [step for step, _ in _drawn(trace, [(step, ()) for step in reversed(steps.values())], 2 * most)]
    order = sorted(
        chosen, key=lambda step: sha256(repr((step.name, trace.run_request.settings.get("seed", 0))).encode()).digest()
    )
    choices = tuple(Formula(formula(step)) for step in order)
    problems = [
        Problem(
            say("exercises.problem_match", stage=stage_name(step.name)),
            (float(order.index(step) + 1),),
            choices if number == 0 else (),
            say("exercises.why_match", symbol=symbol(step.name)),
            hints=_match_hints(step, order.index(step) + 1) if number == 0 else (),
        )
        for number, step in enumerate(chosen)
    ]
    return problems, ()


def _match_hints(step: Step, number: int) -> tuple[str, ...]:
    return say("hints.match_1"), say("hints.match_2", stage=stage_name(step.name), number=number)


def _gradient(trace: Trace, most: int, places: int) -> tuple[list[Problem], tuple[str, ...]]:
    """How fast a weight grows with a score: ∂A_i/∂S_j = A_i (1 − A_j) where i = j, else −A_i A_j."""
    problems: list[Problem] = []
    for step, index in _drawn(trace, _rows(trace), most):
        seen = [at for at, score in enumerate(_scores(step)[index]) if np.isfinite(score)]
        weight = float(step.values[(*index, seen[0])])
        for other in seen[:2]:
            factor = (1.0 if other == seen[0] else 0.0) - float(step.values[(*index, other)])
            above = cell_address(step.name, step.axes, (*index, seen[0]))
            below = cell_address(step.computed.inputs[0].name, step.axes, (*index, other))
            text = say("exercises.problem_gradient", weight=above, score=below)
            values = {"weight": show(weight, places), "factor": show(factor, places)}
            hints = (say("hints.gradient_1"), say("hints.gradient_2", **values)) if not problems else ()
            why = say("exercises.why_gradient", **values)
            problems.append(Problem(text, (rounded(weight * factor, places),), why=why, hints=hints))
    return problems, tuple(dict.fromkeys(step.name for step in _weights(trace)))


def _unscaled(trace: Trace, most: int, places: int) -> tuple[list[Problem], tuple[str, ...]]:
    """Whether the largest weight of a row grows, shrinks or stays where the scores are not divided by √d_k: by running it."""
    other = make_mistake(trace, "scale_missing")
    if other is None:
        return [], ()
    choices = tuple(say(f"exercises.choice_{name}") for name in _LIKE)
    problems: list[Problem] = []
    for step, index in _drawn(trace, _rows(trace), most):
        before, after = (float(run.every[step.name].values[index].max()) for run in (trace, other))
        grown = rounded(after, places) - rounded(before, places)
        answer = 3 if grown == 0 else 1 if grown > 0 else 2
        why = say("exercises.why_unscaled", before=show(before, places), after=show(after, places))
        text = say("exercises.problem_unscaled", row=_row_name(step, index))
        hints = (say("hints.unscaled_1"), say("hints.unscaled_2"))
        first = not problems
        problems.append(Problem(text, (float(answer),), choices if first else (), why, hints=hints if first else ()))
    return problems, tuple(dict.fromkeys(step.computed.inputs[0].name for step in _weights(trace)))


PROBLEMS: dict[str, Callable[[Trace, int, int], tuple[list[Problem], tuple[str, ...]]]] = {
    "shapes": _shapes,
    "predict": _predict,
    "match": _match,
    "gradient": _gradient,
    "unscaled": _unscaled,
    "mistake": mistake_problems,
}
"""kind -> (its problems, the stages printed with them), of (run, how many at most, decimals)."""
