"""Check notebooks: a cell whose metadata hold a command is made again and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tracer.errors import MissingExtra, TracerError
from tracer.living.blocks import Broken
from tracer.living.check import MADE_CHECKSUM, Checked, significant_differences
from tracer.living.commands import Runner, words_of
from tracer.living.diff import Difference, checksum, differences, numbers
from tracer.living.embed import KEY
from tracer.living.notebook_cells import notebook_cells, outputs, places, source_lines
from tracer.living.places import Lines


def check_notebook(text: str, runner: Runner) -> Checked:
    """Every cell with a command, against what the command makes now. Raises TracerError where it is no notebook."""
    notebook, cells = notebook_cells(text)
    checked, lines = Checked(), Lines(text)
    for cell in cells:
        metadata = cell.value.get("metadata")
        carried = metadata.get(KEY) if isinstance(metadata, dict) else None
        if carried is None:
            continue
        line = lines.line(next(places(text, cell, source_lines(cell.value)), cell.start))
        stand = [[lines.line(at) for at in places(text, cell, written)] or [line] for written in _said(cell.value)]
        try:
            _check_cell(cell.value, carried, stand, checked, runner)
        except MissingExtra as error:
            checked.left(line, error)
        except TracerError as error:
            checked.broken.append(Broken(line, str(error)))
    checked.text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n" if checked.differences else text
    return checked


def _check_cell(cell: dict[str, Any], carried: Any, stand: list[list[int]], checked: Checked, runner: Runner) -> None:
    """Compare one cell and put what follows now in its place. stand: where each line of what it says stands in the file."""
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
        new_cells = json.loads(outcome.text)["cells"]
    except (ValueError, KeyError, TypeError):
        raise TracerError("check.cell_format", command=command) from None
    if not 0 <= part < len(new_cells):
        raise TracerError("check.cell_part", part=part, count=len(new_cells))
    old, new = _said(cell), _said(new_cells[part])
    checked.pieces += 1
    checked.singles += outcome.single
    checked.numbers += sum(len(numbers("".join(written))) for written in old)
    differing = significant_differences(_differing(old, new, stand, command), outcome.single)
    if not differing:
        return
    checked.differences += differing
    cell.update({key: new_cells[part][key] for key in ("source", "outputs") if key in new_cells[part]})
    made = "".join(source_lines(cell))
    carried["made"] = f"{str(carried.get('made', '')).rpartition(MADE_CHECKSUM)[0]}{MADE_CHECKSUM}{checksum(made)}"


def _differing(old: list[list[str]], new: list[list[str]], stand: list[list[int]], command: str) -> Iterator[Difference]:
    """What differs in each thing a cell says; what it does not say any more, or says only now, differs as a whole."""
    for place in range(max(len(old), len(new))):
        lines = stand[min(place, len(stand) - 1)]
        before, after = ("".join(said[place]) if place < len(said) else "" for said in (old, new))
        for difference in differences(before, after, 0, command):
            yield replace(difference, line=lines[min(difference.line, len(lines) - 1)])


def _said(cell: dict[str, Any]) -> list[list[str]]:
    """The lines of what a cell says: its source and, of code, what it put out."""
    return [source_lines(cell), *(written for written in outputs(cell) if written)]
