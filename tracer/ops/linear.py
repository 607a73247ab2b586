"""Products over named axes: `contract` sums two inputs over the axes they share; `affine` adds a bias.

The names decide everything a transpose would: which axes are summed, which are kept side by side, in what order the
result has them. The plan is made once per set of axes and ends in one matrix product.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np

from tracer.axes import Axis, names
from tracer.errors import TracerError
from tracer.expression import Call, Expression, total
from tracer.memory.pool import empty
from tracer.ops.arithmetic import is_exact
from tracer.ops.noise import of_sizes
from tracer.ops.reproducible import exact_product
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, axis_of, same


def _over(attrs: Attrs) -> tuple[str, ...]:
    over = attrs["over"]
    return (over,) if isinstance(over, str) else tuple(over)


def order_axes(axes: list[Axis], order: Sequence[str] | None) -> Axes:
    """The axes in the order given; absent names are ignored, remaining axes follow."""
    if order is None:
        return tuple(axes)
    by_name = {axis.name: axis for axis in axes}
    wanted = [by_name.pop(name) for name in order if name in by_name]
    return (*wanted, *by_name.values())


def _contract_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    first, second = inputs[0], inputs[1]
    over = _over(attrs)
    for name in over:
        same(axis_of(first, name), axis_of(second, name))
    second_axes = {axis.name: axis for axis in second}
    remaining = [
        same(axis, second_axes[axis.name]) if axis.name in second_axes else axis for axis in first if axis.name not in over
    ]
    first_names = set(names(first))
    remaining += [axis for axis in second if axis.name not in over and axis.name not in first_names]
    return order_axes(remaining, attrs.get("order"))


def _places(axes: Axes, wanted: Sequence[str]) -> list[int]:
    order = names(axes)
    return [order.index(name) for name in wanted]


def _contract_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    first, second = inputs[0], inputs[1]
    over, first_names, second_names = _over(attrs), names(first), names(second)
    both = [n for n in first_names if n in second_names and n not in over]
    free_one = [n for n in first_names if n not in second_names]
    free_two = [n for n in second_names if n not in first_names]
    sizes = {axis.name: axis.size or 0 for axis in (*second, *first)}
    left, right = _places(first, both + free_one + list(over)), _places(second, both + list(over) + free_two)
    stack = tuple(sizes[n] for n in both)
    inner = math.prod(sizes[n] for n in over)
    shape_one = (*stack, math.prod(sizes[n] for n in free_one), inner)
    shape_two = (*stack, inner, math.prod(sizes[n] for n in free_two))
    natural = both + free_one + free_two
    shape = tuple(sizes[n] for n in natural)
    back = [natural.index(axis.name) for axis in result]
    turn = back != sorted(back)

    lay_one, lay_two = _laying(first, left, shape_one), _laying(second, right, shape_two)

    def run(a: np.ndarray, b: np.ndarray, *_: np.ndarray) -> np.ndarray:
        one = a if lay_one is None else lay_one(a)
        if isinstance(b, np.ndarray):
            output = product_of(one, b if lay_two is None else lay_two(b))
        else:  # a stored table: a few of its rows at a time
            output = b.times(one, second_names.index(over[0]))
        if output.shape != shape:
            output = output.reshape(shape)
        return output.transpose(back) if turn else output

    return run


def _laying(axes: Axes, order: list[int], shape: tuple[int, ...]) -> Callable[[np.ndarray], np.ndarray] | None:
    """A function that brings an array with these axes into an order and shape; None where it has them already."""
    if order != sorted(order):
        return lambda array: array.transpose(order).reshape(shape)
    return None if tuple(axis.size or 0 for axis in axes) == shape else lambda array: array.reshape(shape)


_FEWEST = 6  # rows, each multiplied by itself where the matrix is large
_FEW = 48  # rows; beyond them the copy costs more than the transposed multiplication gains
_SMALL = 1 << 15  # numbers of a matrix
_NEAR = 1 << 19  # numbers of a matrix that stay in a near cache while all rows are multiplied by them


def product_of(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Matrix product a b; of a few rows and a large matrix it is computed in parts or transposed, which is faster."""
    if is_exact():
        return exact_product(a, b)
    result = empty((*a.shape[:-1], b.shape[-1]), a.dtype)
    if b.size < _SMALL or a.ndim != 2 or b.dtype != np.float32 or not 1 < len(a) <= _FEW:
        return np.matmul(a, b, out=result)
    if b.strides[0] < b.strides[1] and b.size >= 2 * _NEAR:
        return _by_outputs(a, b.T, result)
    if b.strides[0] > b.strides[1] and b.size >= _NEAR and len(a) <= _FEWEST:
        return _by_inputs(a, b, result)
    result[...] = np.matmul(b.T, a.T, out=empty(result.shape[::-1], a.dtype)).T
    return result


def _by_outputs(a: np.ndarray, stored: np.ndarray, result: np.ndarray) -> np.ndarray:
    """a (rows × inner) by a matrix stored outputs × inner, some outputs at a time: each number of it is fetched once."""
    some = max(_NEAR // stored.shape[1], 1)
    turned = np.empty((min(some, len(stored)), len(a)), a.dtype)
    for start in range(0, len(stored), some):
        part, into = stored[start : start + some], result[:, start : start + some]
        if len(a) <= _FEWEST:
            for row, numbers in zip(a, into, strict=True):
                np.matmul(part, row, out=numbers)
        else:
            into[...] = np.matmul(part, a.T, out=turned[: len(part)]).T
    return result


def _by_inputs(a: np.ndarray, stored: np.ndarray, result: np.ndarray) -> np.ndarray:
    """a (rows × inner) by a matrix stored inner × outputs, some terms of all sums at a time."""
    some = max(_NEAR // stored.shape[1], 1)
    result[...] = 0
    for start in range(0, len(stored), some):
        part = stored[start : start + some]
        for row, numbers in zip(a[:, start : start + some], result, strict=True):
            numbers += np.matmul(row, part)
    return result


def _contract_working(view: View, index: tuple[int, ...]) -> Expression:
    places = view.named(index)
    over = _over(view.attrs)
    sizes = [axis_of(view.inputs[0], name).size or 0 for name in over]
    terms: list[Expression] = []
    for at in product(*map(range, sizes)):
        places.update(zip(over, at, strict=True))
        terms.append(Call("multiply", (view.cell(0, places), view.cell(1, places))))
    return total(terms)


def _contract_formula(symbols: Sequence[Expression], attrs: Attrs) -> Expression:
    second = symbols[1]
    return Call("product", (symbols[0], Call("transpose", (second,)) if attrs.get("transposed") else second))


def _toward(mine: int, other: int) -> Any:
    """The gradient of a product towards one factor: the gradient summed against the other one."""

    def rule(r: Any, name: str, g: Any, step: Any) -> Any:
        me, it = step.inputs[mine], step.inputs[other]
        own_names = names(me.axes)
        over = tuple(axis.name for axis in g.axes if axis.name not in own_names)
        return r.contract(name, g, it, over=over, order=own_names)

    return rule


_PAIR = ({"head": 2, "query": 3, "d_k": 2}, {"head": 2, "key": 4, "d_k": 2})
_LINEAR = ({"token": 3, "d_model": 4}, {"d_model": 4, "head": 2, "d_k": 3})

CONTRACT = Op(
    name="contract",
    axes=_contract_axes,
    kernel=_contract_kernel,
    by_shape=True,
    working=_contract_working,
    formula=_contract_formula,
    gradients=(_toward(0, 1), _toward(1, 0)),
    examples=(
        Example(_PAIR, {"over": "d_k", "transposed": True}),
        Example(_LINEAR, {"over": "d_model", "order": ("head", "token", "d_k")}),
        Example(
            ({"sentence": 2, "token": 3, "d_model": 2}, {"sentence": 2, "token": 3, "d_ff": 2}),
            {"over": ("sentence", "token")},
        ),
    ),
    slices=True,
    terms=of_sizes(_contract_kernel),
)


def _affine_axes(inputs: Sequence[Axes], attrs: Attrs) -> Axes:
    result = _contract_axes(inputs[:2], attrs)
    result_names = set(names(result))
    for axis in inputs[2]:
        if axis.name not in result_names:
            raise TracerError("ops.no_axis", axis=axis.name, axes=list(names(result)))
        same(axis_of(result, axis.name), axis)
    return result


def _affine_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    multiply = _contract_kernel(inputs[:2], result, attrs)
    bias_names = names(inputs[2])
    shape = tuple((axis.size or 0) if axis.name in bias_names else 1 for axis in result)
    lay = _laying(inputs[2], _places(inputs[2], [axis.name for axis in result if axis.name in bias_names]), shape)

    def run(a: np.ndarray, b: np.ndarray, bias: np.ndarray) -> np.ndarray:
        output = multiply(a, b)
        output += bias if lay is None else lay(bias)
        return output

    return run


def _affine_working(view: View, index: tuple[int, ...]) -> Expression:
    summed = _contract_working(view, index)
    terms = summed.arguments if isinstance(summed, Call) and summed.function == "add" else (summed,)
    return total([*terms, view.cell(2, view.named(index))])


def _bias_gradient(r: Any, name: str, g: Any, step: Any) -> Any:
    return r.sum(
        name, g, over=tuple(n for n in names(g.axes) if n not in names(step.inputs[2].axes)), order=names(step.inputs[2].axes)
    )


AFFINE = Op(
    name="affine",
    axes=_affine_axes,
    kernel=_affine_kernel,
    by_shape=True,
    working=_affine_working,
    formula=lambda s, attrs: Call("add", (_contract_formula(s, attrs), s[2])),
    gradients=(_toward(0, 1), _toward(1, 0), _bias_gradient),
    examples=(
        Example((*_LINEAR, {"head": 2, "d_k": 3}), {"over": "d_model", "order": ("head", "token", "d_k")}),
        Example(({"token": 3, "d_model": 4}, {"d_model": 4, "d_ff": 2}, {"d_ff": 2}), {"over": "d_model"}),
    ),
    slices=True,
    terms=of_sizes(_affine_kernel),
)

ROWS = (
    CONTRACT,
    AFFINE,
)
