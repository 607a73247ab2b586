"""RNN, LSTM and GRU, one time step after another; names and conventions as in PyTorch's nn.RNN, nn.LSTM, nn.GRU.

RNN  h' = tanh(x W_x + h W_h + b), or another `activation`, as nn.RNN(nonlinearity="relu")   (Elman 1990)
LSTM i, f, o = σ(…), g = tanh(…); c' = f c + i g; h' = o tanh(c')       (Hochreiter & Schmidhuber 1997; forget gate: Gers 2000)
     with `proj_size` m = o tanh(c'), h' = m W_hr, narrower than c (Sak et al., arXiv 1402.1128; nn.LSTM's proj_size)
GRU  r, z = σ(…), n = tanh(x W_xn + b_xn + r (h W_hn + b_hn)); h' = (1 − z) n + z h   (arXiv 1406.1078 and PyTorch)
"""

from __future__ import annotations

from collections.abc import Callable

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.frame import Frame
from tracer.models.layers.dropout import dropout
from tracer.models.layers.embedding import input_rows
from tracer.models.layers.feed_forward import activation
from tracer.models.layers.read_out import read_out
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step

Cell = Callable[[Recorder, Frame, str, Step, dict[str, Step]], dict[str, Step]]
STAGES = {"rnn": ("pre", "h"), "lstm": ("i", "f", "g", "o", "c", "h"), "gru": ("r", "z", "n", "h")}


def recurrent(r: Recorder, f: Frame) -> Step:
    """The layers over the input, each direction; stages time × hidden."""
    x = input_rows(r, f, f.text, drops=False)
    x = r.rename("input.by_time", x, names={"token": "time"}, level=DETAIL)
    directions: tuple[Step, ...] = ()
    for layer in range(f.architecture.layers):
        with r.layer("recurrent", layer, f.architecture.layers):
            x = dropout(r, f, "dropout", x) if layer else x  # nn.LSTM: between layers, not after the last
            directions = both_directions(r, f, x, layer) if f.architecture.bidirectional else (direction(r, f, x, layer),)
            x = directions[0] if len(directions) == 1 else r.join("h", *directions, axis=directions[0].axes[-1].name)
        x = r.rename(f"recurrent.{layer}.out", x, names={x.axes[-1].name: "hidden_below"}, level=DETAIL)
    x = r.rename("recurrent.out", x, names={"time": "token"}, level=DETAIL)
    return read_out(r, f, last_states(r, f, directions) if f.pool == "last" and len(directions) > 1 else x)


def last_states(r: Recorder, f: Frame, directions: tuple[Step, ...]) -> Step:
    """What each direction ends with, side by side: the forward one at the last token, the backward one at the first (h_n)."""
    places = ((f.text.token.size or 1) - 1, 0)  # behind a short sentence's end the state stays as it was
    ends = []
    for part, h, at in zip(("forward", "backward"), directions, places, strict=True):
        end = r.select(f"pooled.{part}.end", h, axis="time", at=at, level=DETAIL)
        ends.append(r.rename(f"pooled.{part}", end, names={h.axes[-1].name: "hidden_below"}, level=DETAIL))
    return r.join("pooled", *ends, axis="hidden_below")


def both_directions(r: Recorder, f: Frame, x: Step, layer: int) -> tuple[Step, Step]:
    """Once forwards, once backwards."""
    with r.at("forward"):
        forward = direction(r, f, x, 2 * layer)
    with r.at("backward"):
        backward = direction(r, f, x, 2 * layer + 1, reverse=True)
    return forward, backward


def direction(r: Recorder, f: Frame, x: Step, start: int, reverse: bool = False) -> Step:
    """One pass over the time steps; `start` is the row of h_0 and c_0 it begins with."""
    return passed(r, f, x, start, reverse)[0]


def passed(r: Recorder, f: Frame, x: Step, start: int, reverse: bool = False) -> tuple[Step, dict[str, Step]]:
    """One pass over the time steps, as `direction`: the states of all of them, and the last ones by their names (h, c)."""
    kind = f.architecture.unit
    time = r.time = next(axis for axis in x.axes if axis.name == "time")
    state = {part: initial(r, f, part, start) for part in (("h", "c") if kind == "lstm" else ("h",))}
    stages = (*STAGES[kind][:-1], "m", "h") if f.proj is not None else STAGES[kind]
    seen: dict[str, list[Step]] = {stage: [] for stage in stages}
    places = range(time.size or 0)
    for t in reversed(places) if reverse else places:
        now = r.select(f"t{t}.x", x, axis="time", at=t, level=DETAIL)
        state, before = CELLS[kind](r, f, f"t{t}.", now, state), state
        state = {**state, **masked_state(r, f, t, state, before)}
        for stage in seen:
            seen[stage].append(state[stage])
        state = {part: state[part] for part in before}
    stacked = {}
    for stage, steps in seen.items():
        steps = steps[::-1] if reverse else steps
        order = f.leading(time, steps[0].axes[-1])
        stacked[stage] = r.stack(stage, *steps, axis=time, order=tuple(axis.name for axis in order))
    return stacked["h"], state


def masked_state(r: Recorder, f: Frame, t: int, state: dict[str, Step], before: dict[str, Step]) -> dict[str, Step]:
    """Behind a short sentence's end the state stays as it was (nn.utils.rnn.pack_padded_sequence)."""
    if f.text.real is None:
        return {}
    real = r.given(f"t{t}.real", [row[t] for row in f.text.real], f.leading(), DETAIL)
    return {part: r.mix(f"t{t}.{part}.kept", real, before[part], state[part], level=DETAIL) for part in before}


def initial(r: Recorder, f: Frame, part: str, row: int) -> Step:
    """h_0 (or c_0): the row given for this layer and direction, else zeros."""
    width = f.proj or f.hidden if part == "h" else f.hidden
    axes = f.leading(width)
    if part in f.states:
        if row >= len(f.states[part]):
            raise TracerError("session.states", key=f"{part}_0", row=row, rows=len(f.states[part]))
        start = f.states[part][row]
        return r.given(f"{part}_0", start, axes if start.ndim > 1 else (width,), DETAIL)
    return r.filled(f"{part}_0", axes=axes, value=0.0, dtype=r.dtype, level=DETAIL)


def gate(r: Recorder, f: Frame, at: str, name: str, x: Step, h: Step) -> Step:
    """x W_x + h W_h + b, before the gate's function."""
    part = f"{at}{name or 'pre'}"
    from_input = product(r, f, f"{part}.x", x, f"W_x{name}", None)
    from_state = product(r, f, f"{part}.h", h, f"W_h{name}", f"b_{name}" if name else "b")
    return r.add(f"{part}.pre" if name else part, from_input, from_state, level=DETAIL)


def product(r: Recorder, f: Frame, name: str, x: Step, weight: str, bias: str | None) -> Step:
    """x W (+ b), as a detail; the state's own axis is renamed, so that it can be summed over."""
    axis = x.axes[-1]
    if axis.name in ("hidden", "proj"):
        x = r.rename(f"{name}.state", x, names={axis.name: f"{axis.name}_before"}, level=DETAIL)
        axis = Axis(f"{axis.name}_before", axis.size)
    matrix = r.parameter(weight, axis, f.hidden)
    shift = r.optional(bias, f.hidden) if bias else None
    if shift is None:
        return r.contract(name, x, matrix, over=axis.name, level=DETAIL)
    return r.affine(name, x, matrix, shift, over=axis.name, level=DETAIL)


def rnn_cell(r: Recorder, f: Frame, at: str, x: Step, state: dict[str, Step]) -> dict[str, Step]:
    pre = gate(r, f, at, "", x, state["h"])
    return {"pre": pre, "h": activation(r, f, f"{at}h", pre, level=DETAIL)}


def lstm_cell(r: Recorder, f: Frame, at: str, x: Step, state: dict[str, Step]) -> dict[str, Step]:
    h = state["h"]
    i, forget, o = (r.sigmoid(f"{at}{name}", gate(r, f, at, name, x, h), level=DETAIL) for name in ("i", "f", "o"))
    g = r.tanh(f"{at}g", gate(r, f, at, "g", x, h), level=DETAIL)
    remembered = r.multiply(f"{at}c.kept", forget, state["c"], level=DETAIL)
    new = r.multiply(f"{at}c.new", i, g, level=DETAIL)
    c = r.add(f"{at}c", remembered, new, level=DETAIL)
    gates = {"i": i, "f": forget, "g": g, "o": o, "c": c}
    m = r.multiply(f"{at}m" if f.proj else f"{at}h", o, r.tanh(f"{at}c.tanh", c, level=DETAIL), level=DETAIL)
    if f.proj is None:
        return {**gates, "h": m}
    matrix = r.parameter("W_hr", f.hidden, f.proj)
    return {**gates, "m": m, "h": r.contract(f"{at}h", m, matrix, over="hidden", level=DETAIL)}


def gru_cell(r: Recorder, f: Frame, at: str, x: Step, state: dict[str, Step]) -> dict[str, Step]:
    """`gru_reset`: r after the product with W_hn (PyTorch) or before it; `gru_update`: what z keeps."""
    a, h = f.architecture, state["h"]
    reset = r.sigmoid(f"{at}r", gate(r, f, at, "r", x, h), level=DETAIL)
    z = r.sigmoid(f"{at}z", gate(r, f, at, "z", x, h), level=DETAIL)
    from_input = product(r, f, f"{at}n.x", x, "W_xn", "b_xn")
    if a.gru_reset == "after":
        from_state = r.multiply(f"{at}n.reset", reset, product(r, f, f"{at}n.h", h, "W_hn", "b_hn"), level=DETAIL)
    else:
        from_state = product(r, f, f"{at}n.h", r.multiply(f"{at}n.reset", reset, h, level=DETAIL), "W_hn", "b_hn")
    n = r.tanh(f"{at}n", r.add(f"{at}n.pre", from_input, from_state, level=DETAIL), level=DETAIL)
    first, second = (n, h) if a.gru_update == "keep" else (h, n)
    return {"r": reset, "z": z, "n": n, "h": r.mix(f"{at}h", z, first, second, level=DETAIL)}


CELLS: dict[str, Cell] = {"rnn": rnn_cell, "lstm": lstm_cell, "gru": gru_cell}
