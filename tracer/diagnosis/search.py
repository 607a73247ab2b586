"""Find the causes: grant the best one at the first difference, and go on from the next difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations, islice
from typing import NamedTuple

import numpy as np

from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.causes import known_causes
from tracer.diagnosis.diagnosis import Diagnosis, Finding
from tracer.diagnosis.difference import Difference, given_theirs, layer_of, of_pass, rows_in_time, same_kind
from tracer.diagnosis.half_precision import half_precision
from tracer.diagnosis.measured import measured_causes
from tracer.diagnosis.trial import Covers, Granted, Setup, Trial
from tracer.errors import TracerError
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.session.run import run

MOST_FINDINGS = 8
MOST_WORK = 12.0  # times the multiplications of the plain run
_MOST_PAIRS = 500
LEAST_WORK = 1e9  # multiplications that are always allowed: about a second
Progress = Callable[[int, int], None]


class Outcome(NamedTuple):
    """A cause that makes the first differing stage agree, where it holds, and the trial that shows it."""

    granted: Granted
    scope: str
    trial: Trial
    order: int
    place: str

    @property
    def rank(self) -> tuple[int, int, int]:
        """Larger is better: more stages agree, it holds more widely, it is believed earlier."""
        return len(self.trial.agreed) + len(self.granted.cause.removes), -SCOPES.index(self.scope), -self.order


SCOPES = ("all", "later", "kind", "from", "here")


def diagnose(trace: Trace, theirs: Mapping[str, np.ndarray], tolerance: Tolerance, progress: Progress | None = None) -> Diagnosis:
    """The causes that make `theirs` (stage or parameter by full name → array in the trace's layout) agree with the run.

    progress: called with (causes tried, causes to try) on the way. Raises TypeError for a trace read from a file, which cannot
    be run again.
    """
    every = trace.every
    fitting = {
        name: np.asarray(array, np.float64)
        for name, array in theirs.items()
        if name in every and np.shape(array) == every[name].values.shape
    }
    left_out = tuple(name for name in theirs if name not in fitting)
    return _Search(Setup(trace, fitting, tolerance), progress).diagnosis(left_out)


class _Search:
    """One diagnosis under way: the causes granted so far and what is left of the work allowed."""

    def __init__(self, setup: Setup, progress: Progress | None) -> None:
        self.setup, self._progress = setup, progress
        self.known = [*known_causes(setup), *half_precision()]
        self.granted: list[Granted] = []
        self.whole = True
        self.work = sum(map(_work, setup.trace.steps.values()))
        self.work_left = max(LEAST_WORK, MOST_WORK * self.work)

    def diagnosis(self, left_out: tuple[str, ...]) -> Diagnosis:
        setup, every = self.setup, self.setup.trace.every
        differing = tuple(name for name in every if name in setup.theirs and not setup.agrees(name, every[name]))
        base = Trial(setup).go()
        assert base is not None  # the run itself
        findings: list[Finding] = []
        while base.parted and len(findings) < MOST_FINDINGS and not _hopeless(findings):
            finding, base = self._next(base, differing)
            findings.append(finding)
        agreed = {*base.agreed, *(name for one in self.granted for name in one.cause.removes)}
        left = tuple(name for name in differing if base.parted and name not in agreed)
        return Diagnosis(tuple(findings), len(self.known), self.whole, differing, len(setup.theirs), left, left_out)

    def _next(self, base: Trial, differing: Iterable[str]) -> tuple[Finding, Trial]:
        """The cause at the first difference, granted, and the run with it."""
        stage = base.parted
        before, theirs = base.every[stage], self.setup.theirs[stage]
        cell = tuple(int(at) for at in np.argwhere(~self.setup.tolerance.close(before.values, theirs))[0])
        finding = Finding(stage, cell, float(before.values[cell]), float(theirs[cell]), before)
        outcomes = self._outcomes(base, stage, theirs) or self._half_of_a_pair(base, stage)
        if not outcomes:
            return self._unexplained(finding, base, theirs)
        best = max(
            outcomes, key=lambda outcome: (outcome.rank[0], self._given_twice(outcome.granted.cause, theirs), outcome.rank)
        )
        self.granted.append(best.granted)
        cause, agreed = best.granted.cause, {*best.trial.agreed, *best.granted.cause.removes}
        removed = {name for one in self.granted[:-1] for name in one.cause.removes}
        explained = tuple(name for name in differing if name in agreed and name not in {*base.agreed, *removed})
        alike = _alike(outcomes, best)
        finding = finding.replace(
            cause=cause,
            after=None if cause.removes else best.trial.every.get(stage),
            explained=explained,
            scope=_told_scope(best),
            place=best.place,
            layer=layer_of(best.place),
            alike=alike,
            settings=self._settings(best, stage),
        )
        return finding, best.trial

    def _given_twice(self, cause: Cause, theirs: np.ndarray) -> bool:
        """Whether a cause takes these numbers for another stage's, under whose name the same numbers were given too."""
        other = self.setup.theirs.get(cause.values.get("other", ""))
        return other is not None and np.array_equal(other, theirs)

    def _unexplained(self, finding: Finding, base: Trial, theirs: np.ndarray) -> tuple[Finding, Trial]:
        """The run with their numbers there, or with ours where what comes later goes on from those."""
        stage = finding.stage
        rows = rows_in_time(base.every[stage], theirs)
        ways = [Granted(given_theirs(stage, theirs, rows), _everywhere), Granted(Cause("none", removes=(stage,)), _everywhere)]
        trials = [trial for way in ways if (trial := self._trial([*self.granted, way], base, "")) is not None]
        best = max(trials, key=lambda trial: len(trial.agreed) + (trial is not trials[0]))
        self.granted.append(ways[trials.index(best)])
        return finding.replace(array_only=best is not trials[0]), best

    def _outcomes(self, base: Trial, stage: str, theirs: np.ndarray) -> list[Outcome]:
        """Every cause that makes the stage agree, in the scope in which it explains most."""
        region = behind(base.every, stage, base.agreed)
        found = Difference(self.setup, base.every[stage], theirs, base.every)
        result: list[Outcome] = []
        causes = [*self.known, *measured_causes(found)]
        several: list[tuple[int, Cause, list[str]]] = []
        for order, cause in enumerate(causes):
            if self._progress is not None:
                self._progress(order, len(causes))
            if self.work_left < 0:
                self.whole = False
                break
            places = self._places(cause, base, region)
            if places and (outcome := self._tried(cause, order, base, stage, region)) is not None:
                result.append(outcome)
            if len(places) > 1 and not cause.whole and cause.id != "half":
                several.append((order, cause, places))
        return result or self._at_one_place(several, base, stage)

    def _at_one_place(self, several: list[tuple[int, Cause, list[str]]], base: Trial, stage: str) -> list[Outcome]:
        """Causes that hold at one of the places behind the stage, where they do not explain it at all of them."""
        result: list[Outcome] = []
        for order, cause, places in several:
            for place in places:
                if self.work_left < 0:
                    self.whole = False
                    return result
                outcome = self._tried(cause, order, base, stage, frozenset({place}))
                if outcome is not None:
                    result.append(outcome)
        return result

    def _tried(self, cause: Cause, order: int, base: Trial, stage: str, region: frozenset[str]) -> Outcome | None:
        """The cause granted in the scope that explains most; None where it does not make the stage agree."""
        if cause.frame is None:
            here = Granted(cause, region.__contains__)
            trial = self._trial([*self.granted, here], base, stage)
            if trial is None or not _reaches(trial, stage, cause):
                return None
        outcomes, place = [], stage if stage in region else next(iter(region))
        for scope, covers in _scopes(cause, place, region):
            granted = Granted(cause, covers)
            trial = self._trial([*self.granted, granted], base, "")
            if trial is not None and _reaches(trial, stage, cause):
                outcomes.append(Outcome(granted, scope, trial, order, place))
        return max(outcomes, key=lambda outcome: outcome.rank, default=None)

    def _half_of_a_pair(self, base: Trial, stage: str) -> list[Outcome]:
        """The first cause of two that make the stage agree together; the other one is found when this one is granted."""
        region = behind(base.every, stage, base.agreed)
        applying = [
            (order, cause)
            for order, cause in enumerate(self.known)
            if not cause.whole and cause.id != "half" and self._places(cause, base, region)
        ]
        for (order, first), (_, second) in islice(combinations(applying, 2), _MOST_PAIRS):
            if self.work_left < 0:
                break
            both = [Granted(cause, region.__contains__) for cause in (first, second)]
            trial = self._trial([*self.granted, *both], base, stage)
            if trial is None or stage not in trial.agreed:
                continue
            return self._first_of(first, second, order, base, stage, region)
        return []

    def _first_of(
        self, first: Cause, second: Cause, order: int, base: Trial, stage: str, region: frozenset[str]
    ) -> list[Outcome]:
        """The first of two causes, in the scope in which both together make most stages agree."""
        best: tuple[int, list[Outcome]] = (-1, [])
        for scope, covers in _scopes(first, stage, region):
            granted = Granted(first, covers)
            alone = self._trial([*self.granted, granted], base, stage)
            if alone is None or alone.parted != stage:
                continue
            for _, also in _scopes(second, stage, region):
                both = self._trial([*self.granted, granted, Granted(second, also)], base, "")
                if both is not None and len(both.agreed) > best[0]:
                    best = (len(both.agreed), [Outcome(granted, scope, alone, order, stage)])
        return best[1]

    def _trial(self, granted: list[Granted], base: Trial, until: str) -> Trial | None:
        trial = Trial(self.setup, granted, base.every, base.agreed, until)
        done = trial.go()
        self.work_left -= trial.work
        return done

    def _places(self, cause: Cause, base: Trial, region: frozenset[str]) -> list[str]:
        """The stages and parameters behind the stage that the cause changes; one name for a cause that is no matter of places."""
        if cause.frame is not None:
            return [""] if cause.frame(self.setup.frame) is not None else []
        if cause.removes:
            return [""]
        every, scratch = base.every, Trial(self.setup.silent, (), base.every)
        scratch.steps = dict(base.steps)
        with np.errstate(all="ignore"):
            return [name for name in every if name in region and _changes(cause, scratch, name, every[name].computed)]

    def _settings(self, outcome: Outcome, stage: str) -> dict[str, object]:
        """The settings that do the same, where a run with them (and with those of the causes before) has the same numbers.

        The stage itself may be missing there: a setting may record it under another name.
        """
        settings = dict(outcome.granted.cause.settings)
        before = [one.cause.settings for one in self.granted[:-1]]
        if not settings or not all(before):
            return {}
        every = {key: value for some in (*before, settings) for key, value in some.items()}
        self.work_left -= self.work
        try:
            changed = run(self.setup.request.changed(every)).every
        except TracerError:
            return {}
        names = [name for name in outcome.trial.agreed if name != stage]
        return settings if all(name in changed and self.setup.agrees(name, changed[name]) for name in names) else {}


def _hopeless(findings: list[Finding]) -> bool:
    """Whether going on tells nothing: dropout is random, and what none of the causes explains twice they will not explain."""
    last = [finding.cause for finding in findings[-2:]]
    return last == [None, None] or any(cause is not None and cause.id == "dropout" for cause in last[-1:])


def _changes(cause: Cause, scratch: Trial, name: str, step: Step) -> bool:
    """Whether a cause changes a parameter's numbers or records something else in an operation's place."""
    if step.held is None or any(operand.held is None for operand in step.inputs):
        return False
    if step.op == "parameter":
        array = None if cause.weights is None else cause.weights(scratch, name)
        return array is not None and array.shape == step.values.shape and not np.array_equal(array, step.values)
    if cause.rewrite is None:
        return False
    try:
        return cause.rewrite(scratch, Operation(step.op, name, step.inputs, step.attrs, step.level)) is not None
    except TracerError:
        return False


def behind(every: Mapping[str, Step], stage: str, agreed: Iterable[str]) -> frozenset[str]:
    """The stage, and all steps and parameters it is computed from, back to what is known to agree."""
    known, result, waiting = set(agreed), {stage}, [stage]
    while waiting:
        for step in every[waiting.pop()].inputs:
            if step.name not in known and step.name not in result and step.name in every:
                result.add(step.name)
                waiting.append(step.name)
    return frozenset(result)


def _everywhere(_: str) -> bool:
    return True


def _scopes(cause: Cause, stage: str, region: frozenset[str]) -> list[tuple[str, Covers]]:
    """How widely a cause may hold, widest first."""
    if cause.frame is not None or cause.whole:
        return [("all", _everywhere)]
    if cause.single:
        return [("here", region.__contains__)]
    kinds, layer, stack = {same_kind(name) for name in region}, layer_of(stage), re.split(r"\.\d+\.", of_pass(stage))[0]

    def later(name: str) -> bool:
        return of_pass(name).startswith(stack) and layer is not None and (layer_of(name) or 0) >= layer

    def of_kind(name: str) -> bool:
        return same_kind(name) in kinds

    def later_of_kind(name: str) -> bool:
        return later(name) and of_kind(name)

    result: list[tuple[str, Covers]] = [("all", _everywhere)]
    if layer:
        result.append(("later", later))
    result.append(("kind", of_kind))
    if layer:
        result.append(("from", later_of_kind))
    return [*result, ("here", region.__contains__)]


def _told_scope(best: Outcome) -> str:
    """The scope as it is told: a stage outside of layers is alone of its kind; a cause may name its stages itself."""
    if best.granted.cause.removes or best.scope == "all":
        return "all"
    return "here" if layer_of(best.place) is None else best.scope


def _reaches(trial: Trial, stage: str, cause: Cause) -> bool:
    return stage in trial.agreed or stage in cause.removes


def _alike(outcomes: list[Outcome], best: Outcome) -> tuple[Cause, ...]:
    """Other causes that make exactly as many stages agree; those that say the same are left out."""
    result: dict[str, Cause] = {}
    for outcome in outcomes:
        cause = outcome.granted.cause
        if outcome.rank[0] == best.rank[0] and cause.id != best.granted.cause.id and not cause.describes:
            result.setdefault(cause.id, cause)
    return tuple(result.values())


def _work(step: Step) -> float:
    """About how many multiplications a step takes."""
    inner = step.inputs[0].axes[-1].size or 1 if step.op in ("contract", "affine") and step.inputs[0].axes else 4
    return float(np.size(step.held)) * inner if step.op != "given" else 0.0
