"""The document in a terminal: headings, sentences, formulas, Rich tables, workings; written block by block as they come.

No number is ever cut: what does not fit is left out whole and named (see `columns`). Colour is only ever on top of what the
characters already say (a line that says what the colours mean is all it adds), and without it not one escape is written.
"""

from __future__ import annotations

from typing import TextIO

from rich.cells import cell_len

from tracer.document.blocks import (
    Block,
    Code,
    Document,
    Figure,
    Formula,
    Heading,
    Matrix,
    Note,
    Points,
    Prose,
    Table,
    Tokens,
    Working,
)
from tracer.render import wrap
from tracer.render.notation.text import formula_line, working_line
from tracer.render.options import Options
from tracer.render.terminal.lists import points, table, tokens
from tracer.render.terminal.prose import prose
from tracer.render.terminal.screen import Screen
from tracer.render.terminal.tables import matrices
from tracer.sanitize import sanitize


def write(document: Document, stream: TextIO, options: Options) -> None:
    """Every block that is for reading; `Stage` blocks are for the formats that store numbers."""
    screen = Screen(stream, options)
    together: list[Matrix] = []
    for block in document.blocks():
        if together and not (isinstance(block, Matrix) and _belong(together[-1], block)):
            matrices(screen, together)
            together = []
        if isinstance(block, Matrix):
            together.append(block)
        else:
            _write_block(screen, block)
    if together:
        matrices(screen, together)


def _belong(first: Matrix, second: Matrix) -> bool:
    """Whether two matrices are parts of one stage that can share a table: the same rows and columns shown."""

    def form(block: Matrix) -> tuple[object, ...]:
        axes = (block.rows.labels if block.rows else None, block.columns.labels if block.columns else None)
        return block.address, block.values.shape, axes, block.row_places, block.column_places, block.before is None

    return form(first) == form(second)


def _write_block(screen: Screen, block: Block) -> None:
    if isinstance(block, Heading):
        _heading(screen, block)
    elif isinstance(block, Prose):
        prose(screen, block.text)
    elif isinstance(block, Points):
        points(screen, block)
    elif isinstance(block, Formula):
        _formula(screen, block)
    elif isinstance(block, Working):
        _working(screen, block)
    elif isinstance(block, Table):
        table(screen, block)
    elif isinstance(block, Tokens):
        tokens(screen, block)
    elif isinstance(block, Note):
        prose(screen, block.text, "dim")
    elif isinstance(block, Code):
        screen.lines(screen.own(sanitize(line)) for line in block.text.split("\n"))
    elif isinstance(block, Figure):
        from tracer.render.terminal.figures import figure

        figure(screen, block)


def _heading(screen: Screen, block: Heading) -> None:
    if block.level > 1:
        screen.line()
    lines = prose(screen, block.text, "bold")
    if block.level < 3:
        rule = screen.own("═" if block.level == 1 else "─")
        screen.line(rule * max(map(cell_len, lines)), "dim")


def _formula(screen: Screen, block: Formula) -> None:
    """The address as `--stage` takes it, the formula, the shape: on one line where they fit, else one below the other."""
    parts = [sanitize(block.address), screen.own(formula_line(block)), screen.own(sanitize(block.shape))]
    line = "   ".join(part for part in parts if part)
    if cell_len(line) <= screen.width:
        screen.line(line, "cyan")
        return
    for place, part in enumerate(filter(None, parts)):
        screen.lines(wrap.formula(part, screen.width, "  " if place else "", "    "), "cyan")


def _working(screen: Screen, block: Working) -> None:
    """`label = formula = numbers = value`, broken before signs; deeper workings stand further in."""
    lead = "  " * block.depth
    screen.lines(wrap.formula(screen.own(working_line(block)), screen.width, lead, lead + "    "))
    if block.note:
        screen.lines(wrap.prose(screen.own(sanitize(block.note)), screen.width, lead, lead), "dim")
