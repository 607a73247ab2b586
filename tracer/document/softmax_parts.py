"""A softmax in its sub-steps (--detail): the scores shifted by their maximum, their exponentials, the sum they are divided by.

They are parts of one recorded operation, made of what it read, and no stages of their own: no edit or question reaches them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tracer.document.blocks import Block, Formula, Prose, Working
from tracer.document.matrices import matrices
from tracer.document.numbers import places_of
from tracer.document.selection import Selection
from tracer.document.symbols import symbol
from tracer.document.working import Index, adds_up, explain_cell, label, legible, shorten_sum
from tracer.expression import Call, Cell, Expression, Symbol, evaluate
from tracer.expression import total as total_of
from tracer.language import say
from tracer.ops.arithmetic import exp, sum_over
from tracer.record.settle import settle
from tracer.record.step import DETAIL, Step
from tracer.rounding import DEFAULT_PLACES

_NAMES = ("shifted", "exp", "sum")


def softmax_parts(step: Step, index: Index, selection: Selection) -> Iterator[Block]:
    """For each sub-step of the softmax `step`: a sentence, its formula, its tables, and its working of the cell at `index`."""
    step = step.computed
    parts = _parts(step)
    labels = [label(part, _index_of(part, step, index)) for part in parts]
    for part, name, expression, operation in zip(parts, labels, _workings(step, index, labels), _formulas(step), strict=True):
        kind = part.name.rpartition(".")[2]
        places = places_of(part.values, selection.precision)
        yield Prose(say(f"document.softmax_{kind}"))
        yield Formula(operation, kind)
        for table in matrices(part, selection, places, None, []):
            yield table.replace(address="", axes=())
        yield _working(name, expression, max(places, DEFAULT_PLACES) if selection.precision is None else places)


def _index_of(part: Step, step: Step, index: Index) -> Index:
    """The cell of a sub-step that belongs to a cell of the softmax; the sum has no place on the axis it runs over."""
    own = {axis.name for axis in part.axes}
    return tuple(at for axis, at in zip(step.axes, index, strict=True) if axis.name in own)


def _parts(step: Step) -> list[Step]:
    """The sub-steps' numbers, computed from what the softmax read as its kernel does."""
    read = step.inputs[0]
    at = [axis.name for axis in step.axes].index(step.attrs["over"])
    scores = settle(read)
    with np.errstate(invalid="ignore"):
        shifted = scores - scores.max(axis=at, keepdims=True)
    powers = exp(shifted, out=np.empty_like(shifted))
    arrays = (shifted, powers, sum_over(powers, at))
    axes = (step.axes, step.axes, (*step.axes[:at], *step.axes[at + 1 :]))
    return [
        Step(f"{step.name}.{name}", "given", (), {}, own, array, DETAIL)
        for name, own, array in zip(_NAMES, axes, arrays, strict=True)
    ]


def _workings(step: Step, index: Index, labels: Sequence[str]) -> list[Expression]:
    """The softmax's own working of a cell, e^(x − max) / Σ e^(x_k − max), cut into its parts, each over the one before.

    labels: of the cells of the sub-steps.
    """
    whole = explain_cell(step, index, as_shown=True).substituted
    assert isinstance(whole, Call)
    power, total = whole.arguments
    assert isinstance(power, Call)
    powers = total.arguments if isinstance(total, Call) and total.function == "add" else (total,)
    terms = [Cell("", f"{_NAMES[1]}_{place}", evaluate(term)) for place, term in enumerate(powers)]
    shifted = power.arguments[0]
    return [shifted, Call("exp", (Cell("", labels[0], evaluate(shifted)),)), total_of(terms)]


def _formulas(step: Step) -> list[Expression]:
    """The sub-steps in symbols, each over the one before."""
    scores, (shifted, powers, _) = Symbol(symbol(step.inputs[0].name)), map(Symbol, _NAMES)
    summand = Call("subscript", (powers, Symbol("k")))
    return [
        Call("subtract", (scores, Call("max", (scores,)))),
        Call("exp", (shifted,)),
        Call("sum_over", (Symbol("k"), summand)),
    ]


def _working(name: str, expression: Expression, places: int) -> Working:
    value = evaluate(expression)
    shown, _, _ = shorten_sum(legible(expression, places))
    return Working("", name, None, shown, value, places, adds_up(shown, value, places))
