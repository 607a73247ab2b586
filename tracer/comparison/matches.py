"""What somebody's arrays were taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tracer.comparison.beside import Beside
from tracer.record.precision import Precision
from tracer.record.step import Step
from tracer.record.trace import Trace

ADDRESS, MAP, NAME, VALUE, LAYER, LIKENESS = "address", "map", "name", "value", "layer", "likeness"
"""How an array is known: by our address, a map of names, another program's name, its numbers, the same name in another layer, or
numbers that are nearly a stage's."""


@dataclass(frozen=True, slots=True)
class Match:
    """One array, or some columns of one, and what it was taken for.

    name: in the file. stage: our address, "" where it was left out. how: one of the words above. part: of an array that holds
    several stages or layers, which part this is. layout: their axes where they are not ours, "" where they are. notes: how
    numbers were read (masked places, padding), as keys of `compare.reading_…`. array: in the stage's own axes, None where it was
    left out. places: of axes that it holds only some places of, which. reason: why it was left out, a key of `compare.left_…`;
    about: what that sentence names. is_further: whether an array before it was taken for the same stage.
    """

    name: str
    stage: str = ""
    how: str = ""
    part: str = ""
    layout: str = ""
    notes: tuple[str, ...] = ()
    array: np.ndarray | None = None
    places: Mapping[str, np.ndarray] = field(default_factory=dict)
    reason: str = ""
    about: Mapping[str, str | list[str]] = field(default_factory=dict)
    is_further: bool = False

    @property
    def shown_name(self) -> str:
        return self.name + self.part


@dataclass(frozen=True)
class Alignment:
    """All arrays of a file, each matched or left out, and the trace they are compared with.

    steps: the stages, parameters and derived quantities of the trace by name. precisions: how exactly each array is known.
    beside: ids and masks that stood beside the arrays.
    """

    matches: tuple[Match, ...]
    steps: Mapping[str, Step]
    trace: Trace
    precisions: Mapping[str, Precision]
    beside: Beside

    @property
    def compared(self) -> list[Match]:
        """What can be compared, in the order of the run, parameters first."""
        order = {name: place for place, name in enumerate(self.steps)}
        matches = sorted((match for match in self.matches if match.array is not None), key=lambda match: order[match.stage])
        return [replace(match, is_further=at > 0 and matches[at - 1].stage == match.stage) for at, match in enumerate(matches)]

    @property
    def left_out(self) -> list[Match]:
        return [match for match in self.matches if match.array is None]

    @property
    def theirs(self) -> dict[str, np.ndarray]:
        """Stage → their array in the trace's layout: the first of those taken for it, where it is whole and the trace's own."""
        result: dict[str, np.ndarray] = {}
        for match in self.compared:
            if match.array is not None and match.stage in self.trace and not match.places:
                result.setdefault(match.stage, match.array)
        return result

    def step(self, match: Match) -> Step:
        """A matched array as a step with our axes."""
        ours = self.steps[match.stage]
        assert match.array is not None
        about = {"axes": ours.axes, "array": match.array, "precision": self.precisions[match.name]}
        return Step(match.stage, "given", (), about, ours.axes, match.array, ours.level)


def stages_of(side: Trace | Alignment) -> dict[str, np.ndarray]:
    """Stage → array of the second side of a comparison, in the layout of the first."""
    return side.theirs if isinstance(side, Alignment) else {name: step.values for name, step in side.every.items()}
