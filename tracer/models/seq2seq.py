"""An encoder–decoder of recurrent networks (Sutskever et al., arXiv 1409.3215; Cho et al., 1406.1078), with attention or without.

The decoder starts from the encoder's last states. With additive attention the context of each step stands beside what the decoder
reads (Bahdanau et al., arXiv 1409.0473; PyTorch's translation tutorial); with dot and general attention it joins what the decoder
computed (Luong et al., arXiv 1508.04025).
"""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.models.layers.dropout import dropout
from tracer.models.layers.embedding import decoder_table, input_rows
from tracer.models.layers.read_out import read_out
from tracer.models.layers.recurrent_attention import AFTER, BEFORE, RecurrentAttention
from tracer.models.recurrent import CELLS, STAGES, passed
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step

State = dict[str, Step]


def seq2seq(r: Recorder, f: Frame) -> Step:
    """The encoder reads the text, the decoder the target shifted right, one time step after another."""
    assert f.target is not None
    memory, states = encoded(r, f)
    with r.at("decoder"):
        y = input_rows(r, f, f.target, decoder_table(f))
    return read_out(r, f, decode(r, f, y, memory, states))


def encoded(r: Recorder, f: Frame) -> tuple[Step, list[State]]:
    """The encoder's states (time × hidden) and the last ones of each layer; in later passes those of the first."""
    parts = ("h", "c") if f.architecture.unit == "lstm" else ("h",)
    carried = r.carried("/encoder")
    if carried is not None:
        memory, *rest = carried
        return memory, [dict(zip(parts, rest[at : at + len(parts)], strict=True)) for at in range(0, len(rest), len(parts))]
    memory, states = encode(r, f)
    r.carry("/encoder", memory, *(state[part] for state in states for part in parts))
    return memory, states


def encode(r: Recorder, f: Frame) -> tuple[Step, list[State]]:
    """The recurrent layers over the text."""
    x = input_rows(r, f, f.text)
    x = r.rename("input.by_time", x, names={"token": "time"}, level=DETAIL)
    states = []
    for layer in range(f.architecture.layers):
        if layer:
            x = r.rename(f"encoder.{layer}.in", x, names={"hidden": "hidden_below"}, level=DETAIL)
        with r.layer("encoder", layer, f.architecture.layers):
            x, state = passed(r, f, dropout(r, f, "dropout", x) if layer else x, layer)
        states.append(state)
    return x, states


def decode(r: Recorder, f: Frame, y: Step, memory: Step, states: list[State]) -> Step:
    """What is read out at each step (token × hidden)."""
    y = r.rename("decoder.input.by_time", y, names={"token": "time"}, level=DETAIL)
    time = next(axis for axis in y.axes if axis.name == "time")
    attention = RecurrentAttention(r, f, memory, time) if f.architecture.attention != "none" else None
    seen: list[dict[str, list[Step]]] = [{stage: [] for stage in STAGES[f.architecture.unit]} for _ in states]
    for t in range(time.size or 0):
        x = r.select(f"decoder.t{t}.x", y, axis="time", at=t, level=DETAIL)
        if attention is not None and attention.kind == BEFORE:
            x = beside(r, f"decoder.t{t}", x, attention.context(t, states[-1]["h"]))
        r.time = time
        states = one_step(r, f, t, x, states, seen)
        if attention is not None and attention.kind in AFTER:
            attention.combined(t, attention.context(t, states[-1]["h"]), states[-1]["h"])
    if attention is not None and attention.kind == BEFORE:
        attention.stack()
    out, axis = stacked(r, f, seen, time), "time"
    if attention is not None and attention.kind in AFTER:
        out, axis = attention.stack()["attentional"], "query"
    return r.rename("decoder.out", out, names={axis: "token"}, level=DETAIL)


def beside(r: Recorder, at: str, x: Step, context: Step) -> Step:
    """What the decoder reads and the context, side by side, the former's columns first."""
    both = [
        r.rename(f"{at}.{name}.beside", step, names={step.axes[-1].name: "input_and_context"}, level=DETAIL)
        for name, step in (("x", x), ("context", context))
    ]
    return r.join(f"{at}.joined", *both, axis="input_and_context", level=DETAIL)


def one_step(r: Recorder, f: Frame, t: int, x: Step, states: list[State], seen: list[dict[str, list[Step]]]) -> list[State]:
    """Every layer's cell once; `seen` takes what each computed. Returns the states after it."""
    after = []
    for layer, state in enumerate(states):
        if layer:
            x = r.rename(f"decoder.{layer}.t{t}.in", x, names={"hidden": "hidden_below"}, level=DETAIL)
        with r.at(f"decoder.{layer}"):
            computed = CELLS[f.architecture.unit](r, f, f"t{t}.", dropout(r, f, f"t{t}.dropout", x) if layer else x, state)
        for stage, steps in seen[layer].items():
            steps.append(computed[stage])
        after.append({part: computed[part] for part in state})
        x = computed["h"]
    return after


def stacked(r: Recorder, f: Frame, seen: list[dict[str, list[Step]]], time: Axis) -> Step:
    """Record each stage of each layer with all steps side by side (time × hidden); returns the last layer's h."""
    order = tuple(axis.name for axis in f.leading(time, f.hidden))
    for layer, stages in enumerate(seen):
        with r.at(f"decoder.{layer}"):
            result = {stage: r.stack(stage, *steps, axis=time, order=order) for stage, steps in stages.items()}
    return result["h"]
