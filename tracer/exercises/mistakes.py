"""Mistakes that real implementations and published pages have made, each a change of a right run: other settings, or edits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tracer.record.trace import Trace
from tracer.session import again

Change = tuple[dict[str, Any], list[tuple[str, Any]]]
"""(settings, edits); both empty where the run has no such part."""

_NOTHING: Change = ({}, [])


def _setting(**settings: Any) -> Callable[[Trace], Change]:
    return lambda _: (settings, [])


def _unscaled(trace: Trace) -> Change:
    return _NOTHING if trace.run_request.settings.get("scale") is False else ({"scale": False}, [])


def _future_only(trace: Trace) -> Change:
    """The mask turned round: each word sees itself and what comes after it."""
    key, step = _causal(trace)
    if step is None:
        return _NOTHING
    return {key: np.triu(np.ones((step, step))).tolist()}, []


def _zero_for_masked(trace: Trace) -> Change:
    """A masked score set to 0 instead of minus infinity, so that it keeps a weight."""
    return ({"mask_fill": 0.0}, []) if _causal(trace)[1] is not None else _NOTHING


def _causal(trace: Trace) -> tuple[str, int | None]:
    """The setting that holds the causal mask, and how many words it is for; None where there is none."""
    masked = [step for step in trace.shown if step.name.endswith("attention.masked")]
    key = "target_mask" if trace.model.get("name") in ("decoder", "encoder-decoder") else "mask"
    default = "causal" if key == "target_mask" else "none"
    if not masked or trace.run_request.settings.get(key, default) != "causal":
        return key, None
    return key, masked[0].values.shape[-1]


def _without_output(trace: Trace) -> Change:
    """W_O as if it were not there: the heads' results pass as they are."""
    for name, step in trace.parameters.items():
        if name.endswith("attention.W_O") and step.values.shape[0] == step.values.shape[1]:
            return {}, [(name, np.eye(len(step.values)).tolist())]
    return _NOTHING


def _decoder_keys(trace: Trace) -> Change:
    """Cross-attention's keys made from the decoder's own rows instead of the encoder's; where both are equally many."""
    for name, step in trace.parameters.items():
        if not name.endswith("cross.W_K"):
            continue
        layer = name.removesuffix("cross.W_K")
        rows, keys = trace.steps.get(f"{layer}attention.norm"), trace.steps.get(f"{layer}cross.k")
        if rows is None or keys is None or rows.values.ndim != 2 or keys.values.shape[1] != len(rows.values):
            return _NOTHING
        heads, tokens, width = keys.values.shape
        wrong = (rows.values @ step.values).reshape(tokens, heads, width).transpose(1, 0, 2)
        return {}, [(keys.name, wrong.tolist())]
    return _NOTHING


def _swapped_gates(trace: Trace) -> Change:
    """Two gates with each other's weights: i and f of an LSTM, r and z of a GRU, as when weights come in another order."""
    first_gate, second_gate = {"lstm": ("i", "f"), "gru": ("r", "z")}.get(str(trace.model.get("name")), ("", ""))
    if not first_gate:
        return _NOTHING
    pairs = [(name, _partner(name, first_gate, second_gate)) for name in trace.parameters]
    edits = [(name, trace.parameters[other].values.tolist()) for name, other in pairs if other in trace.parameters]
    return {}, edits


def _partner(name: str, first: str, second: str) -> str:
    """`recurrent.0.W_xf` for `recurrent.0.W_xi`; "" for what belongs to neither gate."""
    swap = {first: second, second: first}
    return name[:-1] + swap[name[-1]] if "_" in name.rsplit(".", 1)[-1] and name[-1] in swap else ""


def _transposed(*endings: str) -> Callable[[Trace], Change]:
    """A square matrix used the wrong way round, as rows for columns."""

    def change(trace: Trace) -> Change:
        for name, step in trace.parameters.items():
            if name.endswith(endings) and step.values.ndim == 2 and step.values.shape[0] == step.values.shape[1]:
                return {}, [(name, step.values.T.tolist())]
        return _NOTHING

    return change


MISTAKES: dict[str, Callable[[Trace], Change]] = {
    "exponent_column": _setting(position_exponent="2*column"),
    "exponent_even": _setting(position_exponent="2*even"),
    "scale_model": _setting(scale="d_model"),
    "scale_missing": _unscaled,
    "softmax_query": _setting(softmax_over="query"),
    "variance_sample": _setting(variance="sample"),
    "mask_inverted": _future_only,
    "mask_zero": _zero_for_masked,
    "output_missing": _without_output,
    "decoder_keys": _decoder_keys,
    "residual_missing": _setting(residual=False),
    "activation_missing": _setting(activation="none"),
    "query_transposed": _transposed("attention.W_Q"),
    "state_transposed": _transposed("recurrent.0.W_h"),
    "gates_swapped": _swapped_gates,
    "gru_update": _setting(gru_update="take"),
    "gru_reset": _setting(gru_reset="before"),
}
"""name -> the change; the sentence that tells it is `exercises.mistake_NAME`."""


def make_mistake(trace: Trace, name: str) -> Trace | None:
    """The same run with the mistake in it; None where the run has no place for it."""
    settings, edits = MISTAKES[name](trace)
    if not settings and not edits:
        return None
    return again(trace, edits, settings)
