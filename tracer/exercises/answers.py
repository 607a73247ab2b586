"""Answers as files bring them: a table (CSV, .xlsx) with a row an answer (name, blank, answer) or a row a pupil (name, 1, 2, …),
or what a self-marking page saved.

{"format": "ttrace-answers/1", "sheets": [{"sheet": "3f2a9c", "name": "Ada", "answers": {"1": "0.5", "2": "-3"}}]}

Whatever a cell or a row holds, the rest is read; what could not be read says so where it stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracer.counting import count_of
from tracer.errors import TracerError
from tracer.exercises.answer_table import HEADS, Row, column_of, delimiter_of, is_long, is_wide, rows_of
from tracer.exercises.written_number import Written, comma_convention, written_number
from tracer.files.table_text import table_text
from tracer.files.text import read_bytes
from tracer.files.workbook_table import is_workbook, workbook_table
from tracer.frozen import Frozen
from tracer.language import say

FORMAT = "ttrace-answers/1"


class Answer(Frozen):
    """What stands in one cell. text: as it was written. number: what that means. row: of the file, from 1."""

    text: str
    number: Written
    row: int = 0


class Script(Frozen):
    """What one pupil handed in. name, sheet: "" where the file does not tell. file, row: where it begins, from 1.

    answers: blank -> what was written, in the order of the file; an empty cell is there too. problem: why none of it can be
    marked, or None.
    """

    name: str
    sheet: str
    file: str
    row: int
    answers: dict[int, Answer]
    problem: TracerError | None = None


class Answers(Frozen):
    """All that files bring. remarks: sentences about how they were read. files: their names."""

    scripts: tuple[Script, ...]
    remarks: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def read_answers(files: Sequence[str], words: Iterable[str] = ()) -> Answers:
    """What every pupil handed in, in the order of the files. words: names that tell in which code page a file is.

    A file among several that holds no answers, or whose columns nobody can name, is a script with that problem. Raises
    TracerError where it is the only one.
    """
    known = [*words, *(word for spellings in HEADS.values() for word in spellings)]
    read = [_file(file, known) if len(files) == 1 else _one_of_several(file, known) for file in files]
    scripts = tuple(script for part in read for script in part.scripts)
    return Answers(scripts, tuple(remark for part in read for remark in part.remarks), tuple(files))


def _one_of_several(file: str, words: Sequence[str]) -> Answers:
    try:
        return _file(file, words)
    except TracerError as problem:
        return Answers((Script("", "", file, 1, {}, problem),))


def _file(file: str, words: Sequence[str]) -> Answers:
    data = read_bytes(file)  # once: of a pipe nothing is left for a second time
    if is_workbook(data):
        table = workbook_table(data, file)
        others = list(table.others)
        remarks = [say("marking.remark_sheet", file=file, sheet=table.title, others=others)] if others else []
        return _table([Row(row.number, row.cells, typed=row.typed) for row in table.rows], file, None, remarks)
    text, encoding = table_text(data, file, words)
    if text.lstrip().startswith("{"):
        return Answers(tuple(_saved(text, file)))
    remarks = [say("marking.remark_encoding", file=file, encoding=encoding)] if encoding else []
    delimiter = delimiter_of(text)
    rows = list(rows_of(text, delimiter))
    if not rows:
        raise TracerError("marking.no_answers", file=file)
    return _table(rows, file, True if delimiter != "," else None, remarks)


def _table(rows: Sequence[Row], file: str, comma: bool | None, remarks: list[str]) -> Answers:
    """The scripts of a table's rows. comma: whether a single comma is a decimal sign where nothing else tells."""
    columns = [column_of(cell) for cell in rows[0].cells]
    if is_long(columns):
        return Answers(tuple(_long(rows, columns, file, comma)), tuple(remarks))
    if not is_wide(columns):
        raise TracerError("marking.columns", file=file, head=list(rows[0].cells))
    unread = [head for head, column in zip(rows[0].cells, columns, strict=True) if head and not _is_read(column)]
    remarks += [say("marking.remark_columns", file=file, columns=unread)] if unread else []
    return Answers(tuple(_wide(rows[1:], columns, file, comma)), tuple(remarks))


def _is_read(column: str) -> bool:
    return column in HEADS or count_of(column) is not None


def _wide(rows: Sequence[Row], columns: Sequence[str], file: str, comma: bool | None) -> Iterable[Script]:
    """A row a pupil, a column a blank; cells that a row lacks at its end are empty."""
    places = [(column, int(name)) for column, name in enumerate(columns) if count_of(name) is not None]
    for row in rows:
        cells = [*row.cells, *[""] * (len(columns) - len(row.cells))]
        named = {name: cells[column] for column, name in enumerate(columns) if name in HEADS}
        texts: dict[int, list[str]] = {}
        for column, blank in places:
            texts.setdefault(blank, []).append(cells[column])
        pupil = named.get("name", ""), named.get("sheet", "")
        rows_of_blanks = dict.fromkeys(texts, row.number)
        typed = [cells[column] for column, _ in places if column in row.typed]
        yield Script(*pupil, file, row.number, _answers(texts, rows_of_blanks, comma, typed), _problem(row, columns, file))


def _problem(row: Row, columns: Sequence[str], file: str) -> TracerError | None:
    """Why the cells of a row stand in no certain column."""
    where = {"file": file, "row": row.number}
    if row.broken:
        return TracerError("marking.row_quotes", **where)
    if len(row.cells) > len(columns) and any(row.cells[len(columns) :]):
        return TracerError("marking.row_length", count=len(row.cells), wanted=len(columns), **where)
    return None


def _long(rows: Sequence[Row], columns: Sequence[str], file: str, comma: bool | None) -> Iterable[Script]:
    """A row an answer; without a heading row the columns are (name,) blank, answer. Broken rows are scripts of their own."""
    headed = "answer" in columns
    if headed and "blank" not in columns:
        raise TracerError("marking.columns", file=file, head=list(rows[0].cells))
    names = list(columns) if headed else ["name", "blank", "answer"][3 - len(columns) :]
    texts: dict[tuple[str, str], dict[int, list[str]]] = {}
    numbers: dict[tuple[str, str], dict[int, int]] = {}
    typed: dict[tuple[str, str], list[str]] = {}
    broken = []
    for row in rows[1 if headed else 0 :]:
        cells = dict(zip(names, [*row.cells, *[""] * (len(names) - len(row.cells))], strict=False))
        pupil, blank = (cells.get("name", ""), cells.get("sheet", "")), count_of(cells["blank"].strip("()（） "))
        problem = _problem(row, names, file)
        if blank is None and not problem:
            cell = cells["blank"] or say("marking.empty")
            problem = TracerError("marking.no_blank", file=file, row=row.number, column=names.index("blank") + 1, cell=cell)
        if problem or blank is None:
            broken.append(Script(*pupil, file, row.number, {}, problem))
            continue
        numbers.setdefault(pupil, {})[blank] = row.number
        texts.setdefault(pupil, {}).setdefault(blank, []).append(cells["answer"])
        if names.index("answer") in row.typed:
            typed.setdefault(pupil, []).append(cells["answer"])
    scripts = [
        Script(*pupil, file, min(numbers[pupil].values()), _answers(given, numbers[pupil], comma, typed.get(pupil, ())))
        for pupil, given in texts.items()
    ]
    if not scripts and not broken:
        raise TracerError("marking.no_answers", file=file)
    return sorted([*scripts, *broken], key=lambda script: script.row)


def _answers(
    texts: Mapping[int, Sequence[str]], rows: Mapping[int, int], comma: bool | None, typed: Sequence[str] = ()
) -> dict[int, Answer]:
    """A pupil's cells read, all by the same convention of the comma; a blank answered twice is read where both agree.

    typed: cells that are numbers in themselves, which tell no convention.
    """
    convention = comma_convention((text for given in texts.values() for text in given if text not in typed), comma)
    return {blank: _answer([text for text in given if text] or [""], rows[blank], convention) for blank, given in texts.items()}


def _answer(texts: Sequence[str], row: int, comma: bool | None) -> Answer:
    numbers = [written_number(text, comma) for text in texts]
    if any(number.value != numbers[0].value for number in numbers):
        return Answer(" | ".join(texts), Written(problem="twice"), row)
    return Answer(texts[0], numbers[0], row)


def _saved(text: str, file: str) -> Iterable[Script]:
    """What a self-marking page saved; each of its sheets is a row."""
    try:
        data = json.loads(text)
        sheets: Sequence[dict[str, Any]] = data["sheets"] if data["format"] == FORMAT else data["no sheets"]
        return [_sheet(sheet, file, number) for number, sheet in enumerate(sheets, 1)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise TracerError("marking.no_saved_answers", file=file) from None


def _sheet(sheet: dict[str, Any], file: str, number: int) -> Script:
    texts = {int(blank): [str(answer).strip()] for blank, answer in sheet["answers"].items()}
    answers = _answers(texts, dict.fromkeys(texts, number), None)
    return Script(str(sheet["name"]).strip(), str(sheet["sheet"]), file, number, answers)
