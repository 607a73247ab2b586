"""Half precision: numbers rounded to bfloat16 or float16, in one operation or in the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.difference import Difference
from tracer.diagnosis.trial import Trial
from tracer.record.step import SHOWN, Step

_HALF_STEPS = {"bfloat16": 2.0**-8, "float16": 2.0**-11}
_ROUNDINGS = 8  # so many half-precision steps of a stage's largest number a run in it may be away
_HALF = ("bfloat16", "float16")


def in_half(found: Difference) -> Iterator[Cause]:
    """Numbers that are all of half precision, and no further from ours than a run in it may be."""
    for precision, step in _HALF_STEPS.items():
        names = [name for name in found.setup.theirs if _is_half(found, name, precision, _ROUNDINGS * step)]
        if found.step.name in names:
            yield Cause("in_half", values={"precision": precision}, removes=tuple(names), single=True)
            return


def _is_half(found: Difference, name: str, precision: str, apart: float) -> bool:
    theirs, ours = found.setup.theirs[name], found.setup.trace.every[name].values
    if found.setup.tolerance.close(to_half(ours, precision), ours).all():  # as good as ours: it tells nothing
        return False
    largest = float(np.abs(ours[np.isfinite(ours)]).max(initial=0.0))
    near = (np.abs(ours - theirs) <= apart * largest) | ~np.isfinite(ours)
    return bool(near.all() and np.array_equal(to_half(theirs, precision), theirs, equal_nan=True))


def half_precision() -> Iterator[Cause]:
    """Results rounded to half precision; or what an operation reads too, as where a whole operation runs in it."""
    for precision in _HALF:
        for reads in (False, True):
            yield Cause("half", partial(_rounded, precision, reads), values={"precision": precision})


def _rounded(precision: str, reads: bool, r: Trial, o: Operation) -> Step | None:
    if o.level not in (None, SHOWN) or o.op == "given":
        return None
    inputs = o.inputs
    if reads:
        halves = [to_half(step.values, precision) if step.values.dtype.kind == "f" else step.values for step in inputs]
        inputs = tuple(
            r.plain("given", f"{o.name}.half.{at}", array=half, axes=step.axes)
            for at, (step, half) in enumerate(zip(inputs, halves, strict=True))
        )
    before = r.plain(o.op, o.name + ".unrounded", *inputs, **o.attrs)
    return r.put(o, to_half(before.values, precision), before.axes)


def to_half(array: np.ndarray, precision: str) -> np.ndarray:
    """Each number rounded to the nearest of half precision, ties to even, in the array's own dtype."""
    if precision == "float16":
        return np.asarray(array.astype(np.float16).astype(array.dtype))
    bits = np.ascontiguousarray(array, np.float32).view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    finite = np.where(np.isfinite(array), rounded, bits).astype(np.uint32)
    return finite.view(np.float32).astype(array.dtype)
