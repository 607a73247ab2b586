"""What a program asks of a comparison: whether both sides agree, where they differ first, where most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tracer.document.blocks import Document
from tracer.frozen import Frozen
from tracer.record.show import Shown


class Difference(NamedTuple):
    """One cell that differs: its address in the trace, the trace's number, the other side's."""

    cell: str
    ours: float
    theirs: float


class StageRow(NamedTuple):
    """One compared stage: how many numbers, how many of them differ, the largest absolute difference (0: none but rounding).

    reason: why it could not be compared (both shapes); "" where it was.
    """

    stage: str
    numbers: int
    differing: int
    largest: float
    reason: str = ""


class Reason(NamedTuple):
    """Why numbers differ: from which stage on, the cause as a sentence, and the options of a run that do the same ("": none)."""

    stage: str
    sentence: str
    option: str


class Verdict(Shown, Frozen):
    """How a trace compares with another one, or with somebody's arrays; true where both agree.

    agrees: everything given was compared, and nothing differs beyond the tolerance. first: the first cell that differs, in the
    order of the computation, and largest: the one that differs most; None where no cell does (shapes may). table: one row for
    each stage compared, in that order. tolerance: the absolute one that was given; None: what rounding may leave, by the
    precision of both sides. document: what `print` and a notebook show. look_for_causes: see `causes`.
    """

    agrees: bool
    first: Difference | None
    largest: Difference | None
    table: Sequence[StageRow]
    tolerance: float | None
    document: Document
    look_for_causes: Callable[[], tuple[Reason, ...]]

    @property
    def causes(self) -> tuple[Reason, ...]:
        """The known mistakes and conventions that make the other side's numbers agree, in the order of the run.

        Each is tried on the run when this is asked (up to some twenty times the run's time). Empty where both agree, or where
        none explains it. Raises TracerError for a trace that was read from a file, which cannot be run again.
        """
        return () if self.agrees else self.look_for_causes()

    def __bool__(self) -> bool:
        return self.agrees

    def __repr__(self) -> str:
        first = "" if self.first is None else f", first at {self.first.cell}: {self.first.ours!r} against {self.first.theirs!r}"
        return f"<Verdict: {'agree' if self.agrees else 'differ'}{first}>"
