"""Why a number is what it is: its formula with its own operands, down to inputs and weights, computed when asked for.

A working names only cells that a reader can look up: renamings and reshapes are looked through, details of one cell
(a constant, a standardised value) are written out in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from tracer.address import cell as cell_address
from tracer.axes import Axis
from tracer.document.blocks import Working
from tracer.document.choices import choice_note, choice_of
from tracer.document.numbers import places_of
from tracer.document.place_words import word
from tracer.document.selection import HEAD_AXES
from tracer.document.symbols import contraction_terms, symbol
from tracer.expression import Call, Cell, Expression, Number, Symbol, cells, evaluate, leaves, substitute
from tracer.frozen import Frozen
from tracer.ops.row import View
from tracer.record.edit import time_of_row
from tracer.record.settle import settle, settled_number
from tracer.record.step import DETAIL, Step
from tracer.rounding import DEFAULT_PLACES, is_whole, places_of_divisor, rounded, show

Index = tuple[int, ...]
MOST_TERMS = 12  # a longer sum shows its largest contributions and what the rest adds up to


def view(step: Step, as_shown: bool = False) -> View:
    """What the row's `working` function reads of a step: axes, attributes, one leaf for each input cell.

    as_shown: a leaf that is zero to rounding counts as 0.
    """
    inputs = step.inputs
    return View(
        step.axes, [operand.axes for operand in inputs], step.attrs, lambda number, index: leaf(inputs[number], index, as_shown)
    )


def leaf(step: Step, index: Index, as_shown: bool = False) -> Expression:
    """The leaf for the cell at `index`; a hidden detail step is replaced by the expression behind it."""
    seen = step.level == DETAIL and (step.row.transparent or step.row.inline) and step.op not in ("edit", "round")
    if seen and not _row_of_two_nets(step) or step.op == "constant":
        return step.row.working(view(step, as_shown), index)
    value = _value_of(step, index, as_shown)
    return Cell.unnamed(lambda: (cell_address(step.name, step.axes, index), label(step, index)), value, (step.name, index))


def _row_of_two_nets(step: Step) -> bool:
    """Whether it is what an encoder–decoder of recurrent networks keeps of one time step: there a working that went back through
    all steps of both would not end on a page.
    """
    return step.name.startswith(("encoder.", "decoder.", "attention.")) and time_of_row(step.name) is not None


def _value_of(step: Step, index: Index, as_shown: bool) -> float:
    return settled_number(step, index) if as_shown else step.number(index)


def label(step: Step, index: Index) -> str:
    """Short name of a cell, `S[Thinking, Machines]` or `W_Q[0, 1]`; the head is left out where the text around it says it."""
    sentence = next((at for axis, at in zip(step.axes, index, strict=True) if axis.name == "sentence"), None)
    named = [word(axis, at, sentence) for axis, at in zip(step.axes, index, strict=True) if axis.name != "sentence"]
    if step.axes and step.axes[0].name in HEAD_AXES and len(named) > 1:
        named = named[1:]
    if _row_of_two_nets(step):
        named = [f"t{time_of_row(step.name)}", *named]
    return f"{symbol(step.name)}[{', '.join(named)}]" if named else symbol(step.name)


class Explained(Frozen):
    """One cell with its address, value and working. `unrounded`: value before paper mode; `edited`: set by an edit."""

    step: Step
    index: Index
    value: float
    substituted: Expression | None
    unrounded: float | None = None
    edited: bool = False

    @property
    def address(self) -> str:
        return cell_address(self.step.name, self.step.axes, self.index)

    @property
    def inputs(self) -> list[Cell]:
        """The cells of its working; of a choice, the row it was made among."""
        choice = None if self.edited else choice_of(self.step, self.index)
        if choice is not None:
            return [cell for place in choice.row for cell in cells(leaf(choice.read, place))]
        return cells(self.substituted) if self.substituted is not None else []


def explain_cell(step: Step, index: Index, as_shown: bool = False) -> Explained:
    """The working of the cell at `index`; none for given numbers and parameters. as_shown: rounding noise counts as 0."""
    value = _value_of(step, index, as_shown)
    stacked = step.inputs[0] if step.op == "edit" else step
    if stacked.op == "stack":  # edits of a recurrent stage act in its rows
        return explain_cell(*row_of(stacked, index), as_shown).replace(step=step, index=index)
    if step.op == "round":
        step_before = step.inputs[0]
        unrounded = _value_of(step_before, index, as_shown)
        substituted, edited = _behind(step_before, index, as_shown)
        return Explained(step, index, value, substituted, None if unrounded == value else unrounded, edited)
    substituted, edited = _behind(step, index, as_shown)
    return Explained(step, index, value, substituted, None, edited)


def row_of(step: Step, index: Index) -> tuple[Step, Index]:
    """The step that a cell of stacked rows was made by, and its place there."""
    places = dict(zip((axis.name for axis in step.axes), index, strict=True))
    row = step.inputs[places[step.attrs["axis"].name]]
    return row, tuple(places[axis.name] for axis in row.axes)


def _behind(step: Step, index: Index, as_shown: bool) -> tuple[Expression | None, bool]:
    """(working, whether an edit put the number): an edited cell has no working, the others have the computed step's."""
    if step.op == "edit":
        if isinstance(step.row.working(view(step), index), Number):
            return None, True
        step = step.inputs[0]
    if step.op in ("given", "parameter"):
        return None, bool(step.attrs.get("edited"))
    return step.row.working(view(step, as_shown), index), False


_DIVISORS = {"divide": 1, "sqrt": 0}  # which operand's relative error is the result's


def legible(expression: Expression, places: int) -> Expression:
    """The working with more decimals for small divisors and radicands, so that each shows three significant digits."""
    if not isinstance(expression, Call) or places < 0:
        return expression
    divisor = _DIVISORS.get(expression.function)
    if divisor is None and not any(isinstance(argument, Call) for argument in expression.arguments):
        return expression
    parts = [legible(argument, places) for argument in expression.arguments]
    if divisor is not None:
        needed = places_of_divisor(evaluate(parts[divisor]), places)
        parts[divisor] = substitute(parts[divisor], lambda cell: cell.replace(places=max(cell.places, needed)))
    return Call(expression.function, tuple(parts))


def adds_up(expression: Expression, value: float, places: int) -> bool:
    """Whether the operands rounded to `places` decimals give the value rounded to `places` decimals."""
    if places < 0:
        return False
    as_printed = substitute(expression, lambda cell: cell.replace(value=rounded(cell.value, max(places, cell.places))))
    try:
        computed = evaluate(as_printed)
    except (KeyError, ArithmeticError):
        return False
    return rounded(computed, places) == rounded(value, places) or (computed != computed and value != value)


def shorten_sum(expression: Expression) -> tuple[Expression, int, float]:
    """Shorten a long sum to its terms of largest magnitude and one term for the rest.

    Returns (expression, how many terms were gathered, what they add up to).
    """
    if isinstance(expression, Call) and expression.function == "add" and len(expression.arguments) > MOST_TERMS:
        values = [_value(term) for term in expression.arguments]
        ranked = sorted(range(len(values)), key=lambda place: -abs(values[place]))
        most = sum(values[place] != 0 for place in ranked[: MOST_TERMS - 2]) or 1  # what adds nothing is not written out
        largest, rest = ranked[:most], ranked[most:]
        left = sum(values[place] for place in rest)
        return Call("add", (*(expression.arguments[place] for place in largest), Cell("", "…", left))), len(rest), left
    if isinstance(expression, Call) and expression.function == "divide":
        above, count, left = shorten_sum(expression.arguments[0])
        below, more, other = shorten_sum(expression.arguments[1])
        return Call("divide", (above, below)), count + more, left if count else other
    return expression, 0, 0.0


def _value(term: Expression) -> float:
    value = evaluate(term)
    return value if value == value else 0.0


class Operands(Frozen):
    """Address and recorded value of each operand of a cell, worked out when they are read."""

    step: Step
    index: Index

    def __iter__(self) -> Iterator[tuple[str, float]]:
        return ((operand.address, operand.value) for operand in explain_cell(self.step, self.index).inputs)


def working(step: Step, index: Index, places: int | None = None, depth: int = 0) -> Working:
    """The `Working` block of the cell at `index`. depth: levels below the cell that was asked for."""
    explained, recorded = explain_cell(step, index, as_shown=True), _value_of(step, index, False)
    substituted, places = explained.substituted, places if places is not None else _places(step, explained)
    shown, gathered_terms, rest = (None, 0, 0.0) if substituted is None else shorten_sum(legible(substituted, places))
    choice = None if explained.edited else choice_of(step, index)
    note = choice_note(choice) if choice is not None else ""
    if gathered_terms:
        from tracer.language import say

        note = say("document.rest", count=gathered_terms, rest=show(rest, places if places < 0 else max(places, DEFAULT_PLACES)))
    return Working(
        address=explained.address,
        label=label(step, index),
        formula=None if explained.edited else cell_formula(step, index),
        substituted=shown,
        value=explained.value,
        places=places,
        exact_as_shown=substituted is None or adds_up(shown or substituted, explained.value, places),
        unrounded=explained.unrounded,
        depth=depth,
        inputs=Operands(step, index),
        note=note,
        recorded=recorded if explained.value == 0 != recorded else None,
    )


def _places(step: Step, explained: Explained) -> int:
    """Decimals of a working: none where whole numbers make a whole one."""
    operands = (cell.value for cell in leaves(explained.substituted)) if explained.substituted is not None else ()
    if all(value - value == 0 and is_whole(value) for value in chain((explained.value,), operands)):
        return 0
    places = places_of(settle(step))
    return places if places < 0 else max(places, DEFAULT_PLACES)


def cell_formula(step: Step, index: Index) -> Expression | None:
    """The cell's formula in symbols with token labels, `q(Thinking)·k(Machines)`; None where there is no formula to show."""
    step = step.computed
    if step.op in ("given", "parameter") or not step.inputs:
        return None
    positions = dict(zip((axis.name for axis in step.axes), zip(step.axes, index, strict=True), strict=True))
    named = [_placed(operand, positions) for operand in step.inputs]
    product = contraction_terms(step)
    if product is None:
        return step.row.formula(named, step.attrs) if not step.row.variadic else None
    dot = Call("dot", tuple(named[:2]))
    return dot if len(named) == 2 else Call("add", (dot, named[2]))


def _placed(step: Step, here: dict[str, tuple[Axis, int]]) -> Expression:
    """A step's symbol with the tokens it stands at: `q(Thinking)`."""
    from tracer.document.symbols import sign

    shown = sign(step)
    if not isinstance(shown, Symbol):
        return shown
    tokens = [
        word(axis, at, None)
        for step_axis in step.axes
        if step_axis.name in here
        for axis, at in (here[step_axis.name],)
        if axis.labelled and step_axis.labelled
    ]
    return Symbol(f"{shown.name}({', '.join(tokens)})") if tokens else shown


def locate_cell(address: str, every: Mapping[str, Step]) -> tuple[Step, Index]:
    """Resolve a cell's address to (step, index). Raises TracerError for an unknown stage or position."""
    from tracer.address import locate, parse
    from tracer.errors import TracerError

    place = parse(address)
    step = every[place.stage]
    index = locate(place, step.axes)
    if not all(isinstance(at, int) for at in index):
        raise TracerError("document.not_a_cell", address=address, axes=[axis.name for axis in step.axes])
    return step, tuple(at for at in index if isinstance(at, int))
