"""Causes that are read off the numbers themselves: a factor, other rows of a table, dropout, another stage's numbers.

Each function sees the first stage that differs and returns the causes its numbers suggest; a trial then says whether they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.causes.norms import epsilon
from tracer.diagnosis.difference import Difference, fraction, layer_of, same_kind
from tracer.diagnosis.dropout import dropped, dropped_before
from tracer.diagnosis.factors import factor_in_time, factor_of_all, factor_of_term, times
from tracer.diagnosis.half_precision import in_half
from tracer.diagnosis.trial import Setup, Trial
from tracer.language import first_few
from tracer.record.step import SHOWN, Step


def measured_causes(found: Difference) -> Iterator[Cause]:
    """Every cause that these numbers suggest, the most telling first."""
    for measure in _MEASURES:
        with np.errstate(all="ignore"):
            yield from measure(found)


def _zeros(found: Difference) -> Iterator[Cause]:
    """Nothing but zeros, as a sublayer that was left out or an array that was never filled has."""
    if found.theirs.size > 1 and not found.theirs.any() and found.step.values.any():
        yield Cause("zeros", partial(times, found.step.name, 0.0), single=True, describes=True)


def _hidden_keys(found: Difference) -> Iterator[Cause]:
    """Keys that have a weight of 0 in every row, and in the run do not: an attention mask with a 0 at their tokens."""
    step = found.step.computed
    if step.op != "softmax" or "key" not in [axis.name for axis in found.step.axes[-1:]]:
        return
    ours, theirs = found.step.values, found.theirs
    rows = tuple(range(theirs.ndim - 1))
    hidden = (theirs == 0).all(axis=rows) & (ours != 0).any(axis=rows)
    if not hidden.any() or hidden.all():
        return
    labels = [label for label, is_hidden in zip(found.step.axes[-1].labels, hidden, strict=True) if is_hidden]
    yield Cause("hidden_keys", partial(_without_keys, hidden), values={"keys": first_few(labels, _MOST_LISTED)})


def _without_keys(hidden: np.ndarray, r: Trial, o: Operation) -> Step | None:
    keys = o.inputs[0].axes[-1] if o.op == "softmax" and o.ends("softmax") else None
    if keys is None or keys.name != "key" or keys.size != len(hidden):
        return None
    before = r.before(o)
    seen = np.where(hidden, 0.0, before.values)
    return r.put(o, seen / seen.sum(axis=-1, keepdims=True), before.axes)


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


def _listed(ids: np.ndarray) -> list[str]:
    return first_few([str(int(one)) for one in ids.ravel()], _MOST_LISTED)


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
        yield Cause("epsilon", partial(epsilon, value), settings={"epsilon": value}, values={"epsilon": f"{value:g}"})


def _rows(array: np.ndarray) -> np.ndarray:
    return array.reshape(-1, array.shape[-1])


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


_MEASURES: tuple[Callable[[Difference], Iterator[Cause]], ...] = (
    in_half,
    _other_rows,
    _epsilon,
    _averaged,
    _hidden_keys,
    _zeros,
    dropped,
    dropped_before,
    factor_of_term,
    factor_of_all,
    factor_in_time,
    _same_row_added,
    _other_stage,
)
