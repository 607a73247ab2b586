"""A trace: every step of one run, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, cast

import numpy as np

from tracer.address import UnknownStage, matching, parse, resolve
from tracer.errors import TracerError
from tracer.record.show import Shown, view
from tracer.record.step import SHOWN, Step
from tracer.settings.data import Inputs


class AskedRun(Protocol):
    """What a trace knows of the request behind it; `session.request.request_of` gives the request itself, to run it again."""

    settings: dict[str, Any]
    data: Inputs
    edits: list[tuple[str, Any]]
    how_cut: str

    @property
    def is_seeded(self) -> bool: ...


class CutStep(NamedTuple):
    """A step in which a text was cut into tokens: its name, the pieces after it, and their ids where they are tokens already."""

    name: str
    pieces: Sequence[str]
    ids: Sequence[int] | None = None


@dataclass(eq=False)
class Trace(Shown):
    """All steps of one run in execution order, with the model, tokens and request.

    steps: every step by name, details too. parameters: the learned matrices by name. model: name and sizes, as JSON shows them.
    tokens: the labels of the text (one list, or one a sentence). facts: further lists for JSON (token_ids, target_tokens …).
    request: what it takes to run again (held by `tracer.session`). unread: settings given that no number depends on.
    cutting: how the texts were cut into tokens, where a tokenizer did it and that was asked.
    """

    steps: Mapping[str, Step]
    parameters: Mapping[str, Step]
    model: Mapping[str, Any]
    tokens: Sequence[Any]
    facts: Mapping[str, Any] = field(default_factory=dict)
    request: AskedRun | None = None
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    cutting: tuple[CutStep, ...] = ()

    @property
    def every(self) -> dict[str, Step]:
        """Steps and parameters by name."""
        return {**self.parameters, **self.steps}

    @property
    def shown(self) -> list[Step]:
        """The stages shown by default (level 1)."""
        return [step for step in self.steps.values() if step.level == SHOWN]

    @property
    def run_request(self) -> AskedRun:
        """The request that makes this trace again; a trace read from a file has none, which is a mistake of ours to ask for."""
        if self.request is None:
            raise TypeError("a trace read from a file cannot be run again")
        return self.request

    def __getitem__(self, name: str) -> Step:
        """The stage or parameter with this name or ending. Raises TracerError with near misses, or where several have it."""
        if not isinstance(name, str):
            raise TracerError.refused("stage", name, "'scores'")
        if name in self.steps:
            return self.steps[name]
        if name in self.parameters:
            return self.parameters[name]
        shown = [step.name for step in self.shown]
        ends = [stage_name for stage_name in shown if stage_name.endswith("." + name)]
        if len(ends) == 1:
            return self.steps[ends[0]]
        every = self.every
        return every[resolve(name, every if not ends else shown)]

    def __iter__(self) -> Iterator[Step]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self.steps or name in self.parameters)

    def matching(self, pattern: str, detail: bool = False) -> list[Step]:
        """Every stage or parameter that has this ending or matches this glob."""
        if not isinstance(pattern, str):
            raise TracerError.refused("pattern", pattern, "'*.softmax'")
        stages = [step.name for step in (self.steps.values() if detail else self.shown)]
        try:
            names = matching(pattern, stages)
        except UnknownStage:
            names = matching(pattern, list(self.every))
        every = self.every
        return [every[name] for name in names]

    def cell(self, address: str) -> float:
        """The number at an address such as `scores[0, it, animal]`."""
        from tracer.address import locate

        if not isinstance(address, str):
            raise TracerError.refused("address", address, "'scores[0, it, animal]'")
        place = parse(address)
        step = self[place.stage]
        return float(np.asarray(step.values[locate(place, step.axes)]))

    @property
    def dtype(self) -> str:
        """The precision its numbers were computed in: "float64" or "float32"."""
        return next((step.values.dtype.name for step in self.steps.values() if step.values.dtype.kind == "f"), "float64")

    @property
    def output(self) -> Step:
        """The last shown stage."""
        return self.shown[-1]

    def explain(self, cell: str, depth: int = 1) -> Shown:
        """Why the number at `cell` is what it is. depth: how many levels of operands it follows.

        Raises TracerError with near misses.
        """
        return cast(Shown, view("explain", self, cell, depth))

    def show(self, *stages: str, **selected: Any) -> Shown:
        """The document of these stages (endings or globs; all where none is named), which prints and notebooks display.

        selected: layers, heads, tokens (tuples), columns (a pair), precision, detail, formula, working, parameters, everything,
        as the options of `ttrace show`. Raises TracerError for what the trace has not.
        """
        return cast(Shown, view("show", self, *stages, **selected))

    def figure(self, kind: str, *stages: str, **selected: Any) -> Shown:
        """A picture: `heads`, `lines`, `positions`, `network` or `curve`; stages and `selected` as in `show`."""
        return cast(Shown, view("figure", self, kind, *stages, **selected))

    def __repr__(self) -> str:
        return f"<Trace of {self.tokens!r}: {self.model.get('name')}, {len(self)} stages>"
