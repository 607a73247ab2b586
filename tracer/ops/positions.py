"""Sinusoidal positions (arXiv 1706.03762, section 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.expression import Call, Expression, Number, Symbol, call
from tracer.ops.arithmetic import cos, powers, sin
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View

# Which exponent a column has, and whether it is a sine, depends on
# named conventions; one function says so for the array, the cell and the formula.


def sinusoid_column(column: int, width: int, attrs: Attrs) -> tuple[str, float, float]:
    """(`sin`, `cos` or `zero`, a, b) of one column: its position is divided by base^(a/b).

    `timescales` divides by width/2 − 1, as Tensor2Tensor does, and has 0 in the last column of an odd width.
    """
    if attrs["layout"] == "timescales":
        scales = max(width // 2, 1)
        function = ("sin", "cos", "zero")[column // scales]
        return function, float(column % scales), float(max(scales - 1, 1))
    halves = attrs["layout"] == "halves"
    half = (width + 1) // 2
    pair, odd = (column % half, column >= half) if halves else divmod(column, 2)
    function = "cos" if odd else "sin"
    even = column if halves else column - column % 2
    doubled = {"2i": 2 * pair, "2*column": 2 * column, "2*even": 2 * even}
    return function, float(doubled[attrs["exponent"]]), float(width)


def _sinusoid_cell(view: View, index: tuple[int, ...]) -> Expression:
    function, above, below = sinusoid_column(index[-1], view.axes[-1].size or 0, view.attrs)
    if function == "zero":
        return Number(0.0)
    position = float(view.attrs["start"] + index[-2])
    power = call("power", Number(view.attrs["base"]), call("divide", above, below))
    return call(function, call("divide", position, power))


def _sinusoid_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    length, width = (axis.size or 0 for axis in result)

    def run() -> np.ndarray:
        columns = [sinusoid_column(column, width, attrs) for column in range(width)]
        divisors = powers(attrs["base"], [above / below for _, above, below in columns])
        positions = np.arange(attrs["start"], attrs["start"] + length, dtype=np.float64)
        angles = positions[:, None] / divisors
        function = np.array([function for function, _, _ in columns])
        waves = np.where(function == "cos", cos(angles), sin(angles))
        result: np.ndarray = np.where(function == "zero", 0.0, waves).astype(attrs["dtype"])
        return result

    return run


def _sinusoid_formula(_: Sequence[Expression], attrs: Attrs) -> Expression:
    above = {"2i": "2i", "2*column": "2·column", "2*even": "2·even"}[attrs["exponent"]]
    if attrs["layout"] == "timescales":
        exponent: Expression = call("divide", Symbol("i"), call("subtract", call("divide", Symbol("d_model"), 2.0), 1.0))
    else:
        exponent = call("divide", Symbol(above), Symbol("d_model"))
    return Call("apply", (Symbol("sin|cos"), call("divide", Symbol("pos"), call("power", Number(attrs["base"]), exponent))))


_SINUSOID: dict[str, Any] = {
    "axes": (Axis("token", 3), Axis("d_model", 5)),
    "base": 10000.0,
    "layout": "interleaved",
    "exponent": "2i",
    "start": 0,
    "dtype": "float64",
}
SINUSOID = Op(
    name="sinusoid",
    axes=lambda _, attrs: attrs["axes"],
    kernel=_sinusoid_kernel,
    working=_sinusoid_cell,
    formula=_sinusoid_formula,
    source="arXiv 1706.03762, section 3.5",
    examples=(
        Example((), _SINUSOID),
        Example((), {**_SINUSOID, "layout": "halves", "start": 2}),
        Example((), {**_SINUSOID, "layout": "timescales"}),
        Example((), {**_SINUSOID, "exponent": "2*column"}),
    ),
)

ROWS = (SINUSOID,)
