"""The parts of a norm (arXiv 1607.06450): (x − μ) / √(σ² + ε), then γ x̂ + β; and the GRU's mixture of two states."""

from __future__ import annotations

from typing import Any

from tracer.expression import Expression, Symbol, call
from tracer.ops.pointwise import Build, pass_gradient, pointwise
from tracer.ops.row import Attrs


def _deviation(attrs: Attrs, variance: Expression) -> Expression:
    if attrs["at"] == "deviation":
        return call("add", call("sqrt", variance), attrs["epsilon"])
    return call("sqrt", call("add", variance, attrs["epsilon"]) if attrs["epsilon"] else variance)


def in_symbols(build: Build) -> Build:
    """The formula with the symbol ε in place of the number."""
    return lambda attrs, *inputs: build({**attrs, "epsilon": Symbol("ε")} if attrs["epsilon"] else attrs, *inputs)


def _over_deviation(attrs: Attrs, x: Expression, variance: Expression) -> Expression:
    return call("divide", x, _deviation(attrs, variance))


def _standardise(attrs: Attrs, x: Expression, mean: Expression, variance: Expression) -> Expression:
    return _over_deviation(attrs, call("subtract", x, mean), variance)


def _by_deviation(r: Any, name: str, g: Any, step: Any) -> Any:
    return r.over_deviation(name, g, step.inputs[2], **step.attrs)


def _by_variance(r: Any, name: str, g: Any, step: Any) -> Any:
    product = r.multiply(name + ".product", g, step)
    return r.multiply(name, product, r.deviation_slope(name + ".slope", step.inputs[2], **step.attrs))


def _deviation_slope(attrs: Attrs, v: Expression) -> Expression:
    """d log(1/deviation) / d variance: the change of a standardised value per unit of variance, per unit of itself."""
    if attrs["at"] == "deviation":
        return call("negate", call("divide", 1.0, call("multiply", 2.0, call("sqrt", v), _deviation(attrs, v))))
    inside = call("add", v, attrs["epsilon"])
    return call("negate", call("divide", 0.5, inside))


_NORM = {"epsilon": 1e-5, "at": "variance"}
STANDARDISE = pointwise(
    name="standardise",
    build=_standardise,
    gradients=(
        _by_deviation,
        lambda r, n, g, s: r.negate(n, r.over_deviation(n + ".positive", g, s.inputs[2], **s.attrs)),
        _by_variance,
    ),
    inputs=3,
    attrs=_NORM,
    low=0.5,
    source="arXiv 1607.06450, equation 4",
    notation=in_symbols(_standardise),
)
OVER_DEVIATION = pointwise(
    name="over_deviation", build=_over_deviation, inputs=2, attrs=_NORM, low=0.5, notation=in_symbols(_over_deviation)
)
DEVIATION_SLOPE = pointwise(
    name="deviation_slope", build=_deviation_slope, attrs=_NORM, low=0.5, notation=in_symbols(_deviation_slope)
)
OVER_ROOT = pointwise(
    name="over_root",
    build=_over_deviation,
    gradients=(
        lambda r, n, g, s: r.over_deviation(n, g, s.inputs[1], **s.attrs),
        lambda r, n, g, s: r.multiply(
            n, r.multiply(n + ".product", g, s), r.deviation_slope(n + ".slope", s.inputs[1], **s.attrs)
        ),
    ),
    inputs=2,
    attrs=_NORM,
    low=0.5,
    source="RMSNorm, arXiv 1910.07467, equation 4",
    notation=in_symbols(_over_deviation),
)
SCALE_SHIFT = pointwise(
    name="scale_shift",
    build=lambda _, x, gamma, beta: call("add", call("multiply", gamma, x), beta),
    gradients=(
        lambda r, n, g, s: r.multiply(n, g, s.inputs[1]),
        lambda r, n, g, s: r.multiply(n, g, s.inputs[0]),
        pass_gradient,
    ),
    inputs=3,
    source="arXiv 1607.06450, equation 4",
)
MIX = pointwise(
    name="mix",
    build=lambda _, z, a, b: call("add", call("multiply", call("subtract", 1.0, z), a), call("multiply", z, b)),
    gradients=(
        lambda r, n, g, s: r.multiply(n, g, r.subtract(n + ".gap", s.inputs[2], s.inputs[1])),
        lambda r, n, g, s: r.subtract(n, g, r.multiply(n + ".part", g, s.inputs[0])),
        lambda r, n, g, s: r.multiply(n, g, s.inputs[0]),
    ),
    inputs=3,
    source="GRU: arXiv 1406.1078, equation 7, and PyTorch's nn.GRU",
)

ROWS = (
    STANDARDISE,
    OVER_DEVIATION,
    DEVIATION_SLOPE,
    OVER_ROOT,
    SCALE_SHIFT,
    MIX,
)
