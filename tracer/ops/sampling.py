"""Choose one position along an axis: argmax (first of ties) or sampling."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tracer.axes import names
from tracer.expression import Call, Expression, Number, Symbol, evaluate
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, axis_of
from tracer.ops.ties import first_largest


def _without(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    axis_of(inputs[0], attrs["over"])
    return tuple(axis for axis in inputs[0] if axis.name != attrs["over"])


def _row(view: View, index: tuple[int, ...]) -> np.ndarray:
    """The values a choice is made among."""
    places, over = view.named(index), view.attrs["over"]
    leaves = [view.cell(0, {**places, over: at}) for at in range(axis_of(view.inputs[0], over).size or 0)]
    return np.array([evaluate(leaf) for leaf in leaves])


def _argmax_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    along = names(inputs[0]).index(attrs["over"])
    return lambda x: first_largest(x, along).astype(x.dtype)


ARGMAX = Op(
    name="argmax",
    axes=_without,
    kernel=_argmax_kernel,
    working=lambda view, index: Number(float(first_largest(_row(view, index)))),
    formula=lambda s, _: Call("apply", (Symbol("arg max"), s[0])),
    examples=(Example(({"token": 2, "vocab": 5},), {"over": "vocab"}),),
)


def draw_index(probabilities: np.ndarray, number: np.ndarray) -> np.ndarray:
    """The first position (last axis) whose cumulated probability exceeds `number` (0 ≤ u < 1); never one of probability 0."""
    sums = np.cumsum(probabilities, axis=-1)
    result: np.ndarray = (sums <= (number * sums[..., -1])[..., None]).sum(axis=-1)
    return result


def _draw_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    along = names(inputs[0]).index(attrs["over"])
    return lambda p, number: draw_index(np.moveaxis(p, along, -1), number).astype(p.dtype)


def _draw_working(view: View, index: tuple[int, ...]) -> Expression:
    number = np.array(evaluate(view.cell(1, view.named(index))))
    return Number(float(draw_index(_row(view, index), number)))


DRAW = Op(
    name="draw",
    axes=_without,
    kernel=_draw_kernel,
    working=_draw_working,
    formula=lambda s, _: Call("apply", (Symbol("draw"), *s)),
    examples=(Example(({"token": 2, "vocab": 5}, {"token": 2}), {"over": "vocab"}, low=0.1, high=0.9),),
)

ROWS = (
    ARGMAX,
    DRAW,
)
