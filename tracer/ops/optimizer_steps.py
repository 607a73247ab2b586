"""Optimiser updates of one parameter: moment estimates, Adam, SGD, weight decay; the factor that clips all gradients."""

from __future__ import annotations

from tracer.expression import Expression, Number, call
from tracer.ops.norm import in_symbols
from tracer.ops.pointwise import pointwise
from tracer.ops.row import Attrs

_ADAM = "arXiv 1412.6980, algorithm 1"
_NO_ZERO = 1e-6  # what PyTorch adds to the norm of all gradients, so that none divides by 0


def _blend(attrs: Attrs, before: Expression, new: Expression) -> Expression:
    keep = Number(attrs["keep"])
    return call("add", call("multiply", keep, before), call("multiply", call("subtract", 1.0, keep), new))


def _adam(attrs: Attrs, *inputs: Expression) -> Expression:
    """θ − η (m / c₁) / (√(v / c₂) + ε), with c₁ = 1 − β₁ᵗ and c₂ = 1 − β₂ᵗ."""
    theta, m, v, rate, first, second = inputs
    below = call("add", call("sqrt", call("divide", v, second)), attrs["epsilon"])
    return call("subtract", theta, call("multiply", rate, call("divide", call("divide", m, first), below)))


BLEND = pointwise(name="blend", build=_blend, inputs=2, attrs={"keep": 0.9}, source=_ADAM)
BLEND_SQUARE = pointwise(
    name="blend_square",
    build=lambda attrs, v, g: _blend(attrs, v, call("square", g)),
    inputs=2,
    attrs={"keep": 0.999},
    source=_ADAM,
)
ACCUMULATE = pointwise(
    name="accumulate",
    build=lambda attrs, before, new: call("add", call("multiply", Number(attrs["keep"]), before), new),
    inputs=2,
    attrs={"keep": 0.9},
    source="torch.optim.SGD, momentum",
)
ADAM = pointwise(name="adam", build=_adam, inputs=6, attrs={"epsilon": 1e-8}, low=0.5, source=_ADAM, notation=in_symbols(_adam))
DECAY = pointwise(
    name="decay",
    build=lambda attrs, theta, rate: call(
        "multiply", call("subtract", 1.0, call("multiply", rate, Number(attrs["weight_decay"]))), theta
    ),
    inputs=2,
    attrs={"weight_decay": 0.01},
    source="arXiv 1711.05101, algorithm 2; torch.optim.AdamW",
)
CLIP = pointwise(
    name="clip_factor",
    build=lambda attrs, norm: call("min", 1.0, call("divide", Number(attrs["most"]), call("add", norm, _NO_ZERO))),
    attrs={"most": 1.0},
    low=0.5,
    source="arXiv 1211.5063, algorithm 1; torch.nn.utils.clip_grad_norm_",
)
DESCEND = pointwise(name="descend", build=lambda _, theta, rate, g: call("subtract", theta, call("multiply", rate, g)), inputs=3)

ROWS = (
    BLEND,
    BLEND_SQUARE,
    ACCUMULATE,
    ADAM,
    DECAY,
    CLIP,
    DESCEND,
)
