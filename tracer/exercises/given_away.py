"""What a teacher is told of a sheet: blanks that stand elsewhere on it, or follow from the rest of their row."""

from __future__ import annotations

from collections.abc import Mapping

from tracer.axes import names
from tracer.document.stage_names import stage_name
from tracer.document.working import explain_cell
from tracer.exercises.blanks import Sheet
from tracer.exercises.open_cells import Index, operation, same_numbers, turned
from tracer.expression import Cell
from tracer.language import say
from tracer.record.step import Step

_ADD_UP_TO_ONE = ("softmax", "divide_by_sum")


def given_away_told(sheet: Sheet) -> list[str]:
    """One sentence for each kind of blank that can be written down without its formula."""
    told = []
    for name in sheet.asked:
        step = sheet.trace.every[name]
        blanks = {blank.index: blank.number for blank in sheet.blanks if blank.stage == name}
        for other in sheet.given:
            if copied := _copied(step, sheet.trace.every[other], blanks):
                told.append(say("exercises.copied", blanks=copied, stage=stage_name(other)))
        mirrored = [
            f"({number})"
            for moved in same_numbers(step, step)
            if moved is turned
            for index, number in blanks.items()
            if turned(index) not in blanks
        ]
        if mirrored:
            told.append(say("exercises.mirrored", blanks=mirrored))
        if alone := _alone(step, blanks):
            told.append(say("exercises.rest_of_row", blanks=alone))
    return told


def _copied(step: Step, printed: Step, blanks: Mapping[Index, int]) -> list[str]:
    """Blanks of a stage whose numbers are those of one that is given, or are taken from it."""
    if same_numbers(step, printed):
        return [f"({number})" for number in blanks.values()]
    taken = []
    for index, number in blanks.items():
        working = explain_cell(step, index).substituted
        if isinstance(working, Cell) and working.address.partition("[")[0] == printed.name:
            taken.append(f"({number})")
    return taken


def _alone(step: Step, blanks: Mapping[Index, int]) -> list[str]:
    """Blanks that are the only one of a row whose numbers add up to 1."""
    if operation(step) not in _ADD_UP_TO_ONE:
        return []
    along = names(step.axes).index("key" if step.computed.op == "stack" else step.computed.attrs["over"])
    rows: dict[Index, list[int]] = {}
    for index, number in blanks.items():
        rows.setdefault((*index[:along], *index[along + 1 :]), []).append(number)
    return [f"({numbers[0]})" for numbers in rows.values() if len(numbers) == 1]
