"""A cause: one thing an implementation may do otherwise, and how the run goes when it does.

Three kinds of change say everything: an operation is recorded otherwise (`rewrite`), a parameter has other numbers (`weights`),
the architecture or the inputs are others (`frame`). The rows stand in `diagnosis.causes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from tracer.frozen import Frozen
from tracer.models.frame import Frame
from tracer.record.step import Step


class Operation(NamedTuple):
    """One call of the recorder: the operation, the stage's full name, what it reads, attributes, level (None: shown)."""

    op: str
    name: str
    inputs: tuple[Step, ...]
    attrs: Mapping[str, Any]
    level: int | None

    def ends(self, *endings: str) -> bool:
        """Whether the stage is called one of these, or ends so after a dot."""
        return any(self.name == ending or self.name.endswith("." + ending) for ending in endings)

    @property
    def part(self) -> str:
        """The name up to its last dot, the dot too: `encoder.0.attention.` of `encoder.0.attention.q`."""
        return self.name[: self.name.rfind(".") + 1]


Rewrite = Callable[[Any, Operation], Step | None]  # the first is the `diagnosis.trial.Trial` under way
Weights = Callable[[Any, str], np.ndarray | None]
ChangeFrame = Callable[[Frame], Frame | None]


class Cause(Frozen):
    """One row. id: its sentence is the message `diagnosis.cause_ID`, filled with `values`.

    rewrite(trial, operation): the step recorded in the operation's place; None where the cause leaves it as it is.
    weights(trial, parameter): the parameter's other numbers, or None. frame(frame): the changed frame, or None.
    settings: settings of a run that do the same, told as options. removes: stages whose numbers it explains by what they were
    taken for, so that they are not compared again. single: whether it is tried only where the numbers part, not in other layers.
    whole: whether it changes several stages that only make sense together, and so holds everywhere or not at all.
    describes: whether it says how the numbers differ rather than why, so that it is no rival of a cause that says why.
    """

    id: str
    rewrite: Rewrite | None = None
    weights: Weights | None = None
    frame: ChangeFrame | None = None
    settings: Mapping[str, Any] = {}
    values: Mapping[str, Any] = {}
    removes: tuple[str, ...] = ()
    single: bool = False
    whole: bool = False
    describes: bool = False


def of_architecture(f: Frame, **changes: Any) -> Frame | None:
    """The frame with a changed architecture; None where nothing changes."""
    now = {key: getattr(f.architecture, key) for key in changes}
    return None if now == changes else replace(f, architecture=f.architecture.replace(**changes))
