"""Parameters of torch.nn.RNN, LSTM and GRU, and of their cells, by gate: rows are stacked i, f, g, o (LSTM) and r, z, n (GRU)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.errors import TracerError

_NAME = re.compile(r"(?P<prefix>(?:.*\.)?)(?P<kind>weight|bias)_(?P<side>[ih]h|hr)_l(?P<layer>[0-9]{1,4})(?P<back>_reverse)?")
_CELL = re.compile(r"(?:.*\.)?(?:weight|bias)_[ih]h")
_OF_LSTM = 4
_GATES = {1: ("rnn", ("",)), 4: ("lstm", ("i", "f", "g", "o")), 3: ("gru", ("r", "z", "n"))}


def translate(given: Mapping[str, np.ndarray]) -> tuple[set[str], dict[str, np.ndarray], dict[str, str], dict[str, Any]]:
    """The names used, the parameters by our names (`recurrent.0.W_xi`, `recurrent.0.forward.W_xi`), what each of these was made
    from, and the settings.

    x and h weights are turned to (in × hidden) and (hidden × hidden), an LSTM's projection to (hidden × proj); the two biases are
    added, except those of a GRU's candidate, which stay apart (`b_xn`, `b_hn`) because the reset gate stands between them.
    A cell (`nn.LSTMCell`) is a net of one layer.
    """
    own = {f"{name}_l0" if _CELL.fullmatch(name) else name: name for name in given}
    try:
        used, parameters, stored, settings = _translated({name: given[theirs] for name, theirs in own.items()})
    except TracerError as error:
        twins = {name + "_l0": name for theirs in own.values() for name in (theirs, _twin(theirs)) if _CELL.fullmatch(name)}
        raise error.renamed(twins) from None
    return {own[name] for name in used}, parameters, {ours: _called(name, own) for ours, name in stored.items()}, settings


def _called(name: str, own: Mapping[str, str]) -> str:
    return " + ".join(own[part] for part in name.split(" + "))


def _translated(given: Mapping[str, np.ndarray]) -> tuple[set[str], dict[str, np.ndarray], dict[str, str], dict[str, Any]]:
    matches = {name: match for name in sorted(given) if (match := _NAME.fullmatch(name))}
    if not matches:
        return set(), {}, {}, {}
    if len({match["prefix"] for match in matches.values()}) > 1:
        raise TracerError("weights.torch_units")
    both_ways = any(match["back"] for match in matches.values())
    _complete(matches)
    arrays = {
        (match["layer"], bool(match["back"]), match["kind"], match["side"]): with_axes(
            given[name], name, 1 + (match["kind"] == "weight")
        )
        for name, match in matches.items()
    }
    rows, width = arrays["0", False, "weight", "hh"].shape
    projected = ("0", False, "weight", "hr") in arrays
    hidden = arrays["0", False, "weight", "hr"].shape[-1] if projected else width
    if hidden == 0 or rows % hidden or rows // hidden not in _GATES or (projected and rows // hidden != _OF_LSTM):
        raise TracerError("weights.torch_gates", rows=rows, hidden=hidden)
    model, gates = _GATES[rows // hidden]
    names = {(match["layer"], bool(match["back"]), match["kind"], match["side"]): name for name, match in matches.items()}
    parameters, stored = _by_gate(arrays, names, gates, both_ways)
    layers = len({match["layer"] for match in matches.values()})
    settings = {"model": model, "layers": layers, "hidden": hidden, "bidirectional": both_ways,
                "d_model": arrays["0", False, "weight", "ih"].shape[1], "bias": ("0", False, "bias", "ih") in arrays}  # fmt: skip
    if projected:
        settings["proj_size"] = width
    return set(matches), parameters, stored, settings


_Key = tuple[str, bool, str, str]  # layer, whether backwards, weight or bias, of x (ih), of h (hh) or of the projection (hr)


def _by_gate(
    arrays: Mapping[_Key, np.ndarray], names: Mapping[_Key, str], gates: tuple[str, ...], both_ways: bool
) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The parameters of each gate, and the names of the arrays that each was made from."""
    parameters: dict[str, np.ndarray] = {}
    stored: dict[str, str] = {}
    for (layer, back, kind, side), array in arrays.items():
        place = f"recurrent.{layer}." + (("backward." if back else "forward.") if both_ways else "")
        name, other = names[layer, back, kind, side], names[layer, back, kind, "hh"]
        if side == "hr":
            parameters[ours := f"{place}W_hr"] = array.T
            stored[ours] = name
        elif kind == "weight":
            for gate, part in zip(gates, split(array, name, len(gates)), strict=True):
                parameters[ours := f"{place}W_{'x' if side == 'ih' else 'h'}{gate}"] = part.T
                stored[ours] = name
        elif side == "ih":
            biases = dict(_biases(place, gates, (array, arrays[layer, back, kind, "hh"]), (name, other)))
            parameters |= biases
            apart = {f"{place}b_xn": name, f"{place}b_hn": other}
            stored |= {ours: apart.get(ours, f"{name} + {other}") for ours in biases}
    return parameters, stored


def split(array: np.ndarray, name: str, parts: int) -> list[np.ndarray]:
    """The equal blocks of rows that torch stacks in one array."""
    if len(array) % parts:
        raise TracerError("weights.torch_split", name=name, rows=len(array), parts=parts)
    return np.split(array, parts)


def at_least(array: np.ndarray, name: str, axes: int) -> np.ndarray:
    """`array`, refused where it has fewer axes than torch gives it."""
    if array.ndim < axes:
        raise TracerError("weights.torch_axes", name=name, axes=axes, given=array.ndim)
    return array


def with_axes(array: np.ndarray, name: str, axes: int) -> np.ndarray:
    """`array`, refused where it has another number of axes than such a parameter."""
    if array.ndim != axes:
        raise TracerError("weights.axes", name=name, axes=axes, given=array.ndim)
    return array


def _twin(name: str) -> str:
    """`weight_hh_l0` for `weight_ih_l0`, and the other way round; a cell's likewise."""
    return re.sub(r"_([ih])h(?=_l\d|$)", lambda side: "_hh" if side[1] == "i" else "_ih", name)


def _complete(matches: Mapping[str, re.Match[str]]) -> None:
    """Each array needs its twin (ih and hh), and layers count from 0."""
    for name in (name for name, match in matches.items() if match["side"] != "hr"):
        if (twin := _twin(name)) not in matches:
            raise TracerError("weights.torch_incomplete", name=name, other=twin)
        first = name.replace("bias_", "weight_")
        if first not in matches:
            raise TracerError("weights.torch_incomplete", name=name, other=first)
    if not any(match["layer"] == "0" and not match["back"] for match in matches.values()):
        raise TracerError("weights.torch_incomplete", name=next(iter(matches)), other="weight_ih_l0")


def _biases(
    place: str, gates: tuple[str, ...], arrays: tuple[np.ndarray, np.ndarray], names: tuple[str, str]
) -> Iterator[tuple[str, np.ndarray]]:
    """Of x and of h, in float64, where the sum of two float32 biases is exact but for extreme exponents."""
    if len(arrays[0]) != len(arrays[1]):
        raise TracerError("weights.biases_differ", name=names[0], given=len(arrays[0]), other=names[1], wanted=len(arrays[1]))
    x, h = (split(array, name, len(gates)) for array, name in zip(arrays, names, strict=True))
    for gate, b_x, b_h in zip(gates, x, h, strict=True):
        if gates == ("r", "z", "n") and gate == "n":
            yield f"{place}b_xn", b_x
            yield f"{place}b_hn", b_h
        else:
            yield f"{place}b" + (f"_{gate}" if gate else ""), b_x.astype(np.float64) + b_h
