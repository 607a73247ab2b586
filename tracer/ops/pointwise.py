"""Elementwise operations: one expression each, used as array kernel, one-cell working and formula.

Inputs are aligned by axis name; an input may lack axes of the result. Where speed asks for it a row has a kernel of its
own, which the row tests hold against the expression.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, cast

import numpy as np

from tracer.expression import Call, Expression, Number, Symbol, call, evaluate
from tracer.memory.pool import LARGE, empty
from tracer.ops.arithmetic import exp, is_exact, log, power, tanh
from tracer.ops.cache_blocks import Quotient
from tracer.ops.erf import erf
from tracer.ops.row import Attrs, Axes, Example, Gradient, Kernel, Op, View, aligner, unite_axes


def sigmoid(x: np.ndarray) -> np.ndarray:
    result: np.ndarray = np.multiply(x, 0.5, out=empty(x.shape, x.dtype))
    tanh(result, out=result)
    result *= 0.5
    result += 0.5
    return result


ARRAYS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "negate": np.negative,
    "power": power,
    "square": np.square,
    "sqrt": np.sqrt,
    "exp": exp,
    "log": log,
    "tanh": tanh,
    "erf": erf,
    "sigmoid": sigmoid,
    "max": np.maximum,
    "min": np.minimum,
    "absolute": np.abs,
}

_INTO = (exp, log, tanh, power)  # take the place of the result as NumPy's own functions do
Build = Callable[..., Expression]


def _over_arrays(tree: Expression, count: int, shape: tuple[int, ...] | None) -> Kernel:
    """The kernel of an expression over `count` arrays: a list of calls, each of which reads earlier values by their places.

    shape: the result's where it is large; its partial results then share one place in memory.
    """
    constants = _constants(tree)
    calls: list[_CallOfPlaces] = []
    result, leaves = _list_calls(tree, count, constants, calls), count + len(constants)

    def run(*arrays: np.ndarray) -> Any:
        values: list[Any] = [*arrays, *map(arrays[0].dtype.type, constants)]  # NumPy 1 would widen by a plain number
        for function, places in calls:
            read = [values[place] for place in places]
            if shape is None or not (isinstance(function, np.ufunc) or function in _INTO):
                values.append(function(*read))
            else:
                values.append(function(*read, out=_buffer(shape, read, [place >= leaves for place in places])))
        return values[result]

    return run


_CallOfPlaces = tuple[Callable[..., Any], list[int]]  # a function, and where among the values its arguments are


def _constants(tree: Expression) -> list[float]:
    if isinstance(tree, Number):
        return [tree.value]
    return [value for argument in tree.arguments for value in _constants(argument)] if isinstance(tree, Call) else []


def _list_calls(tree: Expression, count: int, constants: list[float], calls: list[_CallOfPlaces]) -> int:
    """Append the tree's calls, arguments first, and return its place: behind the arrays come the constants, then the results."""
    if isinstance(tree, Number):
        return count + constants.index(tree.value)
    if isinstance(tree, Symbol):
        return int(tree.name)
    assert isinstance(tree, Call)
    places = [_list_calls(argument, count, constants, calls) for argument in tree.arguments]
    calls.append((ARRAYS[tree.function], places))
    return count + len(constants) + len(calls) - 1


def _buffer(shape: tuple[int, ...], values: Sequence[Any], computed: Sequence[bool]) -> np.ndarray | None:
    """The output buffer: a computed value that nothing else reads, else one from the buffer pool; None for constants."""
    whole = [(value, ours) for value, ours in zip(values, computed, strict=True) if np.shape(value) == shape]
    for value, ours in whole:
        if ours:
            return cast(np.ndarray, value)
    return empty(shape, whole[0][0].dtype) if whole else None


def _folded(expression: Expression) -> Expression:
    """The expression two arguments at a time, its constant parts plain numbers, so that they take the arrays' precision."""
    if not isinstance(expression, Call):
        return expression
    arguments = tuple(map(_folded, expression.arguments))
    if all(isinstance(argument, Number) for argument in arguments):
        return Number(evaluate(Call(expression.function, arguments)))
    while len(arguments) > 2:
        arguments = (Call(expression.function, arguments[:2]), *arguments[2:])
    return Call(expression.function, arguments)


def _kernel(build: Build, ufunc: Kernel | None, axes: Sequence[Axes], result: Axes, values: Attrs) -> Kernel:
    """The expression over arrays, or `ufunc` in its place; inputs are laid out to broadcast where they must."""
    moves, sizes = [aligner(axis, result) for axis in axes], tuple(axis.size or 0 for axis in result)
    shape = sizes if math.prod(sizes) >= LARGE else None
    compute: Kernel
    if ufunc is None:
        tree = _folded(build(values, *(Symbol(str(place)) for place in range(len(axes)))))
        compute = _over_arrays(tree, len(axes), shape)
    elif shape is not None and (isinstance(ufunc, np.ufunc) or ufunc in _INTO):
        compute = lambda *arrays: ufunc(*arrays, out=empty(sizes, arrays[0].dtype))  # noqa: E731
    else:
        compute = ufunc
    if all(move is None for move in moves):
        return compute
    return lambda *arrays: compute(*[a if m is None else m(a) for a, m in zip(arrays, moves, strict=True)])


_ABSOLUTE = ("sigmoid", "log")  # exact to a share of 1, not of themselves


def _terms(build: Build, axes: Sequence[Axes], result: Axes, values: Attrs) -> Kernel:
    """How large the numbers are that the expression adds up; 0 where it adds none."""
    tree, moves = build(values, *(Symbol(str(place)) for place in range(len(axes)))), [aligner(axis, result) for axis in axes]
    if not _adds(tree):
        return lambda *arrays: np.zeros(())
    return lambda *arrays: _with_size(tree, [a if m is None else m(a) for a, m in zip(arrays, moves, strict=True)])[1]


def _adds(tree: Expression) -> bool:
    return isinstance(tree, Call) and (tree.function in ("add", "subtract", *_ABSOLUTE) or any(map(_adds, tree.arguments)))


def _with_size(tree: Expression, arrays: Sequence[np.ndarray]) -> tuple[Any, Any]:
    """The expression's value, and the same with every sum made of sizes."""
    if not isinstance(tree, Call):
        value = tree.value if isinstance(tree, Number) else arrays[int(cast(Symbol, tree).name)]
        return value, np.abs(value)
    parts, sizes = zip(*(_with_size(argument, arrays) for argument in tree.arguments), strict=True)
    if tree.function in ("add", "multiply"):  # of as many terms as there are
        return reduce(ARRAYS[tree.function], parts), reduce(ARRAYS[tree.function], sizes)
    value = ARRAYS[tree.function](*parts)
    if tree.function == "subtract":
        return value, sizes[0] + sizes[1]
    if tree.function == "divide":
        return value, sizes[0] / np.abs(parts[1])
    if tree.function == "negate":
        return value, sizes[0]
    return value, np.ones_like(value) if tree.function in _ABSOLUTE else np.abs(value)


def _working(build: Build, view: View, index: tuple[int, ...]) -> Expression:
    places = view.named(index)
    return build(view.attrs, *(view.cell(number, places) for number in range(len(view.inputs))))


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
    """An `Op` row whose result is `build(attrs, *inputs)` elementwise, with broadcasting.

    `ufunc` computes plainly the same in one call; `notation` writes the formula where the paper has a name for it.
    """

    full: dict[str, int] = {"token": 3, "d_model": 2}
    shapes: list[dict[str, int]] = [full] + [{"d_model": 2}] * (inputs - 1)
    examples = (
        Example([full] * inputs, attrs or {}, low=low),
        *([Example(shapes, attrs or {}, low=low)] if inputs > 1 else []),
    )
    return Op(
        name=name,
        axes=lambda axes, _: unite_axes(axes),
        kernel=lambda axes, result, values: _kernel(build, ufunc, axes, result, values),
        working=lambda view, index: _working(build, view, index),
        formula=lambda symbols, values: (notation or build)(values, *symbols),
        gradients=gradients,
        source=source,
        examples=examples,
        broadcasts=inputs > 1,
        terms=lambda axes, result, values: _terms(build, axes, result, values),
        inline=True,
        pointwise=True,
        by_shape=True,
    )


def function_notation(function: str) -> Build:
    """The notation f(x …) for a function with a name."""
    return lambda _, *arguments: Call("apply", (Symbol(function), *arguments))


def pass_gradient(r: Any, name: str, g: Any, step: Any) -> Any:
    return r.same(name, g)


ADD = pointwise(name="add", build=lambda _, *x: Call("add", x), gradients=(pass_gradient, pass_gradient), ufunc=np.add, inputs=2)
SUBTRACT = pointwise(
    name="subtract",
    build=lambda _, a, b: call("subtract", a, b),
    gradients=(pass_gradient, lambda r, n, g, s: r.negate(n, g)),
    ufunc=np.subtract,
    inputs=2,
)
MULTIPLY = pointwise(
    name="multiply",
    build=lambda _, a, b: call("multiply", a, b),
    gradients=(lambda r, n, g, s: r.multiply(n, g, s.inputs[1]), lambda r, n, g, s: r.multiply(n, g, s.inputs[0])),
    ufunc=np.multiply,
    inputs=2,
    notation=lambda _, a, b: Call("elementwise", (a, b)),
)
DIVIDE = pointwise(
    name="divide",
    build=lambda _, a, b: call("divide", a, b),
    gradients=(
        lambda r, n, g, s: r.divide(n, g, s.inputs[1]),
        lambda r, n, g, s: r.negate(n, r.divide(n + ".quotient", r.multiply(n + ".product", g, s), s.inputs[1])),
    ),
    ufunc=np.divide,
    inputs=2,
    low=0.5,
)
_MANY = 1 << 17  # numbers; the quotients of fewer stay in a cache until they are read


def _divide_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    """Many quotients by one number wait until they are read, but for exact training, whose kernels are as they were."""
    at_once = DIVIDE.kernel(inputs, result, attrs)
    if inputs[1] or inputs[0] != result or math.prod(axis.size or 0 for axis in result) < _MANY:
        return at_once

    def run(above: np.ndarray, below: np.ndarray) -> Any:
        return at_once(above, below) if is_exact() else Quotient(above, below)

    return run


NEGATE = pointwise(
    name="negate", build=lambda _, x: call("negate", x), gradients=(lambda r, n, g, s: r.negate(n, g),), ufunc=np.negative
)
SQUARE = pointwise(
    name="square",
    build=lambda _, x: call("square", x),
    gradients=(lambda r, n, g, s: r.multiply(n, g, r.times(n + ".slope", s.inputs[0], factor=2.0)),),
    ufunc=np.square,
)
TIMES = pointwise(
    name="times",
    build=lambda attrs, x: call("multiply", Number(attrs["factor"]), x),
    gradients=(lambda r, n, g, s: r.times(n, g, factor=s.attrs["factor"]),),
    attrs={"factor": 1.5},
)
PLUS = pointwise(
    name="plus",
    build=lambda attrs, x: call("add", x, Number(attrs["term"])),
    gradients=(pass_gradient,),
    attrs={"term": 0.25},
)
SQRT = pointwise(
    name="sqrt",
    build=lambda _, x: call("sqrt", x),
    gradients=(lambda r, n, g, s: r.divide(n, r.times(n + ".half", g, factor=0.5), s),),
    ufunc=np.sqrt,
    low=0.5,
)
EXP = pointwise(name="exp", build=lambda _, x: call("exp", x), gradients=(lambda r, n, g, s: r.multiply(n, g, s),), ufunc=exp)
LOG = pointwise(
    name="log",
    build=lambda _, x: call("log", x),
    gradients=(lambda r, n, g, s: r.divide(n, g, s.inputs[0]),),
    ufunc=log,
    low=0.5,
)

ROWS = (
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE.replace(kernel=_divide_kernel),
    NEGATE,
    SQUARE,
    TIMES,
    PLUS,
    SQRT,
    EXP,
    LOG,
)
