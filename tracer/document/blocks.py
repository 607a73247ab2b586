"""What can be said: plain blocks with unrounded numbers. A renderer is a function of these and of nothing else.

Strings that come from outside (tokens, labels, names) stand here as they are; a renderer makes them visible and escapes
its own syntax. Sentences (`Prose`, `Note`, `Heading`, captions) are already in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, Self

import numpy as np

from tracer.axes import Axis
from tracer.expression import Call as Call  # what a renderer needs to write a formula, under one roof
from tracer.expression import Cell as Cell
from tracer.expression import Expression as Expression
from tracer.expression import Number as Number
from tracer.expression import Symbol as Symbol
from tracer.frozen import Frozen
from tracer.record.show import Shown


class Span(Frozen):
    """Words of a sentence that look alike. kind: plain, code, emphasis, strong, link. to: where a link leads (http, https)."""

    text: str
    kind: str = "plain"
    to: str = ""


class Marked(str):
    """A sentence that knows which of its words are code, emphasised or a link; plain text to whoever does not ask."""

    spans: tuple[Span, ...]

    def __new__(cls, spans: Sequence[Span]) -> Self:
        sentence = super().__new__(cls, "".join(span.text for span in spans))
        sentence.spans = tuple(spans)
        return sentence


def spans(text: str) -> tuple[Span, ...]:
    """The spans of a sentence; plain text is one span."""
    return text.spans if isinstance(text, Marked) else (Span(text),)


class Heading(Frozen):
    """A title; level 1 is the document's own, 2 a part's (a layer), 3 a stage's. address: of the stage whose heading it is."""

    level: int
    text: str
    address: str = ""


class Prose(Frozen):
    """One paragraph; its text may be `Marked`, as a heading's, a note's and a point's may."""

    text: str


class Points(Frozen):
    """A list. points: each its mark (`•`, `1.`, "" for a further paragraph of the one above), text, and depth from 0."""

    points: Sequence[tuple[str, str, int]]


class Formula(Frozen):
    """`symbol = expression` in the paper's symbols, beside the stage's address and shape (`head 2 × query 2 × key 2`)."""

    expression: Expression
    symbol: str = ""
    address: str = ""
    shape: str = ""


class Matrix(Frozen):
    """One table of numbers: at most two axes of a stage or parameter, the others fixed.

    values: rows × columns (a single row where the stage has one axis), float or int, unrounded; a view, not a copy.
    address: the stage's full name. fixed: the axes that are held, as (axis name, position, label).
    rows, columns: the two axes (rows is None for one axis). row_start, column_start: which positions the first row and column
    are in the whole stage. left_out: a sentence naming what is not shown and the option that shows it, or "".
    places: decimals as `rounding.show` takes them. weights: attention weights, which carry a shade.
    edited: True where an edit put the number. before: the unedited numbers where the document shows what changed.
    row_places, column_places: the positions shown where they are not consecutive (a gap is drawn between them).
    axes: all axes of the stage, in its order, so that each cell has its address.
    titled: whether what stands above names the stage and its address, so that a caption says only which axes are held.
    """

    address: str
    symbol: str
    values: np.ndarray
    rows: Axis | None
    columns: Axis | None
    fixed: tuple[tuple[str, int, str], ...] = ()
    places: int = 3
    caption: str = ""
    weights: bool = False
    edited: np.ndarray | None = None
    before: np.ndarray | None = None
    left_out: str = ""
    row_places: Sequence[int] | None = None
    column_places: Sequence[int] | None = None
    axes: tuple[Axis, ...] = ()
    titled: bool = False


class Working(Frozen):
    """One cell worked out: symbol = formula = with numbers = value.

    formula: in symbols, or None. substituted: the same with this cell's own numbers (`Cell` leaves hold their values).
    value: the recorded number; it and the operands are 0 where they are zero to rounding. recorded: the value as it was computed,
    where that is another. exact_as_shown: whether the rounded line adds up as printed; where not, it is joined by ≈.
    inputs: address and recorded value of each operand.
    rounded: where paper mode rounded it, the number before rounding. depth: how far down a tree it stands, 0 at the top.
    """

    address: str
    label: str
    formula: Expression | None
    substituted: Expression | None
    value: float
    places: int
    exact_as_shown: bool = True
    unrounded: float | None = None
    depth: int = 0
    inputs: Iterable[tuple[str, float]] = ()
    note: str = ""
    recorded: float | None = None


class Blank(Frozen):
    """A number that the reader is to work out, as a cell of a table. number: which one, as the sheet counts from 1."""

    number: int

    @property
    def text(self) -> str:
        """A line to write on.

        >>> Blank(3).text
        '(3) ____'
        """
        return f"({self.number}) ____"


TableCell = str | float | int | Blank


class Table(Frozen):
    """A table that is not a stage: measured numbers, lists of stages, differences.

    columns: headings. rows: cells, each a str (from outside or a word), a number, unrounded, or a `Blank`.
    places: decimals for each column (`rounding.show`), used for its numbers. caption: one sentence or "".
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[TableCell]]
    places: Sequence[int] = ()
    caption: str = ""


class Tokens(Frozen):
    """The text as it was cut: one line of tokens a sentence, with ids where a vocabulary exists."""

    caption: str
    tokens: Sequence[str]
    ids: Sequence[int] | None = None


class Figure(Frozen):
    """A picture described, not drawn. kind: heads, lines, positions, network, curve. data: what that kind needs."""

    kind: str
    title: str
    data: Mapping[str, Any] = {}


class Note(Frozen):
    """A remark: what was left out, what was edited, what a number is not."""

    text: str


class Code(Frozen):
    """Lines as they are, in a fixed width: a command, a file, what another program printed."""

    text: str


class Stage(Frozen):
    """A whole stage or parameter, for the formats that store numbers (json, npz, csv): every axis, every value, exact.

    inputs: the nearest steps that the same document holds. parameters: the parameters it reads, where the document
    holds them. op: the operation's name, "parameter" for a parameter. edited: where an edit put the number. cut: the axes of
    which only some places are here, and how many they have.
    """

    name: str
    level: int
    op: str
    symbol: str
    formula: Expression | None
    inputs: tuple[str, ...]
    axes: tuple[Axis, ...]
    values: np.ndarray
    edited: np.ndarray | None = None
    cut: Mapping[str, int] = {}


class Reference(Symbol):
    """A cell of a stage as a formula reads it, whatever number stands there. name: the stage's address. index: positions."""

    index: tuple[int, ...] = ()


class Calculation(Frozen):
    """A whole stage or parameter as formulas over other stages' cells, for spreadsheets; their leaves are `Reference`s.

    expression(index): how the cell is computed, in functions of `expression.FUNCTIONS` and three more: choose(a, b, c) is b
    where a is not 0, else c; step(a) is 1 where a > 0, else 0; round(a, n). A `Number` where the cell is given.
    values: what the run computed. sentences: what the stage does, in each language.
    """

    name: str
    symbol: str
    formula: Expression | None
    sentences: tuple[str, ...]
    axes: tuple[Axis, ...]
    values: np.ndarray
    places: int
    is_parameter: bool
    expression: Callable[[tuple[int, ...]], Expression]


class Snippet(Frozen):
    """A cell of a notebook: code, and what it shows; only a document that is made for notebooks has it.

    blocks: what the code shows as a document; printed: what it prints where it runs a command of the shell.
    """

    code: str
    blocks: Sequence[Any] = ()
    printed: str = ""


class Run(Frozen):
    """What one run of several shows in a document; only a document that is made for pages has it.

    graph: the run as plain data (`document.living_graph`), by which a page answers.
    """

    blocks: Sequence[Any]
    graph: Mapping[str, Any]


Block = (
    Stage
    | Calculation
    | Snippet
    | Heading
    | Prose
    | Points
    | Formula
    | Matrix
    | Working
    | Table
    | Tokens
    | Figure
    | Note
    | Code
    | Run
)


class LivingRun(Protocol):
    """What makes a document's page answer: see `document.living_run.Living`."""

    def graph(self) -> dict[str, Any]: ...

    def replace(self, **changes: Any) -> LivingRun: ...


class Document(Shown, Frozen):
    """A document whose blocks are built on first use; `facts` (version, seed, model, command …) are its metadata.

    A renderer calls `blocks()` and writes as it goes. living: the run behind it, by which a page answers, or None.
    """

    title: str
    source: Any
    facts: Mapping[str, Any] = {}
    living: LivingRun | None = None

    def blocks(self) -> Iterator[Block]:
        yield from self.source() if callable(self.source) else self.source

    def __repr__(self) -> str:
        return f"<Document: {self.title}>"
