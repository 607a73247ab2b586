"""The network of a trace as boxes, as the paper's Figure 1 has them: a box a sublayer, equal layers once with how many there are.

A model of a few stages (a bare attention, a recurrent layer) has a box a stage instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from tracer.axes import shape
from tracer.document.data_document import nearest
from tracer.frozen import Frozen
from tracer.language import say
from tracer.record.step import Step

_FEWEST = 2  # different sublayers below which every stage has a box of its own
_PARTS = {"attention": "attention", "cross": "cross", "ffn": "ffn"}
_STACKS = ("encoder", "decoder", "recurrent")
_ALONE = ("embedding", "positions", "input", "logits", "probabilities")


class Part(Frozen):
    """Steps that share a box. place: what they are part of (`encoder.0.attention`). role: what they do there."""

    place: str
    role: str
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """The address of the box: of one step its own."""
        return self.steps[0].name if len(self.steps) == 1 else f"{self.place}.{self.steps[-1].name.rsplit('.', 1)[-1]}"

    @property
    def layer(self) -> tuple[str, int] | None:
        """(stack, number) of the layer it belongs to; None outside the layers."""
        words = self.place.split(".")
        return (words[0], int(words[1])) if len(words) > 1 and words[0] in _STACKS and words[1].isdecimal() else None

    @property
    def looks(self) -> tuple[str, ...]:
        """What makes two boxes of different layers the same one: their place in the layer, role and shape."""
        return (".".join(self.place.split(".")[2:]), self.role, _shape_of(self))


def network(steps: Sequence[Step]) -> dict[str, Any]:
    """The data of a `network` figure: nodes from the input on, and what reads what."""
    parts = list(_parts(steps))
    if len({part.looks for part in parts if part.role not in _ALONE}) < _FEWEST:
        parts = [Part(step.name, "", (step,)) for step in steps]
    two = {"encoder", "decoder"} <= {step.name.split(".")[0] for step in steps}
    runs = _equal_layers(parts)
    shown: dict[str, Part] = {}  # step -> the box it is drawn in
    nodes = []
    for layers in runs:
        for place, part in enumerate(layers[0]):
            nodes.append(_node(part, two, len(layers)))
            for layer in layers:
                shown.update({step.name: part for step in layer[place].steps})
    return {"nodes": nodes, "edges": _edges(steps, shown, [part.name for layers in runs for part in layers[0]])}


def _parts(steps: Sequence[Step]) -> Iterator[Part]:
    """Steps that stand next to each other and do one thing."""

    def key(step: Step) -> tuple[str, str]:
        place, _, word = step.name.rpartition(".")
        if not place or word in _ALONE:
            return step.name, word
        return place, "add_norm" if word in ("add", "norm") else "work"

    for (place, role), members in groupby(steps, key):
        held = tuple(members)
        words = [step.name.rsplit(".", 1)[-1] for step in held]
        yield Part(place, role if role != "add_norm" or len(words) > 1 else words[0], held)


def _equal_layers(parts: Sequence[Part]) -> list[list[list[Part]]]:
    """Runs of layers that look the same, each a list of its layers' boxes; what is no layer stands alone."""
    layers = [list(members) for _, members in groupby(parts, lambda part: part.layer or part.name)]
    runs: list[list[list[Part]]] = []
    for layer in layers:
        before = runs[-1][-1] if runs else []
        same = bool(before) and layer[0].layer is not None and before[0].layer is not None
        same = same and before[0].place.split(".")[0] == layer[0].place.split(".")[0]
        if same and [part.looks for part in before] == [part.looks for part in layer]:
            runs[-1].append(layer)
        else:
            runs.append([layer])
    return runs


def _node(part: Part, two: bool, times: int) -> dict[str, Any]:
    right = two and (part.steps[0].name.startswith("decoder.") or part.steps[0].name in ("logits", "probabilities"))
    node = {"name": part.name, "title": _title(part), "shape": _shape_of(part), "column": int(right)}
    return node | ({"frame": ".".join(part.place.split(".")[:2]), "times": times} if part.layer else {})


def _title(part: Part) -> str:
    """What the box does, in the words of the paper; an address where it has none for it."""
    word = part.place.rsplit(".", 1)[-1]
    if part.role in ("add", "norm", "add_norm"):
        return say(f"document.network.{part.role}")
    if part.role == "work" and word in _PARTS:
        masked = word == "attention" and any(step.name.endswith(".masked") for step in part.steps)
        return say("document.network.masked" if masked else f"document.network.{_PARTS[word]}")
    return say(f"document.network.{part.role}") if part.role in _ALONE else part.name


def _shape_of(part: Part) -> str:
    return " × ".join(map(str, shape(part.steps[-1].axes))) or "1"


def _edges(steps: Sequence[Step], shown: dict[str, Part], order: Sequence[str]) -> list[tuple[str, str]]:
    """What each box reads, once; from a layer that is not drawn to the next one nothing has to be drawn."""
    held = {step.name for step in steps}
    place = {name: at for at, name in enumerate(order)}
    edges: dict[tuple[str, str], None] = {}
    for step in steps:
        for read in nearest(step, held - {step.name}):
            start, end = shown[read].name, shown[step.name].name
            if place[start] < place[end]:
                edges[start, end] = None
    return list(edges)
