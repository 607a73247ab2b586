"""A workbook that computes (extra `sheets`, XlsxWriter): a sheet a stage, a formula in every cell, parameters to change.

The first sheet lists the others. All parameters stand on one sheet, below each other. A stage's last axis runs to the right, all
others downwards. With each formula stands the number that the run computed, for programs that show a file without computing.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import product
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from tracer.axes import describe, number_repeats
from tracer.document.blocks import Calculation, Document, Number, Reference
from tracer.errors import MissingExtra, TracerError
from tracer.language import say
from tracer.render.notation.spreadsheet import INFINITE, MOST_CHARACTERS, Spot, number, spreadsheet
from tracer.render.notation.text import text as formula_text
from tracer.render.options import Options
from tracer.sanitize import sanitize

_LONGEST = 31  # characters of a sheet's name
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_WIDTH = 13  # of a column, in characters
_EXPLAINED = 4  # lines above a table's headings: name, formula and shape, the sentence in both languages
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 13},
    "plain": {},
    "formula": {"italic": True},
    "heading": {"bold": True, "align": "right", "bottom": 1},
    "label": {"bold": True},
    "link": {"font_color": "#0563C1", "underline": 1},
}
_GIVEN: Mapping[str, Any] = {"bg_color": "#FFF7D6", "font_color": "#0000CC"}  # what a reader may change


class _Table(NamedTuple):
    """Where a stage stands: its sheet, the row of its first numbers, the column of its first numbers."""

    sheet: str
    row: int
    column: int

    def spot(self, stage: Calculation, index: Sequence[int]) -> Spot:
        """Where the cell at `index` stands."""
        shape = stage.values.shape
        line = int(np.ravel_multi_index(tuple(index[:-1]), shape[:-1])) if len(shape) > 1 else 0
        return Spot(self.sheet, self.row + line, self.column + (index[-1] if shape else 0))


def write(document: Document, stream: BinaryIO, options: Options) -> None:
    """Write the workbook. Raises TracerError without XlsxWriter, for a document without stages, and for a formula too long."""
    stages = {block.name: block for block in document.blocks() if isinstance(block, Calculation)}
    if not stages:
        raise TracerError("render.no_formulas")
    try:
        from xlsxwriter import Workbook
    except ModuleNotFoundError as error:
        raise MissingExtra("render.no_xlsxwriter", "sheets") from error
    whole = BytesIO()
    book = Workbook(whole, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.datetime(1980, 1, 1)})  # the same run gives the same bytes
    writer = _Writer(book, stages)
    writer.contents(document)
    for stage in stages.values():
        writer.table(stage)
    book.close()
    stream.write(whole.getvalue())


class _Writer:
    """Writes the sheets; knows where each stage stands before the first formula is written."""

    def __init__(self, book: Any, stages: Mapping[str, Calculation]) -> None:
        self.book, self.stages = book, stages
        self.styles = {name: book.add_format(dict(style)) for name, style in _STYLES.items()}
        self.numbers: dict[tuple[int, bool], Any] = {}
        self.contents_sheet = say("render.sheet_contents")
        self.tables = dict(self._tables())
        names = dict.fromkeys([self.contents_sheet, *(table.sheet for table in self.tables.values())])
        self.sheets = {name: book.add_worksheet(name) for name in names}

    def _tables(self) -> Iterator[tuple[str, _Table]]:
        names = self._sheet_names()
        row = 0
        for stage in self.stages.values():
            column = max(len(stage.axes) - 1, 0)
            if stage.is_parameter:
                yield stage.name, _Table(names[stage.name], row + _EXPLAINED + 1, column)
                row += _EXPLAINED + 2 + _lines(stage)
            else:
                yield stage.name, _Table(names[stage.name], _EXPLAINED + 1, column)

    def _sheet_names(self) -> dict[str, str]:
        """Of each stage the shortest ending of its address that no other has, as sheets may be called."""
        parameters = say("render.sheet_parameters")
        used = {self.contents_sheet.lower(), parameters.lower()}
        result = {}
        computed = [name for name, stage in self.stages.items() if not stage.is_parameter]
        holders: dict[str, set[str]] = {}
        for name in computed:
            for ending in _endings(name):
                holders.setdefault(ending, set()).add(name)
        for place, name in enumerate(computed):
            endings = _endings(name)
            short = next((ending for ending in endings if len(holders[ending]) == 1), endings[-1])
            if len(short) > _LONGEST or short.lower() in used:
                fitting = [ending for ending in endings if len(ending) <= _LONGEST - len(f"{place} ")]
                short = f"{place} {fitting[-1] if fitting else ''}"
            used.add(short.lower())
            result[name] = short
        return {name: result.get(name, parameters) for name in self.stages}

    def contents(self, document: Document) -> None:
        """What the workbook holds, each sheet with its link, and what its colours mean."""
        sheet = self.sheets[self.contents_sheet]
        lines = [
            (say("render.sheet_title", tokens=_words(document.facts.get("tokens"))), self.styles["title"]),
            (say("render.sheet_change"), self.book.add_format(dict(_GIVEN))),
            (say("render.sheet_infinite", value=number(INFINITE)), self.styles["plain"]),
            *((sanitize(note), self.styles["plain"]) for note in document.facts.get("notes", ())),
        ]
        for row, (line, style) in enumerate(lines):
            sheet.write_string(row, 0, line, style)
        first = len(lines) + 1
        heads = ("render.sheet_name", "render.sheet_address", "render.sheet_formula", "render.sheet_shape")
        for column, head in enumerate(heads):
            sheet.write_string(first, column, say(head), self.styles["label"])
        for row, stage in enumerate(self.stages.values(), first + 1):
            table = self.tables[stage.name]
            target = f"internal:'{table.sheet}'!A{table.row - _EXPLAINED}"
            sheet.write_url(row, 0, target, self.styles["link"], string=table.sheet)
            for column, words in enumerate((sanitize(stage.name), _equation(stage), describe(stage.axes)), 1):
                sheet.write_string(row, column, words, self.styles["plain"])
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 3, 34)
        sheet.freeze_panes(first + 1, 0)

    def table(self, stage: Calculation) -> None:
        """One stage: what it is, its headings, a formula or number in each cell."""
        table = self.tables[stage.name]
        sheet, top = self.sheets[table.sheet], table.row - _EXPLAINED - 1
        sheet.write_string(top, 0, sanitize(stage.name), self.styles["title"])
        shape = describe(stage.axes)
        sheet.write_string(top + 1, 0, f"{_equation(stage)}   {shape}".strip(), self.styles["formula"])
        for line, sentence in enumerate(stage.sentences[: _EXPLAINED - 2], top + 2):
            sheet.write_string(line, 0, sentence, self.styles["plain"])
        self._headings(sheet, stage, table)
        for index in np.ndindex(*stage.values.shape):
            self._cell(sheet, stage, index)
        if not stage.is_parameter:
            sheet.freeze_panes(table.row, table.column)
        sheet.set_column(0, table.column + (stage.values.shape or (1,))[-1] - 1, _WIDTH)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # labels such as the number of a head

    def _headings(self, sheet: Any, stage: Calculation, table: _Table) -> None:
        if not stage.axes:
            return
        *leading, last = stage.axes
        for column, axis in enumerate(leading):
            sheet.write_string(table.row - 1, column, sanitize(axis.name), self.styles["heading"])
        for column, label in enumerate(_labels(last), table.column):
            sheet.write_string(table.row - 1, column, label, self.styles["heading"])
        for line, labels in enumerate(product(*map(_labels, leading)), table.row):
            for column, label in enumerate(labels):
                sheet.write_string(line, column, label, self.styles["label"])

    def _cell(self, sheet: Any, stage: Calculation, index: tuple[int, ...]) -> None:
        spot, value = self._spot(Reference(stage.name, index)), float(stage.values[index])
        expression = stage.expression(index)
        style = self._number(stage.places, isinstance(expression, Number))
        if isinstance(expression, Number):
            if math.isnan(value):
                sheet.write_string(spot.row, spot.column, "nan", style)
            else:
                sheet.write_number(spot.row, spot.column, _finite(value), style)
            return
        formula = spreadsheet(expression, self._spot, spot.sheet)
        if len(formula) >= MOST_CHARACTERS:
            raise TracerError("render.long_formula", stage=stage.name, most=MOST_CHARACTERS)
        sheet.write_formula(spot.row, spot.column, f"={formula}", style, "#NUM!" if math.isnan(value) else _finite(value))

    def _spot(self, reference: Reference) -> Spot:
        return self.tables[reference.name].spot(self.stages[reference.name], reference.index)

    def _number(self, places: int, is_given: bool) -> Any:
        """How a number looks: its stage's decimals, infinities by their sign, in colour what may be changed."""
        if (places, is_given) not in self.numbers:
            finite = f"0.{'0' * places}".rstrip(".") if places >= 0 else "0.000E+00"
            look = {"num_format": f'[<=-{INFINITE:.0E}]"-∞";[>={INFINITE:.0E}]"∞";{finite}'}
            self.numbers[places, is_given] = self.book.add_format({**(_GIVEN if is_given else {}), **look})
        return self.numbers[places, is_given]


def _endings(address: str) -> list[str]:
    """The endings of an address as sheets may be called by them, the shortest first.

    >>> _endings("encoder.0.q")
    ['q', '0.q', 'encoder.0.q']
    """
    parts = _FORBIDDEN.sub("_", sanitize(address)).split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1, -1, -1)]


def _lines(stage: Calculation) -> int:
    return math.prod(stage.values.shape[:-1])


def _labels(axis: Any) -> list[str]:
    return [sanitize(label) for label in number_repeats(axis.labels)]


def _equation(stage: Calculation) -> str:
    right_side = "" if stage.formula is None else formula_text(stage.formula, None)
    return f"{stage.symbol} = {right_side}" if stage.symbol and right_side else right_side or stage.symbol


def _words(tokens: Any) -> str:
    rows = [tokens] if tokens and isinstance(tokens[0], str) else tokens or []
    return " / ".join(sanitize(" ".join(row)) for row in rows)


def _finite(value: float) -> float:
    return math.copysign(INFINITE, value) if math.isinf(value) else value
