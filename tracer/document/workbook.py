"""A trace as a workbook: every cell a formula over the cells it was computed from, by the operations' own workings.

Unlike an explanation, which is about one run, a formula must hold for any numbers that a reader puts in: where a working looks
at its operands' values, another one stands here. A step looked through in explanations has no table here either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tracer.document.blocks import Block, Calculation, Document, Reference
from tracer.document.numbers import places_of
from tracer.document.selection import Selection, check_selection, select_steps
from tracer.document.sentence import sentence
from tracer.document.symbols import formula, has_formula, symbol
from tracer.errors import TracerError
from tracer.expression import Call, Expression, Number, call, total
from tracer.language import LANGUAGES, speaking
from tracer.ops.row import Op, View
from tracer.record.settle import settle
from tracer.record.step import DETAIL, SHOWN, Step
from tracer.record.trace import Trace

MOST_CELLS = 50_000  # computed; a larger workbook is a burden to whoever opens it
MOST_GIVEN = 2 * MOST_CELLS  # numbers of parameters, which cost less than formulas

Index = tuple[int, ...]


def workbook_document(trace: Trace, selection: Selection) -> Document:
    """The selected stages and all that they come from, parameters first.

    Raises TracerError for a part of a stage (formulas need all of it), a generated text, float32, and more numbers than
    MOST_CELLS or MOST_GIVEN.
    """
    steps = check_selection(select_steps(trace, selection), selection)
    if not steps:
        raise TracerError("document.no_such_stages")
    if selection.heads or selection.tokens or selection.columns:
        raise TracerError("document.workbook_part")
    if "generated_ids" in trace.facts:
        raise TracerError("document.workbook_generated")
    if trace.dtype != "float64":
        raise TracerError("document.workbook_float32", dtype=trace.dtype)
    formulas = Formulas(trace, selection.detail)
    tables = formulas.behind(steps)
    given = sum(step.values.size for step in tables if step.name in trace.parameters)
    computed = sum(step.values.size for step in tables) - given
    if computed > MOST_CELLS or given > MOST_GIVEN:
        count, most = (computed, MOST_CELLS) if computed > MOST_CELLS else (given, MOST_GIVEN)
        raise TracerError("document.workbook_large", count=count, most=most)

    def blocks() -> Iterator[Block]:
        for step in tables:
            yield _calculation(step, formulas, step.name in trace.parameters, selection.precision)

    facts: dict[str, Any] = {"model": dict(trace.model), "tokens": trace.tokens, **trace.facts}
    if trace.notes:
        facts["notes"] = list(trace.notes)
    return Document("", blocks, facts)


def _calculation(step: Step, formulas: Formulas, is_parameter: bool, precision: int | None) -> Calculation:
    sentences = []
    for language in LANGUAGES:
        with speaking(language):
            sentences.append(sentence(step))
    return Calculation(
        name=step.name,
        symbol=symbol(step.name),
        formula=formula(step) if has_formula(step) else None,
        sentences=tuple(sentences),
        axes=step.axes,
        values=step.values,
        places=places_of(settle(step), precision),
        is_parameter=is_parameter,
        expression=lambda index: formulas.of_cell(step, index),
    )


class Formulas:
    """The expression of any cell over the cells of steps that have a table."""

    def __init__(self, trace: Trace, detail: bool = False) -> None:
        """detail: whether standardised values and other details of one cell have tables of their own."""
        self._detail = detail
        self._steps = list(trace.every.values())
        self._named = {id(step) for step in self._steps}
        self._readers = Counter(id(operand) for step in self._steps for operand in step.inputs)
        self._read_by_cell = {
            id(operand) for step in self._steps if step.row.inline or step.row.pointwise for operand in step.inputs
        }
        self._rows: dict[int, tuple[Step, int]] = {}  # a row of a recurrent stage stands in the stage's table
        for step in self._steps:
            if step.op == "stack" and step.level == SHOWN:
                for place, row in enumerate(step.inputs):
                    self._rows.setdefault(id(row), (step, place))

    def of_cell(self, step: Step, index: Index) -> Expression:
        """How the cell is computed; a `Number` where it is given."""
        if step.op == "stack" and id(row := step.inputs[self._place(step, index)]) in self._rows:
            along = self._along(step)
            return self.of_cell(row, index[:along] + index[along + 1 :])
        view = View(
            step.axes,
            [operand.axes for operand in step.inputs],
            step.attrs,
            lambda number, place: self._leaf(step.inputs[number], place),
        )
        return working_for_any_numbers(step.row, view, index)

    def behind(self, steps: Sequence[Step]) -> list[Step]:
        """The steps with tables among `steps` and all that they come from, in the order they ran."""
        needed: set[int] = set()
        waiting = list(steps)
        while waiting:
            step = waiting.pop()
            if id(step) in self._rows:
                waiting.append(self._rows[id(step)][0])
            if id(step) not in needed:
                needed.add(id(step))
                waiting.extend(step.inputs)
        wanted = {id(step) for step in steps}
        return [
            step
            for step in self._steps
            if id(step) in needed and id(step) not in self._rows and (id(step) in wanted or self._has_table(step))
        ]

    def _leaf(self, step: Step, index: Index) -> Expression:
        if id(step) in self._rows:
            stacked, place = self._rows[id(step)]
            along = self._along(stacked)
            return Reference(stacked.name, (*index[:along], place, *index[along:]))
        return Reference(step.name, index) if self._has_table(step) else self.of_cell(step, index)

    def _has_table(self, step: Step) -> bool:
        if id(step) not in self._named or step.op == "constant":
            return False
        if step.level != DETAIL or step.op in ("edit", "round"):
            return True
        if step.op in ("contract", "affine") and self._readers[id(step)] == 1 and id(step) in self._read_by_cell:
            return False  # a gate's W x and U h: terms of one sum
        return not (step.row.transparent or (step.row.inline and not self._detail))

    def _along(self, stacked: Step) -> int:
        return [axis.name for axis in stacked.axes].index(stacked.attrs["axis"].name)

    def _place(self, stacked: Step, index: Index) -> int:
        return index[self._along(stacked)]


def working_for_any_numbers(row: Op, view: View, index: Index) -> Expression:
    """A cell's working that stays right when its operands change. Its leaves have no values.

    Choosing a token (`argmax`, `draw`, `keep_largest`) has none: a generated text has no workbook.
    """
    return _FOR_ANY_NUMBERS.get(row.name, row.working)(view, index)


def _masked(view: View, index: Index) -> Expression:
    places = view.named(index)
    return call("choose", view.cell(1, places), view.cell(0, places), Number(float(view.attrs["fill"])))


def _rounded(view: View, index: Index) -> Expression:
    return call("round", view.leaf(0, index), float(view.attrs["places"]))


def _chosen(view: View, index: Index) -> Expression:
    """1 where fewer numbers of the row than are chosen are larger."""
    own = view.leaf(0, index)
    others = [view.leaf(0, (*index[:-1], place)) for place in range(view.axes[-1].size or 0) if place != index[-1]]
    larger = total([Call("step", (call("subtract", other, own),)) for other in others])
    return Call("step", (call("subtract", float(view.attrs["count"]), larger),))


# Operations whose working looks at the numbers of one run.
_FOR_ANY_NUMBERS: dict[str, Callable[[View, Index], Expression]] = {
    "choose_largest": _chosen,
    "mask": _masked,
    "round": _rounded,
    "step": lambda view, index: Call("step", (view.leaf(0, index),)),
}
