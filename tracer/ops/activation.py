"""Activation functions and their slopes: arXiv 1706.03762 section 3.3 (ReLU), 1606.08415 (GELU), 1702.03118 (SiLU).

The others name their source in their row. Every slope is a row too, whose working an explanation of a gradient shows.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tracer.expression import Call, Cell, Expression, Number, Symbol, call
from tracer.ops.arithmetic import is_exact, tanh
from tracer.ops.cache_blocks import in_pieces
from tracer.ops.erf import erf, erf_of_root_2_times
from tracer.ops.pointwise import function_notation, pointwise, sigmoid
from tracer.ops.row import Attrs, Gradient

_HALF_ROOT = math.sqrt(2.0)
_GELU_C = math.sqrt(2.0 / math.pi)


_CUBE = 0.044715  # what x³ counts in the tanh approximation of GELU
_LEAK = 0.01  # how much of a number below 0 a leaky ReLU lets through, as nn.LeakyReLU does
_QUICK = 1.702  # what the sigmoid's argument counts in the quick approximation of GELU


def _erf_term(x: Expression) -> Expression:
    """1 + erf(x / √2): twice the probability that a standard normal number is below x."""
    return call("add", 1.0, call("erf", call("divide", x, call("sqrt", 2.0))))


def _gelu(_: Attrs, x: Expression) -> Expression:
    return call("multiply", 0.5, x, _erf_term(x))


def _gelu_slope(_: Attrs, x: Expression) -> Expression:
    power = call("exp", call("negate", call("divide", call("square", x), 2.0)))
    density = call("divide", power, call("sqrt", call("multiply", 2.0, Number(math.pi))))
    return call("add", call("multiply", 0.5, _erf_term(x)), call("multiply", x, density))


def _root() -> Expression:
    return call("sqrt", call("divide", 2.0, Number(math.pi)))


def _tanh_term(x: Expression) -> Expression:
    """tanh(√(2/π) (x + 0.044715 x³)), which stands for erf(x / √2)."""
    inner = call("add", x, call("multiply", _CUBE, call("power", x, 3.0)))
    return call("tanh", call("multiply", _root(), inner))


def _gelu_tanh(_: Attrs, x: Expression) -> Expression:
    return call("multiply", 0.5, x, call("add", 1.0, _tanh_term(x)))


def _gelu_tanh_slope(_: Attrs, x: Expression) -> Expression:
    inside = call("multiply", _root(), call("add", 1.0, call("multiply", 3 * _CUBE, call("square", x))))
    straight = call("multiply", 0.5, call("add", 1.0, _tanh_term(x)))
    return call("add", straight, call("multiply", 0.5, x, call("subtract", 1.0, call("square", _tanh_term(x))), inside))


def _gelu_array(x: np.ndarray) -> np.ndarray:
    return in_pieces(_gelu_into, x)


def _gelu_into(x: np.ndarray, result: np.ndarray) -> None:
    if x.dtype == np.float32 and not is_exact():  # x/2 · erf(√2 · x/2) + x/2 has two passes less
        half = np.multiply(x, 0.5, out=result)
        share = erf_of_root_2_times(half)
        share *= half
        half += share
        return
    np.multiply(x, x.dtype.type(1.0 / _HALF_ROOT), out=result)
    erf(result, out=result)
    result += 1
    result *= x
    result *= 0.5


def _gelu_tanh_array(x: np.ndarray) -> np.ndarray:
    return in_pieces(_gelu_tanh_into, x)


def _gelu_tanh_into(x: np.ndarray, result: np.ndarray) -> None:
    np.multiply(x, x, out=result)
    result *= _CUBE
    result += 1
    result *= x
    result *= _GELU_C
    tanh(result, out=result)
    result += 1
    result *= x
    result *= 0.5


def _quick_share(x: Expression) -> Expression:
    """σ(1.702 x), which stands for the probability that a standard normal number is below x."""
    return call("sigmoid", call("multiply", _QUICK, x))


def _quick_gelu_slope(_: Attrs, x: Expression) -> Expression:
    share = _quick_share(x)
    return call("multiply", share, call("add", 1.0, call("multiply", _QUICK, x, call("subtract", 1.0, share))))


def _elu_below(x: Expression) -> Expression:
    """exp(min(0, x)): what ELU is above −1 where x < 0, and its slope everywhere."""
    return call("exp", call("min", 0.0, x))


def _elu(_: Attrs, x: Expression) -> Expression:
    return call("add", call("max", 0.0, x), call("subtract", _elu_below(x), 1.0))


def _softplus(_: Attrs, x: Expression) -> Expression:
    """ln(1 + exp(x)), written so that exp(x) cannot overflow."""
    small = call("exp", call("negate", call("absolute", x)))
    return call("add", call("max", 0.0, x), call("log", call("add", 1.0, small)))


def _mish(attrs: Attrs, x: Expression) -> Expression:
    return call("multiply", x, call("tanh", _softplus(attrs, x)))


def _mish_slope(attrs: Attrs, x: Expression) -> Expression:
    share = call("tanh", _softplus(attrs, x))
    rise = call("multiply", x, call("sigmoid", x), call("subtract", 1.0, call("square", share)))
    return call("add", share, rise)


def _leaky_gradient(r: Any, name: str, g: Any, step: Any) -> Any:
    """g × slope, which is 1 above 0 and the leak from 0 down."""
    above = r.times(name + ".above", r.apply("step", name + ".step", step.inputs[0]), factor=1.0 - _LEAK)
    return r.multiply(name, g, r.plus(name + ".slope", above, term=_LEAK))


def _of_input(op: str) -> Gradient:
    """The gradient rule g × slope(x), where `op` is the slope."""

    def rule(r: Any, name: str, g: Any, step: Any) -> Any:
        return r.multiply(name, g, r.apply(op, name + ".slope", step.inputs[0]))

    return rule


def _of_result(op: str) -> Gradient:
    """The gradient rule g × slope(y), where `op` gives the slope from the result y."""

    def rule(r: Any, name: str, g: Any, step: Any) -> Any:
        return r.multiply(name, g, r.apply(op, name + ".slope", step))

    return rule


RELU = pointwise(
    name="relu",
    build=lambda _, x: call("max", 0.0, x),
    gradients=(_of_input("step"),),
    source="arXiv 1706.03762, equation 2",
    notation=function_notation("ReLU"),
)
STEP = pointwise(
    name="step",
    build=lambda _, x: x if not isinstance(x, Cell) else Number(float(x.value > 0)),
    gradients=(),
    ufunc=lambda x: (x > 0).astype(x.dtype),
    notation=function_notation("step"),
).replace(pointwise=False)  # no expression of the numbers it knows: it looks at them
GELU = pointwise(
    name="gelu",
    build=_gelu,
    gradients=(_of_input("gelu_slope"),),
    ufunc=_gelu_array,
    source="arXiv 1606.08415, equation 1",
    notation=function_notation("GELU"),
)
GELU_SLOPE = pointwise(name="gelu_slope", build=_gelu_slope, notation=function_notation("GELU′"))
GELU_TANH = pointwise(
    name="gelu_tanh",
    build=_gelu_tanh,
    gradients=(_of_input("gelu_tanh_slope"),),
    ufunc=_gelu_tanh_array,
    source="arXiv 1606.08415, section 2",
    notation=function_notation("GELU"),
)
GELU_TANH_SLOPE = pointwise(name="gelu_tanh_slope", build=_gelu_tanh_slope, notation=function_notation("GELU′"))
SIGMOID = pointwise(
    name="sigmoid",
    build=lambda _, x: call("sigmoid", x),
    gradients=(_of_result("sigmoid_slope"),),
    ufunc=sigmoid,
    notation=function_notation("σ"),
)
SIGMOID_SLOPE = pointwise(name="sigmoid_slope", build=lambda _, y: call("multiply", y, call("subtract", 1.0, y)))
TANH = pointwise(
    name="tanh",
    build=lambda _, x: call("tanh", x),
    gradients=(_of_result("tanh_slope"),),
    ufunc=tanh,
    notation=function_notation("tanh"),
)
TANH_SLOPE = pointwise(name="tanh_slope", build=lambda _, y: call("subtract", 1.0, call("square", y)))
SILU = pointwise(
    name="silu",
    build=lambda _, x: call("multiply", x, call("sigmoid", x)),
    gradients=(_of_input("silu_slope"),),
    source="arXiv 1702.03118",
    notation=function_notation("SiLU"),
)
SILU_SLOPE = pointwise(
    name="silu_slope",
    build=lambda _, x: call(
        "multiply", call("sigmoid", x), call("add", 1.0, call("multiply", x, call("subtract", 1.0, call("sigmoid", x))))
    ),
    notation=function_notation("SiLU′"),
)
LEAKY_RELU = pointwise(
    name="leaky_relu",
    build=lambda _, x: call("max", x, call("multiply", _LEAK, x)),
    gradients=(_leaky_gradient,),
    source="Maas, Hannun & Ng 2013; torch.nn.LeakyReLU",
)
RELU2 = pointwise(
    name="relu2",
    build=lambda _, x: call("square", call("max", 0.0, x)),
    gradients=(_of_input("relu2_slope"),),
    source="arXiv 2109.08668",
    notation=lambda _, x: call("square", Call("apply", (Symbol("ReLU"), x))),
)
RELU2_SLOPE = pointwise(name="relu2_slope", build=lambda _, x: call("multiply", 2.0, call("max", 0.0, x)))
ELU = pointwise(
    name="elu",
    build=_elu,
    gradients=(_of_input("elu_slope"),),
    source="arXiv 1511.07289, equation 15, α = 1",
    notation=function_notation("ELU"),
)
ELU_SLOPE = pointwise(name="elu_slope", build=lambda _, x: _elu_below(x), notation=function_notation("ELU′"))
SOFTPLUS = pointwise(
    name="softplus",
    build=_softplus,
    gradients=(_of_input("sigmoid"),),
    source="Dugas et al. 2000; torch.nn.Softplus",
    notation=lambda _, x: call("log", call("add", 1.0, call("exp", x))),
)
MISH = pointwise(
    name="mish",
    build=_mish,
    gradients=(_of_input("mish_slope"),),
    source="arXiv 1908.08681",
    notation=function_notation("Mish"),
)
MISH_SLOPE = pointwise(name="mish_slope", build=_mish_slope, notation=function_notation("Mish′"))
QUICK_GELU = pointwise(
    name="quick_gelu",
    build=lambda _, x: call("multiply", x, _quick_share(x)),
    gradients=(_of_input("quick_gelu_slope"),),
    source="arXiv 1606.08415, section 2; CLIP",
)
QUICK_GELU_SLOPE = pointwise(name="quick_gelu_slope", build=_quick_gelu_slope, notation=function_notation("GELU′"))
SOFTCAP = pointwise(
    name="softcap",
    build=lambda attrs, x: call("multiply", Number(attrs["cap"]), call("tanh", call("divide", x, Number(attrs["cap"])))),
    gradients=(
        lambda r, n, g, s: r.multiply(n, g, r.tanh_slope(n + ".slope", r.times(n + ".tanh", s, factor=1.0 / s.attrs["cap"]))),
    ),
    attrs={"cap": 3.0},
    source="Gemma 2, arXiv 2408.00118, section 2",
)


def _clip(attrs: Attrs, x: Expression) -> Expression:
    below = call("min", Number(attrs["most"]), x)
    return below if attrs["least"] is None else call("max", Number(attrs["least"]), below)


def _clip_gradient(r: Any, name: str, g: Any, step: Any) -> Any:
    """The gradient passes where the number is inside the limits."""
    x, least, most = step.inputs[0], step.attrs["least"], step.attrs["most"]
    if least is not None:
        inside = r.apply("step", name + ".above", r.plus(name + ".above.room", x, term=-least))
        g = r.multiply(name + ".passed", g, inside)
    room = r.plus(name + ".below.room", r.negate(name + ".negative", x), term=most)
    return r.multiply(name, g, r.apply("step", name + ".below", room))


# Numbers above `most`, or below `least` unless that is None, become that limit.
CLIP = pointwise(
    name="clip",
    build=_clip,
    gradients=(_clip_gradient,),
    attrs={"least": -1.0, "most": 0.75},
    source="gpt-oss, arXiv 2508.10925, section 2.2",
)
CLIP = CLIP.replace(examples=(*CLIP.examples, CLIP.examples[0].replace(attrs={"least": None, "most": 0.75})))

ROWS = (
    RELU,
    STEP,
    GELU,
    GELU_SLOPE,
    GELU_TANH,
    GELU_TANH_SLOPE,
    SIGMOID,
    SIGMOID_SLOPE,
    TANH,
    TANH_SLOPE,
    SILU,
    SILU_SLOPE,
    LEAKY_RELU,
    RELU2,
    RELU2_SLOPE,
    ELU,
    ELU_SLOPE,
    SOFTPLUS,
    MISH,
    MISH_SLOPE,
    QUICK_GELU,
    QUICK_GELU_SLOPE,
    SOFTCAP,
    CLIP,
)
