"""Which is wrong: a worked run with one mistake in it, and questions about where it begins and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from tracer.document.stage_names import stage_name
from tracer.exercises.blanks import Problem
from tracer.exercises.mistakes import MISTAKES
from tracer.exercises.puzzle import Puzzle, hide, hint, worked_blocks
from tracer.language import say
from tracer.record.trace import Trace
from tracer.rounding import significant

_CHOICES = 4  # mistakes to choose from, where a run has a place for as many
_EASY = 2  # problems of an easy sheet, which asks for the stage only


def mistake_problems(trace: Trace, most: int, places: int) -> tuple[list[Problem], tuple[str, ...]]:
    """The first wrong stage, by its number in a list; on sheets that are not easy also which mistake it is.

    Which mistake is hidden the seed decides, among those whose first difference is also the first in print.
    """
    seed = trace.run_request.settings.get("seed", 0)
    names = sorted(MISTAKES, key=lambda name: sha256(f"{seed}:{name}".encode()).digest())
    hidden = next((puzzle for name in names if (puzzle := hide(trace, name)) and _is_first_in_print(puzzle, places)), None)
    if hidden is None:
        return [], ()
    stages = [step.name for step in hidden.wrong.shown]
    right, wrong = hidden.parted.pair
    told = say("exercises.reveal_cell", cell=hidden.cell, wrong=significant(wrong, 6), right=significant(right, 6))
    stage = Problem(
        say("exercises.problem_mistake_stage"),
        (float(stages.index(hidden.parted.step.name) + 1),),
        tuple(map(stage_name, stages)),
        told,
        tuple(worked_blocks(hidden, places)),
        hints=(hint(hidden, 1), hint(hidden, 2)),
    )
    return [stage, *(_which(hidden, names) if most > _EASY else [])], ()


def _is_first_in_print(puzzle: Puzzle, places: int) -> bool:
    """Whether no stage before the first visible difference prints another number than it should."""
    for step in puzzle.wrong.shown:
        right = puzzle.right.steps.get(step.name)
        if right is None or right.values.shape != step.values.shape:
            return False
        if not np.array_equal(np.round(right.values, places), np.round(step.values, places), equal_nan=True):
            return step.name == puzzle.parted.step.name
    return False


def _which(puzzle: Puzzle, names: Sequence[str]) -> list[Problem]:
    """Which mistake was made, among others that would show in this run; nothing where no other would."""
    others = [name for name in names if name != puzzle.mistake and hide(puzzle.right, name)]
    choices = [name for name in MISTAKES if name in (puzzle.mistake, *others[: _CHOICES - 1])]
    if len(choices) < 2:
        return []
    sentences = tuple(say(f"exercises.mistake_{name}") for name in choices)
    answer = choices.index(puzzle.mistake)
    return [Problem(say("exercises.problem_mistake_which"), (float(answer + 1),), sentences, sentences[answer])]
