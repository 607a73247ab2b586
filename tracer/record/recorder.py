"""The recorder runs operations, names their results and keeps them; all numbers of a model go through it.

`recorder.softmax("softmax", scores, over="key")` runs the row `softmax` under the current prefix. A recorder without numbers
(`Plan` as its source) gives every step's axes and every parameter's need, and costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from tracer.axes import Axis, describe, fits_axes
from tracer.errors import TracerError
from tracer.expression import Expression, call
from tracer.ops import OPS
from tracer.ops.cache_blocks import Quotient
from tracer.ops.row import Axes, Kernel
from tracer.progress import report
from tracer.record.edit import Edits, axes_of_whole, is_row
from tracer.record.kernel_cache import Plans
from tracer.record.operations import Operations
from tracer.record.parameter_source import Source
from tracer.record.precision import computes_in
from tracer.record.settle import detach
from tracer.record.step import DETAIL, SHOWN, Step

if TYPE_CHECKING:
    from tracer.record.trace import Trace


_APART = ("add", "over_root")  # a sum of three embeddings, and RMS norm before γ, are two operations of PyTorch each


class Recorder(Operations):
    """Runs operations and records each as a step.

    dtype: of every array. edits: numbers put in place of computed ones. base: a trace whose steps are taken where nothing they
    read has changed. paper: decimals that shown stages and parameters are rounded to. half: "bfloat16" or "float16", to which
    they are rounded. keep: which stage names are kept (None: all). computes: False for a plan, which has axes and no numbers.
    plans: those of another recorder over the same axes, such as a dry run's, so that nothing is planned twice.
    """

    def __init__(
        self,
        source: Source,
        dtype: str = "float64",
        edits: Edits | None = None,
        base: Trace | None = None,
        paper: int | None = None,
        keep: Callable[[str], bool] | None = None,
        computes: bool = True,
        half: str = "",
        plans: Plans | None = None,
    ) -> None:
        self.source, self.dtype, self.edits, self.paper, self.keep = source, dtype, edits or Edits(), paper, keep
        self.half = half
        self._rounding: dict[str, Any] | None = {"dtype": half} if half else None if paper is None else {"places": paper}
        self.computes = computes
        if computes:
            computes_in(dtype)
        self.steps: dict[str, Step] = {}
        self.parameters: dict[str, Step] = {}
        self._base: Mapping[str, Step] = base.every if base is not None else {}
        self.time: Axis | None = None  # the axis that the steps of a recurrent unit are rows of
        self._prefix = ""
        self._pass = ""
        self._carried: dict[str, tuple[Step, ...]] | None = None  # from pass to pass, by address; None outside `passes`
        self.caches = False  # whether attention carries its keys and values from pass to pass (KV cache)
        self.plans = Plans() if plans is None else plans

    @contextmanager
    def at(self, part: str) -> Iterator[None]:
        """Context manager that prefixes stage names: with r.at("encoder.0"): r.add("add", …) is `encoder.0.add`."""
        outer = self._prefix
        self._prefix = f"{outer}{part}."
        try:
            yield
        finally:
            self._prefix = outer

    @contextmanager
    def layer(self, stack: str, number: int, count: int) -> Iterator[None]:
        """Context manager for one of `count` layers: its stages go below `encoder.0`, and who listens hears of it."""
        if self.computes:
            report(f"cli.layer_{stack}", layer=number + 1, count=count)
        with self.at(f"{stack}.{number}"):
            yield

    @contextmanager
    def again(self, name: str) -> Iterator[None]:
        """Context manager for another pass of the model page: stages go below `name`; parameters and edits are shared."""
        self._pass = f"{name}." if name else ""
        try:
            yield
        finally:
            self._pass = ""

    @contextmanager
    def passes(self, cache: bool = False) -> Iterator[None]:
        """Context manager for several passes (`again`) that share what they `carry`, e.g. the KV cache. cache: see `caches`."""
        self._carried, self.caches = {}, cache
        try:
            yield
        finally:
            self._carried, self.caches = None, False

    def carry(self, name: str, *steps: Step) -> None:
        """Keep steps for later passes under `name` at the current prefix; ignored outside `passes`."""
        if self._carried is not None:
            self._carried[self.address(name)] = steps

    def carried(self, name: str) -> tuple[Step, ...] | None:
        """Steps that an earlier pass kept under `name` at the current prefix; None without any."""
        return None if self._carried is None else self._carried.get(self.address(name))

    def step(self, name: str) -> Step | None:
        """The stage of this name in the current pass, or None."""
        return self.steps.get(self._pass + self.address(name))

    def address(self, name: str) -> str:
        """The full name of `name` at the current prefix; a leading `/` starts from the top."""
        return name[1:] if name.startswith("/") else self._prefix + name

    def apply(self, op: str, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        """Run operation `op` and record its result as `name` below the current prefix."""
        address = name[1:] if name[0] == "/" else self._prefix + name
        if self._base:
            taken = self._taken(address, op, inputs, attrs)
            if taken is not None:
                return self._store(taken)
        axes, kernel = self.plans.of(address, op, inputs, attrs)
        array = self._computed(kernel, op, inputs) if kernel is not None and self.computes else None
        return self._finish(address, op, inputs, attrs, axes, array, SHOWN if level is None else level)

    def _computed(self, kernel: Kernel, op: str, inputs: tuple[Step, ...]) -> Any:
        """What the kernel makes of the inputs' numbers; None where one of them has none."""
        arrays = []
        for step in inputs:
            held = step.held
            if held is None:
                return None
            if held.__class__ is not np.ndarray:
                row = OPS[op]
                if not (row.divides if held.__class__ is Quotient else row.slices):
                    held = step.array
            arrays.append(held)
        return kernel(*arrays)

    def given(self, name: str, array: Any, axes: Axes, level: int = SHOWN, symbol: str = "") -> Step:
        """Record numbers from outside the model: inputs, position rows, dropout masks."""
        address = self.address(name)
        base = None if array is None or address in self.edits else self._base.get(self._pass + address)
        if base is not None and base.op == "given" and base.array is not None and np.array_equal(base.array, array):
            return self._store(base)
        values = None if array is None else np.asarray(array, self.dtype)
        if values is not None and not fits_axes(values.shape, axes):
            raise TracerError("record.given_shape", name=address, given=" × ".join(map(str, values.shape)), axes=describe(axes))
        return self._finish(address, "given", (), {"axes": axes, "array": values, "symbol": symbol}, axes, values, level)

    def parameter(self, name: str, *axes: Axis, init: str = "matrix") -> Step:
        """A learned parameter, requested from the source by its full name."""
        return self._parameter(self.address(name), axes, init, False)

    def optional(self, name: str, *axes: Axis, init: str = "bias", stage: str = "") -> Step | None:
        """A parameter that may be missing, such as a bias: None where the source has none.

        `stage`: what it is for; a stage that is set whole is there without its parameter.
        """
        address = self.address(name)
        if self.source.has(address) or self.edits.whole(address) or (stage and self.edits.sets(self.address(stage))):
            return self._parameter(address, axes, init, True)
        return None

    def _parameter(self, address: str, axes: Axes, init: str, optional: bool) -> Step:
        if address in self.parameters:
            return self.parameters[address]
        base = self._base.get(address)
        if base is not None and address not in self.edits:
            return self._store(base, self.parameters)
        array = self.source.parameter(address, axes, init, optional)
        attrs = {"axes": axes, "array": array, "symbol": address.rsplit(".", 1)[-1], "init": init}
        step = self._finish(address, "parameter", (), attrs, axes, array, SHOWN, into=self.parameters)
        self.parameters[address] = step
        return step

    def chance(self, name: str, axes: Axes, rate: float) -> Step:
        """A dropout mask, drawn by the source from the run's seed."""
        address = self.address(name)
        return self.given(name, self.source.chance(self._pass + address, axes, rate), axes, DETAIL)

    def root(self, name: str, size: int | None, symbol: Expression) -> Step:
        """The constant √size, written √symbol, as a recorded step; without a number while the size is unknown."""
        if size is None:
            value = call("sqrt", symbol)
            return self._finish(self.address(name), "constant", (), {"value": value, "formula": value}, (), None, DETAIL)
        return self.constant(name, call("sqrt", float(size)), call("sqrt", symbol))

    def constant(self, name: str, value: Expression, formula: Expression) -> Step:
        """A number of the architecture with its formula (symbols) and value (numbers)."""
        return self.apply("constant", name, level=DETAIL, value=value, formula=formula, dtype=self.dtype)

    def _taken(self, address: str, op: str, inputs: tuple[Step, ...], attrs: Mapping[str, Any]) -> Step | None:
        """The base trace's step, where it has this one and everything it read is the base's own."""
        base = self._base.get(self._pass + address)
        if base is None or address in self.edits or len(base.computed.inputs) != len(inputs) or base.computed.op != op:
            return None
        if base.op == "edit" or any(ours is not its for ours, its in zip(inputs, base.computed.inputs, strict=True)):
            return None
        return base

    def _finish(
        self,
        address: str,
        op: str,
        inputs: tuple[Step, ...],
        attrs: Mapping[str, Any],
        axes: Axes,
        array: Any,
        level: int,
        into: dict[str, Step] | None = None,
    ) -> Step:
        """Record a step, with what an edit or paper mode then puts in its place as steps of their own."""
        name = address if into is not None else self._pass + address
        if self.edits.by_stage and address in self.edits:
            whole = self.edits.whole(address)
            if whole is not None and array is None:
                axes, array = axes_of_whole(whole, axes, self.dtype)
                init_attrs = {"init": attrs["init"]} if "init" in attrs else {}  # a parameter is still one that is needed
                op, inputs, attrs = "given", (), {**init_attrs, "axes": axes, "array": array, "symbol": "", "edited": True}
                if further := tuple(self.edits.after(whole, axes, self.dtype)):
                    return self._edited(further, Step(name + ".computed", op, inputs, attrs, axes, array, DETAIL), level, into)
            elif array is not None:
                changes = tuple(self.edits.changes(address, axes, self.dtype, self.time))
                if changes or address in self.edits.by_stage:  # and not only another time step of the stage
                    return self._edited(changes, Step(name + ".computed", op, inputs, attrs, axes, array, DETAIL), level, into)
        step = Step(name, op, inputs, attrs, axes, array, level)
        if self._rounding is not None and array is not None and self._written(name, level, op) and self._rounds(op, array, into):
            step = self._on_paper(step, level, into)
        return self._store(step, into)

    def _edited(self, changes: tuple[Any, ...], before: Step, level: int, into: dict[str, Step] | None) -> Step:
        self._store(before, self.steps)
        array = OPS["edit"].kernel((before.axes,), before.axes, {"changes": changes})(before.values)
        step = Step(before.name.removesuffix(".computed"), "edit", (before,), {"changes": changes}, before.axes, array, level)
        if self._written(step.name, level, before.op):
            step = self._on_paper(step, level, into)
        return self._store(step, into)

    def _written(self, name: str, level: int, op: str) -> bool:
        """Whether a step is rounded: what is shown, rows of a recurrent stage, which the next step reads, and in half precision
        details that PyTorch computes apart.
        """
        if self._rounding is None:
            return False
        return level == SHOWN or is_row(name) or bool(self.half and op in _APART)

    def _rounds(self, op: str, array: Any, into: dict[str, Step] | None) -> bool:
        """Whether an array is not rounded already, as merged stages are, and tables stored in the very half precision."""
        return op != "merge" if into is None else not self.half or getattr(array, "half", "") != self.half

    def _on_paper(self, step: Step, level: int, into: dict[str, Step] | None) -> Step:
        """A stage is rounded, as on paper or to half precision, and so read by the next; what it was before stays as a detail."""
        before = Step(step.name + ".unrounded", step.op, step.inputs, step.attrs, step.axes, step.array, DETAIL)
        attrs = self._rounding or {}
        array = OPS["round"].kernel((), (), attrs)(before.values)
        if np.array_equal(array, before.values, equal_nan=True):
            return step
        self._store(before, self.steps)
        return Step(step.name, "round", (before,), attrs, step.axes, array, level)

    def _store(self, step: Step, into: dict[str, Step] | None = None) -> Step:
        step.half = self.half
        if step.op in ("edit", "round") and step.inputs[0].name not in self.steps:
            self.steps[step.inputs[0].name] = step.inputs[0]
        if self.keep is not None and into is None and not self.keep(step.name):
            row = step.row
            if row.transparent or (row.inline and step.level == DETAIL):
                return step  # a working looks through it at what is behind
            return detach(step, self._near(step))  # all but its numbers
        (self.steps if into is None else into)[step.name] = step
        return step

    def _near(self, step: Step) -> tuple[Step, ...]:
        """The nearest kept steps behind this one, so that what is not kept can be forgotten."""
        near: dict[str, Step] = {}
        for operand in step.inputs:
            for ancestor in (operand,) if operand.name in self.steps or operand.name in self.parameters else operand.inputs:
                near[ancestor.name] = ancestor
        return tuple(near.values())
