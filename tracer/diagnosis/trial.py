"""A trial: the model's own page over a recorder that does some things otherwise, checked against theirs as it goes.

What a cause leaves alone is taken from the run before, so that a trial costs only what follows from the cause, and it stops at
the first stage that differs from theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis.cause import Cause, Operation
from tracer.errors import TracerError
from tracer.memory.pool import kept_in
from tracer.models import page
from tracer.models.frame import Frame
from tracer.models.generate import write_on
from tracer.ops.row import Axes
from tracer.record.edit import Edits
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, SHOWN, Step
from tracer.record.trace import Trace
from tracer.session.generation import Writing, drawn, with_room
from tracer.session.prepared import Prepared
from tracer.session.request import Request, request_of
from tracer.session.run import prepare

Covers = Callable[[str], bool]


class Setup:
    """What all trials of one run share: the resolved request, theirs (stage → array in the trace's layout), the tolerance."""

    def __init__(self, trace: Trace, theirs: Mapping[str, np.ndarray], tolerance: Tolerance) -> None:
        self.trace, self.theirs, self.tolerance = trace, dict(theirs), tolerance
        self.request: Request = request_of(trace)
        self.prepared: Prepared = prepare(self.request)
        self.memory = None if self.request.checkpoint is None else self.request.checkpoint.memory

    @property
    def frame(self) -> Frame:
        return self.prepared.frame

    @property
    def silent(self) -> Setup:
        """The same with nothing to compare."""
        other = copy(self)
        other.theirs = {}
        return other

    @property
    def layers(self) -> int:
        return max(self.frame.architecture.layers, self.frame.architecture.decoder_layers)

    def agrees(self, name: str, step: Step) -> bool:
        """Whether all cells of a step are theirs within the tolerance."""
        return bool(self.tolerance.close(step.values, self.theirs[name]).all())


class Granted(tuple[Cause, Covers]):
    """A cause and where it holds: a function of a stage's or parameter's full name."""

    __slots__ = ()

    def __new__(cls, cause: Cause, covers: Covers) -> Granted:
        return super().__new__(cls, (cause, covers))

    @property
    def cause(self) -> Cause:
        return self[0]

    def covers(self, name: str) -> bool:
        return self[1](name)


class _Stopped(Exception):
    """A trial need not go on: theirs differ here, or the stage that was asked for is reached."""


class _Impossible(Exception):
    """With these causes the model has no numbers where theirs are, or numbers of another shape."""


class Trial(Recorder):
    """A run in which some causes hold.

    base: steps and parameters by name of the run before, and agreed_before those of them that theirs agree with. until: where
    it stops. After `go`: agreed, the names of theirs that agree, in order; parted, the first that does not, or "";
    work, how many multiplications it took.
    """

    def __init__(
        self,
        setup: Setup,
        granted: Sequence[Granted] = (),
        base: Mapping[str, Step] | None = None,
        agreed_before: Collection[str] = (),
        until: str = "",
    ) -> None:
        prepared = setup.prepared
        super().__init__(prepared.source, prepared.settings.dtype, Edits(prepared.edits), None, prepared.settings.paper)
        self.setup, self._granted, self._until = setup, tuple(granted), until
        self._base = setup.trace.every if base is None else base
        self._agreed_before = frozenset(agreed_before)
        self._not_compared = {name for one in granted for name in one.cause.removes}
        self.agreed: list[str] = []
        self.parted = ""
        self.work = 0.0

    def go(self) -> Trial | None:
        """Run it; None where the model cannot run so."""
        frame = self.setup.frame
        for one in self._granted:
            if one.cause.frame is not None:
                changed = one.cause.frame(frame)
                if changed is None:
                    return None
                frame = changed
        try:
            with np.errstate(all="ignore"), kept_in(self.setup.memory):
                self._run(frame)
        except _Stopped:
            return self
        except (TracerError, _Impossible, ValueError):  # or the arrays that a cause makes do not fit the rest of the model
            return None
        return self

    def _run(self, frame: Frame) -> None:
        """The model's page, or its passes where the run writes on: it reads the tokens that the run chose."""
        run, settings = page(self.setup.prepared.settings.model), self.setup.prepared.settings
        if self.setup.request.data.generate is None:
            run(self, frame)
            return
        writing, ids = Writing.read(self.setup.request.data), list(self.setup.trace.facts["generated_ids"])
        roomy, draw = with_room(frame, writing.count), drawn(settings.seed)
        write_on(self, roomy, run, len(ids), writing.choosing, draw, str, (), writing.cache, ids)

    @property
    def every(self) -> dict[str, Step]:
        """Steps and parameters by name, as far as it went."""
        return {**self.parameters, **self.steps}

    # what a row of `diagnosis.causes` works with

    def plain(self, op: str, name: str, *inputs: Step, level: int | None = DETAIL, **attrs: Any) -> Step:
        """Record an operation under its full name, whatever the causes say."""
        address = "/" + name.removeprefix(self._pass)
        if op == "given":
            return super().given(address, attrs["array"], attrs["axes"], SHOWN if level is None else level)
        return super().apply(op, address, *inputs, level=level, **attrs)

    def changed(self, o: Operation, *inputs: Step, op: str = "", **attrs: Any) -> Step:
        """The operation with other inputs, another op or some attributes changed."""
        return self.plain(op or o.op, o.name, *(inputs or o.inputs), level=o.level, **{**o.attrs, **attrs})

    def instead(self, o: Operation, op: str, *inputs: Step, **attrs: Any) -> Step:
        """Another operation in its place, with its own attributes."""
        return self.plain(op, o.name, *inputs, level=o.level, **attrs)

    def before(self, o: Operation) -> Step:
        """What the operation gives when nothing is changed, as a detail."""
        return self.plain(o.op, o.name + ".computed", *o.inputs, **o.attrs)

    def put(self, o: Operation, array: np.ndarray, axes: Axes) -> Step:
        """Numbers in its place that no operation of ours makes."""
        return super().given("/" + o.name.removeprefix(self._pass), array, axes, SHOWN if o.level is None else o.level)

    def weight(self, name: str) -> np.ndarray | None:
        """The numbers of a parameter as they are without any cause; None where the run has none of that name."""
        step = self._base.get(name)
        original = self.setup.trace.parameters.get(name, step)
        return None if original is None else original.array

    def known(self, name: str) -> Step | None:
        """The step with this full name, as far as this trial has come."""
        return self.steps.get(name)

    def original(self, name: str) -> Step | None:
        """The step of the traced run with this full name."""
        return self.setup.trace.steps.get(name)

    # the recorder, otherwise

    def apply(self, op: str, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        changed = self._rewritten(Operation(op, self._pass + self.address(name), inputs, attrs, level))
        return super().apply(op, name, *inputs, level=level, **attrs) if changed is None else changed

    def given(self, name: str, array: Any, axes: Axes, level: int = SHOWN, symbol: str = "") -> Step:
        attrs = {"axes": axes, "array": np.asarray(array, self.dtype)}
        changed = self._rewritten(Operation("given", self._pass + self.address(name), (), attrs, level))
        return super().given(name, array, axes, level, symbol) if changed is None else changed

    def _rewritten(self, operation: Operation) -> Step | None:
        """What a cause records in the operation's place; None where all leave it as it is, or there are no numbers."""
        if any(step.held is None for step in operation.inputs):
            return None
        for one in self._granted:
            if one.cause.rewrite is not None and one.covers(operation.name):
                changed = one.cause.rewrite(self, operation)
                if changed is not None:
                    return changed
        return None

    def _parameter(self, address: str, axes: tuple[Axis, ...], init: str, optional: bool) -> Step:
        if address in self.parameters:
            return self.parameters[address]
        step = super()._parameter(address, axes, init, optional)
        for one in self._granted:
            if one.cause.weights is not None and step.held is not None and one.covers(address):
                array = one.cause.weights(self, address)
                if array is not None and array.shape == step.values.shape:
                    step = Step(address, "parameter", (), {**step.attrs, "array": array}, step.axes, array, step.level)
                    self.parameters[address] = step
        self._check(step)
        return step

    def _taken(self, address: str, op: str, inputs: tuple[Step, ...], attrs: Mapping[str, Any]) -> Step | None:
        """The base's step, where what it read and how it was computed are the same."""
        step = super()._taken(address, op, inputs, attrs)
        return step if step is not None and _alike(step.computed.attrs, attrs) else None

    def _finish(self, address: str, op: str, inputs: tuple[Step, ...], *rest: Any, **more: Any) -> Step:
        step = super()._finish(address, op, inputs, *rest, **more)
        if step.held is not None and op not in ("parameter", "given"):
            inner = inputs[0].axes[-1].size or 1 if op in ("contract", "affine") and inputs[0].axes else 4
            self.work += float(np.size(step.held)) * inner
        return step

    def _store(self, step: Step, into: dict[str, Step] | None = None) -> Step:
        stored = super()._store(step, into)
        if into is None:
            self._check(step)
        return stored

    def _check(self, step: Step) -> None:
        name = step.name
        if name not in self.setup.theirs or name in self._not_compared:
            return
        if step.array is None or step.array.shape != self.setup.theirs[name].shape:
            raise _Impossible
        known = name in self._agreed_before and self._base.get(name) is step
        if not known and not self.setup.agrees(name, step):
            self.parted = name
            raise _Stopped
        self.agreed.append(name)
        if name == self._until:
            raise _Stopped


def _alike(first: Any, second: Any) -> bool:
    """Whether two attributes say the same; axes are alike where sizes and labels are."""
    if first is second:
        return True
    if isinstance(first, Axis):
        return isinstance(second, Axis) and first.fits(second) and first.labels == second.labels
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        return np.array_equal(first, second)
    if isinstance(first, Mapping):
        same_keys = isinstance(second, Mapping) and first.keys() == second.keys()
        return same_keys and all(_alike(value, second[key]) for key, value in first.items())
    if isinstance(first, (tuple, list)):
        same_length = isinstance(second, (tuple, list)) and len(first) == len(second)
        return same_length and all(map(_alike, first, second))
    return bool(first == second)
