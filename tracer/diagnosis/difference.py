"""The first stage that differs, and what is asked of its numbers and its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from tracer.axes import names
from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.edit import time_of_row
from tracer.record.step import Step

_LEAST_NUMBERS = 3


class Difference(NamedTuple):
    """The first stage that differs: our step, their numbers, and all steps and parameters behind it by name."""

    setup: Setup
    step: Step
    theirs: np.ndarray
    every: Mapping[str, Step]

    @property
    def rows(self) -> list[Difference]:
        """Of a stage put together from time steps, the difference at each: the step that computed the row, and their row."""
        return [self._replace(step=row, theirs=theirs) for row, theirs in rows_in_time(self.step, self.theirs)]

    def close(self, ours: np.ndarray) -> bool:
        return ours.shape == self.theirs.shape and bool(self.setup.tolerance.close(ours, self.theirs).all())


def rows_in_time(step: Step, theirs: np.ndarray) -> list[tuple[Step, np.ndarray]]:
    """(the step that computed it, their numbers) of each row of a stage that joins time steps; empty for any other stage."""
    joined = step.computed
    if joined.op != "stack" or any(time_of_row(row.name) is None for row in joined.inputs):
        return []
    along = names(joined.axes).index(joined.attrs["axis"].name)
    return [(row, np.take(theirs, at, axis=along)) for at, row in enumerate(joined.inputs)]


def same_kind(name: str) -> str:
    """A stage's name with its layer's number and its time step taken out, whatever the pass: `encoder.*.attention.q`."""
    return re.sub(r"(?<=\.)(t?)\d+(?=\.)", r"\1*", of_pass(name))


def without_time(name: str) -> str:
    """The name without its time step: `recurrent.0.pre.h` of `recurrent.0.t3.pre.h`."""
    return re.sub(r"(?<=\.)t\d+\.", "", name)


def of_pass(name: str) -> str:
    """A stage's name in its pass: `logits` of `pass.1.logits`."""
    return re.sub(r"^pass\.\d+\.", "", name)


def layer_of(name: str) -> int | None:
    """The layer's number in a stage's name, or None."""
    match = re.search(r"(?<=\.)\d+(?=\.)", of_pass(name))
    return None if match is None else int(match[0])


def fraction(numbers: np.ndarray, divisors: np.ndarray) -> float | None:
    """c where numbers = c · divisors, from the larger half of the divisors.

    None where too few are finite and not 0: of one or two numbers there is always a factor.
    """
    usable = np.isfinite(numbers) & np.isfinite(divisors)
    if np.count_nonzero(divisors[usable]) < _LEAST_NUMBERS:
        return None
    sizes = np.abs(np.where(usable, divisors, 0.0))
    large = usable & (sizes >= np.median(sizes[usable])) & (sizes > 0)
    return float(np.median(numbers[large] / divisors[large]))


def put_theirs(theirs: Mapping[str, np.ndarray], r: Trial, o: Operation) -> Step | None:
    """Their numbers in the place of a stage's, by its name."""
    return r.put(o, theirs[o.name], r.before(o).axes) if o.name in theirs else None


def given_theirs(name: str, theirs: np.ndarray, rows: Iterable[tuple[Step, np.ndarray]] = ()) -> Cause:
    """Their numbers put in the stage's place (or a parameter's), so that what comes after it can be compared.

    rows: of a stage that joins time steps, which the next time step reads.
    """

    def weights(r: Trial, parameter: str) -> np.ndarray | None:
        return theirs if parameter == name else None

    return Cause(
        "none", partial(put_theirs, {name: theirs, **{row.name: numbers for row, numbers in rows}}), weights, single=True
    )
