"""What led to a wrong answer: each known mistake tried on the run as the pupil had it, then slips of the pen and of rounding."""

from __future__ import annotations

import numpy as np

from tracer.document.cell_document import find
from tracer.errors import TracerError
from tracer.exercises.answers import Answer
from tracer.exercises.mistakes import MISTAKES, make_mistake
from tracer.record.trace import Trace
from tracer.rounding import fixed, units

SLIPS = ("sign", "point", "decimals", "digits", "cell", "rounding")
_FAR, _SHARE = 10, 0.03  # how many units of the last decimal rounding on the way can come to, and which share of the number


class Causes:
    """Names causes for the answers to one sheet; a mistake is tried once on a run, however many pupils made it.

    trace: the run of the sheet. places: the decimals asked for. exact: whether the last one may not be off by one.
    """

    def __init__(self, trace: Trace, places: int, exact: bool) -> None:
        self.trace, self.places, self.room = trace, places, 0 if exact else 1
        self._mistaken: dict[str, Trace] | None = None
        self._strayed: tuple[Trace, dict[str, Trace | None]] = (trace, {})  # the last run tried, with its mistakes

    def of(self, run: Trace, cell: str, answer: Answer) -> tuple[str, ...]:
        """The mistakes that make this number of the run as the pupil had it; where there is none, the first slip that does."""
        if answer.number.value is None:
            return ()
        given = units(answer.number.value, self.places)
        mistakes = tuple(name for name in self._reaching(cell) if self._makes(name, run, cell, given))
        return mistakes or self._slip(run, cell, answer, given)

    def _reaching(self, cell: str) -> list[str]:
        """The mistakes that change this cell of the sheet's own run."""
        if self._mistaken is None:
            trials = {name: _with_mistake(self.trace, name) for name in MISTAKES}
            self._mistaken = {name: trial for name, trial in trials.items() if trial is not None}
        right = _units(self.trace, cell, self.places)
        return [name for name, trial in self._mistaken.items() if _units(trial, cell, self.places) not in (right, None)]

    def _makes(self, name: str, run: Trace, cell: str, given: int) -> bool:
        trial = self._mistaken[name] if run is self.trace and self._mistaken else self._trial(run, name)
        made = None if trial is None else _units(trial, cell, self.places)
        return made is not None and abs(made - given) <= self.room

    def _trial(self, run: Trace, name: str) -> Trace | None:
        """A strayed run with the mistake in it; the cells of one stage follow one another, so the last run is enough to keep."""
        if self._strayed[0] is not run:
            self._strayed = (run, {})
        trials = self._strayed[1]
        if name not in trials:
            trials[name] = _with_mistake(run, name)
        return trials[name]

    def _slip(self, run: Trace, cell: str, answer: Answer, given: int) -> tuple[str, ...]:
        step, index = find(run, cell)
        right = step.number(index)
        if not np.isfinite(right):
            return ()
        wanted, written = units(right, self.places), answer.number.places
        others = {_units_of(value, self.places) for at, value in np.ndenumerate(step.values) if at != index}
        shifted = [units(right * 10.0**power, self.places) for power in (-2, -1, 1, 2)]
        slips = {
            "sign": given == -wanted != 0,
            "point": given != 0 and given in (*shifted, 10 * wanted, 100 * wanted),
            "decimals": written is not None and written < self.places and fixed(right, written) == fixed(_value(answer), written),
            "digits": _exchanged(str(abs(given)), str(abs(wanted)), self.places) and (given < 0) == (wanted < 0),
            "cell": given in others,
            "rounding": abs(given - wanted) <= min(_FAR, _SHARE * abs(wanted)),
        }
        return tuple(name for name in SLIPS if slips[name])[:1]


def _with_mistake(run: Trace, name: str) -> Trace | None:
    try:
        return make_mistake(run, name)
    except TracerError:  # a setting that this model does not have, or a size that it cannot have
        return None


def _units(trace: Trace, cell: str, places: int) -> int | None:
    """A cell in units of its last decimal; None where the run has no such number."""
    try:
        step, index = find(trace, cell)
    except TracerError:
        return None
    return _units_of(step.number(index), places)


def _units_of(value: float, places: int) -> int | None:
    return units(value, places) if np.isfinite(value) else None


def _value(answer: Answer) -> float:
    return 0.0 if answer.number.value is None else answer.number.value


def _exchanged(given: str, wanted: str, places: int) -> bool:
    """Whether two neighbouring digits changed places."""
    given, wanted = given.rjust(places + 1, "0"), wanted.rjust(places + 1, "0")
    differing = [at for at, (left, right) in enumerate(zip(given, wanted, strict=False)) if left != right]
    if len(given) != len(wanted) or len(differing) != 2 or differing[1] != differing[0] + 1:
        return False
    first, second = differing
    return (given[first], given[second]) == (wanted[second], wanted[first])
