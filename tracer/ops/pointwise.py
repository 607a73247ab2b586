"""Elementwise operations: one expression each, read three ways (over arrays, over one cell, as a formula).

Inputs are aligned by axis name; an input may lack axes of the result. Where speed asks for it a row has a kernel of its
own, which the row tests hold against the expression.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tracer.ops.erf import erf
from tracer.ops.expression import Call, Cell, Expression, Number, Symbol, call
from tracer.ops.row import Attrs, Axes, Example, Gradient, Kernel, Op, View, add_row, aligner, united


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 * np.tanh(0.5 * x) + 0.5


def _sum(*terms: Any) -> Any:
    result = terms[0] + terms[1]
    for term in terms[2:]:
        result = result + term
    return result


def _product(*factors: Any) -> Any:
    result = factors[0] * factors[1]
    for factor in factors[2:]:
        result = result * factor
    return result


ARRAYS: dict[str, Callable[..., Any]] = {
    "add": _sum,
    "subtract": np.subtract,
    "multiply": _product,
    "divide": np.divide,
    "negate": np.negative,
    "power": np.power,
    "square": np.square,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "erf": erf,
    "sigmoid": _sigmoid,
    "max": np.maximum,
    "absolute": np.abs,
}

Build = Callable[..., Expression]


def _over_arrays(expression: Expression, arrays: Sequence[np.ndarray]) -> Any:
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Symbol):
        return arrays[int(expression.name)]
    assert isinstance(expression, Call)
    return ARRAYS[expression.function](*(_over_arrays(a, arrays) for a in expression.arguments))


def pointwise(
    name: str,
    build: Build,
    gradients: tuple[Gradient | None, ...] = (),
    ufunc: Callable[..., np.ndarray] | None = None,
    inputs: int = 1,
    attrs: Attrs | None = None,
    low: float = -2.0,
    source: str = "",
    notation: Build | None = None,
) -> Op:
    """A row whose result is `build(attrs, *inputs)` cell by cell.

    `ufunc` computes plainly the same in one call; `notation` writes the formula where the paper has a name for it.
    """

    def kernel(axes: Sequence[Axes], result: Axes, values: Attrs) -> Kernel:
        moves = [aligner(a, result) for a in axes]
        if ufunc is not None:
            compute: Kernel = ufunc
        else:
            tree = build(values, *(Symbol(str(place)) for place in range(len(axes))))

            def compute(*arrays: np.ndarray) -> np.ndarray:
                return _over_arrays(tree, arrays)

        if all(move is None for move in moves):
            return compute
        return lambda *arrays: compute(*(a if m is None else m(a) for a, m in zip(arrays, moves, strict=True)))

    def working(view: View, index: tuple[int, ...]) -> Expression:
        places = view.named(index)
        return build(view.attrs, *(view.cell(number, places) for number in range(len(view.inputs))))

    full: dict[str, int] = {"token": 3, "d_model": 2}
    shapes: list[dict[str, int]] = [full] + [{"d_model": 2}] * (inputs - 1)
    examples = (
        Example([full] * inputs, attrs or {}, low=low),
        *([Example(shapes, attrs or {}, low=low)] if inputs > 1 else []),
    )
    return add_row(
        Op(
            name=name,
            axes=lambda axes, _: united(axes),
            kernel=kernel,
            working=working,
            formula=lambda symbols, values: (notation or build)(values, *symbols),
            gradients=gradients,
            source=source,
            examples=examples,
            broadcasts=inputs > 1,
            inline=True,
        )
    )


def named(function: str) -> Build:
    """The notation f(x …) for a function with a name."""
    return lambda _, *arguments: Call("apply", (Symbol(function), *arguments))


_HALF_ROOT = math.sqrt(2.0)
_GELU_C = math.sqrt(2.0 / math.pi)


def _gelu(_: Attrs, x: Expression) -> Expression:
    return call("multiply", 0.5, x, call("add", 1.0, call("erf", call("divide", x, call("sqrt", 2.0)))))


def _gelu_tanh(_: Attrs, x: Expression) -> Expression:
    inner = call("add", x, call("multiply", 0.044715, call("power", x, 3.0)))
    root = call("sqrt", call("divide", 2.0, Number(math.pi)))
    return call("multiply", 0.5, x, call("add", 1.0, call("tanh", call("multiply", root, inner))))


def _gelu_array(x: np.ndarray) -> np.ndarray:
    result = erf(x * x.dtype.type(1.0 / _HALF_ROOT))
    result += 1
    result *= x
    result *= 0.5
    return result


def _gelu_tanh_array(x: np.ndarray) -> np.ndarray:
    result = x * x
    result *= 0.044715
    result += 1
    result *= x
    result *= _GELU_C
    np.tanh(result, out=result)
    result += 1
    result *= x
    result *= 0.5
    return result


def _of_input(op: str) -> Gradient:
    """The rule g × op(x)."""

    def rule(r: Any, name: str, g: Any, step: Any) -> Any:
        return r.multiply(name, g, r.apply(op, name + ".slope", step.inputs[0]))

    return rule


def _of_result(op: str) -> Gradient:
    """The rule g × op(result)."""

    def rule(r: Any, name: str, g: Any, step: Any) -> Any:
        return r.multiply(name, g, r.apply(op, name + ".slope", step))

    return rule


def _pass(r: Any, name: str, g: Any, step: Any) -> Any:
    return r.same(name, g)


pointwise("add", lambda _, *x: Call("add", x), (_pass, _pass), np.add, 2)
pointwise("subtract", lambda _, a, b: call("subtract", a, b), (_pass, lambda r, n, g, s: r.negate(n, g)), np.subtract, 2)
pointwise(
    "multiply",
    lambda _, a, b: call("multiply", a, b),
    (lambda r, n, g, s: r.multiply(n, g, s.inputs[1]), lambda r, n, g, s: r.multiply(n, g, s.inputs[0])),
    np.multiply,
    2,
    notation=lambda _, a, b: Call("elementwise", (a, b)),
)
pointwise(
    "divide",
    lambda _, a, b: call("divide", a, b),
    (
        lambda r, n, g, s: r.divide(n, g, s.inputs[1]),
        lambda r, n, g, s: r.negate(n, r.divide(n + ".quotient", r.multiply(n + ".product", g, s), s.inputs[1])),
    ),
    np.divide,
    2,
    low=0.5,
)
pointwise("negate", lambda _, x: call("negate", x), (lambda r, n, g, s: r.negate(n, g),), np.negative)
pointwise(
    "square",
    lambda _, x: call("square", x),
    (lambda r, n, g, s: r.multiply(n, g, r.times(n + ".slope", s.inputs[0], factor=2.0)),),
    np.square,
)
pointwise(
    "times",
    lambda attrs, x: call("multiply", Number(attrs["factor"]), x),
    (lambda r, n, g, s: r.times(n, g, factor=s.attrs["factor"]),),
    attrs={"factor": 1.5},
)
pointwise(
    "plus",
    lambda attrs, x: call("add", x, Number(attrs["term"])),
    (_pass,),
    attrs={"term": 0.25},
)
pointwise(
    "sqrt",
    lambda _, x: call("sqrt", x),
    (lambda r, n, g, s: r.divide(n, r.times(n + ".half", g, factor=0.5), s),),
    np.sqrt,
    low=0.5,
)
pointwise("exp", lambda _, x: call("exp", x), (lambda r, n, g, s: r.multiply(n, g, s),), np.exp)
pointwise("log", lambda _, x: call("log", x), (lambda r, n, g, s: r.divide(n, g, s.inputs[0]),), np.log, low=0.5)

# Activations: arXiv 1706.03762 section 3.3 (ReLU), 1606.08415 (GELU), 1702.03118 (SiLU).
pointwise("relu", lambda _, x: call("max", 0.0, x), (_of_input("step"),), lambda x: np.maximum(x, 0), notation=named("ReLU"))
pointwise(
    "step",
    lambda _, x: x if not isinstance(x, Cell) else Number(float(x.value > 0)),
    (),
    lambda x: (x > 0).astype(x.dtype),
    notation=named("step"),
)
pointwise("gelu", _gelu, (_of_input("gelu_slope"),), _gelu_array, source="arXiv 1606.08415, equation 1", notation=named("GELU"))
pointwise(
    "gelu_slope",
    lambda _, x: call(
        "add",
        call("multiply", 0.5, call("add", 1.0, call("erf", call("divide", x, call("sqrt", 2.0))))),
        call(
            "multiply",
            x,
            call(
                "divide",
                call("exp", call("negate", call("divide", call("square", x), 2.0))),
                call("sqrt", call("multiply", 2.0, Number(math.pi))),
            ),
        ),
    ),
    notation=named("GELU′"),
)
pointwise(
    "gelu_tanh",
    _gelu_tanh,
    (_of_input("gelu_tanh_slope"),),
    _gelu_tanh_array,
    source="arXiv 1606.08415, section 2",
    notation=named("GELU"),
)


def _gelu_tanh_slope(_: Attrs, x: Expression) -> Expression:
    root = call("sqrt", call("divide", 2.0, Number(math.pi)))
    cube = call("multiply", 0.044715, call("power", x, 3.0))
    tanh = call("tanh", call("multiply", root, call("add", x, cube)))
    inside = call("multiply", root, call("add", 1.0, call("multiply", 3 * 0.044715, call("square", x))))
    straight = call("multiply", 0.5, call("add", 1.0, tanh))
    return call("add", straight, call("multiply", 0.5, x, call("subtract", 1.0, call("square", tanh)), inside))


pointwise("gelu_tanh_slope", _gelu_tanh_slope, notation=named("GELU′"))
pointwise("sigmoid", lambda _, x: call("sigmoid", x), (_of_result("sigmoid_slope"),), _sigmoid, notation=named("σ"))
pointwise("sigmoid_slope", lambda _, y: call("multiply", y, call("subtract", 1.0, y)))
pointwise("tanh", lambda _, x: call("tanh", x), (_of_result("tanh_slope"),), np.tanh, notation=named("tanh"))
pointwise("tanh_slope", lambda _, y: call("subtract", 1.0, call("square", y)))
pointwise(
    "silu",
    lambda _, x: call("multiply", x, call("sigmoid", x)),
    (_of_input("silu_slope"),),
    lambda x: x * _sigmoid(x),
    source="arXiv 1702.03118",
    notation=named("SiLU"),
)
pointwise(
    "silu_slope",
    lambda _, x: call(
        "multiply", call("sigmoid", x), call("add", 1.0, call("multiply", x, call("subtract", 1.0, call("sigmoid", x))))
    ),
    notation=named("SiLU′"),
)
pointwise(
    "softcap",
    lambda attrs, x: call("multiply", Number(attrs["cap"]), call("tanh", call("divide", x, Number(attrs["cap"])))),
    (lambda r, n, g, s: r.multiply(n, g, r.tanh_slope(n + ".slope", r.times(n + ".tanh", s, factor=1.0 / s.attrs["cap"]))),),
    attrs={"cap": 3.0},
    source="Gemma 2, arXiv 2408.00118, section 2",
)

# The parts of a norm (arXiv 1607.06450): (x − μ) / √(σ² + ε), then γ x̂ + β.


def _deviation(attrs: Attrs, variance: Expression) -> Expression:
    if attrs["at"] == "deviation":
        return call("add", call("sqrt", variance), Number(attrs["epsilon"]))
    return call("sqrt", call("add", variance, Number(attrs["epsilon"])) if attrs["epsilon"] else variance)


def _standardise(attrs: Attrs, x: Expression, mean: Expression, variance: Expression) -> Expression:
    return call("divide", call("subtract", x, mean), _deviation(attrs, variance))


def _by_deviation(r: Any, name: str, g: Any, step: Any) -> Any:
    return r.over_deviation(name, g, step.inputs[2], **step.attrs)


def _by_variance(r: Any, name: str, g: Any, step: Any) -> Any:
    product = r.multiply(name + ".product", g, step)
    return r.multiply(name, product, r.deviation_slope(name + ".slope", step.inputs[2], **step.attrs))


def _deviation_slope(attrs: Attrs, v: Expression) -> Expression:
    """d log(1/deviation) / d variance: the change of a standardised value per unit of variance, per unit of itself."""
    if attrs["at"] == "deviation":
        return call("negate", call("divide", 1.0, call("multiply", 2.0, call("sqrt", v), _deviation(attrs, v))))
    inside = call("add", v, Number(attrs["epsilon"]))
    return call("negate", call("divide", 0.5, inside))


_NORM = {"epsilon": 1e-5, "at": "variance"}
pointwise(
    "standardise",
    _standardise,
    (_by_deviation, lambda r, n, g, s: r.negate(n, r.over_deviation(n + ".positive", g, s.inputs[2], **s.attrs)), _by_variance),
    inputs=3,
    attrs=_NORM,
    low=0.5,
    source="arXiv 1607.06450, equation 4",
)
pointwise("over_deviation", lambda attrs, g, v: call("divide", g, _deviation(attrs, v)), inputs=2, attrs=_NORM, low=0.5)
pointwise("deviation_slope", _deviation_slope, attrs=_NORM, low=0.5)
pointwise(
    "over_root",
    lambda attrs, x, v: call("divide", x, _deviation(attrs, v)),
    (
        lambda r, n, g, s: r.over_deviation(n, g, s.inputs[1], **s.attrs),
        lambda r, n, g, s: r.multiply(
            n, r.multiply(n + ".product", g, s), r.deviation_slope(n + ".slope", s.inputs[1], **s.attrs)
        ),
    ),
    inputs=2,
    attrs=_NORM,
    low=0.5,
    source="RMSNorm, arXiv 1910.07467, equation 4",
)
pointwise(
    "scale_shift",
    lambda _, x, gamma, beta: call("add", call("multiply", gamma, x), beta),
    (
        lambda r, n, g, s: r.multiply(n, g, s.inputs[1]),
        lambda r, n, g, s: r.multiply(n, g, s.inputs[0]),
        _pass,
    ),
    lambda x, gamma, beta: x * gamma + beta,
    inputs=3,
    source="arXiv 1607.06450, equation 4",
)
pointwise(
    "mix",
    lambda _, z, a, b: call("add", call("multiply", call("subtract", 1.0, z), a), call("multiply", z, b)),
    (
        lambda r, n, g, s: r.multiply(n, g, r.subtract(n + ".gap", s.inputs[2], s.inputs[1])),
        lambda r, n, g, s: r.subtract(n, g, r.multiply(n + ".part", g, s.inputs[0])),
        lambda r, n, g, s: r.multiply(n, g, s.inputs[0]),
    ),
    inputs=3,
    source="GRU: arXiv 1406.1078, equation 7, and PyTorch's nn.GRU",
)
