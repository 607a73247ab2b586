"""A sheet as the script of a page reads it, which marks what is filled in, or only collects it."""

from __future__ import annotations

from typing import Any

from tracer.document.living_run import Living
from tracer.exercises.blanks import Question, Sheet
from tracer.exercises.designs import DESIGNS, asked_of, design_head

FORMAT = "ttrace-sheet/1"


def form_data(sheet: Sheet, exam: bool = False) -> dict[str, Any]:
    """What a page needs to know of a sheet: `blanks` each its number, cell and points, `run` the run they are marked on.

    A question about no cell of the run has its answer, `right`. A blank of a matrix has the design it is for, `d`, and its `row`;
    `designs` say how each is measured.

    exam: neither the run nor its cells nor anything an answer follows from, beyond what the sheet prints; `run` is None.
    """
    facts = {"format": FORMAT, "sheet": sheet.code, "name": sheet.name, "decimals": sheet.places, "exact": sheet.exact}
    if exam:
        return {**facts, "blanks": [{"n": blank.number} for blank in sheet.blanks], "run": None}
    blanks = [{"n": blank.number, "cell": blank.address, "p": blank.points, **_answer(blank)} for blank in sheet.blanks]
    data = {**facts, "follow_on": sheet.follow_on, "blanks": blanks, "run": Living(sheet.trace).graph()}
    if sheet.designs:
        rows = [{"d": sheet.designs[blank.number], "row": blank.index[0]} for blank in sheet.blanks]
        data |= {"blanks": [{**blank, **row} for blank, row in zip(blanks, rows, strict=True)], "designs": _designs(sheet)}
    return data


def _answer(blank: Question) -> dict[str, float]:
    """The answer where no cell of the run has it."""
    return {} if blank.address else {"right": blank.value}


def _designs(sheet: Sheet) -> list[dict[str, Any]]:
    """How each design is measured: on which attention, and by word which keys it is about."""
    head = design_head(sheet.trace)
    if head is None:
        raise TypeError("a sheet of designs is about a run with attention, which is a mistake of ours to miss")
    where = {"prefix": head.prefix, "source": head.source, "words": list(head.words)}
    return [
        {
            "name": name,
            "measure": DESIGNS[name].measure,
            **where,
            "asked": [{"w": asked.word, "r": asked.row, "k": list(asked.keys)} for asked in asked_of(head, name)],
        }
        for name in dict.fromkeys(sheet.designs.values())
    ]
