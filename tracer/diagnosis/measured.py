"""Causes that are read off the numbers themselves: a factor, other rows of a table, dropout, another stage's numbers.

Each function sees the first stage that differs and returns the causes its numbers suggest; a trial then says whether they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.step import SHOWN, Step

_LEAST_FACTOR = 1e-3  # nearer to 1 a factor is rounding
_HALF = ("bfloat16", "float16")


class Difference(NamedTuple):
    """The first stage that differs: our step, their numbers, and all steps and parameters behind it by name."""

    setup: Setup
    step: Step
    theirs: np.ndarray
    every: Mapping[str, Step]

    def close(self, ours: np.ndarray) -> bool:
        return ours.shape == self.theirs.shape and bool(self.setup.tolerance.close(ours, self.theirs).all())


def same_kind(name: str) -> str:
    """A stage's name with its layer's number taken out: `encoder.*.attention.q`."""
    return re.sub(r"(?<=\.)\d+(?=\.)", "*", name)


def layer_of(name: str) -> int | None:
    """The layer's number in a stage's name, or None."""
    match = re.search(r"(?<=\.)\d+(?=\.)", name)
    return None if match is None else int(match[0])


def measured_causes(found: Difference) -> Iterator[Cause]:
    """Every cause that these numbers suggest, the most telling first."""
    for measure in (
        _in_half,
        _other_rows,
        _epsilon,
        _averaged,
        _dropped,
        _factor_of_term,
        _factor,
        _same_row_added,
        _other_stage,
    ):
        with np.errstate(all="ignore"):
            yield from measure(found)


def fraction(numbers: np.ndarray, divisors: np.ndarray) -> float | None:
    """c where numbers = c · divisors, from the larger half of the divisors; None where they are all 0 or not finite."""
    usable = np.isfinite(numbers) & np.isfinite(divisors)
    if not usable.any():
        return None
    sizes = np.abs(np.where(usable, divisors, 0.0))
    large = usable & (sizes >= np.median(sizes[usable])) & (sizes > 0)
    return float(np.median(numbers[large] / divisors[large])) if large.any() else None


def _factor(found: Difference) -> Iterator[Cause]:
    """All numbers of the stage times one number."""
    ours = found.step.values
    factor = fraction(found.theirs, ours)
    if factor is not None and abs(factor - 1) > _LEAST_FACTOR and found.close(ours * factor):
        yield Cause(
            "factor",
            partial(_times, found.step.name, factor),
            values={"factor": shown_factor(factor, found.setup)},
            single=True,
            describes=True,
        )


def shown_factor(factor: float, setup: Setup) -> str:
    """A factor with the sizes it is made of, where it is: `8 = √d_model`."""
    frame = setup.frame
    sizes = {"d_model": frame.d_model.size, "d_k": frame.d_k.size, "heads": frame.head.size, "layers": setup.layers}
    for name, size in sizes.items():
        for text, power in (("√{}", 0.5), ("1/√{}", -0.5), ("{}", 1.0), ("1/{}", -1.0)):
            if size and abs(factor / size**power - 1) < _LEAST_FACTOR:
                return f"{factor:.4g} = {text.format(name)}"
    return f"{factor:.4g}"


def _times(name: str, factor: float, r: Trial, o: Operation) -> Step | None:
    return r.instead(o, "times", r.before(o), factor=factor) if o.name == name else None


def _factor_of_term(found: Difference) -> Iterator[Cause]:
    """One of the two terms of a sum times a number."""
    step = found.step.computed
    if step.op != "add" or len(step.inputs) != 2:
        return
    for at, term in enumerate(step.inputs):
        rest = step.inputs[1 - at].values
        ours = np.broadcast_to(term.values, found.theirs.shape)
        factor = fraction(found.theirs - rest, ours)
        if factor is None or min(abs(factor - 1), abs(factor)) < _LEAST_FACTOR or not found.close(rest + factor * ours):
            continue
        values = {"term": term.name, "factor": shown_factor(factor, found.setup)}
        yield Cause("factor_of_term", partial(_term_times, same_kind(found.step.name), at, factor), values=values, describes=True)


def _term_times(kind: str, at: int, factor: float, r: Trial, o: Operation) -> Step | None:
    if o.op != "add" or same_kind(o.name) != kind:
        return None
    term = r.plain("times", f"{o.name}.term", o.inputs[at], factor=factor)
    return r.changed(o, *[term if place == at else step for place, step in enumerate(o.inputs)])


def _same_row_added(found: Difference) -> Iterator[Cause]:
    """The same row added at every token, as a bias is."""
    ours = found.step.values
    if ours.ndim < 2 or ours.shape[-2] < 2:
        return
    added = found.theirs - ours
    row = added.mean(axis=tuple(range(added.ndim - 1)), keepdims=True)
    if np.isfinite(row).all() and found.close(ours + row):
        yield Cause("row_added", partial(_plus_row, found.step.name, row), single=True, describes=True)


def _plus_row(name: str, row: np.ndarray, r: Trial, o: Operation) -> Step | None:
    if o.name != name:
        return None
    before = r.before(o)
    return r.put(o, before.values + row, before.axes)


def _other_rows(found: Difference) -> Iterator[Cause]:
    """A table looked up at other rows."""
    step = found.step.computed
    if step.op != "lookup":
        return
    table = step.inputs[0].values
    rows = found.theirs.reshape(-1, found.theirs.shape[-1])
    ids = [_row_in(table, row, found.setup) for row in rows]
    if None in ids:
        return
    before = np.asarray(step.attrs["ids"])
    laid = np.asarray(ids, dtype=np.intp)
    if laid.size != before.size:
        return
    laid = laid.reshape(before.shape)
    values = {"table": step.inputs[0].name, "theirs": _listed(laid), "ours": _listed(before)}
    yield Cause("other_rows", partial(_looked_up, found.step.name, laid), values=values, single=True, describes=True)


def _row_in(table: np.ndarray, row: np.ndarray, setup: Setup) -> int | None:
    close = setup.tolerance.close
    likely = np.flatnonzero(close(table[:, 0], np.broadcast_to(row[0], table.shape[:1])))
    return next((int(at) for at in likely if close(table[at], row).all()), None)


_MOST_LISTED = 12


def _listed(ids: np.ndarray) -> str:
    flat = [str(int(one)) for one in ids.ravel()]
    return ", ".join(flat[:_MOST_LISTED]) + (" …" if len(flat) > _MOST_LISTED else "")


def _looked_up(name: str, ids: np.ndarray, r: Trial, o: Operation) -> Step | None:
    return r.changed(o, ids=_nested(ids)) if o.name == name and o.op == "lookup" else None


def _nested(ids: np.ndarray) -> Any:
    return tuple(map(_nested, ids)) if ids.ndim else int(ids)


def _epsilon(found: Difference) -> Iterator[Cause]:
    """ε as their normalised numbers have it."""
    step = found.step.computed
    normalized, theirs = (step, found.theirs) if step.op == "standardise" else (step.inputs[0] if step.inputs else step, None)
    if normalized.op != "standardise":
        return
    if theirs is None:
        gamma = step.inputs[1].values
        theirs = (found.theirs - (step.inputs[2].values if len(step.inputs) > 2 else 0.0)) / gamma
    x, mean, variance = (operand.values for operand in normalized.inputs)
    centred = x - mean[..., None]
    deviation = fraction(centred.ravel(), theirs.ravel())
    per_row = [fraction(one, other) for one, other in zip(_rows(centred), _rows(theirs), strict=True)]
    if deviation is None or None in per_row:
        return
    epsilons = np.square(np.asarray(per_row, float)) - variance.ravel()
    value = float(f"{float(np.median(epsilons)):.3g}")
    if value > 0:
        from tracer.diagnosis.causes.norms import epsilon

        yield Cause("epsilon", partial(epsilon, value), settings={"epsilon": value}, values={"epsilon": f"{value:g}"})


def _rows(array: np.ndarray) -> np.ndarray:
    return array.reshape(-1, array.shape[-1])


def _dropped(found: Difference) -> Iterator[Cause]:
    """Some numbers 0 and all others larger by one factor: dropout left on."""
    step, ours, rest = found.step.computed, found.step.values, np.zeros(())
    bases = [(ours, rest)]
    if step.op == "add" and len(step.inputs) == 2:
        bases += [(one.values, other.values) for one, other in (step.inputs, step.inputs[::-1])]
    for kept, rest in bases:
        theirs, kept = found.theirs - rest, np.broadcast_to(kept, found.theirs.shape)
        scale = float(np.abs(kept[np.isfinite(kept)]).max(initial=0.0))
        zero = np.abs(theirs) <= found.setup.tolerance.atol + found.setup.tolerance.rtol * scale
        alive = ~zero & np.isfinite(kept)
        if not (zero & (np.abs(kept) > 0)).any() or not alive.any():
            continue
        factor = fraction(theirs[alive], kept[alive])
        if factor is None or factor <= 1 + _LEAST_FACTOR or not found.close(np.where(zero, 0.0, factor * kept) + rest):
            continue
        values = {"rate": f"{1 - 1 / factor:.2g}"}
        yield Cause("dropout", partial(_theirs, found.step.name, found.theirs), values=values, single=True)


def _theirs(name: str, theirs: np.ndarray, r: Trial, o: Operation) -> Step | None:
    return r.put(o, theirs, r.before(o).axes) if o.name == name else None


def given_theirs(name: str, theirs: np.ndarray) -> Cause:
    """Their numbers put in the stage's place (or a parameter's), so that what comes after it can be compared."""

    def weights(r: Trial, parameter: str) -> np.ndarray | None:
        return theirs if parameter == name else None

    return Cause("none", partial(_theirs, name, theirs), weights, single=True)


def _averaged(found: Difference) -> Iterator[Cause]:
    """Every head with the mean of all heads' weights: computed on with it, or only given out so."""
    axes = [axis.name for axis in found.step.axes]
    if "head" not in axes or found.step.computed.op != "softmax":
        return
    at = axes.index("head")
    mean = np.broadcast_to(found.step.values.mean(axis=at, keepdims=True), found.theirs.shape)
    if not found.close(mean):
        return
    names = tuple(name for name in found.setup.theirs if same_kind(name) == same_kind(found.step.name))
    yield Cause("heads_averaged", removes=names, single=True)


def _other_stage(found: Difference) -> Iterator[Cause]:
    """Numbers of another stage under this one's name, as hidden_states counted from another layer are."""
    name, setup = found.step.name, found.setup
    original = setup.trace.every
    for other, step in original.items():
        if other == name or step.level != SHOWN or step.array is None or not found.close(step.values):
            continue
        moved = _moved_names(setup, name, other)
        by = (
            None
            if layer_of(name) is None or same_kind(other) != same_kind(name)
            else (layer_of(other) or 0) - (layer_of(name) or 0)
        )
        values: dict[str, Any] = {"other": other, "count": len(moved)}
        if by is not None:
            values["by"] = f"{by:+d}"
        yield Cause("other_layer_stage" if by is not None else "other_stage", values=values, removes=tuple(moved), single=True)
        return


def _moved_names(setup: Setup, name: str, other: str) -> list[str]:
    """The stages of the same kind whose numbers are another stage's of the two kinds."""
    kinds = {same_kind(name), same_kind(other)}
    sources = [step for one, step in setup.trace.steps.items() if same_kind(one) in kinds and step.array is not None]
    result = []
    for given, theirs in setup.theirs.items():
        if same_kind(given) != same_kind(name):
            continue
        of_other = any(
            step.name != given and step.values.shape == theirs.shape and setup.tolerance.close(step.values, theirs).all()
            for step in sources
        )
        if of_other:
            result.append(given)
    return result


_HALF_STEPS = {"bfloat16": 2.0**-8, "float16": 2.0**-11}
_ROUNDINGS = 8  # so many half-precision steps of a stage's largest number a run in it may be away


def _in_half(found: Difference) -> Iterator[Cause]:
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
    before = r.plain(o.op, o.name + ".unrounded_half", *inputs, **o.attrs)
    return r.put(o, to_half(before.values, precision), before.axes)


def to_half(array: np.ndarray, precision: str) -> np.ndarray:
    """Each number rounded to the nearest of half precision, ties to even, in the array's own dtype."""
    if precision == "float16":
        return np.asarray(array.astype(np.float16).astype(array.dtype))
    bits = np.ascontiguousarray(array, np.float32).view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    finite = np.where(np.isfinite(array), rounded, bits).astype(np.uint32)
    return finite.view(np.float32).astype(array.dtype)
