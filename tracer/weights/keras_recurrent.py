"""Recurrent layers of Keras (SimpleRNN, LSTM, GRU) and recurrent cells of Flax, by gate, under our names.

Their kernels are in × out already. Keras stacks the gates in columns, i, f, c, o (LSTM) and z, r, h (GRU); its GRU has two rows
of biases where the reset gate stands behind the product (`reset_after`), one where it stands before. Flax has a kernel for each
gate and side: `ii`, `hf`, `in` …
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.errors import TracerError
from tracer.weights.torch_names import Translated

_KERAS = re.compile(r"(?P<at>(?:.*[/.])?)(?P<part>recurrent_kernel|kernel|bias)(?::0)?")
_FLAX = re.compile(r"(?P<at>(?:.*[/.])?)(?P<side>[ih])(?P<gate>[ifgorzn]?)[/.](?P<part>kernel|bias)")
_GATES = {1: ("rnn", ("",)), 4: ("lstm", ("i", "f", "g", "o")), 3: ("gru", ("z", "r", "n"))}
_NUMBER = re.compile(r"(\d+)(?=[/.]|$)")
_BACKWARD = re.compile(r"(?:^|[/.])backward")


def take_units(given: Mapping[str, np.ndarray], result: Translated) -> set[str]:
    """Add every recurrent layer, in the order of the numbers in their names; the tensors that are taken.

    Raises TracerError: a tensor of a layer that is missing or of another shape, layers of several kinds.
    """
    by_unit: dict[str, dict[str, str]] = {}
    for name in given:
        for pattern in (_FLAX, _KERAS):
            if match := pattern.fullmatch(name):
                key = match["part"] if pattern is _KERAS else f"{match['side']}{match['gate']}.{match['part']}"
                by_unit.setdefault(match["at"], {})[key] = name
                break
    units = {at: names for at, names in by_unit.items() if "recurrent_kernel" in names or _is_flax(names)}
    if not units:
        return set()
    ordered = sorted(units, key=lambda at: [int(number) for number in _NUMBER.findall(at)])
    both_ways = any(map(_BACKWARD.search, units))
    kinds = set()
    for place, at in enumerate(ordered):
        back = bool(_BACKWARD.search(at))
        layer = [unit for unit in ordered if bool(_BACKWARD.search(unit)) == back].index(at) if both_ways else place
        ours = f"recurrent.{layer}." + (("backward." if back else "forward.") if both_ways else "")
        put = _put_keras if "recurrent_kernel" in units[at] else _put_flax
        kinds.add(put(ours, units[at], given, result))
    if len(kinds) > 1:
        raise TracerError("weights.torch_units")
    result.settings |= {"model": kinds.pop(), "layers": len(ordered) // (1 + both_ways), "bidirectional": both_ways}
    if result.settings["model"] == "rnn":
        result.unsaid += ("activation",)
    return {name for names in units.values() for name in names.values()}


def _is_flax(names: Mapping[str, str]) -> bool:
    sides = {key[0] for key in names if key.endswith(".kernel")}
    return sides == {"i", "h"}


def _put_keras(at: str, names: Mapping[str, str], given: Mapping[str, np.ndarray], result: Translated) -> str:
    """One layer's kernels cut into gates; the kind of layer it is."""
    if "kernel" not in names:
        own = names["recurrent_kernel"]
        raise TracerError("weights.torch_incomplete", name=own, other=own.replace("recurrent_kernel", "kernel"))
    kernel, recurrent = given[names["kernel"]], given[names["recurrent_kernel"]]
    hidden, columns = recurrent.shape if recurrent.ndim == 2 else (0, 0)
    if not hidden or columns % hidden or columns // hidden not in _GATES or kernel.ndim != 2 or kernel.shape[1] != columns:
        raise TracerError("weights.torch_gates", rows=columns, hidden=hidden)
    model, gates = _GATES[columns // hidden]
    for side, array, name in (("x", kernel, names["kernel"]), ("h", recurrent, names["recurrent_kernel"])):
        for gate, part in zip(gates, np.split(array, len(gates), axis=1), strict=True):
            result.put(f"{at}W_{side}{gate}", part, name)
    result.settings |= {"hidden": hidden, "d_model": kernel.shape[0], "bias": "bias" in names}
    if "bias" in names:
        rows = given[names["bias"]].reshape(-1, columns) if given[names["bias"]].size % columns == 0 else np.empty((0, columns))
        if len(rows) not in ((1, 2) if model == "gru" else (1,)):
            raise TracerError("weights.torch_split", name=names["bias"], rows=given[names["bias"]].size, parts=columns)
        for ours, part in _biases(gates, rows):
            result.put(at + ours, part, names["bias"])
    if model == "gru":
        after = "bias" not in names or given[names["bias"]].ndim == 2
        result.settings["gru_reset"] = "after" if after else "before"
        result.unsaid += () if "bias" in names else ("gru_reset",)
    return model


def _biases(gates: tuple[str, ...], rows: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Of a GRU, the candidate's two stay apart; all others are added."""
    parts = [np.split(row, len(gates)) for row in rows]
    for place, gate in enumerate(gates):
        own = [part[place] for part in parts]
        if gate == "n":
            yield "b_xn", own[0]
            if len(own) > 1:
                yield "b_hn", own[1]
        else:
            yield f"b_{gate}" if gate else "b", own[0] if len(own) == 1 else own[0].astype(np.float64) + own[1]


def _put_flax(at: str, names: Mapping[str, str], given: Mapping[str, np.ndarray], result: Translated) -> str:
    """One cell's kernels, a gate each; the kind of cell it is."""
    gates = {key.partition(".")[0][1:] for key in names}
    model = next((kind for kind, known in (("rnn", {""}), ("lstm", set("ifgo")), ("gru", set("rzn"))) if gates == known), "")
    if not model:
        raise TracerError("weights.flax_gates", name=next(iter(names.values())), gates=sorted(gates))
    for gate in sorted(gates):
        for side, ours in (("i", "x"), ("h", "h")):
            if f"{side}{gate}.kernel" not in names:
                raise TracerError("weights.flax_gates", name=next(iter(names.values())), gates=sorted(gates))
            name = names[f"{side}{gate}.kernel"]
            result.put(f"{at}W_{ours}{gate}", given[name], name)
        biases = {side: names[key] for side in "ih" if (key := f"{side}{gate}.bias") in names}
        if model == "gru" and gate == "n":
            for side, name in biases.items():
                result.put(f"{at}b_{'x' if side == 'i' else 'h'}n", given[name], name)
        elif biases:
            total: Any = sum(given[name].astype(np.float64) for name in biases.values())
            array = given[next(iter(biases.values()))] if len(biases) == 1 else total
            result.put(f"{at}b_{gate}" if gate else f"{at}b", array, " + ".join(biases.values()))
    first = given[next(name for key, name in names.items() if key[0] == "i" and key.endswith(".kernel"))]
    result.settings |= {"hidden": first.shape[1], "d_model": first.shape[0], "bias": True}
    return model
