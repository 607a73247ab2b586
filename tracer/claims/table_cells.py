"""Equations that go across the cells of a table: `| q·k | 1×4 + 0×8 | = 4 |`."""

from __future__ import annotations

import re
from itertools import pairwise

_DELIMITER = re.compile(r"[ >]*\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
_ROW = re.compile(r"[ >]*\|.*\|[ ]*")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_RELATIONS = "=≈"


def across_cells(page: str, cell: str, end: str) -> str:
    """The page with `cell`, the sign between two cells, as a space where an equal sign stands beside it, else as `end`.

    Rows are those of HTML, where `cell` stands already, and those of a Markdown table, which has a line of dashes.
    """
    if "|" in page:
        page = "\n".join(_marked(page.split("\n"), cell, end))
    if cell not in page:
        return page
    parts = re.split(f"([{end}])", page)
    return "".join(part if cell not in part else _joined(part.split(cell), end) for part in parts)


def _marked(lines: list[str], cell: str, end: str) -> list[str]:
    """The lines with the bars of Markdown's tables as signs between cells."""
    inside = False
    for number, line in enumerate(lines):
        if not inside and "-" in line and "|" in line and _DELIMITER.fullmatch(line):
            inside = True
        elif inside and _ROW.fullmatch(line):
            first, last = line.index("|"), line.rindex("|")
            lines[number] = line[:first] + end + line[first + 1 : last].replace("|", cell) + end + line[last + 1 :]
        else:
            inside = False
    return lines


def _joined(cells: list[str], end: str) -> str:
    """The cells of a row. An equation begins in the first one, or beside cells that hold no numbers of their own."""
    signs: list[str] = []
    labels = True  # whether all cells before this pair say what the row is
    for left, right in pairwise(cells):
        beside = _bare(left)[-1:] in _RELATIONS and bool(_bare(left)) or _bare(right)[:1] in _RELATIONS and bool(_bare(right))
        only = bool(_bare(left)) and not _bare(left).strip(_RELATIONS + " ")  # a cell of its own for the equal sign
        begun = signs[-1] == " " if signs and only else labels
        signs.append(" " if beside and begun else end)
        labels = labels and not _is_number(left)
    return "".join(part + sign for part, sign in zip(cells, [*signs, ""], strict=True))


def _bare(text: str) -> str:
    return text.strip(" \n$")


def _is_number(text: str) -> bool:
    """Whether a cell is a calculation of its own and no label: digits, and no word beside them."""
    plain = _COMMAND.sub("", text)
    return any(sign.isdigit() for sign in plain) and not any(sign.isalpha() for sign in plain)
