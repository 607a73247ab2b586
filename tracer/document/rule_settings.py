"""What a rule needs beside its inputs to compute a step again elsewhere: the step's settings as plain data, and its template.

A pointwise operation has a template, made by its own `working` with the inputs' numbers `x0`, `x1` … in place of cells. The
other operations are computed by rules over indices, written once more in the page's script; their settings stand here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tracer.axes import names
from tracer.expression import Cell, Expression, Number, Symbol
from tracer.ops.distance import distance_rows, first_row
from tracer.ops.positions import sinusoid_column
from tracer.ops.relative import alibi_slopes, bucket_rows
from tracer.ops.rotary import frequencies
from tracer.ops.row import View
from tracer.record.step import Step

Tree = Any  # a number, a string (`x0` an input, `$q` a symbol, `inf`, `-inf`, `nan`) or a list: a function and its arguments


def tree(expression: Expression) -> Tree:
    """An expression as plain data; a symbol is written `$` and its name."""
    if isinstance(expression, (Number, Cell)):
        return number(expression.value)
    if isinstance(expression, _Input):
        return expression.name
    if isinstance(expression, Symbol):
        return f"${expression.name}"
    return [expression.function, *map(tree, expression.arguments)]


def number(value: float) -> float | int | str:
    """A number as JSON can hold it: whole ones short, the three that are none by name."""
    value = float(value)
    if not math.isfinite(value):
        return "nan" if value != value else ("inf" if value > 0 else "-inf")
    return int(value) if value == int(value) and abs(value) < 1e15 and (value or math.copysign(1, value) > 0) else value


def template(step: Step) -> Tree | None:
    """The expression that every cell of a pointwise step is, or None for the other operations."""
    if not step.row.pointwise:
        return None
    inputs = [operand.axes for operand in step.inputs]
    view = View(step.axes, inputs, step.attrs, lambda place, _: _Input(f"x{place}"))
    return tree(step.row.working(view, (0,) * len(step.axes)))


class _Input(Symbol):
    """An input's number in a template."""


def settings(step: Step) -> dict[str, Any]:
    """The settings that the step's rule reads; empty where it reads none."""
    of = _SETTINGS.get(step.op)
    return of(step) if of is not None and step.attrs else {}


def _over(step: Step) -> dict[str, Any]:
    over = step.attrs["over"]
    return {"over": [over] if isinstance(over, str) else list(over)}


def _kept(*keys: str) -> Callable[[Step], dict[str, Any]]:
    return lambda step: {key: step.attrs[key] for key in keys}


def _lookup(step: Step) -> dict[str, Any]:
    return {"ids": np.asarray(step.attrs["ids"]).ravel().tolist(), "lead": len(step.attrs["axes"])}


def _edit(step: Step) -> dict[str, Any]:
    """The places that edits set, counted through the whole stage, and their numbers."""
    marked, values = np.zeros(step.values.shape, bool), np.zeros(step.values.shape)
    for index, given in step.attrs["changes"]:
        marked[index], values[index] = True, given
    places = np.flatnonzero(marked)
    return {"at": places.tolist(), "to": [number(value) for value in values.ravel()[places]]}


def _rotate(step: Step) -> dict[str, Any]:
    attrs = step.attrs
    angles = frequencies(attrs["base"], attrs["turned"], attrs.get("scaling"))
    own = {key: attrs[key] for key in ("positions", "turned", "start", "layout")}
    return {**own, **_over(step), "frequencies": angles, "factor": attrs.get("factor", 1.0), "back": bool(attrs.get("back"))}


def _sinusoid(step: Step) -> dict[str, Any]:
    width = step.axes[-1].size or 0
    columns = [sinusoid_column(column, width, step.attrs) for column in range(width)]
    return {"columns": columns, "base": step.attrs["base"], "start": step.attrs["start"]}


def _alibi(step: Step) -> dict[str, Any]:
    slopes = alibi_slopes(step.axes[0].size or 0, step.attrs["strongest"])
    return {"slopes": [-slope for slope in slopes], "start": step.attrs["start"]}


def _at_distance(step: Step) -> dict[str, Any]:
    return {"rows": distance_rows(step.attrs).ravel().tolist(), "own": step.attrs["own"]}


def _fill(step: Step) -> dict[str, Any]:
    return {"fill": number(step.attrs["fill"])}


def _largest(step: Step) -> dict[str, Any]:
    return {**_fill(step), "top_k": step.attrs.get("top_k"), "top_p": step.attrs.get("top_p")}


_SETTINGS: dict[str, Callable[[Step], dict[str, Any]]] = {
    **dict.fromkeys(
        ("contract", "affine", "sum", "mean", "mean_square", "softmax", "log_softmax", "divide_by_sum", "argmax", "draw"), _over
    ),
    "variance": lambda step: {**_over(step), "ddof": step.attrs["ddof"]},
    "rename": _kept("names"),
    "split": lambda step: {"axis": step.attrs["axis"], "into": list(names(step.attrs["into"]))},
    "merge": lambda step: {"axes": list(step.attrs["axes"]), "into": step.attrs["into"]},
    "select": _kept("axis", "at"),
    "slice": _kept("axis", "start"),
    "place": lambda step: {"axis": step.attrs["axis"].name, "start": step.attrs["start"]},
    "stack": lambda step: {"axis": step.attrs["axis"].name},
    "join": _kept("axis"),
    "repeat": lambda step: {"axis": step.attrs["axis"], "into": step.attrs["into"].name},
    "lookup": _lookup,
    "gather": _lookup,
    "alibi": _alibi,
    "relative_bias": lambda step: {"rows": bucket_rows(step.attrs).ravel().tolist()},
    "relative_bias_sum": lambda step: {"rows": bucket_rows(step.attrs).ravel().tolist()},
    "distances": lambda step: {"table": step.inputs[0].axes[0].name, "start": first_row(step.attrs)},
    "distance_product": lambda step: {**_over(step), **_at_distance(step)},
    "at_distance_sum": _at_distance,
    "mask": _fill,
    "window_padding": _kept("start"),
    "keep_largest": _largest,
    "choose_largest": _kept("count"),
    "edit": _edit,
    "round": lambda step: {key: step.attrs[key] for key in ("places", "dtype") if key in step.attrs},
    "rotate": _rotate,
    "sinusoid": _sinusoid,
}
