"""Factors that are read off the numbers: of a whole stage, of a term of a sum, of each time step before the next one reads it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.difference import Difference, fraction, same_kind, without_time
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.step import DETAIL, Step

_LEAST_FACTOR = 1e-3  # nearer to 1 a factor is rounding
_NO_FACTOR = 1e-9  # nearer to 0 it says that there are no numbers


def factor_of_all(found: Difference) -> Iterator[Cause]:
    """All numbers of the stage times one number."""
    if (factor := _measured(found)) is not None:
        values = {"factor": shown_factor(factor, found.setup)}
        yield Cause("factor", partial(times, found.step.name, factor), values=values, single=True, describes=True)


def factor_of_term(found: Difference) -> Iterator[Cause]:
    """One term of a sum times a number: of two stages, or a linear layer's product or bias."""
    for term in _terms(found.step.computed):
        rest = found.step.values - term.values
        factor = fraction(found.theirs - rest, term.values)
        if factor is None or min(abs(factor - 1), abs(factor)) < _LEAST_FACTOR or not found.close(rest + factor * term.values):
            continue
        values = {**term.told, "factor": shown_factor(factor, found.setup)}
        rewrite = partial(_term_times, same_kind(term.step.name), term.at, factor)
        yield Cause(f"factor_of_{'product' if 'matrix' in term.told else 'term'}", rewrite, values=values, describes=True)


def factor_in_time(found: Difference) -> Iterator[Cause]:
    """The numbers of each time step, or one term of their sum, times one number, before the next time step reads them."""
    first = next((row for row in found.rows if not row.close(row.step.values)), None)
    if first is None:
        return
    stage = {"stage": found.step.name}
    for cause in factor_of_term(first):
        yield cause.replace(values={**cause.values, **stage})
    if (factor := _measured(first)) is not None:
        values = {**stage, "factor": shown_factor(factor, found.setup)}
        rewrite = partial(_times_of_kind, same_kind(first.step.name), factor)
        yield Cause("factor_in_time", rewrite, values=values, describes=True)


def _measured(found: Difference) -> float | None:
    """The one number by which theirs are ours; None where there is none, or it is 0 or 1."""
    ours = found.step.values
    factor = fraction(found.theirs, ours)
    if factor is None or abs(factor - 1) <= _LEAST_FACTOR or abs(factor) <= _NO_FACTOR:
        return None
    return factor if found.close(ours * factor) else None


class _Term(NamedTuple):
    """A term of a sum: the step it is an operand of and which, its numbers in the sum's shape, and what a sentence calls it."""

    step: Step
    at: int
    values: np.ndarray
    told: dict[str, Any]


def _terms(step: Step) -> Iterator[_Term]:
    """The two terms of a sum, and those of a linear layer that stands in it as a detail."""
    if step.op == "add" and len(step.inputs) == 2:
        for at, operand in enumerate(step.inputs):
            values = np.broadcast_to(operand.values, step.values.shape)
            yield _Term(step, at, values, {"term": without_time(operand.name)})
            if operand.level == DETAIL and operand.axes == step.axes:
                yield from _terms(operand.computed)
    elif step.op == "affine":
        _, matrix, bias = step.inputs
        names = [axis.name for axis in bias.axes]
        order = [names.index(axis.name) for axis in step.axes if axis.name in names]
        shape = [axis.size or 0 if axis.name in names else 1 for axis in step.axes]
        added = np.broadcast_to(bias.values.transpose(order).reshape(shape), step.values.shape)
        yield _Term(step, 0, step.values - added, {"matrix": matrix.name})
        yield _Term(step, 2, added, {"term": bias.name})


def shown_factor(factor: float, setup: Setup) -> str:
    """A factor with the sizes it is made of, where it is: `8 = √d_model`."""
    frame = setup.frame
    sizes = {"d_model": frame.d_model.size, "d_k": frame.d_k.size, "heads": frame.head.size, "layers": setup.layers}
    for name, size in sizes.items():
        for text, power in (("√{}", 0.5), ("1/√{}", -0.5), ("{}", 1.0), ("1/{}", -1.0)):
            if size and abs(factor / size**power - 1) < _LEAST_FACTOR:
                return f"{factor:.4g} = {text.format(name)}"
    return f"{factor:.4g}"


def times(name: str, factor: float, r: Trial, o: Operation) -> Step | None:
    """The stage of this name times a number."""
    return r.instead(o, "times", r.before(o), factor=factor) if o.name == name else None


def _times_of_kind(kind: str, factor: float, r: Trial, o: Operation) -> Step | None:
    return r.instead(o, "times", r.before(o), factor=factor) if same_kind(o.name) == kind else None


def _term_times(kind: str, at: int, factor: float, r: Trial, o: Operation) -> Step | None:
    """The operation with one operand times a number; of a linear layer that is its product, or its bias."""
    if o.op not in ("add", "affine") or same_kind(o.name) != kind:
        return None
    term = r.plain("times", f"{o.name}.term", o.inputs[at], factor=factor)
    return r.changed(o, *[term if place == at else step for place, step in enumerate(o.inputs)])
