"""What goes wrong with matrices and biases: left out, transposed, taken from another layer, a fused one cut otherwise."""

from __future__ import annotations

import re
from functools import partial
from itertools import permutations

import numpy as np

from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.step import Step

_FUSED = re.compile(r"(.*[._]|)([Wb])_([QKV])$")
_LAYER = re.compile(r"^(encoder|decoder|recurrent)\.(\d+)\.")
_MOST_LAYERS = 48


def no_bias(r: Trial, o: Operation) -> Step | None:
    return r.changed(o, *o.inputs[:2], op="contract") if o.op == "affine" else None


def bias_twice(r: Trial, o: Operation) -> Step | None:
    return r.instead(o, "add", r.before(o), o.inputs[2]) if o.op == "affine" else None


def transposed(r: Trial, name: str) -> np.ndarray | None:
    array = r.weight(name)
    if array is None or ".W_" not in "." + name or array.ndim != 2 or array.shape[0] != array.shape[1]:
        return None
    return np.ascontiguousarray(array.T)


def fused_order(order: str, r: Trial, name: str) -> np.ndarray | None:
    """The parts of a fused Q K V matrix taken in another order: `order` says which part each of q, k and v got."""
    match = _FUSED.fullmatch(name)
    if match is None:
        return None
    before, kind, letter = match.groups()
    return r.weight(f"{before}{kind}_{order['QKV'.index(letter)]}")


def fused_by_heads(whole: bool, r: Trial, name: str) -> np.ndarray | None:
    """A fused matrix that holds q, k, v of one head after another, cut as [Q K V]; or the other way round."""
    match = _FUSED.fullmatch(name)
    if match is None:
        return None
    before, kind, letter = match.groups()
    parts = [part for one in "QKV" if (part := r.weight(f"{before}{kind}_{one}")) is not None]
    if len(parts) < 3 or len({part.shape for part in parts}) > 1:
        return None
    heads, place = r.setup.frame.head.size or 1, "QKV".index(letter)
    stacked = np.stack(parts, axis=-2)  # … × 3 × heads·width
    leading, columns = stacked.shape[:-2], stacked.shape[-1]
    if whole:
        by_head = stacked.reshape(*leading, 3, heads, columns // heads).swapaxes(-2, -3).reshape(*leading, 3, columns)
        return np.ascontiguousarray(by_head[..., place, :])
    flat = stacked.reshape(*leading, heads, 3, columns // heads)
    return np.ascontiguousarray(flat[..., place, :].reshape(*leading, columns))


def of_layer(other: int, r: Trial, name: str) -> np.ndarray | None:
    match = _LAYER.match(name)
    if match is None or int(match[2]) == other:
        return None
    return r.weight(f"{match[1]}.{other}.{name[match.end() :]}")


def next_layer(by: int, r: Trial, name: str) -> np.ndarray | None:
    match = _LAYER.match(name)
    return None if match is None else r.weight(f"{match[1]}.{int(match[2]) + by}.{name[match.end() :]}")


def layers_reversed(r: Trial, name: str) -> np.ndarray | None:
    match = _LAYER.match(name)
    if match is None:
        return None
    return r.weight(f"{match[1]}.{r.setup.layers - 1 - int(match[2])}.{name[match.end() :]}")


_EXCHANGED = {
    "swapped_norms": (("attention.norm.", "ffn.norm."),),
    "swapped_gate": ((".W_G", ".W_1"), (".b_G", ".b_1")),
    "swapped_attentions": ((".attention.", ".cross."),),
    "swapped_gru_gates": (("_xr", "_xz"), ("_hr", "_hz"), ("b_r", "b_z")),
    "swapped_lstm_gates": (("_xi", "_xf"), ("_hi", "_hf"), ("b_i", "b_f")),
    "swapped_stacks": (("encoder.", "decoder."),),
}


def exchanged(pairs: tuple[tuple[str, str], ...], r: Trial, name: str) -> np.ndarray | None:
    """A parameter that took the place of its twin."""
    for one, two in pairs:
        for mine, its in ((one, two), (two, one)):
            if mine in name:
                return r.weight(name.replace(mine, its))
    return None


def causes(setup: Setup) -> list[Cause]:
    """The rows of this file, for one run."""
    layers = range(min(setup.layers, _MOST_LAYERS))
    return [
        Cause("no_bias", no_bias, settings={"bias": False}),
        Cause("transposed", weights=transposed),
        *[
            Cause("fused_order", weights=partial(fused_order, "".join(order)), values={"order": ", ".join(order)})
            for order in permutations("QKV")
            if order != ("Q", "K", "V")
        ],
        Cause("fused_by_heads", weights=partial(fused_by_heads, False)),
        Cause("fused_whole", weights=partial(fused_by_heads, True)),
        *[Cause(name, weights=partial(exchanged, pairs)) for name, pairs in _EXCHANGED.items()],
        *([Cause("layers_reversed", weights=layers_reversed)] if setup.layers > 2 else []),
        *(
            [Cause("layer_next", weights=partial(next_layer, by), values={"by": f"{by:+d}"}) for by in (1, -1)]
            if setup.layers > 2
            else []
        ),
        *([Cause("layer_other", weights=partial(of_layer, layer), values={"layer": layer}) for layer in layers]),
        Cause("bias_twice", bias_twice),
    ]
