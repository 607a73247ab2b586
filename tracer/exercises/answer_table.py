"""The rows of a table of answers: what parts its columns, cells in quotation marks, and what its heading row names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from tracer.counting import count_of
from tracer.frozen import Frozen

HEADS = {
    "name": ("name", "pupil", "student", "full name", "姓名", "学生", "名字"),
    "sheet": ("sheet", "code", "卷号", "代码", "练习"),
    "blank": ("blank", "number", "question", "空", "题号", "空号"),
    "answer": ("answer", "response", "答案", "作答"),
}
_BLANK_HEAD = re.compile(r"(?:q|blank|question|response|answer|第|空|题)?[ ._]*[(（]?([0-9]+)[)）]?[.。]?(?:空|题)?")
_SEPARATOR_LINE = re.compile(r"sep=(.)")  # what some spreadsheets write above a table
_MOST_LINES = 10  # that one cell in quotation marks may go over


class Row(Frozen):
    """One row of the table. number: its line in the file, from 1. broken: a quotation mark in it is never closed.

    typed: columns whose cell is a number in itself, as a workbook has them, and so tells nothing of how its pupil writes one.
    """

    number: int
    cells: tuple[str, ...]
    broken: bool = False
    typed: frozenset[int] = frozenset()


def delimiter_of(text: str) -> str:
    """What parts the columns: the one of comma, semicolon and tab that the first line has most of, outside quotation marks."""
    first = re.sub('"[^"]*"', "", next((line for line in text.split("\n") if line.strip()), ""))
    declared = _SEPARATOR_LINE.fullmatch(first.strip("\r"))
    return declared[1] if declared else max(",;\t", key=first.count)


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """The rows that hold anything, each read for itself, so that a stray quotation mark spoils one row and no other."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if not line.strip() or (number == 1 and _SEPARATOR_LINE.fullmatch(line)):
            continue
        end = at
        while line.count('"') % 2 and end < min(len(lines), at + _MOST_LINES):
            line, end = f"{line}\n{lines[end]}", end + 1
        broken = line.count('"') % 2 > 0
        if not broken:
            at = end
        cells = _cells(lines[number - 1] if broken else line, delimiter, broken)
        if any(cells):
            yield Row(number, cells, broken)


def _cells(line: str, delimiter: str, broken: bool) -> tuple[str, ...]:
    """The cells of one row; quotation marks are signs like others where they do not close, or stand where they cannot."""
    try:
        rows = csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE if broken else csv.QUOTE_MINIMAL)
        cells = [cell for row in rows for cell in row]
    except csv.Error:  # a cell too long to be one
        cells = line.split(delimiter)
    return tuple(cell.strip() for cell in cells)


def column_of(head: str) -> str:
    """What a heading means: name, sheet, blank or answer; the number of a blank (`3`, `Q3`, `(3)`, `第3空`); or its words."""
    word = head.strip().lower()
    known = next((name for name, words in HEADS.items() if word in words), "")
    match = _BLANK_HEAD.fullmatch(word)
    return known or (match[1] if match and count_of(match[1]) is not None else word)


def is_long(columns: Sequence[str]) -> bool:
    """Whether each row is one answer, not one pupil."""
    return "answer" in columns or (not is_wide(columns) and len(columns) in (2, 3))


def is_wide(columns: Sequence[str]) -> bool:
    """Whether the first row names blanks by number, beside other columns; `1,2` alone is blank 1 with answer 2."""
    numbered = [column for column in columns if count_of(column) is not None]
    if not numbered or "answer" in columns:
        return False
    alone = len(numbered) == len(columns)
    return (
        len(numbered) > 2 and numbered == [str(number) for number in range(1, len(numbered) + 1)]
        if alone
        else ("name" in columns or "sheet" in columns)
    )
