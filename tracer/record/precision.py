"""The largest difference that rounding can cause between two correct computations of a stage.

The same sums in another order (another BLAS kernel, one row alone instead of many) end in other last bits. That is no
difference of two runs, and none is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import numpy as np

from tracer.frozen import Frozen

if TYPE_CHECKING:
    from tracer.record.step import Step

RELATIVE = {"float64": 1e-12, "float32": 1e-5, "float16": 1e-2, "bfloat16": 5e-2}  # of a stage's largest number; coarsest last
_EPSILON = {"float64": 2.0**-52, "float32": 2.0**-23, "float16": 2.0**-10, "bfloat16": 2.0**-7}
_SUMS = ("add", "subtract", "sum", "total", "mean")
_CANCELLED = 64  # machine epsilons of the largest number that was added, which a sum that cancels to nothing leaves
_COARSEST = float(np.finfo("float32").eps)  # numbers are stored in half precision, and not computed in it
_WHOLE, _FINE = 0.25, 1 / 16  # whole numbers (ids, counts) are exact, where numbers that are not whole could stand beside them
_TELLING, _USED = 16, 1 / 6  # numbers that tell a precision, and the part of them that must use its last bit: in sums a quarter
_HALF = 0.505  # of the last decimal written
_used: ContextVar[set[str] | None] = ContextVar("used", default=None)


@contextmanager
def precisions() -> Iterator[set[str]]:
    """Context manager: collects the dtype of every recorder that computes inside, "float64" and/or "float32"."""
    outer, used = _used.get(), set[str]()
    token = _used.set(used)
    try:
        yield used
    finally:
        _used.reset(token)
        if outer is not None:
            outer |= used


def computes_in(dtype: str) -> None:
    """Called by a recorder: report its dtype to the enclosing `precisions`."""
    collected = _used.get()
    if collected is not None:
        collected.add(dtype)


class Precision(Frozen):
    """How exactly numbers are known: dtype, and for text files the number of decimals, or of significant digits."""

    dtype: str = "float64"
    decimals: int | None = None
    digits: int | None = None

    @property
    def relative(self) -> float:
        """Rounding error relative to the stage's largest number."""
        return RELATIVE[self.dtype]

    @property
    def cut(self) -> float:
        """What writing some decimals only takes away at most; a number just across the middle was rounded the other way."""
        return 0.0 if self.decimals is None else _HALF * 10.0**-self.decimals


def precision_of(steps: Iterable[Step]) -> Precision:
    """The lowest precision among these steps; steps read from a file carry their own (see `record.stored_trace`)."""
    all_precisions = [step.attrs["precision"] if "precision" in step.attrs else _computed(step) for step in steps]
    dtype = max((precision.dtype for precision in all_precisions), key=list(RELATIVE).index, default="float64")
    decimals, digits = (
        (
            min((number for number in numbers if number is not None), default=None)
            for numbers in zip(*((precision.decimals, precision.digits) for precision in all_precisions), strict=True)
        )
        if all_precisions
        else (None, None)
    )
    return Precision(dtype, decimals, digits)


def _computed(step: Step) -> Precision:
    return Precision(step.half or ("float32" if step.stored.dtype == np.float32 else "float64"))


def stored_precision(array: np.ndarray) -> Precision:
    """The precision an array's numbers have: of its number format, or of a coarser one that they were once in.

    Numbers that half precision holds exactly, of which many use its last bit, were computed in it; numbers such as 0.5 and 0.25,
    which every format holds, tell nothing, nor do whole numbers and quarters, whose largest alone need that bit.
    """
    dtype = array.dtype.name
    if array.dtype.kind != "f" or dtype == "float16":
        return Precision(dtype if dtype in RELATIVE else "float64")
    with np.errstate(all="ignore"):
        single = array.astype(np.float32)
        fits = np.array_equal(single, array, equal_nan=True)
    if not fits:
        return Precision("float64")
    numbers = np.unique(np.abs(single[np.isfinite(single)]))
    bits = numbers.view(np.uint32)
    if bits.size >= _TELLING:
        small = bits[numbers < numbers[-1] / 2]
        for name, kept in (("bfloat16", 16), ("float16", 13)):
            used = small >> kept & 1
            if not (bits & ((1 << kept) - 1)).any() and used.size and np.mean(used) > _USED:
                return Precision(name)
    return Precision("float32" if dtype == "float32" or (bits.size >= _TELLING and np.mean(bits & 1) > _USED) else "float64")


def rounding(step: Step, other: Step) -> float:
    """The largest absolute difference between two versions of a stage that rounding alone can cause."""
    sides, known = (step, other), precision_of((step, other))
    epsilon, size = min(_EPSILON[known.dtype], _COARSEST), max(map(_largest, sides))
    added = (operand for side in sides if side.computed.op in _SUMS for operand in side.computed.inputs)
    allowed = max(known.relative * size, _CANCELLED * epsilon * max(map(_largest, added), default=0.0))
    allowed += known.cut
    if known.digits is not None:
        allowed += 5.0 * 10.0**-known.digits * size
    return float(min(allowed, _WHOLE) if epsilon * size <= _FINE and all(map(_whole, sides)) else allowed)


def _largest(step: Step) -> float:
    """The size of the largest finite number."""
    values = step.values
    return float(np.max(np.abs(values), where=np.isfinite(values), initial=0.0)) if values.size else 0.0


def _whole(step: Step) -> bool:
    finite = step.values[np.isfinite(step.values)]
    return bool((finite == np.rint(finite)).all())
