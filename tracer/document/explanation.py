"""What a program asks of the explanation of one number."""

from __future__ import annotations

from collections.abc import Mapping

from tracer.document.blocks import Document
from tracer.frozen import Frozen
from tracer.record.show import Shown


class Explanation(Shown, Frozen):
    """Why one number is what it is; `print` and a notebook show it as `ttrace explain` does.

    cell: its full address. value: the recorded number. formula: of the whole stage, in the paper's symbols (`q kᵀ`).
    working: the formula with the cell's own operands in full, so that the line evaluates to the value (in paper mode and half
    precision: to what it was before it was rounded); "" for a number that was given, learned or set by an edit. inputs: the
    operands, address -> value. document: the whole explanation, for `tracer.render.write`.
    """

    cell: str
    value: float
    formula: str
    working: str
    inputs: Mapping[str, float]
    document: Document

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        return f"<Explanation of {self.cell}: {self.value!r}>"
