"""Answers from a spreadsheet: CSV with a row an answer (name, blank, answer) or a row a pupil (name, 1, 2, 3 …)."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracer.counting import count_of
from tracer.errors import TracerError
from tracer.language import say

_HEADS = {
    "name": ("name", "pupil", "student", "姓名", "学生"),
    "sheet": ("sheet", "卷号"),
    "blank": ("blank", "number", "空", "题号"),
    "answer": ("answer", "答案"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One number a pupil wrote. name: "" where the file names nobody. sheet: the code, or "". row: of the file, from 1."""

    name: str
    sheet: str
    blank: int
    value: float
    row: int


def read_answers(text: str, file: str) -> list[Answer]:
    """Every answer given; empty cells are answers left out.

    Raises TracerError with row and column: no number, a row of another length, a blank answered twice, nothing at all.
    """
    first = next(iter(text.splitlines()), "")
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    except csv.Error as problem:
        raise TracerError("exercises.no_table", file=file, reason=str(problem)) from None
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise TracerError("exercises.no_answers", file=file)
    reader = _Reader(file, comma=delimiter != ",")
    head = [_head(cell) for cell in rows[0]]
    result = reader.long(rows, head) if _is_long(head) else reader.wide(rows, head)
    seen: dict[tuple[str, str, int], int] = {}
    for answer in result:
        place = (answer.name, answer.sheet, answer.blank)
        if place in seen:
            raise TracerError("exercises.twice", file=file, row=answer.row, blank=answer.blank, first=seen[place])
        seen[place] = answer.row
    return result


def _head(cell: str) -> str:
    word = cell.strip().lower()
    return next((name for name, words in _HEADS.items() if word in words), word)


def _is_long(head: Sequence[str]) -> bool:
    return "answer" in head or (not _numbered(head) and len(head) in (2, 3))


def _numbered(head: Sequence[str]) -> bool:
    """Whether the first row names blanks by number, beside columns for name and sheet; `1,2` alone is blank 1 with answer 2."""
    rest = [cell for cell in head if cell not in ("name", "sheet")]
    if not rest or any(count_of(cell) is None for cell in rest):
        return False
    return len(rest) < len(head) or (len(rest) > 2 and rest == [str(number) for number in range(1, len(rest) + 1)])


class _Reader:
    """Reads rows; a comma may be a decimal sign where it does not part columns."""

    def __init__(self, file: str, comma: bool) -> None:
        self.file, self.comma = file, comma

    def long(self, rows: Sequence[Sequence[str]], head: Sequence[str]) -> list[Answer]:
        """A row an answer; without a heading row the columns are (name,) blank, answer."""
        headed = "answer" in head
        if headed and "blank" not in head:
            raise TracerError("exercises.columns", file=self.file, head=list(rows[0]))
        columns = list(head) if headed else ["name", "blank", "answer"][3 - len(head) :]
        result = []
        for row, cells in self._rows(rows, len(columns), 1 if headed else 0):
            at = dict(zip(columns, cells, strict=True))
            blank = self._whole(at["blank"], row, columns.index("blank"))
            value = self._number(at["answer"], row, columns.index("answer"))
            if value is not None:
                result.append(Answer(at.get("name", ""), at.get("sheet", ""), blank, value, row))
        return result

    def wide(self, rows: Sequence[Sequence[str]], head: Sequence[str]) -> list[Answer]:
        """A row a pupil, a column a blank."""
        if not _numbered(head):
            raise TracerError("exercises.columns", file=self.file, head=list(rows[0]))
        result = []
        for row, cells in self._rows(rows, len(head), 1):
            named = {word: cell for word, cell in zip(head, cells, strict=True) if count_of(word) is None}
            for column, (word, cell) in enumerate(zip(head, cells, strict=True)):
                number = count_of(word)
                value = None if number is None else self._number(cell, row, column)
                if number is not None and value is not None:
                    result.append(Answer(named.get("name", ""), named.get("sheet", ""), number, value, row))
        return result

    def _rows(self, rows: Sequence[Sequence[str]], width: int, start: int) -> list[tuple[int, list[str]]]:
        result = []
        for row, cells in enumerate(rows[start:], start + 1):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != width:
                raise TracerError("exercises.row_length", file=self.file, row=row, count=len(cells), wanted=width)
            result.append((row, [cell.strip() for cell in cells]))
        return result

    def _number(self, cell: str, row: int, column: int) -> float | None:
        """A decimal number or a fraction; None where nothing was written."""
        if not cell:
            return None
        text = cell.replace("−", "-").replace(" ", "")
        if self.comma and "." not in text:
            text = text.replace(",", ".")
        try:
            value = float(Fraction(text)) if "/" in text else float(text)
        except (ValueError, ZeroDivisionError, OverflowError):
            value = math.nan
        if not math.isfinite(value):
            raise TracerError(
                "exercises.no_number", file=self.file, row=row, column=column + 1, cell=cell or say("exercises.empty")
            )
        return value

    def _whole(self, cell: str, row: int, column: int) -> int:
        number = count_of(cell.strip("() "))
        if number is None:
            raise TracerError(
                "exercises.no_blank", file=self.file, row=row, column=column + 1, cell=cell or say("exercises.empty")
            )
        return number
