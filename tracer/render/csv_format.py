"""CSV for spreadsheets: one block a stage, blocks apart by an empty line.

A block is a line with the stage's address, its formula and its axes; a header; then one row for every position of all axes
but the last, which runs to the right:

    encoder.0.attention.scores,S = q kᵀ,head 2 × query 2 × key 2
    head,query,Thinking,Machines
    0,Thinking,0.1,0.2

Numbers are exact (the shortest text that reads back to the same float; inf, -inf, nan). Text that a spreadsheet would take
for a formula starts with an apostrophe. A table that is no stage is a block of the same form, and so are tokens where there is
nothing else. Workings (address, value, and below it what it came from) are written where no stages are, as in an explanation.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import product
from typing import Any, TextIO

import numpy as np

from tracer.axes import describe, number_repeats
from tracer.document.blocks import Blank, Document, Stage, Table, TableCell, Tokens, Working
from tracer.errors import TracerError
from tracer.language import say
from tracer.render.notation.text import text as formula_text
from tracer.render.options import Options
from tracer.sanitize import sanitize

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def write(document: Document, stream: TextIO, options: Options) -> None:
    """Stages, tables, tokens and workings of the document; of its sentences only the notes, as the last block.

    Tokens are written where there is nothing else. Raises TracerError for a document that has none of these.
    """
    writer = csv.writer(stream, lineterminator="\n")
    previous: type | None = None
    waiting: list[Tokens] = []
    for block in document.blocks():
        if isinstance(block, Tokens):
            waiting.append(block)  # beside numbers it labels their rows, and is not told again
        if not isinstance(block, (Stage, Table, Working)) or (previous is Stage and isinstance(block, Working)):
            continue
        if previous and not (previous is Working and isinstance(block, Working)):
            writer.writerow([])
        if isinstance(block, Stage):
            _write_stage(writer, block)
        elif isinstance(block, Table):
            _write_table(writer, block)
        else:
            writer.writerow([text(block.address), exact(block.value if block.recorded is None else block.recorded)])
            writer.writerows([text(address), exact(value)] for address, value in block.inputs)
        previous = type(block)
    if previous is None:
        _write_tokens(writer, waiting)
    if notes := document.facts.get("notes"):
        writer.writerows([[], [say("render.notes")], *([text(note)] for note in notes)])


def text(value: str) -> str:
    """Text from outside as a cell that stays text.

    >>> text("=1+1"), text("it")
    ("'=1+1", 'it')
    """
    shown = sanitize(value)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA_STARTS) else shown


def exact(value: Any) -> str:
    """A number so that it reads back to the same one; whole numbers of a whole-number array stay whole."""
    return repr(value.item() if isinstance(value, np.generic) else value)


def _write_stage(writer: Any, stage: Stage) -> None:
    right_side = "" if stage.formula is None else formula_text(stage.formula, None)
    formula = f"{stage.symbol} = {right_side}" if stage.symbol and right_side else right_side or stage.symbol
    writer.writerow([text(stage.name), text(formula), text(describe(stage.axes))])
    if not stage.axes:
        writer.writerow([exact(stage.values[()])])
        return
    *leading, last = stage.axes
    writer.writerow([text(axis.name) for axis in leading] + [text(label) for label in number_repeats(last.labels)])
    labels = [[text(label) for label in number_repeats(axis.labels)] for axis in leading]
    for places, names in zip(np.ndindex(*stage.values.shape[:-1]), product(*labels), strict=True):
        writer.writerow([*names, *map(repr, stage.values[places].tolist())])


def _write_table(writer: Any, table: Table) -> None:
    if table.caption:
        writer.writerow([text(table.caption)])
    writer.writerow([text(column) for column in table.columns])
    for row in table.rows:
        writer.writerow([_table_cell(cell) for cell in row])


def _table_cell(cell: TableCell) -> str:
    if isinstance(cell, Blank):
        return cell.text
    return text(cell) if isinstance(cell, str) else exact(cell)


def _write_tokens(writer: Any, lines: Sequence[Tokens]) -> None:
    if not lines:
        raise TracerError("render.no_numbers", format="csv")
    for number, tokens in enumerate(lines):
        ids = [] if tokens.ids is None else [[token_id] for token_id in tokens.ids]
        writer.writerows([[]] if number else [])
        writer.writerow([text(tokens.caption)])
        writer.writerow([say(f"render.{name}") for name in ("position", "token", *(["id"] if ids else []))])
        for place, token in enumerate(tokens.tokens):
            writer.writerow([place, text(token), *(ids[place] if ids else [])])
