"""Numbers other programs keep that a trace does not record as stages, computed from its steps so that they can be compared.

The divisor of a norm (TransformerLens' `hook_scale`), the tables of cosines and sines that rotary positions turn by, attention
weights averaged over the heads (what nn.MultiheadAttention returns unless told otherwise), logits before the bias that BART adds
after its `lm_head`, and the bias of 0 that T5 adds in its cross-attention.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tracer.axes import Axis, find
from tracer.ops.rotary import tables
from tracer.record.step import DETAIL, Step
from tracer.record.trace import Trace


def derived(trace: Trace) -> dict[str, Step]:
    """The derived quantities by address: the stage's, and `scale`, `cos`, `sin`, `mean_of_heads` …."""
    result: dict[str, Step] = {}
    has_bias = any(name.endswith("position_bias") for name in trace.steps)
    for step in trace.steps.values():
        if step.array is None:
            continue
        if step.op == "softmax" and f"{step.name.rpartition('.')[0]}.averaged" in trace.steps:
            continue  # the run has the average as a stage
        if step.op in _DERIVE:
            result |= _DERIVE[step.op](step)
        if step.name == "logits" and step.op == "affine":
            result["logits.without_bias"] = _given("logits.without_bias", step.axes, step.values - step.inputs[2].values)
        if step.name.endswith(".cross.scores") and has_bias:
            name = step.name.removesuffix("scores") + "position_bias"
            result[name] = _given(name, step.axes, np.zeros_like(step.values))
    return result


def _given(name: str, axes: tuple[Axis, ...], values: np.ndarray) -> Step:
    return Step(name, "given", (), {"axes": axes, "array": values}, axes, values, DETAIL)


def _standardised(step: Step) -> dict[str, Step]:
    """σ of each row, as the norm divides by it: √(variance + ε)."""
    spread = step.inputs[-1]
    name = step.name.removesuffix(".normalized") + ".scale"
    at_root = step.attrs.get("at", "variance") == "variance"
    epsilon = float(step.attrs["epsilon"])
    values = np.sqrt(spread.values + epsilon) if at_root else np.sqrt(spread.values) + epsilon
    return {name: _given(name, spread.axes, values)}


def _rotated(step: Step) -> dict[str, Step]:
    token = step.axes[find(step.axes, "token")]
    cos, sin = tables(step.attrs, token.size or 0, step.values.dtype)
    pair = Axis("pair", cos.shape[-1])
    return {
        f"{step.name}.{kind}": _given(f"{step.name}.{kind}", (token, pair), table) for kind, table in (("cos", cos), ("sin", sin))
    }


def _averaged(step: Step) -> dict[str, Step]:
    at = find(step.axes, "head")
    if at < 0 or (step.axes[at].size or 0) < 2:
        return {}
    axes = step.axes[:at] + step.axes[at + 1 :]
    name = f"{step.name}.mean_of_heads"
    return {name: _given(name, axes, step.values.mean(axis=at))}


_DERIVE: dict[str, Callable[[Step], dict[str, Step]]] = {
    "standardise": _standardised,
    "over_root": _standardised,
    "rotate": _rotated,
    "softmax": _averaged,
}
