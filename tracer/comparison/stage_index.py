"""The stages of a trace by layer, and which of them another program's name means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from tracer.comparison.derived import derived
from tracer.comparison.foreign_names import FUSED, LAYER_IN, LAYER_OUT, STACK_OUT, STREAM, Meaning, meaning
from tracer.record.step import SHOWN, Step
from tracer.record.trace import Trace

_ADDRESS = re.compile(r"(?:(?P<stack>encoder|decoder)\.)?(?:(?P<layer>\d+)\.)?(?P<end>.+)")
_FUSED_PARTS = ("q", "k", "v")


class TensorPlace(Protocol):
    """Where a parameter lies in a checkpoint's file; `checkpoints.names.Place` is one."""

    @property
    def tensor(self) -> str: ...

    @property
    def plus(self) -> float: ...

    def of(self, raw: np.ndarray) -> np.ndarray: ...

    def columns(self, count: int) -> np.ndarray: ...


class Target(NamedTuple):
    """A stage or parameter that an array, or some columns of it, may be.

    place: where the checkpoint has the parameter it is or is computed with; is_tensor: whether the array is that tensor.
    parts: the stages that stand side by side in the array, none where it is one; part: which of them this is.
    """

    name: str
    place: TensorPlace | None = None
    is_tensor: bool = False
    part: int = 0
    parts: tuple[str, ...] = ()


class StageIndex:
    """Every stage, detail, parameter and derived quantity of a trace, by what other programs may call it.

    places: our parameter → the tensor of a checkpoint it is read from.
    """

    def __init__(self, trace: Trace, places: Mapping[str, TensorPlace]) -> None:
        self.trace = trace
        self.steps: dict[str, Step] = {**trace.every, **derived(trace)}
        self.order = {name: place for place, name in enumerate(self.steps)}
        self.places = places
        self.parsed = {name: _parsed(name) for name in self.steps}
        self.stacks = {stack for stack, layer, _ in self.parsed.values() if layer is not None and stack}
        self.layers = {
            stack: 1 + max(layer for of, layer, _ in self.parsed.values() if of == stack and layer is not None)
            for stack in self.stacks
        }
        self._by_end: dict[str, list[str]] = {}
        for name, (_, _, end) in self.parsed.items():
            self._by_end.setdefault(end, []).append(name)
        self._readers: dict[str, list[Step]] = {}
        for step in trace.steps.values():
            for operand in step.inputs:
                self._readers.setdefault(operand.name, []).append(step)
        self.modules = self._modules()

    # what the checkpoint's own names say

    def _modules(self) -> dict[str, list[tuple[Target, ...]]]:
        """Module of the checkpoint → the stages its output holds: one, or several side by side; a list where layers share it."""
        groups: dict[tuple[str, str], list[tuple[str, TensorPlace]]] = {}
        for parameter, place in self.places.items():
            module, _, kind = place.tensor.rpartition(".")
            if kind == "weight" and parameter in self.steps:
                groups.setdefault((module, parameter.rpartition(".")[0]), []).append((parameter, place))
        result: dict[str, list[tuple[Target, ...]]] = {}
        for (module, _), members in groups.items():
            stages = [(self.stage_of(parameter), place) for parameter, place in members]
            names = tuple(stage for stage, _ in stages)
            several = len(names) > 1
            targets = tuple(
                Target(stage, place, False, at, names if several else ()) for at, (stage, place) in enumerate(stages) if stage
            )
            if targets:
                result.setdefault(module, []).append(targets)
        return result

    def stage_of(self, parameter: str) -> str:
        """The first shown stage that a parameter goes into; of an embedding's table the embedding, though it may be tied."""
        is_table = parameter.endswith(".W_E")
        waiting = list(self._readers.get(parameter, ()))
        while waiting:
            step = waiting.pop(0)
            if step.level == SHOWN and (step.op == "lookup" or not is_table):
                return step.name
            waiting += self._readers.get(step.name, ())
        return ""

    def parameters_of(self, stage: str, kind: str) -> list[str]:
        """The matrices (or γ), or the biases (or β), that a stage is computed with; a matrix cut into heads is one too."""
        waiting, result = list(self.steps[stage].inputs), []
        while waiting:
            step = waiting.pop(0)
            end = step.name.rpartition(".")[2]
            if step.name in self.trace.parameters:
                if (end == "beta" or end.startswith("b_") or end == "b") == (kind == "vector"):
                    result.append(step.name)
            elif step.op == "split":
                result += [step.name] if (end == "bias") == (kind == "vector") else []
                waiting += step.inputs
        return sorted(result, key=lambda name: name not in self.trace.parameters)

    # what a name may be

    def address(self, name: str) -> str:
        """The stage or parameter with this name or ending, where it is of one only; "" elsewhere."""
        if name in self.steps:
            return name
        ends = [known for known in self.trace.every if known.endswith(f".{name}")]
        shown = [known for known in ends if self._is_stage(known)]
        return next((found[0] for found in (shown, ends) if len(found) == 1), "")

    def targets(self, name: str) -> list[tuple[Target, ...]]:
        """What an array of this name may be, the likeliest first; empty where the name says nothing."""
        tensors = self._tensors(name)
        if tensors:
            return tensors
        modules = self._known_modules(name)
        if modules:
            scaled = [(Target(f"{targets[0].name}.scaled"),) for targets in modules if f"{targets[0].name}.scaled" in self.steps]
            return modules + scaled
        meant = meaning(name)
        if meant is None:
            return []
        named = self.of_meaning(meant)
        return self._of_children(name, meant, named) + named

    def _tensors(self, name: str) -> list[tuple[Target, ...]]:
        """Parameters by the checkpoint's own names."""
        found = [
            Target(parameter, place, True)
            for parameter, place in self.places.items()
            if parameter in self.steps and _ends_alike(place.tensor, name)
        ]
        groups: dict[str, list[Target]] = {}
        for target in found:
            groups.setdefault(target.name.rpartition(".")[0], []).append(target)
        return [tuple(group) for group in groups.values()]

    def _known_modules(self, name: str) -> list[tuple[Target, ...]]:
        bare = re.sub(r"[._\[]0\]?$", "", name)
        for wanted in dict.fromkeys((name, bare)):
            matching = [targets for module, targets in self.modules.items() if _ends_alike(module, wanted)]
            if len(matching) == 1:
                return matching[0]
        return []

    def _of_children(self, name: str, meant: Meaning, named: Sequence[tuple[Target, ...]]) -> list[tuple[Target, ...]]:
        """A module returns what its last part does where that is a norm, or one of the stages its name may mean."""
        if meant.element or meant.parameter or STREAM in meant.endings:
            return []
        name = re.sub(r"[._\[]0\]?$", "", name)
        inside = [
            targets[0]
            for module, groups in self.modules.items()
            for targets in groups
            if any(_ends_alike(module[: len(module) - at], name) for at in _cuts(module))
        ]
        if not inside or {LAYER_OUT, STACK_OUT} & set(meant.endings):
            return []
        last = max(inside, key=lambda target: self.order[target.name])
        is_meant = last.name.endswith("norm") or (Target(last.name),) in named
        return [(Target(last.name),)] if is_meant else []

    def of_meaning(self, meant: Meaning) -> list[tuple[Target, ...]]:
        names = [name for ending in meant.endings for name in self._named(ending, meant)]
        result: list[tuple[Target, ...]] = []
        for name in dict.fromkeys(names):
            if FUSED in meant.endings:
                parts = self._fused_parts(name.removesuffix(".q"), meant.parameter)
                result += [tuple(Target(part, None, False, at, parts) for at, part in enumerate(parts))] if parts else []
                continue
            if meant.parameter:
                result += [(Target(parameter),) for parameter in self.parameters_of(name, meant.parameter)]
                continue
            result += [(Target(detailed),) for detailed in self._detailed(name, meant.detail)]
        return result

    def _fused_parts(self, attention: str, parameter: str) -> tuple[str, ...]:
        """q, k and v of an attention, or the parameters they are computed with; nothing where it lacks one."""
        stages = [f"{attention}.{part}" for part in _FUSED_PARTS]
        if not all(stage in self.steps for stage in stages):
            return ()
        parts = [self.parameters_of(stage, parameter)[:1] for stage in stages] if parameter else [[stage] for stage in stages]
        return tuple(name for part in parts for name in part) if all(parts) else ()

    def _detailed(self, name: str, detail: str) -> list[str]:
        """A norm's detail; what TransformerLens 2 calls normalized stands after γ and β in a LayerNorm."""
        if not detail:
            return [name]
        names = [f"{name}.{detail}"] + ([f"{name}.mean_square"] if detail == "variance" else [])
        return [known for known in (*names, *([name] if detail == "normalized" else [])) if known in self.steps]

    def _named(self, ending: str, meant: Meaning) -> list[str]:
        """The stages with this ending in the layer and stack that are meant."""
        stacks = [meant.stack] if meant.stack in self.stacks else sorted(self.stacks)
        if ending == FUSED:
            return [name for name in self._by_end.get("attention.q", ()) if self._fits(name, meant)]
        if ending == STREAM:
            return [name for stack in stacks for name in self._stream(stack, meant.at)]
        if ending == STACK_OUT:
            return [name for stack in reversed(stacks) for name in self._stream(stack, self.layers[stack])]
        if ending in (LAYER_IN, LAYER_OUT):
            layers = {stack: range(self.layers[stack]) if meant.layer is None else [meant.layer] for stack in stacks}
            after = [(stack, layer + (ending == LAYER_OUT)) for stack in stacks for layer in layers[stack]]
            return [name for stack, count in after for name in self._stream(stack, count)[-1:]]
        prefix = f"{meant.stack}." if meant.stack in self.stacks else ""
        whole = [name for name in (f"{prefix}{ending}", ending) if name in self.steps and self.parsed[name][1] is None]
        if meant.layer is None and whole:
            return whole
        return [name for name in self._by_end.get(ending, ()) if self._fits(name, meant)] or whole

    def _fits(self, name: str, meant: Meaning) -> bool:
        stack, layer, _ = self.parsed[name]
        return (meant.layer is None or layer == meant.layer) and (meant.stack not in self.stacks or stack == meant.stack)

    def _stream(self, stack: str, layers: int) -> list[str]:
        """The residual stream after so many layers: of the last, what the norm behind it makes of it comes first."""
        if layers < 0 or layers > self.layers.get(stack, 0):
            return []
        if layers == 0:
            first = next((f"{prefix}input" for prefix in (f"{stack}.", "") if f"{prefix}input" in self.steps), "")
            return [name for name in (first, f"{first}.norm") if name in self.steps]
        own = [
            name for name, (of, layer, _) in self.parsed.items() if of == stack and layer == layers - 1 and self._is_stage(name)
        ]
        behind = [f"{stack}.norm"] if layers == self.layers[stack] and f"{stack}.norm" in self.steps else []
        return [*behind, *own[-1:]]

    def _is_stage(self, name: str) -> bool:
        step = self.trace.steps.get(name)
        return step is not None and step.level == SHOWN

    def in_layer(self, meant: Meaning) -> list[str]:
        """Every stage, the shown ones first; of the layer that a name tells, where it tells one."""
        names = sorted(
            (name for name in self.steps if name not in self.trace.parameters), key=lambda name: not self._is_stage(name)
        )
        inside = names if meant.layer is None else [name for name in names if self._fits(name, meant)]
        return inside or names

    def heads(self, name: str) -> dict[str, int]:
        """How many heads stand side by side in the axes `heads·d_k` and `heads·d_v` of a stage or parameter."""
        sizes: dict[str, Any] = {key: self.trace.model.get(key) for key in ("heads", "kv_heads", "d_k")}
        result = {}
        for axis in self.steps[name].axes:
            if "·" in axis.name:
                of_keys = re.search(r"\b[Wb]_[KV]$|\.[kv]$", name)
                count = (sizes["kv_heads"] if of_keys else None) or sizes["heads"] or 1
                result[axis.name] = int(count)
        return result


def _parsed(name: str) -> tuple[str, int | None, str]:
    found = _ADDRESS.fullmatch(name)
    assert found is not None, name
    layer = int(found["layer"]) if found["layer"] and len(found["layer"]) < 9 else None
    if layer is None:
        return "", None, name
    return found["stack"] or "", layer, found["end"]


def _ends_alike(known: str, name: str) -> bool:
    """Whether one name is the other, or an ending of it from a dot on."""
    return known == name or known.endswith("." + name) and "." in name or name.endswith("." + known)


def _cuts(module: str) -> Sequence[int]:
    """How many characters the name of each module around this one leaves out."""
    parts = module.split(".")
    return [sum(len(part) + 1 for part in parts[count:]) for count in range(1, len(parts))]
