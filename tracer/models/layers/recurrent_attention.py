"""Attention of a recurrent decoder over an encoder's states: one query a time step, no heads.

additive      e_tj = v_aᵀ tanh(W_a s_{t−1} + U_a h_j), s the decoder's state before the step   (Bahdanau et al., arXiv 1409.0473)
dot, general  e_tj = s_tᵀ h_j, s_tᵀ W_a h_j, of its state after the step                        (Luong et al., arXiv 1508.04025)
"""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame
from tracer.models.layers.feed_forward import linear
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step

BEFORE, AFTER = "additive", ("dot", "general")


class RecurrentAttention:
    """Reads the encoder's states (time × hidden) anew at each of the decoder's steps, and keeps what it computed there."""

    def __init__(self, r: Recorder, f: Frame, memory: Step, time: Axis) -> None:
        self.r, self.f, self.kind = r, f, f.architecture.attention
        self.query = time.rename("query")
        self.align = Axis("align", f.hidden.size)
        self.seen: dict[str, list[Step]] = {}
        with r.at("attention"):
            self.memory = r.rename("memory", memory, names={"time": "key"}, level=DETAIL)
            self.keys = self._keys()
            self.allowed = None
            if f.text.real is not None:
                key = next(axis for axis in self.memory.axes if axis.name == "key")
                self.allowed = r.given("mask", f.text.real, f.leading(key), DETAIL)

    def _keys(self) -> Step:
        """What the decoder's state is compared with: U_a h_j, or the states themselves."""
        if self.kind == BEFORE:
            return self._projected("keys", self.memory, "U_a", "b_Ua")
        name = "align" if self.kind == "general" else "hidden_after"
        return self.r.rename("keys", self.memory, names={"hidden": name}, level=DETAIL)

    def _projected(self, name: str, x: Step, weight: str, bias: str, level: int | None = None) -> Step:
        """x W (+ b), to the width in which states are compared."""
        return linear(self.r, name, x, weight, bias, self.align, level)

    def context(self, t: int, state: Step) -> Step:
        """The encoder's states, weighted for step t and summed (hidden). state: the decoder's (hidden)."""
        r, at = self.r, f"t{t}."
        with r.at("attention"):
            r.time = self.query
            scores = self._keep(f"{at}scores", self._scores(at, state))
            if self.allowed is not None:
                scores = self._keep(f"{at}masked", r.mask(f"{at}masked", scores, self.allowed, fill=float("-inf"), level=DETAIL))
            weights = self._keep(f"{at}softmax", r.softmax(f"{at}softmax", scores, over="key", level=DETAIL))
            return self._keep(f"{at}context", r.contract(f"{at}context", weights, self.memory, over="key", level=DETAIL))

    def _keep(self, name: str, step: Step) -> Step:
        self.seen.setdefault(name.partition(".")[2], []).append(step)
        return step

    def _scores(self, at: str, state: Step) -> Step:
        """One score a key."""
        r = self.r
        if self.kind == "dot":
            state = r.rename(f"{at}state", state, names={"hidden": "hidden_after"}, level=DETAIL)
            return r.contract(f"{at}scores", self.keys, state, over="hidden_after", level=DETAIL)
        query = self._projected(f"{at}query", state, "W_a", "b_Wa" if self.kind == BEFORE else "b_a", DETAIL)
        self._keep(f"{at}query", query)
        if self.kind == "general":
            return r.contract(f"{at}scores", self.keys, query, over="align", level=DETAIL)
        energy = r.tanh(f"{at}scores.energy", r.add(f"{at}scores.sum", self.keys, query, level=DETAIL), level=DETAIL)
        weight, shift = r.parameter("v_a", self.align), r.optional("b_va")
        scores = r.contract(
            f"{at}scores" if shift is None else f"{at}scores.unshifted", energy, weight, over="align", level=DETAIL
        )
        return scores if shift is None else r.add(f"{at}scores", scores, shift, level=DETAIL)

    def combined(self, t: int, context: Step, state: Step) -> Step:
        """Luong's h̃_t = tanh([context; state] W_c), which is read out (hidden)."""
        r, at = self.r, f"t{t}."
        with r.at("attention"):
            r.time = self.query
            both = [
                r.rename(f"{at}{name}.beside", step, names={"hidden": "context_and_state"}, level=DETAIL)
                for name, step in (("context", context), ("state", state))
            ]
            joined = r.join(f"{at}attentional.joined", *both, axis="context_and_state", level=DETAIL)
            mixed = linear(r, f"{at}attentional.mixed", joined, "W_c", "b_c", self.f.hidden, DETAIL)
            return self._keep(f"{at}attentional", r.tanh(f"{at}attentional", mixed, level=DETAIL))

    def stack(self) -> dict[str, Step]:
        """Record every stage with all the decoder's steps side by side: query × key, query × hidden. Returns them by name."""
        result = {}
        for name, steps in self.seen.items():
            order = self.f.leading(self.query, *(axis for axis in steps[0].axes if axis.name != "sentence"))
            names = tuple(axis.name for axis in order)
            result[name] = self.r.stack(f"attention.{name}", *steps, axis=self.query, order=names)
        return result
