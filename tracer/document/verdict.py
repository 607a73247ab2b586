"""What a program asks of a comparison: whether both sides agree, where they differ first, where most."""

from __future__ import annotations

from collections.abc import Sequence
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


class Verdict(Shown, Frozen):
    """How a trace compares with another one, or with somebody's arrays; true where both agree.

    agrees: everything given was compared, and nothing differs beyond the tolerance. first: the first cell that differs, in the
    order of the computation, and largest: the one that differs most; None where no cell does (shapes may). table: one row for
    each stage compared, in that order. tolerance: the absolute one that was given; None: what rounding may leave, by the
    precision of both sides. document: what `print` and a notebook show.
    """

    agrees: bool
    first: Difference | None
    largest: Difference | None
    table: Sequence[StageRow]
    tolerance: float | None
    document: Document

    def __bool__(self) -> bool:
        return self.agrees

    def __repr__(self) -> str:
        first = "" if self.first is None else f", first at {self.first.cell}: {self.first.ours!r} against {self.first.theirs!r}"
        return f"<Verdict: {'agree' if self.agrees else 'differ'}{first}>"
