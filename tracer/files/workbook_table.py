"""The first filled sheet of a workbook (.xlsx) as rows of text, by openpyxl (extra `sheets`), which is used here only.

A number stands as `repr` writes it, a date as 2026-11-28: in a cell of a date's format it is one, whatever was meant.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from tracer.errors import MissingExtra, TracerError
from tracer.files.damaged_zip import DAMAGED_ZIP
from tracer.frozen import Frozen

_MOST_BYTES = 24 << 20  # of what a workbook unpacks to: 500,000 cells, read in five seconds
_MOST_COLUMNS = 5000
_ZIP = b"PK\x03\x04"


class WorkbookRow(Frozen):
    """One row that holds anything. number: as the sheet counts, from 1. typed: columns whose cell is a number in itself."""

    number: int
    cells: tuple[str, ...]
    typed: frozenset[int]


class WorkbookTable(Frozen):
    """title: of the sheet that was read. others: titles of filled sheets that were not."""

    title: str
    rows: tuple[WorkbookRow, ...]
    others: tuple[str, ...]


def is_workbook(data: bytes) -> bool:
    """Whether what a file holds is a workbook that can be read."""
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except DAMAGED_ZIP:
        return False


def workbook_table(data: bytes, path: str) -> WorkbookTable:
    """The first sheet that holds anything. Raises TracerError: no openpyxl, damaged, too large."""
    try:
        import openpyxl
    except ModuleNotFoundError as error:
        raise MissingExtra("marking.no_openpyxl", "sheets", file=path) from error
    _refuse_unsafe(data, path)
    try:
        books = [openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=only) for only in (True, False)]
        pairs = zip(*(book.worksheets for book in books), strict=True)
        filled = [(str(sheet.title), rows) for sheet, written in pairs if (rows := tuple(_rows(sheet, written)))]
    except Exception as error:  # whatever a library meets in a damaged file
        raise TracerError("marking.damaged_workbook", file=path) from error
    if not filled:
        raise TracerError("marking.no_answers", file=path)
    (title, rows), *others = filled
    return WorkbookTable(title, rows, tuple(other for other, _ in others))


def _refuse_unsafe(data: bytes, path: str) -> None:
    """Raises TracerError for a workbook that unpacks to too much, or declares entities, which no spreadsheet program writes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
                raise TracerError("tokens.long", file=path, most=_MOST_BYTES >> 20)
            parts = [archive.read(entry) for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
    except TracerError:
        raise
    except DAMAGED_ZIP as error:
        raise TracerError("marking.damaged_workbook", file=path) from error
    if any(b"<!DOCTYPE" in part or b"<!ENTITY" in part for part in parts):
        raise TracerError("marking.damaged_workbook", file=path)


def _rows(sheet: Any, written: Any) -> Iterator[WorkbookRow]:
    """The rows of a sheet; a formula whose value the workbook does not hold stands as it was `written`."""
    rows = (table.iter_rows(max_col=_MOST_COLUMNS, values_only=True) for table in (sheet, written))
    for number, (computed, formulas) in enumerate(zip(*rows, strict=True), 1):
        values = [formula if value is None else value for value, formula in zip(computed, formulas, strict=True)]
        texts = tuple(_text(value) for value in values)
        while texts and not texts[-1]:
            texts = texts[:-1]
        if texts:
            typed = frozenset(column for column, value in enumerate(values) if _is_number(value))
            yield WorkbookRow(number, texts, typed)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: object) -> str:
    """A cell as a person would have written it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.seconds // 3600}:{value.seconds // 60 % 60:02d}"
    return str(value).strip()
