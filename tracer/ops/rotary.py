"""Rotary positions (RoFormer, arXiv 2104.09864, equation 34): column pairs are rotated by position × frequency."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from tracer.axes import find
from tracer.expression import Expression, Number, Symbol, call
from tracer.memory.pool import empty
from tracer.ops.arithmetic import cos, exactly, powers, sin
from tracer.ops.row import Attrs, Axes, Example, Kernel, Op, View, axis_of


def partner(column: int, turned: int, layout: str) -> tuple[int, int, int]:
    """(first column, second column, pair number) of the pair that holds `column`; only `turned` columns are rotated.

    `halves` (Llama, GPT-NeoX) pairs column i with i + turned/2, `interleaved` (the paper, GPT-J) 2i with 2i + 1.
    """
    if layout == "halves":
        pair = column % (turned // 2)
        return pair, pair + turned // 2, pair
    pair = column // 2
    return 2 * pair, 2 * pair + 1, pair


@lru_cache(maxsize=64)
def frequencies(base: float, turned: int, scaling: tuple[Any, ...] | None = None) -> tuple[float, ...]:
    """Frequency base^(−2i/turned) of each pair i; `scaling` = (kind, *numbers) changes them for longer texts, see `_SCALED`."""
    with exactly():  # always: these few are kept for every run, and cost nothing
        plain = powers(base, [-2.0 * pair / turned for pair in range(turned // 2)]).tolist()
    if scaling is None:
        return tuple(plain)
    bend: Callable[..., list[float]] = _SCALED[scaling[0]]
    return tuple(bend(plain, *scaling[1:]))


def _linear(plain: list[float], factor: float) -> list[float]:
    return [frequency / factor for frequency in plain]


def _llama3(plain: list[float], factor: float, low: float, high: float, original: float) -> list[float]:
    """Llama 3.1: long waves are stretched by `factor`, short ones kept, those between blended."""
    result = []
    for frequency in plain:
        turns = original * frequency / (2.0 * math.pi)  # how often the pair turns within the original length
        if turns < low:
            result.append(frequency / factor)
        elif turns > high:
            result.append(frequency)
        else:
            part = (turns - low) / (high - low)
            result.append((1.0 - part) * frequency / factor + part * frequency)
    return result


def _each(plain: list[float], *factors: float) -> list[float]:
    """Phi-3's long rope: every pair has a divisor of its own."""
    return [frequency / factor for frequency, factor in zip(plain, factors, strict=True)]


_SCALED: dict[str, Callable[..., list[float]]] = {"linear": _linear, "llama3": _llama3, "each": _each}


def _of(attrs: Attrs) -> tuple[float, ...]:
    return frequencies(attrs["base"], attrs["turned"], attrs.get("scaling"))


def tables(attrs: Attrs, length: int, dtype: np.dtype[Any]) -> tuple[np.ndarray, np.ndarray]:
    angles = np.outer(np.arange(attrs["start"], attrs["start"] + length), np.asarray(_of(attrs), np.float64))
    factor = attrs.get("factor", 1.0)
    return (cos(angles) * factor).astype(dtype), (sin(angles) * factor).astype(dtype)


def _rotate_kernel(inputs: Sequence[Axes], result: Axes, attrs: Attrs) -> Kernel:
    axes = inputs[0]
    along, across = find(axes, attrs["positions"]), find(axes, attrs["over"])
    length, turned = axes[along].size or 0, attrs["turned"]
    sign = -1.0 if attrs.get("back") else 1.0
    turn = [i for i in range(len(axes)) if i not in (along, across)] + [along, across]
    back = [turn.index(i) for i in range(len(axes))]
    halves = attrs["layout"] == "halves"

    def run(x: np.ndarray) -> np.ndarray:
        laid = x.transpose(turn)
        cos, sin = tables(attrs, length, x.dtype)
        sin = sin * x.dtype.type(sign)
        half = turned // 2
        first, second = (slice(0, half), slice(half, turned)) if halves else (slice(0, turned, 2), slice(1, turned, 2))
        rotated = empty(laid.shape, x.dtype)
        a, b = laid[..., first], laid[..., second]
        np.multiply(a, cos, out=rotated[..., first])
        np.multiply(b, cos, out=rotated[..., second])
        rotated[..., first] -= b * sin
        rotated[..., second] += a * sin
        rotated[..., turned:] = laid[..., turned:]
        return rotated.transpose(back)

    return run


def _rotate_working(view: View, index: tuple[int, ...]) -> Expression:
    attrs, places = view.attrs, view.named(index)
    turned = attrs["turned"]
    column = places[attrs["over"]]
    if column >= turned:
        return view.cell(0, places)
    first, second, pair = partner(column, turned, attrs["layout"])
    angle = _angle(float(attrs["start"] + places[attrs["positions"]]), pair, attrs)
    factor = attrs.get("factor", 1.0)
    cos: Expression = call("cos", angle)
    sin: Expression = call("sin", angle)
    if factor != 1.0:
        cos, sin = call("multiply", cos, Number(factor)), call("multiply", sin, Number(factor))
    if attrs.get("back"):
        sin = call("negate", sin)
    a, b = view.cell(0, {**places, attrs["over"]: first}), view.cell(0, {**places, attrs["over"]: second})
    if column == first:
        return call("subtract", call("multiply", a, cos), call("multiply", b, sin))
    return call("add", call("multiply", b, cos), call("multiply", a, sin))


def _angle(position: float, pair: int, attrs: Attrs) -> Expression:
    """The angle of a pair as its formula has it; where longer texts changed the frequency, with its value."""
    scaling = attrs.get("scaling")
    if scaling is not None and scaling[0] != "linear":
        return call("multiply", position, Number(_of(attrs)[pair]))
    exponent = call("divide", float(2 * pair), Number(float(attrs["turned"])))
    angle = call("divide", position, call("power", Number(attrs["base"]), exponent))
    return angle if scaling is None else call("divide", angle, Number(float(scaling[1])))


def _rotate_back(r: Any, name: str, g: Any, step: Any) -> Any:
    """A rotation's gradient is the rotation back (times the same factor)."""
    return r.rotate(name, g, **{**step.attrs, "back": not step.attrs.get("back")})


_ATTRS: dict[str, Any] = {"positions": "token", "over": "d_k", "base": 10000.0, "turned": 4, "start": 1, "layout": "halves"}
_Q = {"head": 2, "token": 3, "d_k": 4}

ROTATE = Op(
    name="rotate",
    axes=lambda inputs, attrs: (axis_of(inputs[0], attrs["over"]), inputs[0])[1],
    kernel=_rotate_kernel,
    working=_rotate_working,
    formula=lambda s, _: call("multiply", Symbol("R_pos"), s[0]),
    gradients=(_rotate_back,),
    source="arXiv 2104.09864, equation 34",
    examples=(
        Example((_Q,), _ATTRS),
        Example((_Q,), {**_ATTRS, "layout": "interleaved", "factor": 1.5}),
        Example(({"token": 3, "d_k": 6},), _ATTRS),
    ),
    terms=lambda inputs, result, attrs: lambda x: np.abs(x).max(axis=-1, keepdims=True),
)

ROWS = (ROTATE,)
