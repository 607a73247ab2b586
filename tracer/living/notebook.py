"""Notebooks: a cell whose metadata carry a command is made again and compared, wherever the cell was pasted."""

from __future__ import annotations

import json
from typing import Any

from tracer.errors import MissingExtra, TracerError
from tracer.living.blocks import Broken, line_at
from tracer.living.check import MADE_CHECKSUM, Checked, held
from tracer.living.commands import Runner, words_of
from tracer.living.diff import checksum, differences, numbers
from tracer.living.embed import KEY


def check_notebook(text: str, runner: Runner) -> Checked:
    """Every cell with a command, against what the command makes now. Raises TracerError where it is no notebook."""
    try:
        notebook = json.loads(text)
        cells = notebook["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        cells = None
    if not isinstance(cells, list):
        raise TracerError("check.no_notebook")
    checked = Checked()
    place = 0
    for cell in cells:
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        carried = metadata.get(KEY) if isinstance(metadata, dict) else None
        if carried is None:
            continue
        place, lines = _place(text, cell, place)
        try:
            _check_cell(cell, carried, lines, checked, runner)
        except MissingExtra as error:
            checked.left(lines, error)
        except TracerError as error:
            checked.broken.append(Broken(lines, str(error)))
    checked.text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n" if checked.differences else text
    return checked


def _place(text: str, cell: dict[str, Any], place: int) -> tuple[int, int]:
    """Where the cell's first line stands in the file: (offset, line)."""
    first = (_lines(cell) or [""])[0]
    for ascii_only in (False, True):
        found = text.find(json.dumps(first, ensure_ascii=ascii_only)[:-1], place)
        if found >= 0:
            return found + 1, line_at(text, found)
    return place, line_at(text, place)


def _lines(cell: dict[str, Any]) -> list[str]:
    source = cell.get("source", "")
    if isinstance(source, str):
        return source.splitlines(keepends=True)
    return [str(line) for line in source] if isinstance(source, list) else []


def _check_cell(cell: dict[str, Any], carried: Any, line: int, checked: Checked, runner: Runner) -> None:
    """Compare one cell and put what follows now in its place."""
    try:
        command, part = str(carried["command"]), int(carried["part"])
    except (KeyError, TypeError, ValueError):
        raise TracerError("check.cell_metadata", key=KEY) from None
    outcome = runner.run(words_of(command))
    if outcome.missing is not None:
        raise outcome.missing
    if outcome.code == 2:
        raise TracerError("check.failed", command=command, reason=outcome.text.strip())
    try:
        made = json.loads(outcome.text)["cells"]
    except (ValueError, KeyError, TypeError):
        raise TracerError("check.cell_format", command=command) from None
    if not 0 <= part < len(made):
        raise TracerError("check.cell_part", part=part, count=len(made))
    old, new = "".join(_lines(cell)), "".join(made[part]["source"])
    checked.pieces += 1
    checked.singles += outcome.single
    checked.numbers += len(numbers(old))
    found = held(differences(old, new, line, command), outcome.single)
    if not found:
        return
    checked.differences += found
    cell["source"] = made[part]["source"]
    carried["made"] = f"{str(carried.get('made', '')).rpartition(MADE_CHECKSUM)[0]}{MADE_CHECKSUM}{checksum(new)}"
