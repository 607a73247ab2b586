"""A trace: every step of one run, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

import numpy as np

from tracer.address import UnknownStage, matching, parse, resolve_shown
from tracer.errors import TracerError
from tracer.record.methods import methods
from tracer.record.show import Shown
from tracer.record.step import SHOWN, Step
from tracer.settings.data import Inputs

if TYPE_CHECKING:
    from pathlib import Path

    from tracer.document.blocks import Document
    from tracer.document.explanation import Explanation
    from tracer.document.verdict import Verdict

EditList = Mapping[str, Any] | Sequence[tuple[str, Any]]
"""Edits: address -> number, nested numbers, or a function of the array that stands there; or such pairs in order."""


class AskedRun(Protocol):
    """What a trace knows of the request behind it; `session.request.request_of` gives the request itself, to run it again."""

    settings: dict[str, Any]
    data: Inputs
    edits: list[tuple[str, Any]]
    how_cut: str
    loaded: str

    @property
    def is_seeded(self) -> bool: ...

    def tensor_of(self, parameter: str) -> tuple[str, str]: ...


class CutStep(NamedTuple):
    """A step in which a text was cut into tokens: its name, the pieces after it, and their ids where they are tokens already."""

    name: str
    pieces: Sequence[str]
    ids: Sequence[int] | None = None


class Methods(Protocol):
    """The functions behind the methods of a trace that need parts above the record: see `tracer.interface.methods`."""

    def explain(self, trace: Trace, cell: str, depth: int) -> Explanation: ...

    def compare(self, trace: Trace, theirs: Any, tolerance: float | None, names: Mapping[str, str] | None) -> Verdict: ...

    def show(self, trace: Trace, stages: tuple[str, ...], selected: Mapping[str, Any]) -> Document: ...

    def figure(self, trace: Trace, kind: str, stages: tuple[str, ...], selected: Mapping[str, Any]) -> Document: ...

    def save(self, trace: Trace, path: str | Path) -> None: ...

    def edit(self, trace: Trace, edits: EditList) -> Trace: ...

    def gradients(self, trace: Trace, of: str) -> Trace: ...


def _methods() -> Methods:
    return cast("Methods", methods())


@dataclass(repr=False, eq=False, match_args=False)
class Trace(Shown):
    """All steps of one run in execution order, with the model, tokens and request.

    steps: every step by name, details too. parameters: the learned matrices by name. model: name and sizes, as JSON shows them.
    tokens: the labels of the text (one list, or one a sentence). facts: further lists for JSON (token_ids, target_tokens …).
    request: what it takes to run again (held by `tracer.session`). unread: settings given that no number depends on.
    cutting: how the texts were cut into tokens, where a tokenizer did it and that was asked. half: "bfloat16" or "float16", to
    which stages were rounded; "" where they were not.
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
    half: str = ""

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
        every = self.every
        return every[resolve_shown(name, [step.name for step in self.shown], every)]

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
        return float(np.asarray(step.stored[locate(place, step.axes)]))

    @property
    def dtype(self) -> str:
        """The precision of its numbers: "float64", "float32", or the half precision they were rounded to."""
        return self.half or next(
            (step.values.dtype.name for step in self.steps.values() if step.values.dtype.kind == "f"), "float64"
        )

    @property
    def output(self) -> Step:
        """The last shown stage."""
        return self.shown[-1]

    def explain(self, cell: str, depth: int = 1) -> Explanation:
        """Why the number at `cell` (`"scores[0, it, animal]"`) is what it is. depth: how many levels of operands it follows.

        >>> from tracer import trace
        >>> trace("Thinking Machines", seed=7).explain("scaled[0, 0, 1]").formula
        'S / √d_k'
        """
        return _methods().explain(self, cell, depth)

    def compare(
        self,
        theirs: Trace | Mapping[str, Any],
        *,
        tolerance: float | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Verdict:
        """Compare with another trace or with somebody's arrays: as `tracer.compare(self, theirs)`."""
        return _methods().compare(self, theirs, tolerance, names)

    def show(self, *stages: str, **selected: Any) -> Document:
        """The document of these stages (endings or globs; all where none is named), which prints and notebooks display.

        selected: layers, heads, tokens (tuples), rows and columns (a pair, words, or "largest 3"), precision, detail, formula,
        working, parameters, everything, as the options of `ttrace show`. Raises TracerError for what the trace has not.
        """
        return _methods().show(self, stages, selected)

    def figure(self, kind: str, *stages: str, **selected: Any) -> Document:
        """A picture: `heads`, `lines`, `positions`, `network` or `curve`; stages and `selected` as in `show`."""
        return _methods().figure(self, kind, stages, selected)

    def save(self, path: str | Path) -> None:
        """Write what it takes to run again, as `--save` does: .toml or .json with text and edits, .npz or .safetensors without.

        Raises TracerError for another ending, a file that cannot be written, a trace that was read from a file.
        """
        _methods().save(self, path)

    def edit(self, edits: EditList) -> Trace:
        """The run again with other numbers in it; only what follows from them is computed. This trace stays as it is.

        edits: address -> number, nested numbers, or a function of the array that stands there (in the edited run, so that edits
        of earlier stages are in it). Raises TracerError for an unknown address, another shape, a trace read from a file.

        >>> from tracer import trace
        >>> t = trace("Thinking Machines", seed=7)
        >>> t.edit({"scores[0, 0, 1]": 96.0, "ffn.activation": lambda a: a * 0}).cell("scores[0, 0, 1]")
        96.0
        """
        return _methods().edit(self, edits)

    def gradients(self, of: str) -> Trace:
        """This trace with a stage `grad.NAME` for every stage and parameter that `of` depends on, explained like any other.

        of: a cell (`"logits[0, 5]"`); a stage, for the sum of its cells; or `"loss"`, for one training step of a run that was
        given labels (a decoder predicts its next tokens).

        >>> from tracer import trace
        >>> t = trace("Thinking Machines", seed=7)
        >>> t.gradients(of="ffn.norm[0, 0]")["grad.encoder.0.attention.W_Q"].array.shape
        (4, 4)
        """
        return _methods().gradients(self, of)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """The numbers of the last shown stage, for `numpy.asarray(trace)`."""
        return self.output.__array__(dtype, copy)

    def __repr__(self) -> str:
        return f"<Trace of {self.tokens!r}: {self.model.get('name')}, {len(self)} stages>"
