"""A sheet as the script of a page reads it, which marks what is filled in, or only collects it."""

from __future__ import annotations

from typing import Any

from tracer.document.living_run import Living
from tracer.exercises.blanks import Question, Sheet

FORMAT = "ttrace-sheet/1"


def form_data(sheet: Sheet, exam: bool = False) -> dict[str, Any]:
    """What a page needs to know of a sheet: `blanks` each its number, cell and points, `run` the run they are marked on.

    A question about no cell of the run has its answer, `right`.

    exam: neither the run nor its cells nor anything an answer follows from, beyond what the sheet prints; `run` is None.
    """
    facts = {"format": FORMAT, "sheet": sheet.code, "name": sheet.name, "decimals": sheet.places, "exact": sheet.exact}
    if exam:
        return {**facts, "blanks": [{"n": blank.number} for blank in sheet.blanks], "run": None}
    blanks = [{"n": blank.number, "cell": blank.address, "p": blank.points, **_answer(blank)} for blank in sheet.blanks]
    return {**facts, "follow_on": sheet.follow_on, "blanks": blanks, "run": Living(sheet.trace).graph()}


def _answer(blank: Question) -> dict[str, float]:
    """The answer where no cell of the run has it."""
    return {} if blank.address else {"right": blank.value}
