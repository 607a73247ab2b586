"""The first stage that differs, and what is asked of its numbers and its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.step import Step

_LEAST_NUMBERS = 3


class Difference(NamedTuple):
    """The first stage that differs: our step, their numbers, and all steps and parameters behind it by name."""

    setup: Setup
    step: Step
    theirs: np.ndarray
    every: Mapping[str, Step]

    def close(self, ours: np.ndarray) -> bool:
        return ours.shape == self.theirs.shape and bool(self.setup.tolerance.close(ours, self.theirs).all())


def same_kind(name: str) -> str:
    """A stage's name with its layer's number taken out, whatever the pass: `encoder.*.attention.q`."""
    return re.sub(r"(?<=\.)\d+(?=\.)", "*", of_pass(name))


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


def put_theirs(name: str, theirs: np.ndarray, r: Trial, o: Operation) -> Step | None:
    """Their numbers in the place of a stage's."""
    return r.put(o, theirs, r.before(o).axes) if o.name == name else None


def given_theirs(name: str, theirs: np.ndarray) -> Cause:
    """Their numbers put in the stage's place (or a parameter's), so that what comes after it can be compared."""

    def weights(r: Trial, parameter: str) -> np.ndarray | None:
        return theirs if parameter == name else None

    return Cause("none", partial(put_theirs, name, theirs), weights, single=True)
